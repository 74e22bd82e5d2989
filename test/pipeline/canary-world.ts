import { type LogDelivery, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import type { MigrationLine } from '../../lambda/domain/runs/record/migration-line.ts';
import type { RunLine } from '../../lambda/domain/runs/record/run-line.ts';
import type { IncidentStore } from '../../lambda/pipeline/ports.ts';
import { deployedBy } from '../sources-of.ts';

export const EVERY = 15 * 60_000;
/** A planned time whose run succeeds; the next one fails. 2026-03-05T10:00:00Z. */
export const T0 = Date.UTC(2026, 2, 5, 10);
export const CANARY = { environment: 'canary', database: 'watch' };
export const ORDERS = { environment: 'production', database: 'orders' };

const MONITOR = deployedBy('name: watch\nsources: [{ logGroup: /ecs/orders, database: orders }]');

/** The whole way from the canary's function to the page, in one process. */
export class CanaryWorld {
  readonly incidents = new MemoryIncidentStore();
  readonly facts = new MemoryFactStore(() => this.incidents.openIncidents());
  /** Everything that went to any of the topics that people are subscribed to. */
  readonly told: unknown[] = [];
  readonly data: MetricDatum[] = [];
  readonly runLines: (RunLine | MigrationLine)[] = [];
  readonly warnings: string[] = [];
  readonly streams: LogDelivery[] = [];
  /** What of the canary's lines is delivered to `ingest`. */
  deliver: (lines: LogDelivery) => readonly LogDelivery[] = (lines) => [lines];
  /** Makes every write of an incident fail. */
  pageBroken = false;
  readonly #monitor = new LocalMonitor(
    MONITOR,
    {
      facts: this.facts,
      incidents: this.#incidentStore(),
      logReader: {
        readWindow: async () => {
          throw new Error('nothing of the canary is read again');
        },
      },
      mutes: new MemoryMuteStore(),
      topics: {
        publishPage: async (...told) => void this.told.push(told),
        publishChange: async (...told) => void this.told.push(told),
        publishAsk: async () => {},
      },
      metrics: { put: async (data) => void this.data.push(...data) },
      runLog: { write: (line) => void this.runLines.push(line) },
      healthLog: { warn: (message) => void this.warnings.push(message) },
      deliverCanary: (lines) => {
        this.streams.push(lines);
        return this.deliver(lines);
      },
      invoke: async (name, invocation) => {
        try {
          await invocation();
        } catch (error) {
          // Lambda keeps what failed three times; nothing else comes of it.
          if (name !== 'page' || !this.pageBroken) throw error;
        }
      },
    },
    T0,
  );

  get now(): number {
    return this.#monitor.now;
  }

  get seen(): readonly MetricDatum[] {
    return this.data.filter(({ name }) => name === 'CanarySeen');
  }

  /** The run planned for `at`, `lateMs` after its time, and all that it leads to. */
  canary(at: number, lateMs = 400): Promise<void> {
    this.#monitor.now = at + lateMs;
    return this.#monitor.canary(at);
  }

  ingest(delivery: LogDelivery): Promise<void> {
    return this.#monitor.ingest(subscriptionPayload(delivery));
  }

  sweep(now: number): Promise<void> {
    this.#monitor.now = now;
    return this.#monitor.sweep();
  }

  #incidentStore(): IncidentStore {
    const { incidents } = this;
    return {
      readTarget: (target) => incidents.readTarget(target),
      readIncidents: (names) => incidents.readIncidents(names),
      putState: (...put) => incidents.putState(...put),
      putIncident: async (...put) => {
        if (this.pageBroken) throw new Error('the table is out of reach');
        return incidents.putIncident(...put);
      },
      readHistory: (target) => incidents.readHistory(target),
      putHistory: (...put) => incidents.putHistory(...put),
    };
  }
}
