import { expect, test } from 'vitest';
import { firstWrongEscalation } from './any-escalation.ts';

test('in 1,000 schedules with crashes and people, each level is notified once while nobody has the incident, and never else', async () => {
  expect(await firstWrongEscalation(1_000, 23)).toBeUndefined();
});
