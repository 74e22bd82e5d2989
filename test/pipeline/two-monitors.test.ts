import { describe, expect, test } from 'vitest';
import { pagerDutyEvents } from '../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import { webhookBody } from '../../lambda/domain/channels/webhook/body.ts';
import { type Monitor, monitorOf, monitorText } from '../../lambda/domain/model/monitor.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { clean, failed } from './night-runs.ts';
import { capturedRun, HOUR, KEY, MINUTE, NIGHT, PageWorld, POLICY } from './page-world.ts';

/** The receiver of several monitors' pages, as PagerDuty treats events by their dedup keys. */
class PagerDuty {
  readonly open = new Set<string>();
  readonly notified: string[] = [];
  #taken = new Map<PageWorld, number>();

  /** Takes the pages that the world has sent since the last call. */
  take(world: PageWorld): void {
    const from = this.#taken.get(world) ?? 0;
    this.#taken.set(world, world.sent.length);
    for (const { page } of world.sent.slice(from)) {
      for (const { event_action: action, dedup_key: key } of pagerDutyEvents(page, 'routing-key')) {
        if (action === 'resolve') this.open.delete(key);
        else if (!this.open.has(key)) {
          this.open.add(key);
          this.notified.push(key);
        }
      }
    }
  }
}

const PLACE = { account: '111122223333', region: 'eu-west-1', name: 'watch' };
const HERE = monitorOf(PLACE, 'watch-Table-1ABC');

function worldOf(monitor: Monitor): PageWorld {
  const world = new PageWorld();
  world.policy = { ...POLICY, monitor };
  return world;
}

describe.each<[string, Monitor]>([
  ['in another account', monitorOf({ ...PLACE, account: '999900001111' }, 'watch-Table-1ABC')],
  ['in another Region', monitorOf({ ...PLACE, region: 'us-east-1' }, 'watch-Table-1ABC')],
  ['of another name', monitorOf({ ...PLACE, name: 'team-b' }, 'watch-Table-1ABC')],
  ['with a new table', monitorOf(PLACE, 'watch-Table-2XYZ')],
])('a second monitor %s, on one PagerDuty service', (_where, other) => {
  test('pages about the same database, and ends only its own alert', async () => {
    const [one, two] = [worldOf(HERE), worldOf(other)];
    const service = new PagerDuty();
    await one.ended(failed(0, '42', '42601'));
    service.take(one);
    await two.ended(failed(MINUTE, '42', '42601'));
    service.take(two);
    expect(service.notified).toEqual([`${monitorText(HERE)}/${KEY}/1`, `${monitorText(other)}/${KEY}/1`]);
    await one.ended(clean(HOUR));
    service.take(one);
    expect([...service.open]).toEqual([`${monitorText(other)}/${KEY}/1`]);
  });

  test('is named by every channel', async () => {
    const world = worldOf(other);
    await world.ended(failed(0, '42', '42601'));
    const { page } = world.sent[0]!;
    const [event] = pagerDutyEvents(page, 'routing-key');
    const { account, region, name } = other;
    for (const sent of [
      event!.dedup_key,
      event!.payload!.source,
      event!.payload!.custom_details['monitor'],
      JSON.stringify(slackMessage(page)),
      pageText(page),
    ]) {
      for (const part of [account, region, name]) expect(sent).toContain(part);
    }
    expect(webhookBody(page)).toMatchObject({ page: { key: page.key, monitor: other } });
  });

  test('refuses the keys of the first, and says whose they are', () => {
    const incident = `${monitorText(HERE)}/${KEY}/1`;
    const message = JSON.stringify({ type: 'acknowledged', id: 'a', incident, at: 1, by: 'ada' });
    expect(() => readMessage(message, other)).toThrow(
      `incident: an incident of the monitor ${monitorText(HERE)}; this monitor is ${monitorText(other)}`,
    );
  });
});

describe('an incident of an earlier release', () => {
  test('keeps the key under which it was opened until it ends; the next one has the monitor in its key', async () => {
    const world = worldOf(HERE);
    await world.ended(failed(0, '42', '42601'));
    const [{ monitor: _, ...former }] = world.incidents.allIncidents() as [
      ReturnType<typeof world.incidents.allIncidents>[0],
    ];
    await world.incidents.putIncident({ ...former, revision: former.revision + 1 }, former.revision);
    await world.ended(clean(HOUR));
    await world.ended(failed(2 * HOUR, '43', '42601'));
    expect(world.sent.slice(1).map(({ page }) => [page.kind, page.key])).toEqual([
      ['resolved', `${KEY}/1`],
      ['opened', `${monitorText(HERE)}/${KEY}/2`],
    ]);
  });

  test('names the monitor beside its key', async () => {
    const world = worldOf(HERE);
    await world.ended(failed(0, '42', '42601'));
    const text = pageText({ ...world.sent[0]!.page, key: `${KEY}/1` });
    expect(text).toContain(`Key     ${KEY}/1 (watch in account 111122223333, eu-west-1)\n`);
  });
});

describe('a key', () => {
  /** What a person may copy from a page, a log or a receiver. */
  async function shown(): Promise<readonly string[]> {
    const world = worldOf(HERE);
    await world.ended(capturedRun('password-leaks-slash', { at: NIGHT, exitCode: 1 }));
    const page = world.sent.find((sent) => sent.page.incidentKind === 'leak')!.page;
    const again = pagerDutyEvents({ ...page, opening: 3 }, 'routing-key').map(({ dedup_key }) => dedup_key);
    const inMail = /^Key {5}(.+)$/m.exec(pageText(page))![1]!;
    const entry = world.incidents.openIncidents().find((open) => open.incidentKind === 'leak')!;
    return [page.key, page.id, inMail, entry.incident, ...again, ` ${page.key}\n`];
  }

  test('is accepted in every form that is shown', async () => {
    const keys = await shown();
    expect(new Set(keys).size).toBe(6);
    for (const incident of keys) {
      const text = JSON.stringify({ type: 'acknowledged', id: 'a', incident, at: 1, by: 'ada' });
      expect(readMessage(text, HERE), incident).toMatchObject({
        incident: 'migrate-watch/production/orders/leak/1',
      });
    }
  });

  test.each([
    'production/orders/leak/1',
    'migrate-watch/production/orders/leak/0',
    '1111/eu-west-1/watch.0a1b2c/migrate-watch/production/orders/leak/1',
    '111122223333/eu-west-1/watch/migrate-watch/production/orders/leak/1',
    '111122223333/eu-west-1/watch.0a1b2c/production/orders/leak/1',
  ])('%s is not the key of an incident', (incident) => {
    const text = JSON.stringify({ type: 'acknowledged', id: 'a', incident, at: 1, by: 'ada' });
    expect(() => readMessage(text, HERE)).toThrow('incident: not an incident key');
  });
});
