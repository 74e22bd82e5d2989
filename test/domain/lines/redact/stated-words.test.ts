import { expect, test } from 'vitest';
import { NOTHING_STATED, statedWords } from '../../../../lambda/domain/lines/redact/stated-words.ts';

test.each([
  ['bob', true],
  ['BOB', true],
  ['x.bob', true],
  ['first name', true],
  ['straße', true],
  ['bo', false],
  ['name first last', false],
  ['4711', false],
])('%s: %s', (text, expected) => {
  expect(statedWords('SELECT bobs, x.bob, "First Name", straße FROM ‹number #1›')(text)).toBe(expected);
});

test('nothing is stated where there is no statement', () => {
  expect(NOTHING_STATED('bob')).toBe(false);
});

test('words that would take too long to look up are not stated', () => {
  const states = statedWords(`${'x'.repeat(3_000_000)} bob`);
  expect(states('eve')).toBe(false);
  expect(states('bob')).toBe(false);
});
