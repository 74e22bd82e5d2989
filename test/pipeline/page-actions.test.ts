import { describe, expect, test } from 'vitest';
import { pagerDutyEvents } from '../../lambda/domain/channels/pagerduty/event.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { Action, Actor, Mute } from '../../lambda/domain/model/action.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { acknowledged } from '../acknowledged.ts';
import { blocked, clean, failed, run } from './night-runs.ts';
import { HOUR, KEY, MINUTE, NIGHT, PageWorld, POLICY, SENT_KEY } from './page-world.ts';

const ADA: Actor = { name: 'Ada', via: 'command line' };
const KIM: Actor = { name: 'Kim', via: 'PagerDuty' };
const DAY = 24 * HOUR;
/** When the failed run of these tests ended. */
const OPENED_AT = failed(0, '42', '42601').endedAt!;

/** Sends an action as its publisher does: as the text of a message. */
function act(world: PageWorld, action: Action, incident = `${KEY}/1`): Promise<void> {
  return world.tell(sent({ type: 'action', incident, action }), action.at);
}

const sent = (message: EventsMessage) => readMessage(JSON.stringify(message), POLICY.monitor);

const due = (world: PageWorld, at: number) =>
  world.tell({ type: 'incident-due', incident: `${KEY}/1`, dueAt: at }, at);

async function failedWorld(): Promise<PageWorld> {
  const world = new PageWorld();
  await world.ended(failed(0, '42', '42601'));
  return world;
}

const incidentsOf = (world: PageWorld) => world.incidents.allIncidents();
const kinds = (world: PageWorld) => world.sent.map(({ page }) => page.kind);
const dueAt = (world: PageWorld) => world.incidents.openIncidents()[0]?.dueAt;

describe('acknowledging a failure', () => {
  const ack = { do: 'ack', id: 'a1', at: NIGHT + 10 * MINUTE, until: NIGHT + 4 * HOUR, by: ADA } as const;

  test('keeps it open and quiets its reminders until the time is over', async () => {
    const world = await failedWorld();
    await act(world, ack);
    expect(incidentsOf(world)[0]).toMatchObject({ ended: null, actions: [ack], handling: { state: 'seen' } });
    expect(dueAt(world)).toBe(ack.until);

    await due(world, NIGHT + HOUR);
    expect(kinds(world)).toEqual(['opened', 'handled']);

    await due(world, ack.until);
    expect(kinds(world)).toEqual(['opened', 'handled', 'reminder']);
    expect(world.lastText).toContain('Ada acknowledged it until');
    expect(world.lastText).toContain('that time is over, and it is still open');
    expect(incidentsOf(world)[0]!.handling).toBeUndefined();
  });

  test('tells the channels who works on it, and acknowledges the alert at PagerDuty', async () => {
    const world = await failedWorld();
    await act(world, ack);
    const { page } = world.sent.at(-1)!;
    expect(page.title).toBe(
      '[production] orders: ACKNOWLEDGED by Ada: migration 42 add_email FAILED, database is DIRTY at 42',
    );
    expect(pagerDutyEvents(page, 'routing-key')).toEqual([
      expect.objectContaining({ event_action: 'acknowledge', dedup_key: `${SENT_KEY}/1` }),
    ]);
    expect(JSON.stringify(slackMessage(page))).toContain('acknowledged it until');
  });

  test('at PagerDuty is not sent back there', async () => {
    const world = await failedWorld();
    await act(world, { ...ack, by: KIM });
    const { page } = world.sent.at(-1)!;
    expect(page.title).toContain('ACKNOWLEDGED by Kim (PagerDuty)');
    expect(pagerDutyEvents(page, 'routing-key')).toEqual([]);
  });

  test('lasts a day at most, and counts from its arrival if its clock is ahead', async () => {
    const world = await failedWorld();
    const ahead = { ...ack, at: NIGHT + 7 * DAY, until: NIGHT + 99 * DAY };
    await world.tell(sent({ type: 'action', incident: `${KEY}/1`, action: ahead }), NIGHT + HOUR);
    const at = NIGHT + HOUR + MINUTE;
    expect(incidentsOf(world)[0]!.handling).toMatchObject({ since: at, until: at + DAY });
  });

  test('by two people keeps both: the first works on it, for the longer time', async () => {
    const other = { ...ack, id: 'a2', at: ack.at + MINUTE, until: ack.until + HOUR, by: KIM };
    for (const order of [
      [ack, other],
      [other, ack],
    ]) {
      const world = await failedWorld();
      for (const action of order)
        await world.tell(sent({ type: 'action', incident: `${KEY}/1`, action }), other.at);
      expect(incidentsOf(world)[0]!.actions).toEqual([ack, other]);
      expect(incidentsOf(world)[0]!.handling).toEqual({
        state: 'seen',
        by: ADA,
        since: ack.at,
        until: other.until,
      });
    }
  });

  test('twice with the same id is sent once', async () => {
    const world = await failedWorld();
    await act(world, ack);
    await act(world, ack);
    expect(kinds(world)).toEqual(['opened', 'handled']);
  });

  test('ends when the trouble gets worse: people are told, and reminded again', async () => {
    const world = new PageWorld();
    const cut = failed(0, '42', '42601', { incomplete: { why: 'error-tail', from: NIGHT, to: NIGHT } });
    await world.ended(cut, 1);
    await act(world, ack);
    await world.tell(
      {
        type: 'run',
        id: `${cut.id}#2`,
        transition: { kind: 'corrected', before: 'failed', after: 'failed' },
        run: { ...cut, incomplete: null },
        revision: 2,
      },
      ack.at + MINUTE,
    );
    expect(kinds(world)).toEqual(['opened', 'handled', 'updated']);
    expect(incidentsOf(world)[0]!.handling).toBeUndefined();
    expect(dueAt(world)).toBe(OPENED_AT + HOUR);
  });

  test('is over after `wake`', async () => {
    const world = await failedWorld();
    await act(world, ack);
    await act(world, { do: 'wake', id: 'w', at: ack.at + MINUTE, by: ADA });
    expect(incidentsOf(world)[0]!.handling).toBeUndefined();
    expect(world.sent.at(-1)!.page.title).toContain('TAKEN BY NOBODY again, says Ada');
    expect(dueAt(world)).toBe(OPENED_AT + HOUR);
  });
});

describe('a snooze', () => {
  test('sends no update and no reminder until it is over', async () => {
    const world = await failedWorld();
    const until = NIGHT + 2 * DAY;
    await act(world, { do: 'snooze', id: 's', at: NIGHT + MINUTE, until, text: 'known', by: ADA });
    await world.ended(blocked(2 * HOUR, '42'));
    await due(world, NIGHT + 5 * HOUR);
    expect(kinds(world)).toEqual(['opened', 'handled']);

    await due(world, until);
    expect(kinds(world)).toEqual(['opened', 'handled', 'reminder']);
    expect(world.lastText).toContain('snoozed it until');
  });
});

describe('a repair by hand', () => {
  const at = NIGHT + HOUR;
  const repair = {
    do: 'resolve',
    id: 'r',
    at,
    text: 'dropped the index, forced 42',
    version: '42',
    by: ADA,
  } as const;

  test('ends the incident for every receiver, and the database counts as marked by hand', async () => {
    const world = await failedWorld();
    await act(world, repair);
    expect(kinds(world)).toEqual(['opened', 'resolved']);
    expect(incidentsOf(world)[0]).toMatchObject({ ended: { why: 'by-hand', by: 'Ada' }, dirty: false });
    expect(world.incidents.allStates()[0]).toMatchObject({
      dirty: false,
      cleanVersion: '42',
      markedByHand: true,
    });
    expect(world.lastText).toContain('Ada did this: dropped the index, forced 42');
    expect(world.lastText).toContain('The database is at 42, clean (marked by hand).');
    expect(world.lastText).toMatch(/the next incident\s+opens/);
  });

  test('without a version leaves the version unknown', async () => {
    const world = await failedWorld();
    const { version: _, ...unsaid } = repair;
    await act(world, unsaid);
    expect(world.incidents.allStates()[0]).toMatchObject({ dirty: false, cleanVersion: null });
  });

  test('that a later run contradicts opens the next incident, which quotes it', async () => {
    const world = await failedWorld();
    await act(world, repair);
    await world.ended(blocked(2 * HOUR, '42'));
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'opened', key: `${SENT_KEY}/2` });
    expect(world.lastText).toMatch(
      /Ada reported a repair by hand at .*: dropped the index, forced 42\.\s+This\s+run\s+shows that it was not enough\./s,
    );
    expect(world.incidents.allStates()[0]).toMatchObject({ dirty: true, cleanVersion: '42' });
  });

  test('that a later run confirms is not quoted in an incident after that', async () => {
    const world = await failedWorld();
    await act(world, repair);
    await world.ended(clean(2 * HOUR));
    await world.ended(failed(3 * HOUR, '43', '42601'));
    expect(world.sent.at(-1)!.page.kind).toBe('opened');
    expect(world.lastText).not.toContain('reported a repair');
  });
});

describe('a page that is sent again', () => {
  test('has a new sequence, so receivers do not drop it', async () => {
    const world = await failedWorld();
    await act(world, { do: 'resend', id: 'again', at: NIGHT + HOUR, by: ADA });
    const [first, again] = world.sent.map(({ page }) => page);
    expect(again!.sequence).toBeGreaterThan(first!.sequence);
    expect(again!.title).toContain('SENT AGAIN, migration 42');
    expect(pagerDutyEvents(again!, 'routing-key')[0]).toMatchObject({ event_action: 'trigger' });
  });
});

describe('a note', () => {
  test('stays on the incident, and may be added for 30 days after its end', async () => {
    const world = await failedWorld();
    await world.ended(clean(HOUR));
    await act(world, { do: 'note', id: 'n', at: NIGHT + 2 * DAY, text: 'was a bad index', by: ADA });
    expect(incidentsOf(world)[0]!.actions).toHaveLength(1);
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'handled', action: 'note' });

    await act(world, { do: 'note', id: 'late', at: NIGHT + 40 * DAY, text: 'too late', by: ADA });
    expect(incidentsOf(world)[0]!.actions).toHaveLength(1);
    expect(world.warnings.at(-1)).toContain('notes are taken for 30 days after that');
  });
});

describe('an action that cannot be applied', () => {
  const base = { id: 'x', at: NIGHT + 2 * HOUR, by: ADA } as const;
  const until = NIGHT + 3 * HOUR;
  const running = run(HOUR, { outcome: 'running', endedAt: null, durationMs: null });

  test.each<[string, string, Action, string, (world: PageWorld) => Promise<void>]>([
    ['of no incident', `${KEY}/9`, { ...base, do: 'ack', until }, 'no such incident', async () => {}],
    [
      'of a database that is not known',
      'migrate-watch/production/orderz/migration/1',
      { ...base, do: 'note', text: 'a' },
      'no such incident',
      async () => {},
    ],
    [
      'that has ended',
      `${KEY}/1`,
      { ...base, do: 'snooze', until, text: 'a' },
      'it ended at',
      (world) => world.ended(clean(HOUR)),
    ],
    [
      'that nobody has taken',
      `${KEY}/1`,
      { ...base, do: 'wake' },
      'nobody has acknowledged or snoozed it',
      async () => {},
    ],
    [
      'whose time is over',
      `${KEY}/1`,
      { ...base, do: 'ack', until: NIGHT },
      'the time that it was acknowledged for is over',
      async () => {},
    ],
    [
      'while a run goes on',
      `${KEY}/1`,
      { ...base, do: 'resolve', text: 'a' },
      `a run of production/orders has not ended: ${running.id}`,
      async (world) => {
        await world.facts.putRecord(
          { run: running, revision: 1, outbox: [], rereads: 0, supersededBy: null },
          null,
          NIGHT + DAY,
        );
      },
    ],
  ])(
    '%s changes nothing, is counted and logged, and throws nothing',
    async (_, incident, action, why, prepare) => {
      const world = await failedWorld();
      await prepare(world);
      const before = [incidentsOf(world), world.incidents.allStates(), world.sent.length];
      await act(world, action, incident);
      expect([incidentsOf(world), world.incidents.allStates(), world.sent.length]).toEqual(before);
      expect(world.warnings).toEqual([expect.stringContaining(why)]);
      expect(world.metrics).toEqual([
        {
          name: 'RefusedActions',
          value: 1,
          at: action.at,
          dimensions: { Environment: expect.any(String) },
        },
      ]);
    },
  );

  test('a leak of production cannot be snoozed or repaired', async () => {
    const world = new PageWorld();
    await world.ended(clean(0, { leaked: ['password'] }));
    const leak = 'migrate-watch/production/orders/leak/1';
    await act(world, { ...base, do: 'snooze', until, text: 'later' }, leak);
    await act(world, { ...base, do: 'resolve', text: 'done' }, leak);
    expect(world.warnings).toEqual([
      expect.stringContaining('cannot be snoozed'),
      expect.stringContaining('acknowledged, not repaired'),
    ]);
  });
});

describe('a mute of an environment', () => {
  const mute: Mute = {
    environment: 'production',
    at: NIGHT - HOUR,
    until: NIGHT + HOUR,
    by: ADA,
    reason: 'upgrade',
  };
  const muted = (world: PageWorld, over: Partial<Mute> = {}, id = 'm') => {
    const message = { ...mute, ...over };
    return world.tell(sent({ type: 'mute', id, mute: message }), message.at);
  };

  test('opens incidents without a page; one that is still open when it ends is told then', async () => {
    const world = new PageWorld();
    await muted(world);
    await world.ended(failed(0, '42', '42601'));
    expect(world.sent).toEqual([]);
    expect(incidentsOf(world)[0]).toMatchObject({ silencedBy: { reason: 'upgrade', mutedBy: 'Ada' } });
    expect(dueAt(world)).toBe(mute.until);

    await due(world, mute.until);
    expect(kinds(world)).toEqual(['opened']);
    expect(world.lastText).toContain('opened while muted by Ada: upgrade, until');
  });

  test('holds back updates and reminders of incidents that were told before', async () => {
    const world = await failedWorld();
    await muted(world, { at: NIGHT + MINUTE, until: NIGHT + 3 * HOUR });
    await due(world, NIGHT + HOUR);
    expect(kinds(world)).toEqual(['opened']);
    await due(world, NIGHT + 3 * HOUR);
    expect(kinds(world)).toEqual(['opened', 'reminder']);
  });

  test('does not hold back the end of an incident that was told before', async () => {
    const world = await failedWorld();
    await muted(world, { at: NIGHT + MINUTE, until: NIGHT + 3 * HOUR });
    await world.ended(clean(HOUR));
    expect(kinds(world)).toEqual(['opened', 'resolved']);
  });

  test('never silences a leak', async () => {
    const world = new PageWorld();
    await muted(world);
    await world.ended(clean(0, { leaked: ['password'] }));
    expect(kinds(world)).toEqual(['opened']);
  });

  test('lasts a day at most, silences its environment only, and can be ended', async () => {
    const world = new PageWorld();
    await muted(world, { at: NIGHT - 30 * HOUR, until: NIGHT + HOUR });
    await muted(world, { environment: 'staging' }, 'other');
    await muted(world, {}, 'first');
    await muted(world, { at: NIGHT - MINUTE, until: NIGHT - MINUTE }, 'end');
    await world.ended(failed(0, '42', '42601'));
    expect(kinds(world)).toEqual(['opened']);
  });
});

test('the form in which an earlier release acknowledged is an acknowledgement for a day', () => {
  const incident = `${KEY}/1`;
  const text = JSON.stringify({ type: 'acknowledged', id: 'a', incident, at: NIGHT, by: 'Ada' });
  const { action } = acknowledged('a', incident, NIGHT, 'Ada');
  expect(readMessage(text, POLICY.monitor)).toEqual({
    type: 'action',
    incident,
    action: { ...action, by: { name: 'Ada', via: 'message' } },
  });
});
