import { MemoryMuteStore } from '../../../lambda/adapters/local/memory-mute-store.ts';
/** Runs in a separate process: prints one line of JSON, {@link GrowthPage}. */

import { DynamoDbFactStore } from '../../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { SnsPager } from '../../../lambda/adapters/aws/sns-pager.ts';
import { MemoryIncidentStore } from '../../../lambda/adapters/local/memory-incident-store.ts';
import type { PagePolicy } from '../../../lambda/domain/incidents/page-policy.ts';
import { monitorOf } from '../../../lambda/domain/model/monitor.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { EventsMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { type PageContext, page } from '../../../lambda/pipeline/page.ts';
import { interleave } from '../measure.ts';
import { incidentRun } from '../payloads/incident-runs.ts';
import { WireTable } from '../wire-table.ts';

type Pair = readonly [early: number, late: number];

/** What one message costs `page` at an early incident of a database, and at a late one. */
export interface GrowthPage {
  /** CPU of the late one ÷ that of the early one, as deployed but without the network. */
  readonly ratio: number;
  readonly ms: Pair;
  /** The same without AWS's clients and without packing items. */
  readonly ownMs: Pair;
  readonly requests: Pair;
  /** Bytes that AWS answers. */
  readonly bytes: Pair;
}

const EARLY = 10;
const LATE = 4_000;
const POLICY: PagePolicy = {
  monitor: monitorOf({ account: '123456789012', region: 'eu-central-1', name: 'watch' }, 'runs'),
  severities: { production: 'critical' },
  otherwise: 'warning',
  maintenance: [],
  sources: [],
  runbookUrl: 'https://example.org/runbook.md',
};

const recordOf = (run: Run): RunRecord => ({ run, revision: 1, outbox: [], rereads: 0, supersededBy: null });
const nowOf = (run: Run) => run.endedAt! + 1_000;

function handle(
  run: Run,
  ports: Pick<PageContext, 'incidents' | 'facts' | 'mutes' | 'topics'>,
): Promise<void> {
  const transition = { kind: 'ended', before: null, after: run.outcome } as const;
  const message: EventsMessage = { type: 'run', id: `${run.id}#1`, transition, run, revision: 1 };
  return page(message, {
    ...ports,
    metrics: { put: async () => {} },
    healthLog: { warn: () => {} },
    policy: POLICY,
    now: nowOf(run),
    random: () => 0,
    pause: async () => {},
  });
}

function factsOf(run: Run): PageContext['facts'] {
  const items = { facts: [], records: [recordOf(run)] };
  return {
    readOrigin: async () => items,
    readOpen: async () => ({ ...items, snapshot: null, seed: null, keyedByTime: true }),
    listOpen: async () => [],
  };
}

const NO_TOPICS = { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} };
const incidents = new MemoryIncidentStore();

/** The n-th failure of the database, ready to be handled again and again: `wire` by AWS's clients, `own` without them. */
async function contestant(n: number) {
  const run = incidentRun(n, false);
  const items = await incidents.readTarget(run.target);
  const table = new WireTable();
  const stores = {
    incidents: new DynamoDbIncidentStore(table.dynamoDb, 'runs', () => nowOf(run)),
    facts: new DynamoDbFactStore(table.dynamoDb, 'runs', () => nowOf(run)),
    mutes: new DynamoDbMuteStore(table.dynamoDb, 'runs'),
    topics: new SnsPager(table.sns, { critical: 'c', warning: 'w', info: 'i' }),
  };
  for (const incident of await incidents.readIncidents(items.inUse!))
    await stores.incidents.putIncident(incident, null);
  await stores.incidents.putState(items.state!, null, items.inUse!, items.settled);
  await stores.facts.putRecord(recordOf(run), null, null);
  table.frozen = true;
  [table.requests, table.bytes] = [0, 0];
  await handle(run, stores);
  const { requests, bytes } = table;
  const own = {
    facts: factsOf(run),
    mutes: new MemoryMuteStore(),
    topics: NO_TOPICS,
    incidents: {
      readTarget: async () => items,
      readIncidents: incidents.readIncidents.bind(incidents),
      putState: async () => 'written' as const,
      putIncident: async () => 'written' as const,
      readHistory: incidents.readHistory.bind(incidents),
      putHistory: async () => 'written' as const,
    },
  };
  return { requests, bytes, wire: () => handle(run, stores), own: () => handle(run, own) };
}

const mutes = new MemoryMuteStore();
const contestants = [];
for (let n = 1; n <= LATE; n++) {
  if (n === EARLY || n === LATE) contestants.push(await contestant(n));
  for (const isRepair of [false, true]) {
    const run = incidentRun(n, isRepair);
    await handle(run, { incidents, facts: factsOf(run), mutes, topics: NO_TOPICS });
  }
}
const [early, late] = [contestants[0]!, contestants[1]!];
const { ms, ratios } = await interleave([early.wire, late.wire, early.own, late.own]);
const result: GrowthPage = {
  ratio: ratios[1]!,
  ms: [ms[0]!, ms[1]!],
  ownMs: [ms[2]!, ms[3]!],
  requests: [early.requests, late.requests],
  bytes: [early.bytes, late.bytes],
};
console.log(JSON.stringify(result));
