import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { SEALED_AFTER_DAYS } from '../../lambda/contract/defaults.ts';
import { askMessage } from '../../lambda/domain/channels/ask-message.ts';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { ask } from '../../lambda/pipeline/ask.ts';
import { acknowledged } from '../acknowledged.ts';
import { handMadePage } from '../builders/notices.ts';
import { CanaryWorld, T0 } from '../pipeline/canary-world.ts';
import { DeliverWorld, incidentAt } from '../pipeline/deliver-world.ts';
import { KEY, PageWorld } from '../pipeline/page-world.ts';
import { fixtureLines } from '../pipeline/reference-runs.ts';
import { deployedBy } from '../sources-of.ts';

const TASK = '0123456789abcdef0123456789abcdef';
const CONTAINER = 'migrate';
const DAY_MS = 24 * 60 * 60_000;
const SETTINGS = `
sources:
  - { logGroup: /ecs/orders, ecs: { cluster: main, family: orders, container: ${CONTAINER} }, dedicated: true, database: orders }
  - { logGroup: /ecs/other, rules: [{ container: nobody, database: orders }] }
errorPatterns: { disk-full: { regex: No space left } }
`;

/** All data that the functions send when each event that has a metric happens once. */
export async function sentMetrics(): Promise<readonly MetricDatum[]> {
  return [...(await sentByWriters()), ...(await sentByPage()), ...(await sentByDeliverer())];
}

async function sentByWriters(): Promise<readonly MetricDatum[]> {
  const data: MetricDatum[] = [];
  const incidents = new MemoryIncidentStore();
  const facts = new MemoryFactStore(() => incidents.openIncidents());
  const nothing = async () => {};
  const readWindow = (logGroup: string, logStream: string) =>
    Promise.resolve({ logGroup, logStream, events: [] });
  const monitor = new LocalMonitor(
    deployedBy(SETTINGS),
    {
      facts,
      incidents,
      logReader: { readWindow },
      mutes: new MemoryMuteStore(),
      topics: { publishPage: nothing, publishChange: nothing, publishAsk: nothing },
      subscriptions: { readConfirmedMails: async () => new Set() },
      metrics: { put: async (sent) => void data.push(...sent) },
    },
    T0,
  );
  const print = (lines: readonly string[], logGroup = '/ecs/orders', at = monitor.now) => {
    // Each run has a new task.
    const task = String(data.length).padStart(TASK.length, '0');
    const events = lines.map((message, index) => ({
      id: eventId(at, index),
      timestamp: at + index,
      message,
    }));
    return monitor.ingest(
      subscriptionPayload({ logGroup, logStream: `orders/${CONTAINER}/${task}`, events }),
    );
  };

  await print(fixtureLines('up-three-verbose.1'));
  await print([...fixtureLines('pg-second-of-three-fails-verbose'), 'No space left on device', '4/u cut_o']);
  await print(['error: failed to open database: parse "postgres://app:hunter2@db:x/o": invalid port']);
  await print(['no change'], '/ecs/other');
  await print(fixtureLines('up-three-verbose.1'), '/ecs/orders', T0 - (SEALED_AFTER_DAYS + 1) * DAY_MS);
  await monitor.ingest({ awslogs: { data: 'no gzip' } }).catch(() => undefined);
  const of = { id: TASK, cluster: 'main', family: 'orders', containers: [{ name: CONTAINER }] };
  await monitor.lifecycle(
    taskStopped(of, T0, {
      at: T0 + 2_000,
      executionStoppedAt: T0 + 1_000,
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: { [CONTAINER]: { exitCode: 137 } },
    }),
  );
  // In this minute of each hour the sweep counts the e-mail subscriptions.
  monitor.now += (67 - (Math.floor(monitor.now / 60_000) % 60)) * 60_000;
  await monitor.sweep();
  return data;
}

async function sentByPage(): Promise<readonly MetricDatum[]> {
  const world = new CanaryWorld();
  await world.canary(T0);
  const refused = new PageWorld();
  await refused.tell(acknowledged('a', `${KEY}/1`, T0, 'Ada'), T0);
  return [...world.data, ...refused.metrics];
}

async function sentByDeliverer(): Promise<readonly MetricDatum[]> {
  const world = new DeliverWorld();
  world.incidents = [incidentAt(1, false)];
  const page = handMadePage({ sequence: 1 });
  world.refuse = () => new PermanentDeliveryError('400');
  await world.deliver(page).catch(() => undefined);
  world.refuse = undefined;
  await world.deliver(page);
  await ask(
    askMessage({ topic: 'critical', at: world.now, incidents: [{ incident: page.key, opening: 1 }] }),
    {
      ...world.context,
      answers: { readAnswers: () => Promise.reject(new RetryableDeliveryError('503')) },
      publisher: { publish: () => Promise.reject(new Error('nothing is published')) },
    },
  );
  return world.metrics;
}
