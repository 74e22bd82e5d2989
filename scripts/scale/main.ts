/** `npm run scale`: synthesises sizes from small to large, and prints a table; `-- --write` puts it into docs/scale.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../bundle.ts';
import { billOf, FIXED } from '../costs/bill.ts';
import { deployed } from '../costs/deployed.ts';
import { type Month, playMonth } from '../costs/month.ts';
import { measure } from './measure.ts';
import { SIZES } from './settings.ts';

const DOCUMENT = join(ROOT, 'docs/scale.md');
const MARKED = /(<!-- scale: written by npm run scale -- --write -->\n)([\s\S]*?)(<!-- end of scale -->)/;

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const month = await playMonth();
const rows = [
  '| settings | resources | of them alarms | stacks | fullest stack | largest template | synthesis | dollars a month |',
  '| --- | --: | --: | --: | --: | --: | --: | --: |',
];
// The first synthesis loads and compiles CDK.
measure(SIZES[0]!.settings);
for (const { what, settings } of SIZES) {
  const { resources, alarms, stacks, fullest, largest, seconds } = measure(settings);
  const usd = await dollars(settings, month);
  rows.push(
    `| ${what} | ${resources} | ${alarms} | ${stacks} | ${fullest} | ${Math.round(largest / 1_000)} KB | ${Math.round(seconds)} s | ${Math.round(usd)} |`,
  );
}
const table = rows.join('\n');
console.log(table);
if (values.write) {
  const text = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    text.replace(MARKED, (_, begin: string, _before: string, end: string) => `${begin}\n${table}\n\n${end}`),
  );
}

/** The part of the bill that does not depend on runs. */
async function dollars(settings: string, of: Month): Promise<number> {
  const bill = billOf(await deployed(settings), of, 0);
  return FIXED.reduce((sum, part) => sum + bill[part], 0);
}
