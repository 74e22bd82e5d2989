import { beforeEach, describe, expect, test } from 'vitest';
import { UNUSUAL_OVER_MS } from '../../lambda/contract/defaults.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { handMadeMigration, handMadeRecord, handMadeRun } from '../builders/facts-and-runs.ts';
import { MINUTE, NIGHT, PageWorld } from './page-world.ts';

const RUN = 'ecs/1/migrate';
let world: PageWorld;
let asked: number;

/** Runs that took a minute each, the last of them a day ago. */
async function usual(world: PageWorld, runs: number): Promise<void> {
  for (let day = runs; day > 0; day--) {
    const startedAt = NIGHT - day * 24 * 60 * MINUTE;
    const times = { startedAt, endedAt: startedAt + MINUTE, lastEventAt: startedAt + MINUTE };
    const over = {
      ...times,
      durationMs: MINUTE,
      outcome: 'succeeded',
      migrations: [handMadeMigration()],
    } as const;
    await world.ended(handMadeRun({ id: `day ${day}`, origin: `ecs/day ${day}`, ...over }));
  }
}

/** What one sweep says `after` ms of a run that goes on. */
async function deviations(
  after: number,
  over: Partial<SweepPorts['store']> = {},
): Promise<readonly MetricDatum[]> {
  const now = NIGHT + after;
  const run = handMadeRun({ id: `${RUN}-1`, origin: RUN, startedAt: NIGHT, lastEventAt: now });
  const { facts } = world;
  await facts.putRecord(handMadeRecord(run), null, now + MINUTE);
  const sent: MetricDatum[] = [];
  const store: SweepPorts['store'] = {
    putFact: (...put) => facts.putFact(...put),
    putRecord: (...put) => facts.putRecord(...put),
    readOrigin: (origin) => facts.readOrigin(origin),
    readOpen: (origin, rules) => facts.readOpen(origin, rules),
    putSnapshot: (origin, snapshot, expected) => facts.putSnapshot(origin, snapshot, expected),
    listOpen: () => facts.listOpen(),
    openExpected: (expected) => facts.openExpected(expected),
    closeExpected: (expected) => facts.closeExpected(expected),
    readUsualLimit: (target) => {
      asked++;
      return facts.readUsualLimit(target);
    },
    ...over,
  };
  await sweep({
    ...countedPorts(() => now).ports,
    metrics: { put: async (data) => void sent.push(...data) },
    store,
    logReader: { readWindow: () => Promise.reject(new Error('not asked for')) },
  }).catch((error: AggregateError) => expect(error.errors).toHaveLength(1));
  return sent.filter(({ name }) => name === 'DurationDeviation');
}

beforeEach(() => {
  world = new PageWorld();
  asked = 0;
});

describe('the deviation of a running run from the usual duration', () => {
  test('is its duration divided by the longest usual duration of its database’s clean runs', async () => {
    await usual(world, 8);
    // Twice the median of a minute, which is also a minute over it.
    expect(await deviations(3 * MINUTE)).toEqual([
      {
        name: 'DurationDeviation',
        value: 1.5,
        at: NIGHT + 3 * MINUTE,
        dimensions: { Environment: 'production' },
      },
      {
        name: 'DurationDeviation',
        value: 1.5,
        at: NIGHT + 3 * MINUTE,
        dimensions: { Environment: 'production', Database: 'orders' },
      },
    ]);
  });

  test('is 0 while too few runs are known', async () => {
    await usual(world, 7);
    expect((await deviations(600 * MINUTE)).map(({ value }) => value)).toEqual([0, 0]);
  });

  test('causes no call before the run can be unusual', async () => {
    await usual(world, 8);
    expect((await deviations(UNUSUAL_OVER_MS)).map(({ value }) => value)).toEqual([0, 0]);
    expect(asked).toBe(0);
  });

  test('is not sent if it cannot be determined, so that an alarm keeps its state; other gauges are sent', async () => {
    const readUsualLimit = () => Promise.reject(new Error('the table is out of reach'));
    expect(await deviations(3 * MINUTE, { readUsualLimit })).toEqual([]);
  });
});
