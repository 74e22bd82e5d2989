import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsWithin, within } from '../../lambda/domain/within.ts';

test('text of exactly the limit stays; one unit more is cut, never inside a character', () => {
  expect(within('abcd', 4)).toBe('abcd');
  expect(within('abcde', 4)).toBe('abc…');
  expect(within('ab🔥de', 4)).toBe('ab…');
});

test('parts are whole or left out, and their number is said', () => {
  expect(partsWithin(['aaa', 'bbb'], 7)).toBe('aaa\nbbb');
  expect(partsWithin(['aaaaaaaa', 'bbbbbbbb', 'cccccccc'], 20)).toBe('aaaaaaaa\n… 2 more');
  expect(partsWithin(['a'.repeat(30), 'b'], 20)).toBe('… 2 more');
  expect(partsWithin([], 5)).toBe('');
});

test('whatever the parts, the limit holds, and what is shown are first parts in full', () => {
  const parts = fc.array(
    fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(parts, fc.integer({ min: 20, max: 120 }), (all, limit) => {
      const text = partsWithin(all, limit);
      expect(text.length).toBeLessThanOrEqual(limit);
      if (text === all.join('\n')) return;
      const shown = text.split('\n');
      const left = Number(/^… (\d+) more$/.exec(shown.pop()!)?.[1]);
      expect(shown.filter((_, index) => shown[index] !== all[index])).toEqual([]);
      expect(shown.length + left).toBe(all.length);
    }),
    { seed: 7, numRuns: 300 },
  );
});
