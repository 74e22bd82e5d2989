import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exceededWith, tailAbove } from '../../../lambda/domain/normal/t-distribution.ts';

interface Oracle {
  readonly tails: readonly number[];
  readonly ts: readonly number[];
  readonly rows: readonly {
    readonly nu: number;
    readonly exceeded: readonly number[];
    readonly above: readonly number[];
  }[];
}

/** Calculated by another library; the file says how. */
const ORACLE: Oracle = JSON.parse(readFileSync('test/fixtures/normal/t-distribution.json', 'utf8'));

test.each(ORACLE.rows)(
  'quantiles and tails agree with another library for nu = $nu',
  ({ nu, exceeded, above }) => {
    for (const [i, tail] of ORACLE.tails.entries())
      expect(exceededWith(tail, nu) / exceeded[i]!, `tail ${tail}`).toBeCloseTo(1, 9);
    for (const [i, t] of ORACLE.ts.entries())
      expect(tailAbove(t, nu) / above[i]!, `t ${t}`).toBeCloseTo(1, 9);
  },
);

test('both sides are alike, and the middle is 0', () => {
  expect(exceededWith(0.5, 4)).toBeCloseTo(0, 12);
  expect(exceededWith(0.95, 7)).toBe(-exceededWith(0.05, 7));
  expect(tailAbove(-2, 7)).toBeCloseTo(1 - tailAbove(2, 7), 14);
});
