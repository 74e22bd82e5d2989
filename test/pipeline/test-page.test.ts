import { beforeEach, describe, expect, test } from 'vitest';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { MemoryTestStore } from '../../lambda/adapters/local/memory-test-store.ts';
import type { PeopleTopic } from '../../lambda/contract/people-topics.ts';
import type { Severity } from '../../lambda/contract/severity.ts';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';
import { pagerDutyEvents } from '../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import { readSentKey } from '../../lambda/domain/model/sent-key.ts';
import { TEST_LASTS_MS, TEST_VALID_MS, type TestPage, testKey } from '../../lambda/domain/model/test-page.ts';
import { pageSubject, pageText } from '../../lambda/domain/pages/text.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { handMadePage } from '../builders/notices.ts';
import { DeliverWorld } from './deliver-world.ts';

const T0 = Date.UTC(2026, 2, 5, 2, 13);
const MONITOR = deployed(`
name: watch
sources: [{ logGroup: /ecs/orders, database: orders }]
channels:
  oncall: { pagerduty: { secret: key } }
  team: { slack: { secret: url } }
routes: { critical: [oncall, team, oncall@example.com], health: [oncall@example.com] }
`);

let sent: { readonly topic: Severity; readonly page: PageMessage }[];
let data: MetricDatum[];
let warnings: string[];
let tests: MemoryTestStore;
let incidents: MemoryIncidentStore;
let facts: MemoryFactStore;
let monitor: LocalMonitor;
beforeEach(() => {
  [sent, data, warnings] = [[], [], []];
  tests = new MemoryTestStore();
  incidents = new MemoryIncidentStore();
  facts = new MemoryFactStore(() => [...incidents.openIncidents(), ...tests.openTests()]);
  monitor = new LocalMonitor(
    MONITOR,
    {
      facts,
      incidents,
      tests,
      logReader: { readWindow: () => Promise.reject(new Error('nothing to read')) },
      mutes: new MemoryMuteStore(),
      topics: {
        publishPage: async (topic, page) => void sent.push({ topic, page }),
        publishChange: () => Promise.reject(new Error('no change')),
        publishAsk: () => Promise.reject(new Error('no ask')),
      },
      metrics: { put: async (given) => void data.push(...given) },
      healthLog: { warn: (line) => void warnings.push(line) },
    },
    T0,
  );
});

function testOf(over: Partial<TestPage> = {}): TestPage {
  return { id: 'a1b2c3', topic: 'critical', only: null, at: T0, by: 'arn:aws:iam::1:user/ada', ...over };
}

const kinds = () => sent.map(({ topic, page: { kind, sequence } }) => `${topic} ${kind} ${sequence}`);

describe('a test page', () => {
  test('goes to its topic, says that it is a test, and has a key of this monitor that no incident has', async () => {
    await monitor.publish({ type: 'test-page', test: testOf() });
    expect(kinds()).toEqual(['critical opened 1']);
    const { page } = sent[0]!;
    expect(page.key).toMatch(/^\d{12}\/[a-z0-9-]+\/watch\.[0-9a-f]{6}\/migrate-watch\/test\/a1b2c3$/);
    expect(page.key).toBe(testKey(testOf(), MONITOR.page.policy.monitor));
    expect(readSentKey(page.key)).toBeUndefined();
    expect(pageSubject(page)).toBe('TEST of critical pages: nothing is wrong');
    expect(pageText(page)).toContain('user/ada');
    expect(JSON.stringify(slackMessage(page))).toContain('TEST of critical pages');
    expect(pagerDutyEvents(page, 'key')).toMatchObject([
      { event_action: 'trigger', dedup_key: page.key, payload: { severity: 'critical', class: 'test' } },
    ]);
  });

  test('stays open for five minutes, then the sweep ends it once', async () => {
    await monitor.publish({ type: 'test-page', test: testOf() });
    monitor.now = T0 + TEST_LASTS_MS - 1;
    await monitor.sweep();
    expect(kinds()).toEqual(['critical opened 1']);
    monitor.now = T0 + TEST_LASTS_MS;
    await monitor.sweep();
    monitor.now += 60_000;
    await monitor.sweep();
    expect(kinds()).toEqual(['critical opened 1', 'critical resolved 2']);
    expect(pagerDutyEvents(sent[1]!.page, 'key')).toMatchObject([
      { event_action: 'resolve', dedup_key: sent[0]!.page.key },
    ]);
    expect(tests.openTests()).toEqual([]);
  });

  test('ends when a person says whether it came, and the word is kept', async () => {
    const word = { channel: 'oncall@example.com', came: true, at: T0 + 9_000, by: 'ada' };
    await monitor.publish({ type: 'test-page', test: testOf() });
    await monitor.publish({ type: 'test-answered', test: testOf(), word });
    expect(kinds()).toEqual(['critical opened 1', 'critical resolved 2']);
    expect(tests.wordsOn(testOf())).toEqual([word]);
    expect(tests.openTests()).toEqual([]);
  });

  test('whose message is delivered again after its end is not opened for good', async () => {
    const message = { type: 'test-page', test: testOf() } as const;
    await monitor.publish(message);
    await monitor.publish({ type: 'test-over', test: testOf() });
    await monitor.publish(message);
    expect(tests.openTests()).toEqual([]);
  });

  test('opens no incident, writes no state and no run, and counts in no metric', async () => {
    await monitor.sweep();
    const before = data.map(({ at: _, ...datum }) => datum);
    data.length = 0;
    await monitor.publish({ type: 'test-page', test: testOf() });
    expect(data).toEqual([]);
    await monitor.sweep();
    expect(data.map(({ at: _, ...datum }) => datum)).toEqual(before);
    expect([incidents.allIncidents(), incidents.allStates(), facts.allRecords()]).toEqual([[], [], []]);
  });

  test.each([
    [TEST_VALID_MS, 1],
    [TEST_VALID_MS + 1, 0],
    [-TEST_VALID_MS, 1],
    [-TEST_VALID_MS - 1, 0],
  ])('that reaches the function %d ms after its start is sent %d times', async (late, times) => {
    await monitor.publish({ type: 'test-page', test: testOf({ at: T0 - late }) });
    expect(sent).toHaveLength(times);
    expect(warnings).toHaveLength(1 - times);
    expect(tests.openTests()).toHaveLength(times);
  });

  test('of health is only remembered: the command raises an alarm, which needs none of our functions', async () => {
    const ofHealth = testOf({ topic: 'health' });
    await monitor.publish({ type: 'test-page', test: ofHealth });
    await monitor.publish({
      type: 'test-answered',
      test: ofHealth,
      word: { channel: 'oncall@example.com', came: false, at: T0, by: 'ada' },
    });
    expect(sent).toEqual([]);
    expect(tests.wordsOn(ofHealth)).toMatchObject([{ came: false }]);
    expect(tests.openTests()).toEqual([]);
  });

  test.each<[string, object]>([
    ['a topic that there is not', { topic: 'urgent' }],
    ['an id that would be the key of an incident', { id: 'orders/migration/1' }],
    ['no person', { by: null }],
  ])('with %s is rejected', async (_what, over) => {
    await monitor.publish({ type: 'test-page', test: { ...testOf(), ...over } as TestPage });
    expect(sent).toEqual([]);
    expect(data).toMatchObject([{ name: 'RejectedInputs' }]);
  });
});

describe('a channel that gets a test page', () => {
  async function pages(topic: PeopleTopic = 'critical', only: string | null = null) {
    await monitor.publish({ type: 'test-page', test: testOf({ topic, only }) });
    await monitor.publish({ type: 'test-over', test: testOf({ topic, only }) });
    return sent.map(({ page }) => page) as [PageMessage, PageMessage];
  }
  const answers = async (world: DeliverWorld, { key }: PageMessage) =>
    (await world.store.readDelivery(key, 'oncall'))?.answers;

  test('keeps the receiver’s answers to it and to its end', async () => {
    const world = new DeliverWorld();
    const [opened, over] = await pages();
    await world.deliver(opened);
    world.now += 5_000;
    await world.deliver(over);
    expect(await answers(world, opened)).toEqual([
      { sequence: 1, at: world.now - 5_000, refusal: null },
      { sequence: 2, at: world.now, refusal: null },
    ]);
    expect(world.metrics).toEqual([]);
  });

  test('that refuses it for good: the reason is kept, nothing is counted, and the queue does not send it again', async () => {
    const world = new DeliverWorld();
    const [opened] = await pages();
    world.refuse = () => new PermanentDeliveryError('events.pagerduty.com answered 400: Invalid key');
    await world.deliver(opened);
    expect(await answers(world, opened)).toEqual([
      { sequence: 1, at: world.now, refusal: 'events.pagerduty.com answered 400: Invalid key' },
    ]);
    expect(world.metrics).toEqual([]);
  });

  test('that refuses it for now: the reason is kept until the next try replaces it', async () => {
    const world = new DeliverWorld();
    const [opened] = await pages();
    world.refuse = () => new RetryableDeliveryError('answered 503');
    await expect(world.deliver(opened)).rejects.toThrow('answered 503');
    expect(await answers(world, opened)).toMatchObject([{ sequence: 1, refusal: 'answered 503' }]);
    world.refuse = undefined;
    await world.deliver(opened);
    expect(await answers(world, opened)).toMatchObject([{ sequence: 1, refusal: null }]);
  });

  test.each([
    ['oncall', ['opened', 'resolved']],
    ['team', []],
    ['oncall@example.com', []],
  ])('when the test is for %s only', async (only, expected) => {
    const world = new DeliverWorld();
    for (const page of await pages('critical', only)) await world.deliver(page);
    expect(world.received.map(({ kind }) => kind)).toEqual(expected);
    expect(world.lines.some(({ message }) => message === 'dropped: for another channel')).toBe(
      expected.length === 0,
    );
  });
});

test('the last answer to a page about an incident is kept too, without what a terminal would obey', async () => {
  const world = new DeliverWorld();
  const page = handMadePage({ sequence: 1 });
  world.refuse = () => new PermanentDeliveryError(`answered 400: \u001b[2J${'x'.repeat(900)}`);
  await expect(world.deliver(page)).rejects.toThrow();
  const [answer] = (await world.store.readDelivery(page.key, 'oncall'))!.answers!;
  expect(answer!.refusal).toHaveLength(400);
  expect(answer!.refusal).not.toContain('\u001b');
  expect(world.metrics).toMatchObject([{ name: 'RefusedPages' }]);
});
