import { beforeAll, describe, expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { METRIC_NAMESPACE, MONITOR_DIMENSION } from '../../lambda/contract/metrics.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { deployedBy } from '../sources-of.ts';
import { appTemplate } from './app-template.ts';
import type { Alarm } from './definition.ts';
import { metricKey } from './definition.ts';
import { readAlarms } from './read-template.ts';
import { Series } from './series.ts';
import { simulate } from './simulate.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 2, 2, 9);

let alarms: readonly Alarm[];
beforeAll(() => {
  alarms = readAlarms(appTemplate());
});

interface Played {
  /** Minutes of the run in which an alarm of this name is on, first and last; left out if it never is. */
  readonly on: Readonly<Record<string, readonly [number, number]>>;
  /** Minute, topic and kind of each page. */
  readonly pages: readonly string[];
}

/**
 * Lets a run of production's orders go on for `minutes`, with a line in each minute before `silentFrom`, and lets the alarms of the
 * stack read the metrics that the sweeps of these settings send.
 */
async function played(thresholds: string, minutes: number, silentFrom: number): Promise<Played> {
  const incidents = new MemoryIncidentStore();
  const facts = new MemoryFactStore(() => incidents.openIncidents());
  const series = new Map<string, Series>();
  const pages: string[] = [];
  const minuteOf = (at: number) => Math.floor((at - START) / MINUTE_MS);
  const monitor: LocalMonitor = new LocalMonitor(
    deployedBy(`sources: [{ logGroup: /ecs/production, database: orders }]\nthresholds: ${thresholds}`),
    {
      facts,
      incidents,
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
      mutes: new MemoryMuteStore(),
      topics: {
        publishPage: async (topic: Severity, { kind }: PageMessage) =>
          void pages.push(`${minuteOf(monitor.now)} ${topic} ${kind}`),
        publishChange: async () => {},
        publishAsk: async () => {},
      },
      metrics: {
        put: async (data) => {
          for (const { name, value, at, dimensions } of data) {
            const key = metricKey(METRIC_NAMESPACE, name, {
              [MONITOR_DIMENSION]: 'migrate-watch',
              ...dimensions,
            });
            const one = series.get(key) ?? new Series();
            series.set(key, one);
            one.add(Math.floor(at / MINUTE_MS), value);
          }
        },
      },
    },
    START,
  );
  const print = (message: string) =>
    monitor.ingest(
      subscriptionPayload({
        logGroup: '/ecs/production',
        logStream: 'orders/orders/0123456789abcdef0123456789abcdef',
        events: [{ id: eventId(monitor.now, 0), timestamp: monitor.now, message }],
      }),
    );
  await print('Read and execute 42/u backfill_users');
  for (let minute = 1; minute <= minutes; minute++) {
    monitor.now = START + minute * MINUTE_MS;
    // The library logs this while the next file is read ahead.
    if (minute < silentFrom) await print(`Start buffering ${42 + minute}/u more`);
    await monitor.sweep();
  }
  monitor.now = START + (minutes + 1) * MINUTE_MS;
  await print(
    'error: migration failed: canceling statement due to user request in line 0: UPDATE users SET n = 1 (details: pq: canceling statement due to user request)',
  );
  for (let after = 0; after < 3; after++) {
    await monitor.sweep();
    monitor.now += MINUTE_MS;
  }
  const from = START / MINUTE_MS;
  const changes = simulate(alarms, { from, to: from + minutes + 4, series });
  const on = alarms.flatMap(({ id, name }) => {
    const [, short] = /^migrate-watch-production-(slow-\w+)$/.exec(name) ?? [];
    const all = changes.get(id)!;
    const first = all.find(({ to }) => to === 'ALARM')?.at;
    if (short === undefined || first === undefined) return [];
    const over = all.find(({ at, to }) => at > first && to === 'OK')!.at;
    return [[short, [first - from, over - from]] as const];
  });
  return { on: Object.fromEntries(on), pages };
}

// An incident opens in the sweep that finds the deadline passed. The next sweep sends its gauge, which CloudWatch reads after its minute.
const LATER = 2;

describe('a run that goes on and prints', () => {
  test('default limits: a warning at 10 minutes, critical at 30, until it ends', async () => {
    expect(await played('{}', 40, 41)).toEqual({
      on: { 'slow-warning': [10 + LATER, 42], 'slow-critical': [30 + LATER, 42] },
      pages: [
        '10 warning opened',
        '30 warning updated',
        '30 critical updated',
        '41 warning resolved',
        '41 critical resolved',
        '41 critical opened',
      ],
    });
  });

  test('a limit that is written counts, also if it equals the default', async () => {
    const { on, pages } = await played('{ longRunning: { warning: 10m } }', 20, 21);
    expect(on).toEqual({ 'slow-warning': [10 + LATER, 22] });
    expect(pages[0]).toBe('10 warning opened');
  });

  test('a longer limit that is written: neither alarm nor page before it', async () => {
    const { on, pages } = await played('{ longRunning: { warning: 20m, critical: 1h } }', 24, 25);
    expect(on).toEqual({ 'slow-warning': [20 + LATER, 26] });
    expect(pages[0]).toBe('20 warning opened');
  });
});

test('a run that prints nothing: a warning at 5 minutes, critical at 15', async () => {
  const { on, pages } = await played('{}', 18, 0);
  expect(on).toEqual({ 'slow-warning': [5 + LATER, 20], 'slow-critical': [15 + LATER, 20] });
  expect(pages.slice(0, 3)).toEqual(['5 warning opened', '15 warning updated', '15 critical updated']);
});

test('a run that ends before any limit: no alarm, and a page about its failure only', async () => {
  expect(await played('{}', 4, 5)).toEqual({ on: {}, pages: ['5 critical opened'] });
});
