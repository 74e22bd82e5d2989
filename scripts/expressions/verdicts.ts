import { readFileSync, writeFileSync } from 'node:fs';

/** recheck's verdict on an expression that is not `safe`. */
export interface Doubt {
  /** `polynomial 2`, `exponential`, or `unknown` when its time was up. */
  readonly verdict: string;
  /** A text that makes it slow: a beginning, a repeated part, an end. Left out if not known. */
  readonly pump?: Pump;
}

export type Pump = readonly [head: string, repeated: string, tail: string];

/** Verdicts by the expression's hash. */
export type Verdicts = Readonly<Record<string, 'safe' | Doubt>>;

const FILE = 'test/expressions/verdicts.json';

export function readVerdicts(): Verdicts {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

export function writeVerdicts(verdicts: Verdicts): void {
  const sorted = Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([hash, verdict]) => `  ${JSON.stringify(hash)}: ${JSON.stringify(verdict)}`);
  writeFileSync(FILE, `{\n${lines.join(',\n')}\n}\n`);
}

/** Every text that is known to make an expression slow, once each. */
export function pumps(): readonly Pump[] {
  const all = Object.values(readVerdicts()).flatMap((each) =>
    each === 'safe' || !each.pump ? [] : [each.pump],
  );
  return [...new Map(all.map((pump) => [JSON.stringify(pump), pump])).values()];
}

/** The slow text with a pump of `characters` characters. */
export function pumped([head, repeated, tail]: Pump, characters: number): string {
  const room = Math.max(0, characters - head.length - tail.length);
  return head + repeated.repeat(Math.ceil(room / repeated.length)).slice(0, room) + tail;
}
