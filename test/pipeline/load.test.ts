import { describe, expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { LoadMetric } from '../../lambda/domain/load/load-metrics.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { loadNotes } from '../../lambda/domain/pages/load.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import type { LoadReader } from '../../lambda/pipeline/ports.ts';
import { deployedBy } from '../sources-of.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 16, 8);
const SETTINGS = `
sources: [{ logGroup: /ecs/orders, database: orders }]
databases:
  orders:
    instance: orders-prod
    metrics:
      - { label: p95 of the shop, namespace: AWS/ApplicationELB, metric: TargetResponseTime, dimensions: { LoadBalancer: app/shop/1 }, statistic: p95, unit: seconds }
`;

/** A CloudWatch: the value of a metric by the minutes since the run began. */
type Values = (metric: LoadMetric, minute: number) => number | undefined;

class World {
  readonly facts: MemoryFactStore;
  readonly pages: string[] = [];
  /** Metrics of each request, with its first and last minute from the start of the run. */
  readonly asked: string[] = [];
  values: Values = ({ name }, minute) =>
    name === 'CPUUtilization' ? (minute >= 0 && minute < 5 ? 88 : 31) : undefined;
  /** CloudWatch answers with this error. */
  fault: Error | undefined;
  readonly #monitor: LocalMonitor;
  #tasks = 0;

  constructor(settings = SETTINGS) {
    const incidents = new MemoryIncidentStore();
    this.facts = new MemoryFactStore(() => incidents.indexedIncidents());
    const loadReader: LoadReader = {
      read: async (metrics, { from, to }) => {
        this.asked.push(`${metrics.length} metrics, ${(from - START) / MINUTE}..${(to - START) / MINUTE}`);
        if (this.fault) throw this.fault;
        return metrics.map((metric) => {
          const read = new Map<number, number>();
          for (let at = Math.ceil(from / MINUTE) * MINUTE; at < to; at += MINUTE) {
            const value = this.values(metric, (at - START) / MINUTE);
            if (value !== undefined) read.set(at, value);
          }
          return read;
        });
      },
    };
    this.#monitor = new LocalMonitor(
      deployedBy(settings),
      {
        facts: this.facts,
        incidents,
        loadReader,
        logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (_topic, page) => void this.pages.push(pageText(page).replace(/\s+/g, ' ')),
          publishChange: async () => {},
          publishAsk: async () => {},
        },
      },
      START,
    );
  }

  async print(minute: number, lines: readonly string[], task = this.#tasks): Promise<void> {
    this.#monitor.now = START + minute * MINUTE;
    const { now } = this.#monitor;
    const events = lines.map((message, i) => ({ id: eventId(now, i), timestamp: now, message }));
    const logStream = `orders/migrate/${String(task).padStart(32, '0')}`;
    await this.#monitor.ingest(subscriptionPayload({ logGroup: '/ecs/orders', logStream, events }));
  }

  /** A run of some minutes that begins at `from`. */
  async ran(minutes: number, from = 0, end = 'clean'): Promise<void> {
    this.#tasks++;
    await this.print(from, ['Read and execute 2/u backfill']);
    const clean = [
      `Finished 2/u backfill (read 1ms, ran ${minutes}m0s)`,
      `Finished after ${minutes}m0s`,
      'Closing source and database',
    ];
    const failed = [
      'error: migration failed: canceling statement due to lock timeout in line 0: UPDATE users SET n = 1 (details: pq: canceling statement due to lock timeout)',
    ];
    await this.print(from + minutes, end === 'clean' ? clean : failed);
  }

  /** The sweeps of these minutes. Returns the errors of those that failed. */
  async sweeps(from: number, to: number): Promise<readonly string[]> {
    const errors: string[] = [];
    for (let minute = from; minute <= to; minute++) {
      this.#monitor.now = START + minute * MINUTE;
      await this.#monitor
        .sweep()
        .catch((error: AggregateError) => errors.push(`${minute}: ${error.errors[0]}`));
    }
    return errors;
  }

  get run(): Run {
    return this.facts.allRecords().at(-1)!.run;
  }

  get notes(): readonly string[] {
    return loadNotes(this.run);
  }
}

describe('the load of a database while a run ran', () => {
  test('is asked for five minutes after its end, once, with yesterday beside it', async () => {
    const world = new World();
    await world.ran(5);
    await world.sweeps(6, 9);
    expect(world.asked).toEqual([]);
    await world.sweeps(10, 14);
    expect(world.asked).toEqual(['9 metrics, -62..6', '9 metrics, -1470..-1405']);
    await world.sweeps(15, 40);
    // Metrics without any data are not late.
    expect(world.asked).toHaveLength(2);
    expect(world.notes).toEqual([
      'Load while 2 backfill ran: CPU 31 → 88 %.',
      'Load not published: active sessions, waiting sessions, connections, read latency, write latency, free storage, free memory, p95 of the shop; sessions need Performance Insights or Database Insights.',
    ]);
  });

  test('that did not move: a few values say so', async () => {
    const world = new World();
    world.values = ({ name }) => (name === 'DatabaseConnections' ? 40 : name === 'CPUUtilization' ? 31 : 0);
    await world.ran(5);
    await world.sweeps(6, 11);
    expect(world.notes[0]).toMatch(/^Load: nothing moved while 2 backfill ran: CPU 31 %, /);
  });

  test('is that of the user’s own metrics too, in the same words', async () => {
    const world = new World();
    world.values = ({ name }, minute) =>
      name === 'TargetResponseTime' ? (minute >= 0 && minute < 5 ? 0.41 : 0.12) : undefined;
    await world.ran(5);
    await world.sweeps(6, 11);
    expect(world.notes[0]).toBe('Load while 2 backfill ran: p95 of the shop 120 → 410 ms.');
  });

  test('whose data of the last minute is late is asked for once more', async () => {
    const world = new World();
    let published = 3;
    const whole = world.values;
    world.values = (metric, minute) => (minute < published ? whole(metric, minute) : undefined);
    await world.ran(5);
    await world.sweeps(6, 19);
    expect(world.asked).toHaveLength(2);
    expect(world.notes[0]).toBe('Load not known, because the data came late: CPU.');
    published = 60;
    await world.sweeps(20, 40);
    expect(world.asked).toHaveLength(4);
    expect(world.notes[0]).toBe('Load while 2 backfill ran: CPU 31 → 88 %.');
  });

  test('that CloudWatch does not tell is asked for again for half an hour, and then given up', async () => {
    const world = new World();
    world.fault = new Error('ThrottlingException');
    await world.ran(5);
    const errors = await world.sweeps(6, 60);
    expect(errors[0]).toBe('10: Error: ThrottlingException');
    expect(errors).toHaveLength(30);
    expect(world.notes).toEqual(['Load: CloudWatch did not answer in time, so nothing is known.']);
  });

  test('of a run of seconds is not asked for', async () => {
    const world = new World();
    await world.ran(0.5);
    await world.sweeps(6, 11);
    expect(world.asked).toEqual([]);
    expect(world.notes).toEqual(['Load: the run was too short to be seen in metrics of one minute.']);
  });

  test('of two runs at the same time cannot be told apart', async () => {
    const world = new World();
    await world.ran(5);
    await world.ran(3, 1);
    await world.sweeps(6, 11);
    expect(world.notes.at(-1)).toMatch(
      /^Another run of this database ran at the same time \(\S+\): their load cannot be told apart\.$/,
    );
  });

  test('is not asked for without a declaration', async () => {
    const world = new World('sources: [{ logGroup: /ecs/orders, database: orders }]');
    await world.ran(5);
    await world.sweeps(6, 30);
    expect(world.asked).toEqual([]);
    expect(world.notes).toEqual([]);
  });

  test('is on the next page of an incident that is still open, and delays no page', async () => {
    const world = new World();
    await world.ran(5, 0, 'failed');
    expect(world.pages).toHaveLength(1);
    expect(world.pages[0]).not.toContain('Load');
    await world.sweeps(6, 80);
    expect(world.pages.at(-1)).toContain('Load while 2 backfill ran: CPU 31 → 88 %.');
  });
});
