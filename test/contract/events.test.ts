import { readdirSync, readFileSync } from 'node:fs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { beforeAll, describe, expect, test } from 'vitest';
import { limitedConfig } from '../../lambda/adapters/aws/limited-client.ts';
import { EventBridgeChannel } from '../../lambda/adapters/channels/eventbridge-channel.ts';
import { DETAIL_TYPES, type DetailType } from '../../lambda/contract/bus-events.ts';
import type { RunNotice } from '../../lambda/domain/channels/change-message.ts';
import {
  type DeliveredEvent,
  deliveredEvent,
  exampleFile,
  examplesOf,
  exampleText,
  parts,
  schemaText,
} from '../../scripts/events/documents.ts';
import { shapeOf } from '../../scripts/events/shapes.ts';
import { Story, wholeStory } from '../../scripts/events/story.ts';
import { EventBridgeDouble } from '../adapters/eventbridge-double.ts';

const TYPES = Object.values(DETAIL_TYPES);
const DOCUMENT = readFileSync('docs/events.md', 'utf8');

let notices: readonly RunNotice[];
let examples: ReadonlyMap<DetailType, DeliveredEvent>;
beforeAll(async () => {
  notices = await wholeStory();
  examples = examplesOf(notices);
});

const requireShape = (event: DeliveredEvent) => shapeOf(event['detail-type']).parse(event);

test('the story has an event of each type, and each fits its shape', () => {
  expect([...examples.keys()].sort()).toEqual([...TYPES].sort());
  for (const notice of notices) requireShape(deliveredEvent(notice));
});

interface Parts {
  readonly event: DeliveredEvent;
  readonly page: Readonly<Record<string, unknown>>;
}

function partsOf(type: DetailType): Parts {
  const event = examples.get(type)!;
  return { event, page: (event.detail as { page: Parts['page'] }).page };
}

function withPage(event: DeliveredEvent, page: object): object {
  return { ...event, detail: { ...(event.detail as object), page } };
}

describe('a shape refuses', () => {
  test.each<[string, (event: Parts) => object]>([
    ['a field that is not documented', ({ event, page }) => withPage(event, { ...page, more: 1 })],
    ['a missing field', ({ event, page: { clears: _, ...page } }) => withPage(event, page)],
    [
      'a kind that is not that of the type',
      ({ event, page }) => withPage(event, { ...page, kind: 'resolved' }),
    ],
    ['another type', ({ event }) => ({ ...event, 'detail-type': 'Migration Run Expected' })],
  ])('%s', (_name, changed) => {
    const parts = partsOf('Incident Opened');
    expect(shapeOf('Incident Opened').safeParse(parts.event).success).toBe(true);
    expect(shapeOf('Incident Opened').safeParse(changed(parts)).success).toBe(false);
  });

  test('an escalation without its level, and a note without what was done', () => {
    for (const [type, field] of [
      ['Incident Escalated', 'escalated'],
      ['Incident Handled', 'action'],
      ['Test Page', 'test'],
    ] as const) {
      const { event, page } = partsOf(type);
      const { [field]: _, ...others } = page;
      expect(shapeOf(type).safeParse(withPage(event, others)).success, type).toBe(false);
    }
  });
});

/** Every 20th captured log, by name. */
const FIXTURES = readdirSync('test/fixtures/migrate')
  .filter((file) => file.endsWith('.log'))
  .sort()
  .filter((_file, index) => index % 20 === 0)
  .map((file) => file.slice(0, -'.log'.length));

test('the notices about captured runs of every kind fit the shapes', async () => {
  expect(FIXTURES.length).toBeGreaterThan(40);
  const seen = new Set<string>();
  for (const fixture of FIXTURES) {
    const story = new Story(Date.UTC(2026, 2, 5, 2, 13));
    await story.run({ fixture, exitCode: /up-|down-|goto-/.test(fixture) ? 0 : 1 });
    for (const notice of story.notices) {
      requireShape(deliveredEvent(notice));
      seen.add(notice.kind === 'change' ? 'change' : notice.incidentKind);
    }
  }
  expect([...seen].sort()).toEqual(expect.arrayContaining(['change', 'migration']));
});

test('what arrives on the bus is what the examples show', async () => {
  const double = await EventBridgeDouble.start();
  const client = new EventBridgeClient({
    ...limitedConfig(),
    endpoint: double.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const channel = new EventBridgeChannel(client, 'bus');
    for (const notice of notices) expect(await channel.send(notice)).toBe('taken');
    expect(double.taken).toHaveLength(notices.length);
    for (const [type, { detail }] of examples)
      expect(double.taken.find((event) => event.type === type)).toMatchObject({
        source: 'migrate-watch',
        detail,
      });
  } finally {
    await double.close();
  }
});

describe('what is published is what the code writes: npm run events', () => {
  test('the schema', () => {
    expect(readFileSync('schema/events.schema.json', 'utf8')).toBe(schemaText());
  });

  test.each(TYPES)('the example of %s, and no other', (type) => {
    expect(readFileSync(exampleFile(type), 'utf8')).toBe(exampleText(examples.get(type)!));
    expect(
      readdirSync('schema/events')
        .map((file) => `schema/events/${file}`)
        .sort(),
    ).toEqual(TYPES.map(exampleFile).sort());
  });

  test('the tables and the example of docs/events.md', () => {
    for (const part of Object.values(parts(examples))) expect(DOCUMENT).toContain(`\n\n${part}\n\n`);
  });
});

describe('the rule of docs/events.md', () => {
  const pattern = JSON.parse(/```json\n(\{\n {2}"source"[\s\S]*?)```/.exec(DOCUMENT)![1]!) as Pattern;

  test('matches the failure, and no other event', () => {
    const matched = TYPES.filter((type) => matches(pattern, examples.get(type)!));
    expect(matched).toEqual(['Incident Opened']);
  });

  test('does not match a failure of another environment', () => {
    const [notice] = notices.filter(({ kind }) => kind === 'opened').slice(1);
    expect(matches(pattern, deliveredEvent(notice!))).toBe(true);
    expect(matches(pattern, deliveredEvent({ ...notice!, environment: 'staging' }))).toBe(false);
  });
});

type Pattern = { readonly [field: string]: Pattern | readonly string[] };

/** EventBridge's matching of exact values. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
function matches(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, allowed]) => {
    const value = (event as Record<string, unknown> | undefined)?.[field];
    return Array.isArray(allowed) ? allowed.includes(value) : matches(allowed as Pattern, value);
  });
}
