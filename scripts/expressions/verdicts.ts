import { readFileSync, writeFileSync } from 'node:fs';

/** What recheck says of each expression, by its hash: `safe`, `polynomial 2`, `exponential`, or `unknown` when its time was up. */
export type Verdicts = Readonly<Record<string, string>>;

const FILE = 'test/architecture/expression-verdicts.json';

export function readVerdicts(): Verdicts {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

export function writeVerdicts(verdicts: Verdicts): void {
  const sorted = Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, undefined, 2)}\n`);
}
