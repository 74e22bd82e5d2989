import { describe, expect, test } from 'vitest';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { Target } from '../../lambda/domain/model/target.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { handMadeRecord } from '../builders/facts-and-runs.ts';
import { failed, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, SOURCES } from './page-world.ts';

/** What one sweep at `now` asks for and sends, with these runs in the open index, due at nightfall. */
async function swept(
  runs: readonly Run[],
  at: number | (() => number),
  usualLimitMs = (_target: Target) => 10 * MINUTE,
  over: Partial<RunRecord> = {},
  callsAtOnce?: number,
) {
  const clock = typeof at === 'number' ? () => at : at;
  const limits: Target[] = [];
  const store = new MemoryFactStore(
    () => [],
    (target) => {
      limits.push(target);
      return usualLimitMs(target);
    },
  );
  for (const each of runs) await store.putRecord(handMadeRecord(each, over), null, NIGHT);
  const metrics: MetricDatum[] = [];
  const ports: SweepPorts = {
    ...countedPorts(clock).ports,
    store,
    ...(callsAtOnce !== undefined && { callsAtOnce }),
    sources: SOURCES,
    metrics: { put: async (data) => void metrics.push(...data) },
    logReader: { readWindow: () => Promise.reject(new Error('not asked for')) },
  };
  const error: unknown = await sweep(ports).catch((thrown: unknown) => thrown);
  const gauge = (name: string, database: string) =>
    metrics
      .filter((each) => each.name === name && each.dimensions['Database'] === database)
      .map(({ value }) => value);
  return { metrics, limits, error, gauge };
}

const going = (after: number, over: Partial<Run> = {}) => run(after, { outcome: 'running', ...over });

describe('the usual duration for the database of a running run', () => {
  test.each([
    ['for a minute', MINUTE, 0],
    ['for a millisecond longer', MINUTE + 1, 1],
  ])('is read only when the run may be unusual: %s', async (_name, lasted, asked) => {
    const { limits, gauge } = await swept([going(0)], NIGHT + lasted);
    expect(limits).toHaveLength(asked);
    expect(gauge('DurationDeviation', 'orders')).toEqual([asked === 0 ? 0 : lasted / (10 * MINUTE)]);
    expect(gauge('RunningFor', 'orders')).toEqual([60]);
  });

  test('is read once for each database', async () => {
    const users = { environment: 'production', database: 'users' };
    const { limits } = await swept([going(0), going(1), going(2, { target: users })], NIGHT + HOUR);
    expect(limits.map(({ database }) => database).sort()).toEqual(['orders', 'users']);
  });

  test('is not read for a run that has ended, was replaced, or has no start', async () => {
    const { limits } = await swept([failed(0, '42', '42601'), going(1, { startedAt: null })], NIGHT + HOUR);
    expect(limits).toEqual([]);
    const replaced = await swept([going(0)], NIGHT + HOUR, undefined, { supersededBy: 'other' });
    expect(replaced.limits).toEqual([]);
    const running = replaced.metrics.filter(({ name }) => name === 'RunningFor');
    expect(running.map(({ dimensions, value }) => [dimensions, value])).toEqual([
      [{ Environment: 'production' }, 0],
    ]);
  });

  test('may fail to be read: then only its gauge is not sent, and the sweep fails at its end', async () => {
    const { error, metrics, gauge } = await swept([going(0)], NIGHT + HOUR, () => {
      throw new Error('no table');
    });
    expect(error).toMatchObject({ errors: [{ message: 'no table' }] });
    expect(metrics.some(({ name }) => name === 'DurationDeviation')).toBe(false);
    expect(gauge('RunningFor', 'orders')).toEqual([3_600]);
  });
});

test('slow reads of usual durations end after five seconds, and the gauges that lack them are those of their databases', async () => {
  const of = (database: string, environment = 'production') => ({ target: { environment, database } });
  const runs = [going(0), going(1, of('users')), going(2, of('users', 'staging'))];
  let now = NIGHT + HOUR;
  const slow = (target: Target) => {
    if (target.database === 'orders') now += 5_000;
    return 10 * MINUTE;
  };
  const { metrics, error } = await swept(runs, () => now, slow, {}, 1);
  const gauges = metrics.filter(({ name }) => name === 'DurationDeviation');
  expect(gauges.map(({ dimensions: { Environment, Database } }) => `${Environment} ${Database}`)).toEqual([
    'production orders',
  ]);
  expect(error).toMatchObject({
    errors: [
      { message: 'no time to read the usual duration of ["production","users"]' },
      { message: 'no time to read the usual duration of ["staging","users"]' },
    ],
  });
});

test('the number of open entries is a metric of the monitor', async () => {
  const { metrics } = await swept([going(0), failed(1, '42', '42601')], NIGHT + 1_000);
  expect(metrics.filter(({ name }) => name === 'OpenEntries')).toEqual([
    { name: 'OpenEntries', value: 2, at: NIGHT + 1_000, dimensions: { Environment: 'migrate-watch' } },
  ]);
});
