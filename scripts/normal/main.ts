/**
 * `npm run normal`: plays a year of migrations in worlds with a known truth through the method of `lambda/domain/normal`, and prints how
 * often it was right. `-- --write` puts the table into docs/normal.md, `-- --seeds 2` plays fewer years.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../bundle.ts';
import { measure } from './measure.ts';
import { tableOf } from './table.ts';
import { WORLDS, type World } from './world.ts';

const DOCUMENT = join(ROOT, 'docs/normal.md');
const MARKED = /(<!-- normal: written by npm run normal -- --write -->\n)([\s\S]*?)(<!-- end of normal -->)/;

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, seeds: { type: 'string', default: '8' } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const rows = Object.entries(WORLDS).map(([world, { says }]) => ({
  says,
  measured: measure(world as World, seeds),
}));
const table = tableOf(rows);
console.log(table);
if (values.write) {
  const text = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    text.replace(MARKED, (_, begin: string, _before: string, end: string) => `${begin}\n${table}\n\n${end}`),
  );
}
