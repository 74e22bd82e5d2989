import { ConsolePager } from '../../../lambda/adapters/console-pager.ts';
import { decodeLogBatch } from '../../../lambda/adapters/decode-log-batch.ts';
import { decodeStateEvent } from '../../../lambda/adapters/decode-state-event.ts';
import { DynamoDbFactStore } from '../../../lambda/adapters/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../../lambda/adapters/dynamodb-incident-store.ts';
import { messageText } from '../../../lambda/adapters/sns-publisher.ts';
import { DEADLINES } from '../../../lambda/contract/defaults.ts';
import { DEFAULT_SEVERITIES } from '../../../lambda/domain/incident/page-policy.ts';
import type { LogBatch } from '../../../lambda/domain/log-batch.ts';
import type { PageMessage } from '../../../lambda/domain/page/message.ts';
import type { RunLine } from '../../../lambda/domain/record/run-line.ts';
import type { Source } from '../../../lambda/domain/target.ts';
import { accept } from '../../../lambda/pipeline/accept.ts';
import { type IngestPorts, ingest } from '../../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../../lambda/pipeline/lifecycle.ts';
import { page } from '../../../lambda/pipeline/page.ts';
import { readMessage } from '../../../lambda/pipeline/read-message.ts';
import { type SweepPorts, sweep } from '../../../lambda/pipeline/sweep.ts';
import type { Delivery } from './delivery.ts';
import type { LocalDynamoDb } from './local-dynamodb.ts';
import type { LogStream } from './log-stream.ts';

const MINUTE_MS = 60_000;

/** Who hears of what happens while the week goes by. */
export interface Observer {
  transition(line: RunLine, at: number): void;
  page(page: PageMessage): void;
}

/** The deployed functions in one process: same pipeline, same store, a clock of their own. */
export class Cloud {
  readonly #ports: SweepPorts & IngestPorts;
  readonly #incidents: DynamoDbIncidentStore;
  readonly #pager: ConsolePager;
  readonly #sources: readonly Source[];
  /** The topic `events`: messages as SNS would carry them. */
  readonly #topic: string[] = [];
  #now: number;
  #sweptAt: number;

  constructor(
    { client, tableName }: LocalDynamoDb,
    {
      sources,
      streams,
      startsAt,
      observer,
    }: {
      readonly sources: readonly Source[];
      readonly streams: readonly LogStream[];
      readonly startsAt: number;
      readonly observer: Observer;
    },
  ) {
    this.#now = startsAt;
    this.#sweptAt = startsAt;
    this.#sources = sources;
    const clock = () => this.#now;
    this.#incidents = new DynamoDbIncidentStore(client, tableName, clock);
    this.#pager = new ConsolePager(() => observer.page(this.#pager.pages.at(-1)!));
    this.#ports = {
      store: new DynamoDbFactStore(client, tableName, clock),
      publisher: {
        publish: async (message) => {
          this.#topic.push(messageText(message));
        },
      },
      metrics: { put: async () => {} },
      runLog: { write: (line) => observer.transition(line, this.#now) },
      // What the demo delivers can be read in full.
      healthLog: { warn: () => {} },
      logReader: { readWindow: async (...window) => readWindow(streams, this.#now, ...window) },
      clock,
      // One process, one invocation at a time: no condition is ever lost.
      random: () => 0,
      pause: async () => {},
      sources,
      deadlines: DEADLINES,
    };
  }

  /** Pages sent so far, in order. */
  get pages(): readonly PageMessage[] {
    return this.#pager.pages;
  }

  /** Lets the time up to the delivery pass, then hands it to its function. */
  async deliver(delivery: Delivery): Promise<void> {
    await this.passTime(delivery.at);
    switch (delivery.kind) {
      case 'logs': {
        const decoded = await accept(() => decodeLogBatch(delivery.payload), this.#ports);
        if (decoded.kind === 'batch') await ingest(decoded.batch, this.#ports, decoded);
        break;
      }
      case 'state':
        await lifecycle(await accept(() => decodeStateEvent(delivery.event), this.#ports), this.#ports);
        break;
      case 'message':
        await this.#ports.publisher.publish(delivery.message);
    }
    await this.#tellPeople();
  }

  /** Moves the clock to `until`; the sweep runs on each full minute on which it has something to do. */
  async passTime(until: number): Promise<void> {
    for (;;) {
      const [next] = await this.#ports.store.listOpen();
      if (next === undefined) break;
      const minute = Math.ceil(Math.max(next.dueAt, this.#sweptAt + 1) / MINUTE_MS) * MINUTE_MS;
      if (minute > until) break;
      this.#now = Math.max(this.#now, minute);
      this.#sweptAt = minute;
      await sweep(this.#ports);
      await this.#tellPeople();
    }
    this.#now = Math.max(this.#now, until);
  }

  async #tellPeople(): Promise<void> {
    for (let text = this.#topic.shift(); text !== undefined; text = this.#topic.shift()) {
      await page(readMessage(text), {
        incidents: this.#incidents,
        facts: this.#ports.store,
        topics: this.#pager,
        policy: {
          severities: DEFAULT_SEVERITIES,
          otherwise: 'info',
          maintenance: [],
          sources: this.#sources,
          runbookUrl: 'docs/runbook.md',
        },
        now: this.#now,
        random: this.#ports.random,
        pause: this.#ports.pause,
      });
    }
  }
}

/** What the stream itself would answer at `now`. */
function readWindow(
  streams: readonly LogStream[],
  now: number,
  logGroup: string,
  logStream: string,
  from: number,
  to: number,
): LogBatch {
  const events = streams
    .filter((stream) => stream.logGroup === logGroup && stream.logStream === logStream)
    .flatMap((stream) => stream.events)
    .filter(({ timestamp }) => timestamp >= from && timestamp <= Math.min(to, now));
  return { logGroup, logStream, events };
}
