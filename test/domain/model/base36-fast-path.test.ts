import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base36 } from '../../../lambda/domain/model/base36-fast-path.ts';

const EDGES = [0, -0, 1, 35, 36, 1295, 1296, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 53, 8.64e15];

test.each([...EDGES, -1, -8.64e15, 0.5, 1.5e12 + 0.25, 1e21, Number.NaN, Number.POSITIVE_INFINITY])(
  'writes %s as JavaScript does',
  (value) => {
    expect(base36(value)).toBe(value.toString(36));
  },
);

test('writes every time as JavaScript does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.double()), (value) => {
      expect(base36(value)).toBe(value.toString(36));
    }),
    { seed: 20260311, numRuns: 5_000 },
  );
});
