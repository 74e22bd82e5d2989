import { expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { DEADLINES, WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import { type EventsMessage, runsIn } from '../../lambda/domain/runs/record/events-message.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { page } from '../../lambda/pipeline/page.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import { MINUTE, NIGHT, POLICY, SOURCES } from './page-world.ts';
import { SlowNetwork } from './slow-network.ts';

const LATENCY_MS = 10;
const ONE_ORIGIN = `orders/migrate/${'0'.repeat(32)}`;

function failure(n: number) {
  const message = `error: migration failed in line 0: ALTER TABLE t${n} ADD a int; (details: pq: relation "t${n}" does not exist)`;
  return { id: `${n}`.padStart(10, '0'), timestamp: NIGHT + n, message };
}

/** A monitor whose calls all take {@link LATENCY_MS}. */
class SlowMonitor {
  readonly network = new SlowNetwork(NIGHT + MINUTE, LATENCY_MS);
  readonly incidents = new MemoryIncidentStore();
  readonly facts = new MemoryFactStore(() => this.incidents.openIncidents());
  readonly messages: EventsMessage[] = [];
  readonly pages: string[] = [];

  ingest(batch: LogBatch, limitMs = WRITER_TIMEOUT_MS) {
    return this.network.run(() => ingest(batch, this.#ports()), limitMs);
  }

  sweep() {
    return this.network.run(() => sweep(this.#ports()), WRITER_TIMEOUT_MS);
  }

  /** Reads of a database, and pages, that `message` leads to. */
  async page(message: EventsMessage): Promise<number> {
    let reads = 0;
    const { incidents } = this;
    await page(message, {
      facts: this.facts,
      incidents: {
        readTarget: (target) => {
          reads++;
          return incidents.readTarget(target);
        },
        readIncidents: (names) => incidents.readIncidents(names),
        putState: (...put) => incidents.putState(...put),
        putIncident: (...put) => incidents.putIncident(...put),
        readHistory: (target) => incidents.readHistory(target),
        putHistory: (...put) => incidents.putHistory(...put),
      },
      mutes: new MemoryMuteStore(),
      metrics: { put: async () => {} },
      healthLog: { warn: () => {} },
      topics: {
        publishPage: async (_topic, { title }) => void this.pages.push(title),
        publishChange: async () => {},
        publishAsk: async () => {},
      },
      policy: POLICY,
      now: this.network.now,
      random: () => 0,
      pause: async () => {},
    });
    return reads;
  }

  get toldRuns() {
    return this.messages.flatMap(runsIn).map(({ run }) => run.id);
  }

  get unsent() {
    return this.facts.allRecords().filter(({ outbox }) => outbox.length > 0).length;
  }

  #ports() {
    const { network } = this;
    const { now } = network;
    return {
      store: network.over(this.facts),
      histories: network.over(this.incidents),
      publisher: network.over({
        publish: async (message: EventsMessage) => void this.messages.push(message),
      }),
      metrics: network.over({ put: async () => {} }),
      logReader: { readWindow: async () => Promise.reject(new Error('no log stream')) },
      runLog: { write: () => {} },
      healthLog: { warn: () => {} },
      clock: () => now,
      random: () => 0,
      pause: async () => {},
      monitor: { account: ACCOUNT },
      sources: SOURCES,
      deadlines: DEADLINES,
    };
  }
}

function flood(count: number): LogBatch {
  const events = Array.from({ length: count }, (_, n) => failure(n));
  return { logGroup: '/ecs/orders', logStream: ONE_ORIGIN, events };
}

/** Sweeps every minute until `count` runs are stored and told; says how often. */
async function sweepAll(monitor: SlowMonitor, count: number): Promise<number> {
  for (let sweeps = 1; sweeps <= 30; sweeps++) {
    monitor.network.now += MINUTE;
    expect(await monitor.sweep()).toBe('done');
    if (monitor.unsent === 0 && monitor.facts.allRecords().length === count) return sweeps;
  }
  throw new Error(`${monitor.unsent} runs are not told after 30 sweeps`);
}

test('a batch of 10,000 failures is reported in full, in parts that each end within the time-out', async () => {
  const count = 10_000;
  const monitor = new SlowMonitor();
  const before = monitor.network.now;
  expect(await monitor.ingest(flood(count))).toBe('done');
  expect(monitor.network.now - before).toBeLessThan(WRITER_TIMEOUT_MS / 5);
  expect(monitor.network.mostAtOnce).toBeLessThanOrEqual(32);
  expect(await sweepAll(monitor, count)).toBeLessThanOrEqual(7);
  expect(new Set(monitor.toldRuns).size).toBe(count);
  expect(monitor.toldRuns).toHaveLength(count);
  expect(monitor.messages.length).toBeLessThan(count / 20);

  // What the first part leads to: few pages, and each message costs the same.
  const reads: number[] = [];
  for (const message of monitor.messages.slice(0, 70)) reads.push(await monitor.page(message));
  expect(Math.max(...reads)).toBeLessThanOrEqual(3);
  expect(monitor.pages.length).toBeLessThanOrEqual(15);
});

test('a batch whose invocations time out again and again continues where it was, and loses nothing', async () => {
  const count = 3_000;
  const monitor = new SlowMonitor();
  const outcomes: string[] = [];
  const counts: number[] = [];
  // Lambda tries three times.
  for (const limitMs of [300, 300, 300]) {
    outcomes.push(await monitor.ingest(flood(count), limitMs));
    counts.push(monitor.facts.allRecords().length);
    monitor.network.now += MINUTE;
  }
  expect(outcomes).toEqual(['out of time', 'out of time', 'out of time']);
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[1]).toBeGreaterThan(counts[0]!);
  expect(counts[2]).toBeGreaterThan(counts[1]!);

  await sweepAll(monitor, count);
  expect(new Set(monitor.toldRuns).size).toBe(count);
});

test('10,000 lines of 10,000 tasks, forwarded by one agent, are handled within the time-out', async () => {
  const count = 10_000;
  const monitor = new SlowMonitor();
  const ecs = (n: number) => ({
    ecs_task_arn: `arn:aws:ecs:eu-west-1:1:task/main/${n.toString(16).padStart(32, '0')}`,
  });
  const events = flood(count).events.map(({ message, ...event }, n) => ({
    ...event,
    message: JSON.stringify({ log: message, container_name: 'migrate', ...ecs(n) }),
  }));
  expect(await monitor.ingest({ ...flood(count), logStream: 'firelens', events })).toBe('done');
  expect(new Set(monitor.toldRuns).size).toBe(count);
});
