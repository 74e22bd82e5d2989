import fc from 'fast-check';
import { expect, test } from 'vitest';
import { truncate, truncateList } from '../../../lambda/domain/model/truncate.ts';

test('text of exactly the limit stays; one unit more is cut, never inside a character', () => {
  expect(truncate('abcd', 4)).toBe('abcd');
  expect(truncate('abcde', 4)).toBe('abc…');
  expect(truncate('ab🔥de', 4)).toBe('ab…');
});

test('parts are shown whole or left out, and the text says how many are missing', () => {
  expect(truncateList(['aaa', 'bbb'], 7)).toBe('aaa\nbbb');
  expect(truncateList(['aaaaaaaa', 'bbbbbbbb', 'cccccccc'], 20)).toBe('aaaaaaaa\n… 2 more');
  expect(truncateList(['a'.repeat(30), 'b'], 20)).toBe('… 2 more');
  expect(truncateList([], 5)).toBe('');
});

test('for any parts, the limit holds, and the text shows the first parts in full', () => {
  const parts = fc.array(
    fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\n', ' ')),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(parts, fc.integer({ min: 20, max: 120 }), (all, limit) => {
      const text = truncateList(all, limit);
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
