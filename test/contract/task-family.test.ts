import { expect, test } from 'vitest';
import { isOfFamily } from '../../lambda/contract/task-family.ts';

test.each([
  ['orders-migrate', 'orders-migrate', true],
  ['orders-migrate', 'orders-migrate-2', false],
  ['*-migrate', 'orders-migrate', true],
  ['*-migrate', '-migrate', true],
  ['*-migrate', 'migrate', false],
  ['orders-*', 'orders-migrate', true],
  ['orders-*', 'orders', false],
  ['or*te', 'orders-migrate', true],
  ['or*rs', 'ors', false],
  ['*', 'anything', true],
])('%s and %s: %s', (declared, family, expected) => {
  expect(isOfFamily(declared, family)).toBe(expected);
});
