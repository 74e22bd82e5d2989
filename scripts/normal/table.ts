import type { Measured } from './measure.ts';

/** The table of docs/normal.md. */
export function tableOf(rows: readonly { readonly says: string; readonly measured: Measured }[]): string {
  const lines = rows.map(({ says, measured }) => `| ${says} | ${cellsOf(measured).join(' | ')} |`);
  return [HEAD, RULE, ...lines].join('\n');
}

const HEAD = [
  '| in this world',
  '9 of 10 intervals: held, and upper ÷ lower end',
  'false warnings a month',
  'false critical pages a month',
  'fixed deadlines: false warnings a month',
  "CloudWatch's band: false alarms a month",
  'told about a lock after: median, 9 of 10',
  '20 times slower: told about, after the expected end |',
].join(' | ');
const RULE = '| --- | --- | --: | --: | --: | --: | --- | --- |';

function cellsOf(measured: Measured): readonly string[] {
  return [
    `${Math.round(100 * measured.coverage)} %, ×${measured.width.toPrecision(2)}`,
    measured.warnings.toFixed(2),
    measured.criticals.toFixed(2),
    measured.fixed.toFixed(2),
    measured.band.toFixed(1),
    `${spanOf(measured.lockMedianMs)}, ${spanOf(measured.lockMostMs)}`,
    `${Math.round(100 * measured.slowTold)} %, ${spanOf(measured.slowDelayMs)}`,
  ];
}

function spanOf(ms: number): string {
  return ms < 600_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
