import { expect, test } from 'vitest';
import {
  flag,
  like,
  listOf,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  wholeNumber,
  word,
} from '../../lambda/config/shape.ts';

const problemsOf = (shape: Shape, value: unknown): string[] => {
  const problems: string[] = [];
  shape(value, 'A', (words) => problems.push(words));
  return problems;
};
const rule = objectOf({ name: word }, { nth: wholeNumber(1), on: flag });

test.each<[string, Shape, unknown]>([
  ['a word', word, 'a'],
  ['a text of a form', like(/^\d{2}$/, '2 digits'), '12'],
  ['a flag', flag, false],
  ['the least number', wholeNumber(2), 2],
  ['one of the values', oneOf(['a', 'b']), 'b'],
  ['an empty list', listOf(word), []],
  ['a list of its length', listOf(wholeNumber(1), 2), [1, 2]],
  ['any names', recordOf(wholeNumber(1)), { constructor: 1, a: 2 }],
  ['required fields alone', rule, { name: 'a' }],
  ['all fields', rule, { name: 'a', nth: 3, on: true }],
])('%s fits', (_, shape, value) => expect(problemsOf(shape, value)).toEqual([]));

test.each<[Shape, unknown, string[]]>([
  [word, 7, ['A: expected string']],
  [word, '', ['A: expected string that is not empty']],
  [like(/^\d{2}$/, '2 digits'), '1', ['A: expected 2 digits']],
  [like(/^\d{2}$/, '2 digits'), 12, ['A: expected 2 digits']],
  [flag, 'true', ['A: expected boolean']],
  [wholeNumber(2), 1, ['A: expected at least 2']],
  [wholeNumber(2), 2.5, ['A: expected integer']],
  [wholeNumber(2), '2', ['A: expected integer']],
  [wholeNumber(2), 1e300, ['A: expected integer']],
  [oneOf(['a', 'b']), 'c', ['A: expected one of a, b']],
  [listOf(word), { length: 0 }, ['A: expected array']],
  [listOf(word), ['a', null, ''], ['A.1: expected string', 'A.2: expected string that is not empty']],
  [listOf(wholeNumber(1), 2), [1], ['A: expected 2 entries']],
  [recordOf(flag), [], ['A: expected object']],
  [recordOf(flag), { a: 1 }, ['A.a: expected boolean']],
  [rule, null, ['A: expected object']],
  [rule, { nth: null }, ['A.name: expected string', 'A.nth: expected integer']],
  [rule, JSON.parse('{"name":"a","colour":1,"__proto__":2}'), ['A: unknown colour, __proto__']],
])('%# what does not fit is named, and never quoted', (shape, value, expected) =>
  expect(problemsOf(shape, value)).toEqual(expected),
);
