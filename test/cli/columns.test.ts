import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, padded, widthOf, wrap } from '../../bin/cli/columns.ts';

const FAMILY = '👨‍👩‍👧‍👦';

describe('columns that a terminal takes', () => {
  test.each([
    ['letters', 'add_email', 9],
    ['umlauts', 'größe', 5],
    ['a combining mark', 'e\u0301', 1],
    ['CJK characters', '注文を追加', 10],
    ['an emoji', '🚀', 2],
    ['an emoji of several', FAMILY, 2],
    ['colours', '\u001b[31mred\u001b[39m', 3],
  ])('for %s', (_what, text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
});

test('names are padded to the same column whatever they are written in', () => {
  const names = ['1/u add_email', '2/u 注文を追加', '3/u 🚀 e\u0301'];
  expect(names.map((name) => widthOf(padded(name, 20)))).toEqual([20, 20, 20]);
});

test('text is cut between characters, and fits with its …', () => {
  expect(cut('注文を追加', 10)).toBe('注文を追加');
  expect(cut('注文を追加', 9)).toBe('注文を追…');
  expect(cut('注文を追加', 8)).toBe('注文を…');
  expect(cut(`ab${FAMILY}c`, 4)).toBe('ab…');
});

const texts = fc.string({ unit: fc.constantFrom('a', 'bc', ' ', 'é', '注', '🚀', FAMILY, 'e\u0301') });

test('wrapped lines fit, and hold every word', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 12 }), (text, columns) => {
      const lines = wrap(text, columns);
      expect(lines.every((line) => widthOf(line) <= columns)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
    { seed: 1 },
  );
});
