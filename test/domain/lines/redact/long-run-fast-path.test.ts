import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasLongRun } from '../../../../lambda/domain/lines/redact/long-run-fast-path.ts';

test('finds forty characters of base64 in a row wherever they stand, as the expression does', () => {
  const run = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '9', '/', '+'),
    minLength: 36,
    maxLength: 44,
  });
  const between = fc.string({
    unit: fc.constantFrom('a', ' ', '.', '=', ':', '@', '[', '`', '{', 'é'),
    maxLength: 50,
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(run, between), { maxLength: 5 }), (parts) => {
      const text = parts.join('');
      expect(hasLongRun(text)).toBe(/[A-Za-z0-9/+]{40}/.test(text));
    }),
    { seed: 20260306, numRuns: 5_000 },
  );
});
