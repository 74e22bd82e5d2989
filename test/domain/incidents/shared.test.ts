import fc from 'fast-check';
import { expect, test } from 'vitest';
import { episodesOf } from '../../../lambda/domain/incidents/episode.ts';
import { evolve } from '../../../lambda/domain/incidents/evolve.ts';
import { ANNOUNCED_DATABASES } from '../../../lambda/domain/incidents/shared.ts';
import { type AlarmSummary, emptyState, KEPT_SHARES } from '../../../lambda/domain/incidents/target-state.ts';

const TARGET = { environment: 'production', database: ANNOUNCED_DATABASES };

function seen(shares: readonly AlarmSummary[]) {
  return shares.reduce((state, alarm) => evolve(state, { kind: 'alarm', alarm }), emptyState(TARGET));
}

function share(n: number, at: number, over?: number): AlarmSummary {
  const name = `db${n}`;
  return { name, kind: 'migration', at, text: 'in trouble', ...(over !== undefined && { over }) };
}

const several = fc.array(
  fc.record({ at: fc.integer({ min: 1, max: 20 }), lasts: fc.option(fc.integer({ min: 1, max: 9 })) }),
  { minLength: 1, maxLength: 6 },
);

test('the order in which begins and ends of shares arrive does not matter', () => {
  fc.assert(
    fc.property(several, fc.integer(), (databases, seed) => {
      const inOrder = databases.flatMap(({ at, lasts }, n) => [
        share(n, at),
        ...(lasts === null ? [] : [share(n, at, at + lasts)]),
      ]);
      const random = fc.sample(
        fc.shuffledSubarray([...inOrder, ...inOrder], { minLength: inOrder.length * 2 }),
        {
          seed,
          numRuns: 1,
        },
      )[0]!;
      expect(episodesOf(seen(random))).toEqual(episodesOf(seen(inOrder)));
      const isLeft = databases.some(({ lasts }) => lasts === null);
      expect(episodesOf(seen(random)).at(-1)!.ended === null).toBe(isLeft);
    }),
    { seed: 28 },
  );
});

test('an end without its begin opens nothing', () => {
  expect(episodesOf(seen([share(1, 1, 2)]))).toEqual([]);
});

test('if shares were dropped, only a person ends the incident', () => {
  const many = Array.from({ length: KEPT_SHARES + 1 }, (_, n) => share(n, n + 1));
  const ends = many.map(({ at }, n) => share(n, at, 10_000));
  const state = seen([...many, ...ends]);
  expect(state.alarms.length).toBe(KEPT_SHARES);
  expect(episodesOf(state).map(({ ended }) => ended)).toEqual([null]);
  const acknowledgement = { id: 'a', kind: 'migration', at: 20_000, by: 'kim', explains: false } as const;
  const acknowledged = evolve(state, { kind: 'acknowledged', acknowledgement });
  expect(episodesOf(acknowledged).map(({ ended }) => ended?.why)).toEqual(['acknowledged']);
  // The next one is followed again.
  const next = [share(1, 30_000), share(1, 30_000, 30_001)];
  const after = next.reduce((known, alarm) => evolve(known, { kind: 'alarm', alarm }), acknowledged);
  expect(episodesOf(after).map(({ ended }) => ended?.why)).toEqual(['acknowledged', 'each-over']);
});
