import { expect, test } from 'vitest';
import { measure } from '../../../scripts/normal/measure.ts';

/** `npm run normal` plays all worlds; docs/normal.md has the result. */
test('in a stable world intervals hold, warnings are rarely false, and a lock is told about in a minute', () => {
  const { coverage, warnings, lockMedianMs, slowTold, fixed } = measure('stable', [1, 2]);
  expect(coverage).toBeGreaterThanOrEqual(0.88);
  expect(warnings).toBeLessThanOrEqual(0.8);
  expect(warnings).toBeLessThan(fixed / 2);
  expect(lockMedianMs).toBeLessThanOrEqual(70_000);
  expect(slowTold).toBeGreaterThan(0.8);
});
