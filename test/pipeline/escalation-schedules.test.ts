import { expect, test } from 'vitest';
import { faultsOf, firstWrongEscalation, play } from './any-escalation.ts';

test('without a fault each level of each round is notified once, at its minute', async () => {
  const played = await play({ deeds: [], choices: [], faults: [] });
  expect(faultsOf(played)).toEqual([]);
  expect(
    played.world.pages.filter(({ kind }) => kind === 'escalated').map(({ escalated }) => escalated!.level),
  ).toEqual([1, 2, 1, 2]);
});

test('in 60 schedules with crashes and people, each level is notified once while nobody has the incident, and never else', async () => {
  expect(await firstWrongEscalation(60, 7)).toBeUndefined();
});
