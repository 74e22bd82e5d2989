import { readFileSync } from 'node:fs';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { unpackBody } from '../../lambda/adapters/aws/item-body.ts';
import { decodeLogBatch } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { pagerDutyEvent } from '../../lambda/domain/channels/pagerduty/event.ts';
import { webhookBody } from '../../lambda/domain/channels/webhook/body.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { readForm } from '../../lambda/domain/stored/form.ts';
import { INCIDENT } from '../../lambda/domain/stored/incident.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { page } from '../../lambda/pipeline/page.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import type { WriterPorts } from '../../lambda/pipeline/writer.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { wordsOf } from '../builders/branches.ts';
import { WATCH } from '../builders/notices.ts';
import { sourcesOf } from '../sources-of.ts';

/** Written by the version before `next` had branches: a table, what was delivered to it, and what it sent. */
const FOLDER = new URL('../fixtures/stored/v0/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T;

interface Store {
  readonly now: number;
  readonly items: readonly Record<
    string,
    { readonly S?: string; readonly N?: string; readonly B?: string }
  >[];
  readonly told: readonly {
    readonly at: number;
    readonly kind: 'ingest' | 'lifecycle';
    readonly event: unknown;
  }[];
}
const STORE = read<Store>('store.json');
const MESSAGES = read<{ readonly events: readonly string[]; readonly notices: readonly string[] }>(
  'messages.json',
);

/** Attributes of stored incidents and deliveries, as that version named them. */
interface Former {
  readonly key: string;
  readonly target: { readonly environment: string; readonly database: string };
  readonly told: unknown;
  readonly namedFor: unknown;
  readonly forgotten: unknown;
  readonly causes: unknown;
  readonly begun: unknown;
  readonly owed: readonly {
    readonly cause: string;
    readonly page: { readonly error?: { readonly cause: string } };
  }[];
}

const SOURCES = sourcesOf(
  `sources: [${['orders', 'users', 'billing', 'stock', 'reports', 'owed', 'untold'].map(
    (database) => `{ logGroup: /ecs/${database}, rules: [{ container: migrate, database: ${database} }] }`,
  )}]`,
);

describe('a table that was written when the next steps were a list of lines', () => {
  let db: LocalDynamoDb;
  let now: number;
  let events: EventsMessage[];
  let pages: PageMessage[];
  beforeEach(async () => {
    db = await startDynamoDb('runs');
    now = STORE.now;
    events = [];
    pages = [];
    for (const item of STORE.items) {
      const entries = Object.entries(item).map(([name, value]): [string, AttributeValue] => [
        name,
        value.B === undefined ? (value as AttributeValue) : { B: Buffer.from(value.B, 'base64') },
      ]);
      await db.client.send(new PutItemCommand({ TableName: 'runs', Item: Object.fromEntries(entries) }));
    }
  });
  afterEach(() => db.close());

  const facts = () => new DynamoDbFactStore(db.client, 'runs', () => now);
  const incidents = () => new DynamoDbIncidentStore(db.client, 'runs', () => now);
  const ports = () =>
    ({
      store: facts(),
      logReader: { readWindow: () => Promise.reject(new Error('the log stream is gone')) },
      publisher: { publish: async (message: EventsMessage) => void events.push(message) },
      metrics: { put: async () => {} },
      runLog: { write: () => {} },
      healthLog: { warn: () => {} },
      clock: () => now,
      random: () => 0.5,
      pause: async () => {},
      monitor: { account: ACCOUNT },
      sources: SOURCES,
      deadlines: DEADLINES,
      histories: incidents(),
    }) satisfies WriterPorts & Record<string, unknown>;
  const tell = (message: EventsMessage) =>
    page(message, {
      incidents: incidents(),
      facts: facts(),
      mutes: new MemoryMuteStore(),
      metrics: { put: async () => {} },
      healthLog: { warn: () => {} },
      topics: {
        publishPage: async (_severity, written) => void pages.push(written),
        publishChange: async () => {},
        publishAsk: async () => {},
      },
      policy: {
        monitor: WATCH,
        severities: { production: 'critical' },
        otherwise: 'info',
        maintenance: [],
        sources: SOURCES,
        runbookUrl: 'https://example.org/runbook.md',
      },
      now,
      random: () => 0.5,
      pause: async () => {},
    });

  test('keeps its outbox, and the same deliveries and a sweep report nothing new', async () => {
    for (const { kind, event } of STORE.told) {
      if (kind === 'lifecycle') await lifecycle(decodeStateEvent(event), ports());
      else {
        const decoded = decodeLogBatch(event);
        if (decoded.kind === 'batch') await ingest(decoded.batch, ports(), decoded);
      }
    }
    now += 60_000;
    await sweep(ports()).catch(() => {});
    // What it had written and not sent; nothing that only a new look at old facts brought about.
    expect(events.map((message) => message.type === 'run' && message.run.target.database)).toEqual(['owed']);

    for (const message of events.splice(0)) await tell(message);
    now += 10 * 60_000;
    await sweep(ports()).catch(() => {});
    for (const message of events.splice(0)) await tell(message);
    expect(pages.map(({ database, kind }) => `${database} ${kind}`)).toEqual([
      'owed opened',
      'untold opened',
    ]);

    const [, untold] = pages;
    expect(untold!.next).toEqual([
      {
        when: null,
        steps: expect.arrayContaining([{ command: expect.stringMatching(/^migrate .* force 2$/) }]),
      },
    ]);
    expect(pageText(untold!)).toMatch(/\nDo {6}First, .*\n[\s\S]*\n {8}migrate .* force 2\n/);
  });

  test('is read without the stored verdicts, and its notices have steps that are sentences or commands', async () => {
    const open = await facts().readOrigin('ecs/00000000000000000000000000000003/migrate');
    const [killed] = open.records;
    expect(killed!.run.outcome).toBe('killed');
    expect(killed!.run).not.toHaveProperty('verdict');

    const store = new DynamoDbDeliveryStore(db.client, 'runs', () => now);
    const delivery = await store.readDelivery('migrate-watch/production/orders/migration/1', 'oncall');
    expect(delivery!.newest).toMatchObject({ next: [{ when: null, steps: expect.any(Array) }] });
  });

  test('is read with the current names of its attributes', async () => {
    const bodies = STORE.items.flatMap(({ pk, sk, body }) => {
      if (body === undefined) return [];
      const packed = body.B === undefined ? body : { B: Buffer.from(body.B, 'base64') };
      return [{ of: `${pk!.S} ${sk!.S}`, former: unpackBody<Former>(packed as AttributeValue) }];
    });
    const stored = bodies.filter(({ of }) => /^target#.* incident#/.test(of)).map(({ former }) => former);
    expect(stored.length).toBeGreaterThan(0);

    for (const former of stored) {
      const items = await incidents().readTarget(former.target);
      const incident = items.incidents.find(({ key }) => key === former.key)!;
      expect(incident).toMatchObject({
        notifiedTopics: former.told,
        numberedBy: former.namedFor,
        droppedMarks: former.forgotten,
        conditions: former.causes,
      });
      expect(incident.outbox.map(({ messageId, page: { error } }) => [messageId, error?.usualCause])).toEqual(
        former.owed.map((owed) => [owed.cause, owed.page.error?.cause]),
      );
      for (const name of ['told', 'namedFor', 'forgotten', 'causes', 'owed'])
        expect(incident).not.toHaveProperty(name);
    }
    expect(stored.some(({ owed }) => owed.length > 0)).toBe(true);

    const store = new DynamoDbDeliveryStore(db.client, 'runs', () => now);
    const { former } = bodies.find(({ of }) => of.startsWith('delivery#'))!;
    const delivery = await store.readDelivery(former.key, 'oncall');
    expect(delivery).toMatchObject({
      started: former.begun,
      newest: { error: { usualCause: expect.any(String) } },
    });
    expect(delivery).not.toHaveProperty('begun');
  });
});

test('a failure that joined an incident, and the text of a canary’s page, are read with their current names', () => {
  const braked = { marks: ['run-1'], until: 7, told: true };
  const former = { outbox: [], untold: 'the page', braked };
  expect(readForm(INCIDENT, former, 'n')).toEqual({
    outbox: [],
    canaryPageText: 'the page',
    braked: { marks: ['run-1'], until: 7, notified: true },
  });
  expect(readForm(INCIDENT, { outbox: [] }, 'n')).toEqual({ outbox: [] });
});

test.each(MESSAGES.events.map((text): [string, string] => [JSON.parse(text).id, text]))(
  'a message of the topic `events` sent in the former shape: %s',
  (_id, text) => {
    const message = readMessage(text, WATCH);
    const { run } = message as EventsMessage & { type: 'run' };
    expect(run).not.toHaveProperty('verdict');
    expect(readMessage(JSON.stringify(message), WATCH)).toEqual(message);
  },
);

test.each(MESSAGES.notices.map((text): [string, string] => [JSON.parse(text).title, text]))(
  'a page in a queue or among the dead letters, sent in the former shape: %s',
  (_title, text) => {
    const notice = readNotice(text) as PageMessage;
    const lines = JSON.parse(text).next as readonly string[];
    expect(notice.next).toEqual([{ when: null, steps: expect.any(Array) }]);
    expect(wordsOf(notice.next)).toEqual(lines);
    expect(notice.error?.usualCause).toBe(JSON.parse(text).error?.cause);
    expect(readNotice(JSON.stringify(notice))).toEqual(notice);
    expect(pagerDutyEvent(notice, 'key').payload!.custom_details['do']).toBe(lines.join('\n'));
    expect(webhookBody(notice)).toMatchObject({ version: 2, page: { next: [{ when: null }] } });
  },
);
