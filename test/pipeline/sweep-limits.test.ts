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
  now: number,
  usualLimitMs = () => 10 * MINUTE,
  over: Partial<RunRecord> = {},
) {
  const limits: Target[] = [];
  const store = new MemoryFactStore(
    () => [],
    (target) => {
      limits.push(target);
      return usualLimitMs();
    },
  );
  for (const each of runs) await store.putRecord(handMadeRecord(each, over), null, NIGHT);
  const metrics: MetricDatum[] = [];
  const windows: string[] = [];
  const ports: SweepPorts = {
    ...countedPorts(() => now).ports,
    store,
    sources: SOURCES,
    metrics: { put: async (data) => void metrics.push(...data) },
    logReader: {
      readWindow: async (logGroup, logStream) => {
        windows.push(logStream);
        return { logGroup, logStream, events: [] };
      },
    },
  };
  const error: unknown = await sweep(ports).catch((thrown: unknown) => thrown);
  const gauge = (name: string, database: string) =>
    metrics
      .filter((each) => each.name === name && each.dimensions['Database'] === database)
      .map(({ value }) => value);
  return { metrics, limits, windows, error, gauge };
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

test('the number of open entries is a metric of the monitor', async () => {
  const { metrics } = await swept([going(0), failed(1, '42', '42601')], NIGHT + 1_000);
  expect(metrics.filter(({ name }) => name === 'OpenEntries')).toEqual([
    { name: 'OpenEntries', value: 2, at: NIGHT + 1_000, dimensions: { Environment: 'migrate-watch' } },
  ]);
});

test('one sweep reads at most twenty log streams again', async () => {
  const cut = (n: number) =>
    failed(n, '42', '42601', {
      logStream: `stream-${n}`,
      incomplete: { why: 'error-tail', from: NIGHT, to: NIGHT + n },
    });
  const runs = Array.from({ length: 21 }, (_, n) => cut(n));
  const { windows } = await swept(runs, NIGHT + 5 * MINUTE);
  expect(new Set(windows).size).toBe(20);
  expect((await swept(runs.slice(1), NIGHT + 5 * MINUTE)).windows).toHaveLength(20);
});
