import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import type { RunLine } from '../../lambda/domain/runs/record/run-line.ts';
import { canary } from '../../lambda/pipeline/canary.ts';
import { type IngestPorts, ingest } from '../../lambda/pipeline/ingest.ts';
import { type PageContext, page } from '../../lambda/pipeline/page.ts';
import { type ProveCanaryContext, proveCanary } from '../../lambda/pipeline/prove-canary.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { deployedBy } from '../sources-of.ts';

export const EVERY = 15 * 60_000;
/** A planned time whose run succeeds; the next one fails. 2026-03-05T10:00:00Z. */
export const T0 = Date.UTC(2026, 2, 5, 10);
export const CANARY = { environment: 'canary', database: 'watch' };
export const ORDERS = { environment: 'production', database: 'orders' };
const LOG_GROUP = '/migrate-watch/watch/canary-lines';

const MONITOR = deployedBy('name: watch\nsources: [{ logGroup: /ecs/orders, database: orders }]');

/** The whole way from the canary's function to the page, in one process: each step hands on what it would send. */
export class CanaryWorld {
  readonly incidents = new MemoryIncidentStore();
  readonly facts = new MemoryFactStore(() => this.incidents.openIncidents());
  /** Everything that went to any of the topics that people hear of. */
  readonly told: unknown[] = [];
  readonly data: MetricDatum[] = [];
  readonly runLines: RunLine[] = [];
  readonly warnings: string[] = [];
  readonly streams: LogBatch[] = [];
  now = T0;
  /** What becomes of the lines on their way to ingest. */
  deliver: (batch: LogBatch) => readonly LogBatch[] = (batch) => [batch];
  /** Makes every write of `page` fail. */
  pageBroken = false;
  readonly #topic: string[] = [];

  /** The run planned for `at`, `lateMs` after its time, and all that it leads to. */
  async canary(at: number, lateMs = 400): Promise<void> {
    this.now = at + lateMs;
    await canary(at, {
      clock: () => this.now,
      everyMs: EVERY,
      logWriter: {
        write: async (logStream, lines) => {
          const events = lines.map(({ at, text }, index) => ({
            id: String(index).padStart(56, '0'),
            timestamp: at,
            message: text,
          }));
          this.streams.push({ logGroup: LOG_GROUP, logStream, events });
        },
      },
    });
    for (const batch of this.deliver(this.streams.at(-1)!)) await this.ingest(batch);
  }

  async ingest(batch: LogBatch): Promise<void> {
    await ingest(batch, this.#writerPorts());
    await this.#readTopic();
  }

  async sweep(now: number): Promise<void> {
    this.now = now;
    await sweep(this.#writerPorts());
    await this.#readTopic();
  }

  get seen(): readonly MetricDatum[] {
    return this.data.filter(({ name }) => name === 'CanarySeen');
  }

  async #readTopic(): Promise<void> {
    for (let text = this.#topic.shift(); text !== undefined; text = this.#topic.shift()) {
      const message = readMessage(text);
      const context = this.#pageContext();
      try {
        await page(message, context);
        await proveCanary(message, context);
      } catch (error) {
        // Lambda keeps what failed three times; nothing else comes of it.
        if (!this.pageBroken) throw error;
      }
    }
  }

  #writerPorts(): SweepPorts & IngestPorts {
    return {
      store: this.facts,
      publisher: { publish: async (message) => void this.#topic.push(JSON.stringify(message)) },
      metrics: { put: async (data) => void this.data.push(...data) },
      runLog: { write: (line) => void this.runLines.push(line) },
      healthLog: { warn: (message) => void this.warnings.push(message) },
      logReader: {
        readWindow: async () => {
          throw new Error('nothing of the canary is read again');
        },
      },
      clock: () => this.now,
      random: () => 0,
      pause: async () => undefined,
      ...MONITOR.sweep,
    };
  }

  #pageContext(): PageContext & ProveCanaryContext {
    const { incidents } = this;
    return {
      incidents: {
        readTarget: (target) => incidents.readTarget(target),
        putState: (...put) => incidents.putState(...put),
        putIncident: async (...put) => {
          if (this.pageBroken) throw new Error('the table is out of reach');
          return incidents.putIncident(...put);
        },
      },
      facts: this.facts,
      topics: {
        publishPage: async (...told) => void this.told.push(told),
        publishChange: async (...told) => void this.told.push(told),
      },
      metrics: { put: async (data) => void this.data.push(...data) },
      healthLog: { warn: (message) => void this.warnings.push(message) },
      policy: MONITOR.page.policy,
      now: this.now,
      random: () => 0,
      pause: async () => undefined,
    };
  }
}
