import type { Delivery } from '../../bin/cli/demo/delivery.ts';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../bin/cli/demo/local-dynamodb.ts';
import { taskDeliveries } from '../../bin/cli/demo/task-deliveries.ts';
import { CANARY_DEFAULTS } from '../../lambda/contract/canary.ts';
import { MeteredMonitor, type Use, type Work } from './metered-monitor.ts';

/** The kinds of runs in a month: their shares, and real output for each. */
export interface Kind {
  readonly name: string;
  /** Runs of this kind among 100. */
  readonly of100: number;
  /** Captures, one run each, played one after the other. */
  readonly logs: readonly string[];
  /** Alarms that go to ALARM during these runs. Nobody is sent their OK. */
  readonly alarms: readonly string[];
}

/**
 * Most deployments find nothing to do. One run in fifty fails; somebody is paged, looks, forces the version and runs it
 * again: five runs in all.
 */
export const KINDS: readonly Kind[] = [
  { name: 'nothing to do', of100: 60, logs: ['up-three-verbose.2'], alarms: [] },
  { name: 'migrations applied', of100: 30, logs: ['up-three-verbose.1'], alarms: [] },
  {
    name: 'a failure with its repair, five runs',
    of100: 2,
    logs: [1, 2, 3, 4, 5].map((step) => `dirty-then-forced-verbose.${step}`),
    alarms: ['failed', 'blocked', 'dirty', 'in-trouble'],
  },
];

/** Billed units of one occurrence of a kind, and the bytes that it leaves in the table. */
export interface Played {
  readonly kind: Kind;
  readonly use: Use;
  readonly stored: MeteredMonitor['stored'];
}

export interface Month {
  readonly kinds: readonly Played[];
  /** One sweep with one database and nothing open. */
  readonly sweep: Use;
  /** Two calls of the canary: a run that succeeds and one that fails. */
  readonly canaries: Use;
}

const TARGET = { environment: 'production', database: 'orders' };
const ROUTES = 'routes: { critical: [oncall@example.com] }';
const SETTINGS = `
sources:
  - logGroup: /ecs/production/orders
    ecs: { cluster: production, family: orders-migrate, container: migrate }
    dedicated: true
    database: orders
databases: { orders: { engine: postgres, multiStatement: false } }
${ROUTES}`;
const STARTS_AT = Date.UTC(2026, 2, 2, 9);
const HOUR_MS = 3_600_000;

/** Plays one occurrence of each kind, and a quiet minute, on a table that has seen all kinds before. */
export async function playMonth(): Promise<Month> {
  const database = await startLocalDynamoDb('costs');
  try {
    return await play(database);
  } finally {
    await database.close();
  }
}

async function play(database: LocalDynamoDb): Promise<Month> {
  const monitor = new MeteredMonitor(database, SETTINGS);
  let at = STARTS_AT;
  const next = () => {
    at += HOUR_MS * 10;
    return at;
  };
  for (const kind of KINDS) await monitor.run(workOf(kind, next()));
  const kinds: Played[] = [];
  for (const kind of KINDS) {
    const before = monitor.stored;
    const use = await monitor.run(workOf(kind, next()));
    const after = monitor.stored;
    const stored = {
      facts: after.facts - before.facts,
      runs: after.runs - before.runs,
      incidents: after.incidents - before.incidents,
    };
    kinds.push({ kind, use, stored });
  }
  const sweep = await monitor.run([{ kind: 'sweep', at: next() }]);
  return { kinds, sweep, canaries: await playCanaries(monitor, next()) };
}

/** After a day of canary runs, because their data is kept and read for a day. */
async function playCanaries(monitor: MeteredMonitor, at: number): Promise<Use> {
  const { everyMs } = CANARY_DEFAULTS;
  const calls = (from: number, count: number) =>
    Array.from({ length: count }, (_, index): Work => ({ kind: 'canary', at: from + index * everyMs }));
  const aDay = (24 * HOUR_MS) / everyMs;
  await monitor.run(calls(at, aDay));
  return monitor.run(calls(at + aDay * everyMs, 2));
}

/** Series that the sweep sends every minute while nothing is open. */
export async function seriesOfSweep(settings: string): Promise<number> {
  const database = await startLocalDynamoDb('costs');
  try {
    return (await new MeteredMonitor(database, settings).run([{ kind: 'sweep', at: STARTS_AT }])).series.size;
  } finally {
    await database.close();
  }
}

/**
 * The kind's runs from `at` on, a quarter of an hour apart. Its alarms go to ALARM after the first run. At the end, a sweep takes the
 * incident that is over out of the open index.
 */
function workOf({ logs, alarms }: Kind, at: number): readonly Work[] {
  const runs = logs.flatMap((log, index) =>
    taskDeliveries(
      { kind: 'task', at: 'Mon 00:00', log, target: TARGET },
      at + (index * HOUR_MS) / 4,
    ).deliveries.map(workFrom),
  );
  const when = at + HOUR_MS / 8;
  const raised = alarms.map((name): Work => ({ kind: 'message', at: when, text: alarmMessage(name, when) }));
  const end = at + logs.length * HOUR_MS;
  const sweep: readonly Work[] = alarms.length > 0 ? [{ kind: 'sweep', at: end }] : [];
  return [...runs, ...raised, ...sweep].sort((a, b) => a.at - b.at);
}

function workFrom(delivery: Delivery): Work {
  if (delivery.kind === 'message') throw new Error('a task hands nothing to the topic');
  return delivery;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
function alarmMessage(name: string, at: number): string {
  return JSON.stringify({
    AlarmName: `migrate-watch-production-${name}`,
    AlarmDescription: 'dedupe=migrate-watch/production/all/migration',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: new Date(at).toISOString(),
  });
}
