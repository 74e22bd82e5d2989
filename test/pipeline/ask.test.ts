import { afterEach, describe, expect, test } from 'vitest';
import { MOST_ASKED } from '../../lambda/domain/model/ask.ts';
import { ADA, KIM } from '../adapters/pagerduty-double.ts';
import type { Answer } from '../adapters/receiver.ts';
import { AskWorld, SETTINGS } from './ask-world.ts';
import { failed } from './night-runs.ts';
import { HOUR, MINUTE } from './page-world.ts';

/** A second after the failed run of these tests has ended. */
const START = failed(0, '42', '42601').endedAt! + 1_000;
const DAY = 24 * HOUR;

let world: AskWorld;
afterEach(() => world.close());

async function open(settings = SETTINGS): Promise<AskWorld> {
  world = await AskWorld.start(START, settings);
  await world.fail();
  expect(world.pagerDuty.events).toEqual([`trigger ${world.key}`]);
  return world;
}

const incident = () => world.incidents.allIncidents()[0]!;
const kinds = () => world.pages.map(({ kind }) => kind);

describe('an acknowledgement in PagerDuty', () => {
  test('is shown within a minute, stops reminders for a day, and is told to Slack once', async () => {
    await open();
    await world.minute();
    expect(world.actions).toEqual([]);
    world.pagerDuty.acknowledge(ADA);
    const at = world.monitor.now;
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
    expect(incident()).toMatchObject({
      ended: null,
      handling: { state: 'seen', by: { name: 'Ada Lovelace', via: 'PagerDuty' }, since: at, until: at + DAY },
    });
    expect(world.slack.at(-1)).toContain('ACKNOWLEDGED by Ada Lovelace (PagerDuty)');

    await world.minutes(62);
    expect(kinds()).toEqual(['opened', 'handled']);
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
    // Our own notice about it does not go back to PagerDuty.
    expect(world.pagerDuty.events).toEqual([`trigger ${world.key}`]);
  });

  test('lasts until PagerDuty takes it back', async () => {
    await open();
    const until = world.monitor.now + 30 * MINUTE;
    world.pagerDuty.acknowledge(ADA, world.pagerDuty.last, until);
    await world.minute();
    expect(incident().handling?.until).toBe(until);
  });

  test('by a second person shows both, and by the same person again counts again', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    world.pagerDuty.acknowledge(KIM);
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace', 'ack by Kim']);
    expect(incident().handling?.by.name).toBe('Ada Lovelace');
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    expect(world.actions).toHaveLength(3);
  });

  test('that is older than what made it worse says nothing about that', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    const key = world.key;
    const [before] = await world.incidents.readIncidents([incident()]);
    const woken = { ...before!, revision: before!.revision + 1, wokenAt: world.monitor.now + 1 };
    await world.incidents.putIncident(woken, before!.revision);
    await world.askAbout(key);
    expect(world.actions).toEqual([]);
  });

  test('of an older day is not passed on', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    world.monitor.now += DAY - 1;
    await world.askAbout(world.key);
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
    world.pagerDuty.acknowledge(KIM);
    world.monitor.now += DAY;
    await world.askAbout(world.key);
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });
});

describe('an alert that a person resolved in PagerDuty', () => {
  test('quiets the incident for a day and does not end it', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    world.pagerDuty.resolve(KIM);
    const at = world.monitor.now;
    await world.minute();
    expect(incident().ended).toBeNull();
    expect(incident().handling).toMatchObject({ state: 'seen', until: at + DAY });
    expect(world.slack.at(-1)).toContain('RESOLVED by Kim (PagerDuty), still open here');
    await world.minutes(60);
    expect(kinds()).toEqual(['opened', 'handled', 'handled']);
    expect(world.pagerDuty.incidents).toHaveLength(1);

    world.monitor.now = at + DAY;
    await world.minute();
    expect(kinds().at(-1)).toBe('reminder');
  });

  test('is not Kim’s word when it was merged: what counts is the incident that has the alert now', async () => {
    await open();
    const other = world.pagerDuty.foreign('of another tool', world.monitor.now - HOUR);
    world.pagerDuty.merge(KIM, world.pagerDuty.incidents[0]!, other);
    await world.minute();
    expect(world.actions).toEqual([]);
    world.pagerDuty.acknowledge(ADA, other);
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });
});

describe('what is not a person’s word about our alert is never passed on', () => {
  test('our own acknowledgement and our own resolve', async () => {
    await open();
    const action = {
      do: 'ack',
      id: 'by hand',
      at: world.monitor.now,
      until: world.monitor.now + HOUR,
      by: { name: 'Grace', via: 'command line' },
    } as const;
    await world.monitor.publish({ type: 'action', incident: incident().key, action });
    expect(world.pagerDuty.last.status).toBe('acknowledged');
    await world.minutes(3);
    const repair = { ...action, do: 'resolve', id: 'repair', text: 'forced', at: world.monitor.now } as const;
    await world.monitor.publish({ type: 'action', incident: incident().key, action: repair });
    expect(world.pagerDuty.last.status).toBe('resolved');
    await world.askAbout(world.key);
    await world.minutes(3);
    expect(world.actions).toEqual(['ack by Grace', 'resolve by Grace']);
    expect(world.failedAsks).toBe(0);
  });

  test.each([
    ['a timer', null],
    ['a service', { id: 'P1', type: 'service_reference', summary: 'Databases' }],
    ['an integration', { id: 'P2', type: 'integration_reference', summary: 'Events API' }],
    ['an agent of a kind that nobody knows', { id: 'P3', type: 'robot_reference', summary: 'R2' }],
    ['a person without an id', { id: '', type: 'user', summary: '' }],
  ])('resolved by %s', async (_who, by) => {
    await open();
    world.pagerDuty.resolve(by === null ? null : { ...by, id: by.id || (undefined as never) });
    await world.minutes(2);
    expect(world.actions).toEqual([]);
    expect(incident().handling).toBeUndefined();
  });

  test.each([
    'of another tool',
    '111122223333/eu-west-1/other.abcdef/migrate-watch/production/orders/migration/1',
  ])('an incident whose alert has the key %s, even if the API returns it', async (key) => {
    await open();
    world.pagerDuty.filters = false;
    const foreign = world.pagerDuty.foreign(key, world.monitor.now + 1);
    world.pagerDuty.acknowledge(ADA, foreign);
    await world.minutes(2);
    expect(world.actions).toEqual([]);
    // Ours is the next one in the list.
    world.pagerDuty.acknowledge(KIM, world.pagerDuty.incidents[0]!);
    await world.minute();
    expect(world.actions).toEqual(['ack by Kim']);
  });

  test('an incident that is over here', async () => {
    await open();
    const key = world.key;
    const [before] = await world.incidents.readIncidents([incident()]);
    const ended = { why: 'clean-run', at: START, run: 'r', by: null } as const;
    await world.incidents.putIncident(
      { ...before!, revision: before!.revision + 1, ended },
      before!.revision,
    );
    world.pagerDuty.acknowledge(ADA);
    await world.askAbout(key);
    await world.minutes(2);
    expect(world.actions).toEqual([]);
  });

  test('an empty key, for which PagerDuty would return every incident', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    await world.askAbout('');
    expect(world.pagerDuty.asked).toEqual([]);
    expect(world.actions).toEqual([]);
    expect(world.failedAsks).toBe(1);
  });
});

describe('when PagerDuty is asked', () => {
  /** Minutes after the page at which it was asked. */
  async function askedIn(minutes: number): Promise<readonly number[]> {
    const asked: number[] = [];
    for (let n = 1; n <= minutes; n++) {
      const before = world.pagerDuty.asked.length;
      await world.minute();
      if (world.pagerDuty.asked.length > before) asked.push(n);
    }
    return asked;
  }

  test('each minute for an hour after the page, then each tenth, with one request', async () => {
    await open();
    const asked = await askedIn(85);
    expect(asked).toEqual([...Array.from({ length: 59 }, (_, n) => n + 1), 60, 70, 80]);
    expect(world.pagerDuty.asked).toHaveLength(asked.length);
    expect(world.pagerDuty.asked[0]).toBe(
      `/incidents?incident_key=${world.key}&date_range=all&sort_by=created_at:desc&limit=5` +
        '&statuses[]=triggered&statuses[]=acknowledged&statuses[]=resolved',
    );
  });

  test('no longer once the incident is over', async () => {
    await open();
    await world.minute();
    const at = world.monitor.now;
    const by = { name: 'Grace', via: 'command line' } as const;
    const action = { do: 'resolve', id: 'r', text: 'forced', at, by } as const;
    await world.monitor.publish({ type: 'action', incident: incident().key, action });
    expect(await askedIn(40)).toEqual([]);
  });

  test('a proof costs a second request once, not each minute', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    await world.minutes(5);
    expect(world.pagerDuty.asked.filter((path) => path.includes('/alerts'))).toHaveLength(1);
    expect(world.pagerDuty.asked).toHaveLength(6);
  });

  test('never without `apiSecret`', async () => {
    await open(SETTINGS.replace(', apiSecret: rest-key', ''));
    world.pagerDuty.acknowledge(ADA);
    expect(await askedIn(5)).toEqual([]);
    expect(world.events.filter(({ type }) => type === 'ask')).toEqual([]);
  });
});

const json = (body: object): Answer => ({ status: 200, body: JSON.stringify(body) });

describe('an answer that cannot be used is counted and logged, and the next ask comes at its time', () => {
  test.each<[string, Answer, RegExp]>([
    [
      'a key that was revoked',
      { status: 401, body: '{"error":{"message":"read-only-rest-api-key is bad"}}' },
      /answered 401: .*‹secret› is bad/,
    ],
    ['a key without the right', { status: 403 }, /answered 403/],
    ['an unknown address', { status: 404 }, /answered 404/],
    ['too many requests', { status: 429 }, /answered 429/],
    ['a fault', { status: 503, body: 'later' }, /answered 503: later/],
    ['a redirect', { status: 302, location: 'https://example.org' }, /answered 302/],
    ['silence', 'silence', /gave no answer within 0.2 s/],
    ['a connection that breaks', 'hang-up', /is out of reach/],
    ['an answer that stalls', { status: 200, stalls: true }, /broke off in its answer/],
    ['a page of HTML', { status: 200, body: '<html>' }, /with a text that is not JSON/],
    ['JSON without the list', json({}), /without a list `incidents`/],
    ['JSON null', { status: 200, body: 'null' }, /without a list `incidents`/],
    ['a list that is a text', json({ incidents: 'none' }), /without a list `incidents`/],
    ['too much', { status: 200, body: `"${'x'.repeat(5_000_000)}"` }, /more than 4194304 bytes/],
  ])('%s', async (_name, answer, reason) => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    world.pagerDuty.misbehave = () => answer;
    if (answer === 'silence' || (typeof answer === 'object' && 'stalls' in answer)) world.timeoutMs = 200;
    await world.minute();
    expect(world.failedAsks).toBe(1);
    expect(world.log).toEqual([expect.stringMatching(reason)]);
    expect(world.log[0]).toMatch(/^WARN asked without success: /);
    expect(world.log[0]).not.toContain('read-only-rest-api-key');
    expect(world.actions).toEqual([]);
    world.pagerDuty.misbehave = () => undefined;
    world.timeoutMs = 60_000;
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
    expect(world.failedAsks).toBe(1);
  });

  test.each<[string, object]>([
    ['numbers for texts', { id: 1, status: 2 }],
    ['an id that is a path', { id: '../services', status: 'acknowledged' }],
    ['a status that nobody knows', { id: 'Q1', status: 'snoozed' }],
    ['no acknowledgements', { id: 'Q1', status: 'acknowledged' }],
    [
      'a time that is a word',
      { id: 'Q1', status: 'acknowledged', acknowledgements: [{ at: 'soon', acknowledger: ADA }] },
    ],
    ['nobody', { id: 'Q1', status: 'resolved', last_status_change_at: '2026-03-05T02:20:00Z' }],
  ])('an incident with %s says nothing', async (_name, odd) => {
    await open();
    world.pagerDuty.misbehave = (path) =>
      path.startsWith('/incidents?') ? json({ incidents: [odd] }) : undefined;
    await world.minute();
    expect(world.actions).toEqual([]);
    expect(world.failedAsks).toBe(0);
  });

  test('429 with `Retry-After`: nothing is asked before then', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    world.pagerDuty.misbehave = () => ({ status: 429, retryAfter: '150' });
    await world.minute();
    world.pagerDuty.misbehave = () => undefined;
    await world.minutes(2);
    expect(world.pagerDuty.asked).toHaveLength(1);
    expect(world.failedAsks).toBe(3);
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });

  test('a refused key is read again, so a rotated one works', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    const { 'rest-key': good } = world.secrets;
    world.secrets['rest-key'] = 'revoked';
    await world.minute();
    expect(world.forgotten).toBe(1);
    world.secrets['rest-key'] = good!;
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });

  test('the topic `events` that takes nothing: the word is published by the next ask', async () => {
    await open();
    world.pagerDuty.acknowledge(ADA);
    world.topicBroken = true;
    await world.minute();
    expect(world.failedAsks).toBe(1);
    world.topicBroken = false;
    await world.minute();
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });

  test('a name that would break the terminal is shown without harm', async () => {
    await open();
    world.pagerDuty.acknowledge({ ...ADA, summary: `Eve\u001b[2J\u202e${'x'.repeat(5_000)}` });
    await world.minute();
    const { name } = incident().handling!.by;
    expect(name).toMatch(/^Eve\\u001b\[2J\\u202exxx/);
    expect(name.length).toBe(200);
  });
});

describe('an incident of PagerDuty with many alerts', () => {
  const others = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      id: `B${n}`,
      key: `other ${n}`,
      status: 'triggered' as const,
    }));

  test('is read page by page until ours is found', async () => {
    await open();
    world.pagerDuty.filters = false;
    world.pagerDuty.last.alerts.unshift(...others(60));
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    expect(
      world.pagerDuty.asked
        .filter((path) => path.includes('/alerts'))
        .map((path) => path.split('offset=')[1]),
    ).toEqual(['0', '25', '50']);
    expect(world.actions).toEqual(['ack by Ada Lovelace']);
  });

  test('with thousands of them is given up after a thousand, and the other incidents are asked about', async () => {
    await open();
    const { key } = world;
    world.pagerDuty.filters = false;
    world.pagerDuty.last.alerts.unshift(...others(3_000));
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    expect(world.pagerDuty.asked).toHaveLength(41);
    expect(world.log).toEqual([expect.stringContaining('too many alerts to find ours')]);
    expect(world.actions).toEqual([]);
    world.pagerDuty.asked.length = 0;
    await world.askAbout(key, 'a second incident');
    expect(world.pagerDuty.asked).toContainEqual(expect.stringContaining('a+second+incident'));
  });

  test('in which only our alert is resolved says nothing', async () => {
    await open();
    world.pagerDuty.last.alerts[0]!.status = 'resolved';
    world.pagerDuty.last.alerts.push(...others(1));
    world.pagerDuty.acknowledge(ADA);
    await world.minute();
    expect(world.actions).toEqual([]);
  });
});

test('an ask that waited for more than three minutes is dropped', async () => {
  await open();
  const at = world.monitor.now;
  const message = {
    kind: 'ask',
    id: 'ask critical',
    at,
    incidents: [{ incident: world.key, opening: 1 }],
  } as const;
  world.monitor.now = at + 3 * MINUTE;
  await world.ask(message);
  expect(world.pagerDuty.asked).toHaveLength(1);
  world.monitor.now++;
  await world.ask(message);
  expect(world.pagerDuty.asked).toHaveLength(1);
  expect(world.log).toEqual(['INFO dropped: the next question has been sent']);
});

test('a receiver that does not answer is not asked about the next incidents', async () => {
  await open();
  world.pagerDuty.misbehave = () => ({ status: 500 });
  await world.askAbout(...Array.from({ length: MOST_ASKED }, (_, n) => `incident ${n}`));
  expect(world.pagerDuty.asked.length).toBeLessThanOrEqual(4);
  expect(world.failedAsks).toBe(1);
});
