import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backtrackingFault } from '../../lib/settings/backtracking.ts';
import { countSteps } from './count-steps.ts';

const REPEAT = 'expected only plain characters in a repeated group: a line can make it slow';
const OPEN =
  'expected at most one open stretch such as .* and none at the start or end (a stretch that ends at a colon is [^:]*:): a line can make it slow';
const WAYS = 'expected fewer alternatives and optional parts: a line can make it slow';
const EMPTY = 'expected a pattern that an empty line does not match';
const LOOK = 'expected no look-around and no back-reference';

test.each([
  ['No space left on device', undefined],
  ['FATAL: .* terminating connection', undefined],
  ['permission denied for (table|schema) \\w+', undefined],
  ['error: [^:]*: [^:]*: .*', undefined],
  ['"code":\\s*"(\\d+)"', undefined],
  ['\\bOOM\\b', undefined],
  ['(?:ab)+c', undefined],
  ['(?<what>disk|tape) full', undefined],
  ['x{3,}y', undefined],
  ['ERROR.*timeout.*$', OPEN],
  ['\\s*\\s*x', OPEN],
  ['a.*\\d+x', OPEN],
  ['[aé]+[bé]+c', OPEN],
  ['(a+)+b', REPEAT],
  ['(a|a)*b', REPEAT],
  ['(\\d[^a]?)+ x', REPEAT],
  ['((a)){2,}b', REPEAT],
  ['a?a?a?a?a?a?aaaaaa', WAYS],
  ['(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)', WAYS],
  ['.*', EMPTY],
  ['(?<=a)b', LOOK],
  ['(?=a)b', LOOK],
  ['(a)\\1', LOOK],
  ['(?<x>a)\\k<x>', LOOK],
])('%s: %s', (regex, expected) => {
  expect(backtrackingFault(regex)).toBe(expected);
});

const term = fc
  .tuple(
    fc.constantFrom('a', 'b', '.', '\\d', '\\w', '[^a]', '[ab]', '1', ' '),
    fc.constantFrom('', '', '', '*', '+', '?', '{1,3}', '{2,}'),
  )
  .map((parts) => parts.join(''));
const sequence = fc.array(term, { minLength: 1, maxLength: 4 }).map((terms) => terms.join(''));
const group = fc
  .tuple(fc.array(sequence, { minLength: 1, maxLength: 2 }), fc.constantFrom('', '', '*', '?', '{2}'))
  .map(([bodies, repeat]) => `(${bodies.join('|')})${repeat}`);
const pattern = fc
  .array(fc.oneof({ weight: 4, arbitrary: term }, { weight: 1, arbitrary: group }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

test('twice the line is at most about four times the work for every pattern that is taken', () => {
  const taken = fc.sample(pattern, { numRuns: 600, seed: 11 }).filter((each) => !backtrackingFault(each));
  expect(taken.length).toBeGreaterThan(100);
  const lines = (length: number) =>
    ['a', 'b', '1', ' ', 'ab', 'a1'].map((unit) => unit.repeat(length / unit.length));
  const worse = taken.filter((each) =>
    lines(24).some((line, index) => {
      const twice = countSteps(each, lines(48)[index]!);
      return twice > 5 * countSteps(each, line) + 2_000;
    }),
  );
  expect(worse).toEqual([]);
});

test('the count tells a slow pattern', () => {
  const growth = countSteps('a.*a.*ax', 'a'.repeat(64)) / countSteps('a.*a.*ax', 'a'.repeat(32));
  expect(growth).toBeGreaterThan(7);
});
