import { describe, expect, test } from 'vitest';
import { deployed } from '../../bin/cli/deployed.ts';
import { pagerDutyEvents } from '../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { Action, Actor } from '../../lambda/domain/model/action.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { clean, failed } from './night-runs.ts';
import { HOUR, KEY, MINUTE, PageWorld, policyOf } from './page-world.ts';

const SETTINGS = `
sources:
  - logGroup: /ecs/orders
    ecs: { cluster: main, family: orders-migrate, container: migrate }
    dedicated: true
    database: orders
databases: { orders: { engine: postgres, multiStatement: false } }
routes: { critical: [oncall] }
runbookUrl: https://example.org/migrate-watch/runbook.md
channels:
  oncall: { pagerduty: { secret: oncall } }
  second: { slack: { secret: second } }
  third: { pagerduty: { secret: third } }
`;
const TWO_LEVELS = `
escalation:
  critical:
    levels:
      - { after: 15m, to: [second] }
      - { after: 45m, to: [head@example.com, second] }
`;

const ADA: Actor = { name: 'Ada', via: 'command line' };
const failure = failed(0, '42', '42601');
/** When the first page was written. */
const FIRST = failure.endedAt! + 1_000;
/** In order of topics: what was sent, and to which levels. */
const sentOf = ({ sent }: PageWorld) =>
  sent.map(({ page, levels }) => `${page.kind}${levels ? ` ${levels.join('+')}` : ''}`);
const openOf = (world: PageWorld) => world.incidents.openIncidents()[0];

function worldOf(escalation: string): PageWorld {
  const world = new PageWorld();
  world.policy = policyOf(deployed(SETTINGS + escalation));
  return world;
}

async function failedWorld(escalation = TWO_LEVELS): Promise<PageWorld> {
  const world = worldOf(escalation);
  await world.ended(failure);
  return world;
}

/** Sweeps each minute from the last time to `until`, both minutes after the first page: a due incident is published to `page`. */
async function sweepTo(world: PageWorld, until: number, from = 0): Promise<void> {
  for (let minute = from; minute <= until; minute++) {
    const now = FIRST + minute * MINUTE;
    const due = openOf(world);
    if (due && due.dueAt <= now)
      await world.tell({ type: 'incident-due', incident: due.incident, dueAt: due.dueAt }, now);
  }
}

const act = (world: PageWorld, action: Action) =>
  world.tell({ type: 'action', incident: `${KEY}/1`, action }, action.at);
const at = (minutes: number) => FIRST + minutes * MINUTE;
const ack = (minutes: number, forMinutes: number): Action => ({
  do: 'ack',
  id: `ack ${minutes}`,
  at: at(minutes),
  until: at(minutes + forMinutes),
  by: ADA,
});

describe('an incident that nobody takes', () => {
  test('is told to each level at its time, once, with the text of that moment', async () => {
    const world = await failedWorld();
    expect(world.lastText.replace(/\s+/g, ' ')).toContain(
      'Next If nobody takes it, second is notified at 02:28:31 UTC. To stop that: `migrate-watch ack production/orders/migration/1`',
    );
    expect(openOf(world)!.dueAt).toBe(at(15));
    await sweepTo(world, 14);
    expect(sentOf(world)).toEqual(['opened']);
    await sweepTo(world, 15, 15);
    expect(sentOf(world)).toEqual(['opened', 'escalated 1']);
    const { page, topic } = world.sent.at(-1)!;
    expect(topic).toBe('critical');
    expect(page).toMatchObject({ severity: 'critical', escalated: { level: 1, to: ['second'] } });
    expect(page.title).toBe(
      '[production] orders: ESCALATED, nobody has taken it for 15 min: migration 42 add_email FAILED, database is DIRTY at 42',
    );
    expect(page.next).toEqual(world.sent[0]!.page.next);
    expect(page.seen).toContainEqual('02:28:31 UTC: level 1 notified (second), because nobody had taken it');
    expect(page.escalates).toContain('head@example.com and second are notified at 02:58:31 UTC');

    await sweepTo(world, 180, 16);
    expect(sentOf(world)).toEqual(['opened', 'escalated 1', 'escalated 2', 'reminder']);
    expect(world.sent[2]!.page.escalates).toBe('No further level is notified of it.');
  });

  test('is told at exactly the time of the level, and not a millisecond before', async () => {
    for (const [early, kinds] of [
      [1, ['opened']],
      [0, ['opened', 'escalated 1']],
    ] as const) {
      const world = await failedWorld();
      const incident = `${KEY}/1`;
      await world.tell({ type: 'incident-due', incident, dueAt: at(15) }, at(15) - early);
      expect(sentOf(world)).toEqual(kinds);
    }
  });

  test('is told to the higher level only when two are due after an outage, once', async () => {
    const world = await failedWorld();
    await sweepTo(world, 59, 50);
    expect(sentOf(world)).toEqual(['opened', 'escalated 2']);
    await world.ended(clean(2 * HOUR));
    expect(sentOf(world)).toEqual(['opened', 'escalated 2', 'resolved 2']);
  });

  test('goes through the levels again as often as the settings say', async () => {
    const world = await failedWorld(`${TWO_LEVELS}    repeat: 1\n`);
    await sweepTo(world, 5 * 60);
    expect(sentOf(world).filter((kind) => kind !== 'reminder')).toEqual([
      'opened',
      'escalated 1',
      'escalated 2',
      'escalated 1',
      'escalated 2',
    ]);
    expect(world.sent.flatMap(({ page }) => (page.escalated ? page.at : []))).toEqual(
      [15, 45, 60, 90].map(at),
    );
    const again = world.sent.findLast(({ page }) => page.kind === 'escalated')!.page;
    expect(again.escalated).toMatchObject({ again: true });
  });

  test('of a severity without escalation is as it was: nothing is stored, said or sent about levels', async () => {
    const world = await failedWorld('escalation: { info: { levels: [{ after: 5m, to: [second] }] } }');
    await sweepTo(world, 59);
    expect(sentOf(world)).toEqual(['opened']);
    expect(world.sent[0]!.page).not.toHaveProperty('escalates');
    expect(world.incidents.allIncidents()[0]!.escalation).toBeUndefined();
  });

  test('starts to escalate with its next message if the settings had no levels when it opened', async () => {
    const world = await failedWorld('');
    world.policy = policyOf(deployed(SETTINGS + TWO_LEVELS));
    await world.tell({ type: 'incident-due', incident: `${KEY}/1`, dueAt: at(30) }, at(30));
    expect(openOf(world)!.dueAt).toBe(at(45));
  });
});

describe('levels stop', () => {
  test('with an acknowledgement, and start again at level 0 when its time is over', async () => {
    const world = await failedWorld();
    await sweepTo(world, 15);
    await act(world, ack(20, 60));
    expect(world.sent.at(-1)).toMatchObject({ page: { kind: 'handled' }, levels: [1] });
    expect(world.sent.at(-1)!.page).not.toHaveProperty('escalates');
    await sweepTo(world, 79, 21);
    expect(sentOf(world)).toEqual(['opened', 'escalated 1', 'handled 1']);

    // The route is reminded; the levels follow after their times.
    await sweepTo(world, 80, 80);
    expect(sentOf(world).at(-1)).toBe('reminder');
    await sweepTo(world, 94, 81);
    expect(sentOf(world).at(-1)).toBe('reminder');
    await sweepTo(world, 95, 95);
    expect(sentOf(world).at(-1)).toBe('escalated 1');
    await sweepTo(world, 125, 96);
    expect(
      sentOf(world)
        .filter((kind) => kind !== 'reminder')
        .at(-1),
    ).toBe('escalated 2');
  });

  test('with a snooze, and start again at level 0 after it', async () => {
    const world = await failedWorld();
    await act(world, {
      do: 'snooze',
      id: 's',
      at: at(1),
      until: at(120),
      text: 'known',
      by: ADA,
    });
    await sweepTo(world, 134, 2);
    expect(sentOf(world)).toEqual(['opened', 'handled', 'reminder']);
    await sweepTo(world, 135, 135);
    expect(sentOf(world).at(-1)).toBe('escalated 1');
  });

  test('until `wake`, from which the times count again', async () => {
    const world = await failedWorld();
    await act(world, ack(1, 600));
    await act(world, { do: 'wake', id: 'w', at: at(10), by: ADA });
    expect(world.sent.at(-1)!.page.escalates).toContain('second is notified at 02:38:31 UTC');
    await sweepTo(world, 24, 11);
    expect(sentOf(world).at(-1)).toBe('handled');
    await sweepTo(world, 25, 25);
    expect(sentOf(world).at(-1)).toBe('escalated 1');
  });

  test('at the end; the levels that were told get the end, the others do not', async () => {
    const world = await failedWorld();
    await sweepTo(world, 15);
    await world.ended(clean(20 * MINUTE));
    await sweepTo(world, 120, 21);
    expect(sentOf(world)).toEqual(['opened', 'escalated 1', 'resolved 1']);
    expect(world.incidents.allIncidents()[0]!.escalation).toMatchObject({ next: null });
  });

  test('while the environment is muted; after it they start at level 0', async () => {
    const world = await failedWorld();
    const mute = { environment: 'production', at: at(5), until: at(60), by: ADA, reason: 'upgrade' };
    await world.tell({ type: 'mute', id: 'm', mute }, at(5));
    await sweepTo(world, 74, 6);
    expect(sentOf(world).filter((kind) => kind.startsWith('escalated'))).toEqual([]);
    await sweepTo(world, 75, 75);
    expect(sentOf(world).at(-1)).toBe('escalated 1');
  });

  test('with the end of a mute that a person ends early', async () => {
    const world = await failedWorld();
    const mute = { environment: 'production', at: at(5), until: at(600), by: ADA, reason: 'upgrade' };
    await world.tell({ type: 'mute', id: 'm', mute }, at(5));
    await sweepTo(world, 20, 6);
    await world.tell({ type: 'mute', id: 'e', mute: { ...mute, at: at(21), until: at(21) } }, at(21));
    await world.tell({ type: 'incident-due', incident: `${KEY}/1`, dueAt: at(21) }, at(21));
    await sweepTo(world, 36, 22);
    expect(sentOf(world)).toEqual(['opened', 'escalated 1']);
  });

  test('with an acknowledgement that arrives when a level is due and was not notified yet', async () => {
    const world = await failedWorld();
    await act(world, ack(16, 60));
    expect(sentOf(world)).toEqual(['opened', 'handled']);
    await sweepTo(world, 75, 17);
    expect(sentOf(world)).toEqual(['opened', 'handled']);
  });

  test('when an acknowledgement is written while a level is being raised: the level is not told', async () => {
    const world = await failedWorld();
    const put = world.incidents.putIncident.bind(world.incidents);
    let isFirst = true;
    world.incidents.putIncident = async (incident, expected) => {
      const crosses = isFirst && incident.escalation?.told.length === 1;
      if (crosses) {
        isFirst = false;
        await act(world, ack(15, 60));
      }
      return put(incident, expected);
    };
    await sweepTo(world, 15);
    expect(world.pauses).toBe(1);
    expect(sentOf(world)).toEqual(['opened', 'handled']);
  });
});

test('an incident that becomes worse after somebody took it starts again at level 0', async () => {
  const world = worldOf(TWO_LEVELS);
  const cut = failed(0, '42', '42601', { incomplete: { why: 'error-tail', from: 0, to: 0 } });
  await world.ended(cut, 1);
  await act(world, ack(1, 600));
  const message = {
    type: 'run',
    id: `${cut.id}#2`,
    transition: { kind: 'corrected', before: 'failed', after: 'failed' },
    run: { ...cut, incomplete: null },
    revision: 2,
  } as const;
  await world.tell(message, at(10));
  expect(sentOf(world)).toEqual(['opened', 'handled', 'updated']);
  expect(openOf(world)!.dueAt).toBe(at(25));
});

test('an update of an incident that nobody took does not delay the next level, and reaches those that were told', async () => {
  const world = worldOf(TWO_LEVELS);
  const cut = failed(0, '42', '42601', { incomplete: { why: 'error-tail', from: 0, to: 0 } });
  await world.ended(cut, 1);
  await sweepTo(world, 15);
  const message = {
    type: 'run',
    id: `${cut.id}#2`,
    transition: { kind: 'corrected', before: 'failed', after: 'failed' },
    run: { ...cut, incomplete: null },
    revision: 2,
  } as const;
  await world.tell(message, at(20));
  expect(sentOf(world)).toEqual(['opened', 'escalated 1', 'updated 1']);
  expect(openOf(world)!.dueAt).toBe(at(45));
});

test('a level whose page could not be published is told by the next message, under the same id', async () => {
  const world = await failedWorld();
  world.topicsBroken = true;
  const due = { type: 'incident-due', incident: `${KEY}/1`, dueAt: at(15) } as const;
  await expect(world.tell(due, at(15))).rejects.toThrow('out of reach');
  const [stored] = world.incidents.allIncidents();
  world.topicsBroken = false;
  await world.tell(due, at(16));
  expect(sentOf(world)).toEqual(['opened', 'escalated 1']);
  expect(world.sent.at(-1)!.page.id).toBe(stored!.outbox[0]!.page.id);
});

describe('a channel', () => {
  test('of Slack says who is next; PagerDuty has it as a detail', async () => {
    const world = await failedWorld();
    const { page } = world.sent[0]!;
    expect(JSON.stringify(slackMessage(page))).toContain('second is notified at');
    expect(pagerDutyEvents(page, 'key')[0]!.payload!.custom_details).toMatchObject({
      next_level: expect.stringContaining('second is notified at'),
    });
    expect(pageText(page)).toContain('Next ');
  });

  test('of PagerDuty that a level names is triggered once; a second round does not trigger it again', async () => {
    const world = await failedWorld(
      'escalation: { critical: { levels: [{ after: 5m, to: [third] }], repeat: 1 } }',
    );
    await sweepTo(world, 30);
    const pages = world.sent.flatMap(({ page }) => (page.escalated ? [page] : []));
    expect(pages.map((page) => pagerDutyEvents(page, 'key').map((event) => event.event_action))).toEqual([
      ['trigger'],
      [],
    ]);
  });
});
