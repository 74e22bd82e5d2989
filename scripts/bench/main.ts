/**
 * `npm run bench`: measures every figure against its limit; exits 1 when one exceeds it.
 *
 * `-- --json` prints one object per row and line, `--only <name>` (repeatable) measures some rows, `--profile` writes
 * CPU profiles of the timed ones, `--gate counted` lets only counted rows decide the exit code, `--write` puts the
 * table into docs/performance.md.
 */
import { parseArgs } from 'node:util';
import type { Group } from './group.ts';
import { notMeasured, type Row } from './row.ts';
import { COUNTED_CALLS } from './rows/calls.ts';
import { BATCH_100, GROWTH, GROWTH_OF_PAGE, WORST_LINE } from './rows/fold.ts';
import { INGEST } from './rows/ingest.ts';
import { CLI, HANDLERS } from './rows/start.ts';
import { table, writeTable } from './table.ts';
import { buildTimed } from './timed-process.ts';

const GROUPS: readonly Group[] = [
  INGEST,
  BATCH_100,
  GROWTH,
  GROWTH_OF_PAGE,
  WORST_LINE,
  COUNTED_CALLS,
  HANDLERS,
  CLI,
];

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    profile: { type: 'boolean', default: false },
    gate: { type: 'string', default: 'all' },
    write: { type: 'boolean', default: false },
  },
});
const all = GROUPS.flatMap(({ names }) => names);
const unknown = values.only?.filter((name) => !all.includes(name)) ?? [];
if (unknown.length > 0 || !['all', 'counted'].includes(values.gate)) {
  console.error(`--only takes ${all.join(', ')}; --gate takes all or counted.`);
  process.exit(2);
}
const wanted = new Set(values.only ?? all);

/** A failing group breaks only its own rows. */
async function measure(group: Group): Promise<Row[]> {
  try {
    return await group.run(wanted, { profile: values.profile });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return group.names.map((name) => notMeasured({ name, unit: '', bar: null, timed: false }, why));
  }
}

await buildTimed(values.profile);
const rows: Row[] = [];
for (const group of GROUPS) {
  if (!group.names.some((name) => wanted.has(name))) continue;
  const measuredRows = await measure(group);
  for (const row of measuredRows.filter(({ name }) => wanted.has(name))) {
    rows.push(row);
    if (values.json) console.log(JSON.stringify(row));
  }
}
if (!values.json) console.log(table(rows));
if (values.write) writeTable(rows);
if (rows.some(({ holds, timed }) => !holds && (values.gate === 'all' || !timed))) process.exitCode = 1;
