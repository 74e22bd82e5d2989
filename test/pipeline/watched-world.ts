import { gzipSync, inflateRawSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { decodeLogBatch } from '../../lambda/adapters/decode-log-batch.ts';
import { decodeSnsEvent } from '../../lambda/adapters/decode-sns-event.ts';
import { decodeStateEvent } from '../../lambda/adapters/decode-state-event.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/dynamodb-incident-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/memory-incident-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { LogBatch } from '../../lambda/domain/log-batch.ts';
import { pageBody } from '../../lambda/domain/page/body.ts';
import type { PageMessage } from '../../lambda/domain/page/message.ts';
import { pageSubject, pageText } from '../../lambda/domain/page/text.ts';
import type { RunRecord } from '../../lambda/domain/record/run-record.ts';
import { accept } from '../../lambda/pipeline/accept.ts';
import { type IngestPorts, ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { page } from '../../lambda/pipeline/page.ts';
import type { IncidentStore } from '../../lambda/pipeline/ports.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { POLICY, SOURCES } from './page-world.ts';

/** The whole monitor with memory stores; keeps every text that leaves a function, in the form in which it leaves. */
export class WatchedWorld {
  /** What was stored, published, logged, counted and sent, by where it went. */
  readonly seen: { readonly where: string; readonly text: string }[] = [];
  readonly pages: PageMessage[] = [];
  readonly #incidents = new MemoryIncidentStore();
  readonly #facts = new MemoryFactStore(
    () => this.#incidents.openIncidents(),
    (target) => this.#incidents.usualLimit(target),
  );
  readonly #topic: string[] = [];
  readonly #stream: LogBatch | undefined;
  now: number;

  /** `stream` is what a re-read finds; left out: it cannot be read. */
  constructor(now: number, stream?: LogBatch) {
    this.now = now;
    this.#stream = stream;
  }

  get records(): readonly RunRecord[] {
    return this.#facts.allRecords();
  }

  /** A delivery of the subscription, in its wire form. */
  async batch(batch: LogBatch): Promise<void> {
    const payload = {
      messageType: 'DATA_MESSAGE',
      owner: '111122223333',
      logGroup: batch.logGroup,
      logStream: batch.logStream,
      subscriptionFilters: ['migrate-watch'],
      logEvents: batch.events,
    };
    const data = gzipSync(JSON.stringify(payload), { level: 1 }).toString('base64');
    await this.ingest({ awslogs: { data } });
  }

  /** What the three functions do with an event that Lambda hands them: see lambda/handlers. */
  async ingest(event: unknown): Promise<void> {
    const ports = this.#ports();
    const decoded = await accept(() => decodeLogBatch(event), ports);
    if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
    await this.#readTopic();
  }

  async lifecycle(event: unknown): Promise<void> {
    const ports = this.#ports();
    await lifecycle(await accept(() => decodeStateEvent(event), ports), ports);
    await this.#readTopic();
  }

  async page(event: unknown): Promise<void> {
    this.#topic.push(...(await accept(() => decodeSnsEvent(event).map(checked), this.#ports())));
    await this.#readTopic();
  }

  async sweepAfter(minutes: number): Promise<void> {
    this.now += minutes * 60_000;
    // A stream that cannot be read fails the sweep when all else is done.
    await sweep(this.#ports()).catch((error: unknown) => {
      if (!(error instanceof AggregateError)) throw error;
      for (const each of error.errors) this.#note('function log', String(each));
      if (this.#stream !== undefined) throw error;
    });
    await this.#readTopic();
  }

  async #readTopic(): Promise<void> {
    for (let text = this.#topic.shift(); text !== undefined; text = this.#topic.shift()) {
      await page(readMessage(text), {
        incidents: this.#incidentStore(),
        facts: this.#facts,
        topics: {
          publishPage: async (_severity, written) => {
            this.pages.push(written);
            this.#note('page, text', pageText(written));
            this.#note('page, subject', pageSubject(written));
            this.#note('page, body', pageBody(written));
          },
          publishChange: async (_severity, change) => this.#note('change', JSON.stringify(change)),
        },
        policy: POLICY,
        now: this.now,
        random: () => 0.5,
        pause: async () => undefined,
      });
    }
  }

  #ports(): SweepPorts & IngestPorts {
    return {
      store: this.#factStore(),
      logReader: {
        readWindow: async (_group, _stream, from, to) => {
          if (this.#stream === undefined) throw new Error('the log stream is gone');
          const events = this.#stream.events.filter(
            ({ timestamp }) => timestamp !== null && from <= timestamp && timestamp <= to,
          );
          return { ...this.#stream, events };
        },
      },
      publisher: {
        publish: async (message) => {
          const text = JSON.stringify(message);
          this.#note('events topic', text);
          this.#topic.push(text);
        },
      },
      metrics: { put: async (data) => this.#note('metrics', JSON.stringify(data)) },
      runLog: { write: (line) => this.#note('run log', JSON.stringify(line)) },
      healthLog: { warn: (message) => this.#note('function log', message) },
      clock: () => this.now,
      random: () => 0.5,
      pause: async () => undefined,
      sources: SOURCES,
      deadlines: DEADLINES,
    };
  }

  #factStore(): SweepPorts['store'] {
    const memory = this.#facts;
    const table = new DynamoDbFactStore(this.#table, 'runs', () => this.now);
    return {
      putFact: async (origin, fact) => {
        await table.putFact(origin, fact);
        return memory.putFact(origin, fact);
      },
      putRecord: async (record, expected, dueAt) => {
        await table.putRecord(record, expected, dueAt);
        return memory.putRecord(record, expected, dueAt);
      },
      readOrigin: (origin) => memory.readOrigin(origin),
      readUsualLimit: (target) => memory.readUsualLimit(target),
      listOpen: () => memory.listOpen(),
      openExpected: async (expected) => {
        await table.openExpected(expected);
        await memory.openExpected(expected);
      },
      closeExpected: async (expected) => {
        await table.closeExpected(expected);
        await memory.closeExpected(expected);
      },
    };
  }

  #incidentStore(): IncidentStore {
    const memory = this.#incidents;
    const table = new DynamoDbIncidentStore(this.#table, 'runs', () => this.now);
    return {
      readTarget: (target) => memory.readTarget(target),
      putState: async (state, expected) => {
        await table.putState(state, expected);
        return memory.putState(state, expected);
      },
      putIncident: async (incident, expected) => {
        await table.putIncident(incident, expected);
        return memory.putIncident(incident, expected);
      },
    };
  }

  /** Takes items as they would go over the wire, and looks into those that are packed. */
  get #table(): DynamoDBClient {
    const send = async ({ input }: { input: { Item: Record<string, { B?: Uint8Array }> } }) => {
      const packed = input.Item['body']?.B;
      const body = packed === undefined ? '' : inflateRawSync(packed).toString('utf8');
      const { B: _, ...plain } = input.Item['body'] ?? {};
      this.#note('stored item', JSON.stringify({ ...input.Item, body: plain }) + body);
      return {};
    };
    return { send } as unknown as DynamoDBClient;
  }

  #note(where: string, text: string): void {
    this.seen.push({ where, text });
  }
}

/** A message that can be read. */
function checked(message: string): string {
  readMessage(message);
  return message;
}
