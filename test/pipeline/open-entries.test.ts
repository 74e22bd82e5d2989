import { expect, test } from 'vitest';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { handMadeRecord } from '../builders/facts-and-runs.ts';
import { failed, run } from './night-runs.ts';
import { NIGHT } from './page-world.ts';

test('the number of open entries is a metric of the monitor', async () => {
  const store = new MemoryFactStore();
  for (const each of [run(0, { outcome: 'running' }), failed(1, '42', '42601')])
    await store.putRecord(handMadeRecord(each), null, NIGHT);
  const metrics: MetricDatum[] = [];
  await sweep({
    ...countedPorts(() => NIGHT + 1_000).ports,
    store,
    metrics: { put: async (data) => void metrics.push(...data) },
    logReader: { readWindow: () => Promise.reject(new Error('not asked for')) },
  });
  expect(metrics.filter(({ name }) => name === 'OpenEntries')).toEqual([
    { name: 'OpenEntries', value: 2, at: NIGHT + 1_000, dimensions: { Environment: 'migrate-watch' } },
  ]);
});
