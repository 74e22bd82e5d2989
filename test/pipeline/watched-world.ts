import { inflateRawSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { pageSubject, pageText } from '../../lambda/domain/pages/text.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import { pageBody } from '../../lambda/domain/stored/page-body.ts';
import type { IncidentStore, LogReader } from '../../lambda/pipeline/ports.ts';
import type { SweepPorts } from '../../lambda/pipeline/sweep.ts';
import { MONITOR } from './page-world.ts';

/** The whole monitor with memory stores; keeps every text that leaves a function, in the form in which it leaves. */
export class WatchedWorld {
  /** What was stored, published, logged, counted and sent, by where it went. */
  readonly seen: { readonly where: string; readonly text: string }[] = [];
  readonly pages: PageMessage[] = [];
  readonly #incidents = new MemoryIncidentStore();
  readonly #facts = new MemoryFactStore(() => this.#incidents.openIncidents());
  readonly #stream: LogBatch | undefined;
  readonly #monitor: LocalMonitor;

  /** `stream` is what a re-read finds; without it, the stream cannot be read. */
  constructor(now: number, stream?: LogBatch) {
    this.#stream = stream;
    this.#monitor = new LocalMonitor(
      MONITOR,
      {
        facts: this.#factStore(),
        incidents: this.#incidentStore(),
        logReader: this.#logReader(),
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (_severity, written) => {
            this.pages.push(written);
            this.#note('page, text', pageText(written));
            this.#note('page, subject', pageSubject(written));
            this.#note('page, body', pageBody(written));
          },
          publishChange: async (_severity, change) => this.#note('change', JSON.stringify(change)),
          publishAsk: async (_severity, ask) => this.#note('ask', JSON.stringify(ask)),
        },
        overhear: (text) => this.#note('events topic', text),
        metrics: { put: async (data) => this.#note('metrics', JSON.stringify(data)) },
        runLog: { write: (line) => this.#note('run log', JSON.stringify(line)) },
        healthLog: { warn: (message) => this.#note('function log', message) },
      },
      now,
    );
  }

  get now(): number {
    return this.#monitor.now;
  }

  set now(now: number) {
    this.#monitor.now = now;
  }

  get records(): readonly RunRecord[] {
    return this.#facts.allRecords();
  }

  /** A delivery of the subscription, in its wire form. */
  batch({ logGroup, logStream, events }: LogBatch): Promise<void> {
    return this.ingest(subscriptionPayload({ logGroup, logStream, events: events as never }));
  }

  ingest(event: unknown): Promise<void> {
    return this.#monitor.ingest(event);
  }

  lifecycle(event: unknown): Promise<void> {
    return this.#monitor.lifecycle(event);
  }

  page(event: unknown): Promise<void> {
    return this.#monitor.page(event);
  }

  async sweepAfter(minutes: number): Promise<void> {
    this.now += minutes * 60_000;
    // A stream that cannot be read fails the sweep when all else is done.
    await this.#monitor.sweep().catch((error: unknown) => {
      if (!(error instanceof AggregateError)) throw error;
      for (const each of error.errors) this.#note('function log', String(each));
      if (this.#stream !== undefined) throw error;
    });
  }

  #logReader(): LogReader {
    return {
      readWindow: async (_group, _stream, from, to) => {
        if (this.#stream === undefined) throw new Error('the log stream is gone');
        const events = this.#stream.events.filter(
          ({ timestamp }) => timestamp !== null && from <= timestamp && timestamp <= to,
        );
        return { ...this.#stream, events };
      },
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
      readOpen: (origin, rules) => memory.readOpen(origin, rules),
      putSnapshot: async (origin, snapshot, expected) => {
        await table.putSnapshot(origin, snapshot, expected);
        return memory.putSnapshot(origin, snapshot, expected);
      },
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
      readIncidents: (names) => memory.readIncidents(names),
      putState: async (...put) => {
        await table.putState(...put);
        return memory.putState(...put);
      },
      putIncident: async (incident, expected) => {
        await table.putIncident(incident, expected);
        return memory.putIncident(incident, expected);
      },
      readHistory: (target) => memory.readHistory(target),
      putHistory: async (history, expected) => {
        await table.putHistory(history, expected);
        return memory.putHistory(history, expected);
      },
    };
  }

  /** Takes items as they would go over the wire, and looks into those that are packed. */
  get #table(): DynamoDBClient {
    const send = async ({ input }: { input: { Item: Record<string, { B?: Uint8Array }> } }) => {
      const texts = Object.entries(input.Item).map(([name, { B: packed, ...plain }]) => {
        const body = packed === undefined ? '' : inflateRawSync(packed).toString('utf8');
        return JSON.stringify({ [name]: plain }) + body;
      });
      this.#note('stored item', texts.join('\n'));
      return {};
    };
    return { send } as unknown as DynamoDBClient;
  }

  #note(where: string, text: string): void {
    this.seen.push({ where, text });
  }
}
