import { DynamoDbDeliveryStore } from '../../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { messageText } from '../../../lambda/adapters/aws/sns-publisher.ts';
import { decodeLogBatch } from '../../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../../lambda/adapters/input/decode-state-event.ts';
import { MemoryMuteStore } from '../../../lambda/adapters/local/memory-mute-store.ts';
import { DEADLINES } from '../../../lambda/contract/defaults.ts';
import type { Notice } from '../../../lambda/domain/channels/change-message.ts';
import type { PageMessage } from '../../../lambda/domain/model/page-message.ts';
import type { EventsMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import { withVersion } from '../../../lambda/domain/stored/form.ts';
import { NOTICE } from '../../../lambda/domain/stored/notice.ts';
import { pageBody } from '../../../lambda/domain/stored/page-body.ts';
import { deliver } from '../../../lambda/pipeline/deliver.ts';
import { ingest } from '../../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../../lambda/pipeline/lifecycle.ts';
import { page } from '../../../lambda/pipeline/page.ts';
import { sweep } from '../../../lambda/pipeline/sweep.ts';
import type { LocalDynamoDb } from '../../adapters/local-dynamodb.ts';
import { WATCH } from '../../builders/notices.ts';
import { sourcesOf } from '../../sources-of.ts';
import { dump, type Released, TABLE_NAME } from './released-table.ts';

/** What AWS delivered, and when (epoch ms). */
export interface Told {
  readonly at: number;
  readonly kind: 'ingest' | 'lifecycle';
  readonly event: unknown;
}

const MINUTE = 60_000;
const ANNOUNCED =
  'migrate-watch: files=1,2 digests=a1b2c3d4,- sql=m,r:stock.items commit=3d1b5508 url=postgres://db:5432/stock';
/** A run from which the history of its database is learned. */
const CLEAN = [
  'migrate-watch: files=1,2 digests=a1b2c3d4,-',
  '2026/11/22 12:44:39 Start buffering 1/u create_users',
  '2026/11/22 12:44:39 Start buffering 2/u create_orders',
  '2026/11/22 12:44:39 Read and execute 1/u create_users',
  '2026/11/22 12:44:39 Finished 1/u create_users (read 984.934µs, ran 1.41905ms)',
  '2026/11/22 12:44:39 Read and execute 2/u create_orders',
  '2026/11/22 12:44:39 Finished 2/u create_orders (read 2.759912ms, ran 1.307195ms)',
  '2026/11/22 12:44:39 Finished after 6.376826ms',
];
const SOURCES = sourcesOf(
  `sources: [${['orders', 'users', 'billing', 'stock', 'reports', 'owed', 'untold', 'service', 'learned'].map(
    (database) => `{ logGroup: /ecs/${database}, rules: [{ container: migrate, database: ${database} }] }`,
  )}]`,
);

/**
 * What today's code stores and sends for these deliveries, for a service that runs golang-migrate again and again (so that it has a
 * snapshot), and for an expected run. All functions work on one table.
 */
export async function writtenToday(db: LocalDynamoDb, told: readonly Told[]): Promise<Released> {
  let now = told[0]!.at;
  const clock = () => now;
  const events: string[] = [];
  const notices: string[] = [];
  const retry = { random: () => 0.5, pause: async () => {} };
  const facts = new DynamoDbFactStore(db.client, TABLE_NAME, clock);
  const incidents = new DynamoDbIncidentStore(db.client, TABLE_NAME, clock);
  const deliveries = new DynamoDbDeliveryStore(db.client, TABLE_NAME, clock);

  const send = async (notice: Notice, text: string) => {
    notices.push(text);
    await deliver(
      { notice, message: `message ${notices.length}` },
      {
        deliveries,
        name: 'oncall',
        channel: { send: async () => 'taken' },
        metrics: { put: async () => {} },
        log: { write: () => {} },
        clock,
        ...retry,
      },
    );
  };
  const topics = {
    publishPage: (_severity: unknown, written: PageMessage) =>
      send(written, JSON.parse(pageBody(written))['lambda']),
    publishChange: (_severity: unknown, change: Notice) =>
      send(change, JSON.stringify(withVersion(NOTICE, change))),
    publishAsk: async () => {},
  };
  const policy = {
    monitor: WATCH,
    severities: { production: 'critical' as const },
    otherwise: 'info' as const,
    maintenance: [],
    sources: SOURCES,
    runbookUrl: 'https://example.org/runbook.md',
  };
  const publish = async (message: EventsMessage) => {
    events.push(messageText(message));
    const quiet = { metrics: { put: async () => {} }, healthLog: { warn: () => {} } };
    const mutes = new MemoryMuteStore();
    await page(message, { incidents, facts, mutes, topics, policy, now, ...quiet, ...retry });
  };
  const ports = () => ({
    store: facts,
    histories: incidents,
    logReader: { readWindow: () => Promise.reject(new Error('the log stream is gone')) },
    publisher: { publish },
    metrics: { put: async () => {} },
    runLog: { write: () => {} },
    healthLog: { warn: () => {} },
    clock,
    monitor: WATCH,
    sources: SOURCES,
    deadlines: DEADLINES,
    snapshots: { leastFacts: 1, announcedMs: 0 },
    callsAtOnce: 1,
    ...retry,
  });

  for (const { at, kind, event } of told) {
    now = at;
    if (kind === 'lifecycle') await lifecycle(decodeStateEvent(event), ports());
    else {
      const decoded = decodeLogBatch(event);
      if (decoded.kind === 'batch') await ingest(decoded.batch, ports(), decoded);
    }
  }
  for (let n = 0; n < 6; n++) {
    now += MINUTE;
    const id = String(now).padStart(56, '3');
    const logEvents = [{ id, timestamp: now - 1_000, message: 'no change' }];
    await ingest({ logGroup: '/ecs/service', logStream: 'service/migrate/1', events: logEvents }, ports());
  }
  now += MINUTE;
  const announced = [ANNOUNCED, '1/u a (1ms)', '2/u b (2ms)'].map((message, n) => ({
    id: String(now + n).padStart(56, '3'),
    timestamp: now - 10_000 + n,
    message,
  }));
  const stream = 'stock/migrate/5f0e1d2c3b4a59687766554433221100';
  await ingest({ logGroup: '/ecs/stock', logStream: stream, events: announced }, ports());
  const clean = CLEAN.map((message, n) => ({
    id: String(now + n).padStart(56, '4'),
    timestamp: now - 10_000 + n,
    message,
  }));
  const ofClean = 'learned/migrate/6f0e1d2c3b4a59687766554433221100';
  await ingest({ logGroup: '/ecs/learned', logStream: ofClean, events: clean }, ports());
  const target = { environment: 'production', database: 'orders' };
  await facts.openExpected({ name: 'nightly', target, since: now, dueAt: now + 60 * MINUTE });
  now += MINUTE;
  await sweep(ports()).catch(() => {});
  return { store: { now, items: await dump(db) }, messages: { events, notices } };
}
