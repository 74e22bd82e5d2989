import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { handMadePage } from '../builders/notices.ts';
import { T0 } from '../pipeline/canary-world.ts';
import { DeliverWorld } from '../pipeline/deliver-world.ts';
import { deployedBy } from '../sources-of.ts';

const MINUTE_MS = 60_000;
const FILE = '1/u create_users';
const BEGINS = [`Start buffering ${FILE}`, `Read and execute ${FILE}`];
/** Runs of production/orders: one that succeeds, one that changes nothing, one that fails, one that is killed. */
const RUNS: readonly (readonly string[])[] = [
  [...BEGINS, `Finished ${FILE} (read 1ms, ran 2s)`, 'Finished after 2.1s', 'Closing source and database'],
  ['no change'],
  [...BEGINS, `error: migration failed: syntax error (details: pq: syntax error at or near "x")`],
  [...BEGINS, 'migrate-watch: exit=137'],
];

/** What the functions send to CloudWatch for such runs, a test run of the monitor, and a page; the monitor's name is not in it. */
export async function sentData(): Promise<readonly MetricDatum[]> {
  const data: MetricDatum[] = [];
  const incidents = new MemoryIncidentStore();
  const monitor = new LocalMonitor(
    deployedBy('sources: [{ logGroup: /ecs/orders, environment: production, database: orders }]'),
    {
      facts: new MemoryFactStore(() => incidents.indexedIncidents()),
      incidents,
      mutes: new MemoryMuteStore(),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
      topics: { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} },
      metrics: { put: async (sent) => void data.push(...sent) },
    },
    T0,
  );
  await monitor.canary(T0);
  for (const [nth, lines] of RUNS.entries()) {
    monitor.now += MINUTE_MS;
    const at = monitor.now;
    const events = lines.map((message, i) => ({ id: eventId(at, i), timestamp: at + i, message }));
    await monitor.ingest(
      subscriptionPayload({ logGroup: '/ecs/orders', logStream: `orders/migrate/${nth}`, events }),
    );
  }
  monitor.now += MINUTE_MS;
  await monitor.sweep();
  const deliverer = new DeliverWorld();
  await deliverer.deliver(handMadePage());
  return [...data, ...deliverer.metrics];
}
