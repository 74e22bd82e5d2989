/**
 * `npm run mutants`: changes the code of each part in {@link PARTS} in one place at a time, and counts the changes that no test
 * notices. For a nightly run; `-- --only episode` tries the files whose path holds that, `-- --minutes 5` gives each file less time
 * than 20 minutes.
 *
 * Exits with 1 if the tests of a part notice less than 85 % of its changes. Changes that no test noticed are listed in
 * dist/mutants/survivors.txt.
 */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Judged } from './judged.ts';
import { FOLDER, mutate } from './mutate.ts';
import { PARTS, type Part } from './parts.ts';
import { scoreOf, table, tallyOf } from './table.ts';

const LEAST_SCORE = 85;
const GROUP_BYTES = 40_000;

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, minutes: { type: 'string', default: '20' } },
});
const limitMs = Number(values.minutes) * 60_000;
if (!(limitMs > 0)) throw new Error(`--minutes is '${values.minutes}'; expected a number above 0`);

const judged = new Map<string, Judged[]>();
for (const part of PARTS) {
  // Vitest says nothing of a test that was moved: its mutants would survive.
  const lost = part.tests.filter((path) => !existsSync(path));
  if (lost.length > 0)
    throw new Error(`scripts/mutants/parts.ts names tests that are not there: ${lost.join(', ')}`);
  const files = filesOf(part).filter((file) => file.includes(values.only));
  if (files.length > 0) judged.set(part.name, []);
  for (const group of groupsOf(files)) {
    const found = await mutate(group, part.name, limitMs * group.length);
    judged.get(part.name)!.push(...found);
    for (const { file, killed, planned } of found)
      console.log(`${file}: ${killed} of ${planned ?? '?'} killed`);
  }
}

if (judged.size === 0)
  throw new Error(`--only is '${values.only}', which is in no path of a file that is mutated`);

const all = [...judged.values()].flat();
writeFileSync(join(FOLDER, 'survivors.txt'), all.map(survivorsOf).join(''));
console.log(`\n${table(judged)}`);
for (const { file } of all.filter(({ planned }) => planned === undefined))
  console.log(`not one mutant was tried of ${file}`);
const isGood = all.every(({ planned }) => planned !== undefined);
const isEnough = [...judged.values()].every((files) => scoreOf(tallyOf(files)) >= LEAST_SCORE);
if (!isGood || !isEnough) process.exitCode = 1;

function filesOf({ folder, files }: Part): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => files.test(name))
    .map((name) => join(folder, name));
}

/** Several files together: before its first mutant Stryker runs all tests, for each group again. */
function groupsOf(files: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const { size } = statSync(file);
    if (bytes + size > GROUP_BYTES) groups.push([]);
    bytes = (groups.at(-1)!.length === 0 ? 0 : bytes) + size;
    groups.at(-1)!.push(file);
  }
  return groups;
}

function survivorsOf({ file, survivors }: Judged): string {
  return survivors
    .map(({ location: { start }, mutatorName, replacement }) => {
      const change = replacement === undefined ? '' : `: ${replacement.replaceAll(/\s+/g, ' ')}`;
      return `${file}:${start.line}:${start.column} ${mutatorName}${change}\n`;
    })
    .join('');
}
