import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { type EventsMessage, runsIn } from '../../lambda/domain/runs/record/events-message.ts';
import type { MigrationLine } from '../../lambda/domain/runs/record/migration-line.ts';
import type { RunLine } from '../../lambda/domain/runs/record/run-line.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import { MINUTE, NIGHT, SOURCES } from './page-world.ts';

const STREAM = 'orders/job/1';
export const ORIGIN = `logs//ecs/orders/${STREAM}`;
/** Id of the run whose first line came `after` ms after `NIGHT`. */
export const runIdAt = (after: number) => `${ORIGIN}-${(NIGHT + after).toString(36)}`;

export type Line = readonly [after: number, text: string];

/** The writers of one origin on a memory store: what they call, in order, and what they send. Snapshots are made as soon as possible. */
export class Writers {
  /** Epoch ms; the next invocation begins then. */
  now = NIGHT;
  readonly store = new MemoryFactStore();
  calls: string[] = [];
  readonly messages: EventsMessage[] = [];
  readonly runLines: (RunLine | MigrationLine)[] = [];
  topicIsOut = false;
  /** Called before each call of the store; `conflict` refuses the call. */
  before: (call: string) => 'conflict' | undefined = () => undefined;

  /** Delivers log lines `after` ms after `NIGHT`; they arrive a second after the last of them, or at `now` if that is later. */
  async deliver(lines: readonly Line[]): Promise<void> {
    this.calls = [];
    this.now = Math.max(this.now, NIGHT + lines.at(-1)![0] + 1_000);
    const events = lines.map(([after, message], index) => ({
      id: `${NIGHT + after}`.padStart(40, '0') + `${index}`.padStart(8, '0'),
      timestamp: NIGHT + after,
      message,
    }));
    await ingest({ logGroup: '/ecs/orders', logStream: STREAM, events }, this.#ports());
  }

  async sweepAfter(ms: number): Promise<void> {
    this.calls = [];
    this.now += ms;
    await sweep(this.#ports());
  }

  /** Deliveries of one run that changed nothing, each a minute after the last. */
  async runs(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.deliver([[n * MINUTE, 'no change']]);
  }

  async snapshot() {
    return (await this.store.readOpen(ORIGIN, 'other rules')).snapshot;
  }

  /** Ids of the outbox entries that were sent. */
  get sent(): readonly string[] {
    return this.messages.flatMap(runsIn).map(({ id }) => id);
  }

  #ports() {
    const { store, now } = this;
    const call = <T>(name: string, perform: () => Promise<T>): Promise<T | 'conflict'> => {
      this.calls.push(name);
      const lost = this.before(name);
      return lost === undefined ? perform() : Promise.resolve(lost);
    };
    const read = <T>(name: string, perform: () => Promise<T>) => call(name, perform) as Promise<T>;
    return {
      store: {
        putFact: (...put: Parameters<MemoryFactStore['putFact']>) =>
          read('putFact', () => store.putFact(...put)),
        readOrigin: (origin: string) => read('readOrigin', () => store.readOrigin(origin)),
        readOpen: (origin: string, rules: string) => read('readOpen', () => store.readOpen(origin, rules)),
        putSnapshot: (...put: Parameters<MemoryFactStore['putSnapshot']>) =>
          call('putSnapshot', () => store.putSnapshot(...put)),
        putRecord: (...put: Parameters<MemoryFactStore['putRecord']>) =>
          call('putRecord', () => store.putRecord(...put)),
        listOpen: () => store.listOpen(),
        openExpected: async () => {},
        closeExpected: async () => {},
      },
      histories: new MemoryIncidentStore(),
      publisher: {
        publish: async (message: EventsMessage) => {
          if (this.topicIsOut) throw new Error('no topic');
          this.messages.push(message);
        },
      },
      metrics: { put: async () => {} },
      runLog: { write: (line: RunLine | MigrationLine) => void this.runLines.push(line) },
      healthLog: { warn: () => {} },
      logReader: { readWindow: () => Promise.reject(new Error('no log stream')) },
      clock: () => now,
      random: () => 0,
      pause: async () => void this.calls.push('pause'),
      monitor: { account: ACCOUNT },
      sources: SOURCES,
      deadlines: DEADLINES,
      snapshots: { leastFacts: 1, announcedMs: 0 },
    };
  }
}
