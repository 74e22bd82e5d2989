import { describe, expect, test } from 'vitest';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { acknowledged } from '../acknowledged.ts';
import { commandsIn } from '../builders/branches.ts';
import { handMadeMigration } from '../builders/facts-and-runs.ts';
import { alarm, blocked, clean, failed, missing, run } from './night-runs.ts';
import {
  capturedRun,
  HOUR,
  KEY,
  MINUTE,
  NIGHT,
  PageWorld,
  POLICY,
  runMessage,
  SENT_KEY,
} from './page-world.ts';

/** Removes the lines of the migrations before the third from a captured log. */
const ALONE = [[/^.* [12]\/u .*\n/gm, '']] as const;

const DAY = 24 * HOUR;

describe('a failure', () => {
  test('opens one incident with one page; refused re-runs join it, and a later clean run ends it', async () => {
    const world = new PageWorld();
    await world.ended(capturedRun('pg-syntax-error-verbose', { at: NIGHT, exitCode: 1 }));
    await world.ended(blocked(10 * MINUTE, '3'));
    await world.ended(blocked(20 * MINUTE, '3'));
    await world.ended(clean(72 * MINUTE));
    expect(world.titles).toEqual([
      'critical: [production] orders: migration 3 syntax_error FAILED, database is DIRTY at 3',
      'critical: [production] orders: RESOLVED after 1 h 12 min: migration 3 syntax_error FAILED',
    ]);

    const [incident] = world.incidents.allIncidents();
    expect(incident).toMatchObject({
      key: `${KEY}/1`,
      dirty: false,
      outbox: [],
      ended: { why: 'clean-run' },
    });
    expect(incident!.marks).toHaveLength(3);
    expect(world.lastText).toContain(`Ended by run ${clean(72 * MINUTE).id}`);
  });

  test('a refused run of the same process reports what the run that caused it left, with the last clean version', async () => {
    const world = new PageWorld();
    await world.ended(clean(-HOUR, { migrations: [handMadeMigration({ version: '41' })] }));
    const first = failed(0, '42', '42601');
    const refused = { ...blocked(5 * MINUTE, '42'), origin: first.origin, blockedBy: first.id };
    // Only the refused run's message has come; the record of the first is stored.
    await world.facts.putRecord(
      { run: first, revision: 1, outbox: [], rereads: 0, supersededBy: null },
      null,
      null,
    );
    await world.ended(refused);
    const { page } = world.sent.at(-1)!;
    expect(page.state).toContain(`Run ${first.id} made it dirty.`);
    expect(page.evidence[0]).toContain('This run changed nothing');
    expect(page.evidence.join('\n')).toContain('rolled it back');
    expect(commandsIn(page.next).join('\n')).toContain('force 41');
  });

  test('of a down that does not name the dirty version is joined by the refusal that names it', async () => {
    const world = new PageWorld();
    const down = handMadeMigration({ version: '42', direction: 'down', status: 'failed' });
    await world.ended(failed(0, '42', '42601', { dirtyVersion: null, migrations: [down] }));
    await world.ended(blocked(10 * MINUTE, '41'));
    expect(world.incidents.allIncidents()).toHaveLength(1);
    expect(world.incidents.allIncidents()[0]!.marks).toHaveLength(2);
  });

  test('with another signature closes the open incident and follows it', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(failed(20 * MINUTE, '42', '42601'));
    await world.ended(failed(40 * MINUTE, '42', '42P07'));
    expect(world.titles).toEqual([
      'critical: [production] orders: migration 42 add_email FAILED, database is DIRTY at 42',
      'critical: [production] orders: CLOSED after 40 min: migration 42 add_email FAILED',
      'critical: [production] orders: migration 42 add_email FAILED, database is DIRTY at 42',
    ]);
    expect(world.sent.map(({ page }) => page.key)).toEqual([
      `${SENT_KEY}/1`,
      `${SENT_KEY}/1`,
      `${SENT_KEY}/2`,
    ]);
    expect(world.lastText).toContain('follows incident 1');
  });

  test('is not ended by a clean run that began before it', async () => {
    const world = new PageWorld();
    await world.ended(failed(HOUR, '42', '42601'));
    await world.ended(clean(HOUR - 1, { endedAt: NIGHT + 3 * HOUR }));
    expect(world.incidents.allIncidents()[0]!.ended).toBeNull();

    await world.ended(clean(HOUR + 1));
    expect(world.incidents.allIncidents()[0]!.ended).toMatchObject({ why: 'clean-run' });
  });

  test.each(['force', 'version', 'create'])('is not ended by a clean `%s`', async (command) => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(run(HOUR, { outcome: 'succeeded', command }));
    expect(world.incidents.allIncidents()[0]!.ended).toBeNull();
    expect(world.incidents.allIncidents()[0]!.dirty).toBe(command !== 'force');
  });

  test('after a `force` whose command line names the version goes back to that version, marked by hand', async () => {
    const world = new PageWorld();
    const failing = (at: number) =>
      capturedRun('dirty-then-forced-verbose.1', { at, exitCode: 1, rename: ALONE });
    await world.ended(failing(NIGHT));
    expect(world.lastText).not.toContain('Last clean version');

    const command = ['-path', '/migrations', '-database', '‹url #1›', '-verbose', 'force', '2'];
    await world.ended(capturedRun('dirty-then-forced-verbose.4', { at: NIGHT + HOUR, exitCode: 0, command }));
    expect(world.incidents.allStates()[0]).toMatchObject({
      cleanVersion: '2',
      markedByHand: true,
      dirty: false,
    });

    await world.ended(capturedRun('dirty-then-forced-verbose.5', { at: NIGHT + 2 * HOUR, exitCode: 0 }));
    expect(world.lastText).toContain('The database is at 3, clean.');

    await world.ended(
      capturedRun('dirty-then-forced-verbose.4', {
        at: NIGHT + 3 * HOUR,
        exitCode: 0,
        command: ['-database', '‹url #1›', '-path', '/migrations', 'force', '2'],
      }),
    );
    await world.ended(failing(NIGHT + 4 * HOUR));
    expect(world.lastText).toContain('Last clean version: 2 (marked by hand).');
    expect(world.lastText).toMatch(/ force 2$/m);
    expect(world.lastText.replaceAll(/\n +/g, ' ')).toContain(
      'Version 2 was set by hand, with `force`: no run has confirmed it.',
    );
  });

  test('that arrives after its repair sends no page', async () => {
    const world = new PageWorld();
    await world.ended(clean(HOUR));
    await world.tell(runMessage(failed(0, '42', '42601')), NIGHT + 2 * HOUR);
    expect(world.titles).toEqual([
      'info: [production] orders: migration 42 add_email FAILED, but it is over: a later run ended clean',
    ]);
    expect(world.sent[0]!.page.kind).toBe('resolved');
  });

  test('that is found after its refusal was reported sends a page under the same key', async () => {
    const world = new PageWorld();
    await world.ended(blocked(10 * MINUTE, '42'));
    await world.ended(failed(0, '42', '42601'));
    expect(world.sent.map(({ page }) => [page.key, page.kind])).toEqual([
      [`${SENT_KEY}/1`, 'opened'],
      [`${SENT_KEY}/1`, 'updated'],
    ]);
  });

  test('without a version is joined by the refusal that names it', async () => {
    const world = new PageWorld();
    await world.ended(capturedRun('pg-syntax-error', { at: NIGHT, exitCode: 1 }));
    expect(world.titles).toEqual(['critical: [production] orders: a migration FAILED, database is DIRTY']);

    await world.ended(blocked(10 * MINUTE, '3'));
    expect(world.sent).toHaveLength(1);
    expect(world.incidents.allStates()[0]).toMatchObject({ dirty: true, dirtyVersion: '3' });
  });

  test('that later facts correct is withdrawn', async () => {
    const world = new PageWorld();
    const killed = run(0, { outcome: 'killed' });
    await world.ended(killed, 1);
    await world.ended({ ...killed, outcome: 'succeeded' }, 2);
    expect(world.titles[1]).toBe('critical: [production] orders: WITHDRAWN after 1 s: run ended clean');

    await world.ended(killed, 1);
    expect(world.sent).toHaveLength(2);
  });

  test('outside production sends a page with severity info', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601', { target: { environment: 'staging', database: 'orders' } }));
    expect(world.sent.map(({ topic }) => topic)).toEqual(['info']);
  });
});

describe('delivery', () => {
  test('repeats and outdated revisions change nothing and send nothing', async () => {
    const world = new PageWorld();
    const failure = failed(0, '42', '42601');
    await world.ended(failure, 3);
    const before = world.incidents.allIncidents();
    await world.ended(failure, 3);
    await world.ended({ ...failure, outcome: 'running' }, 2);
    expect(world.incidents.allIncidents()).toEqual(before);
    expect(world.sent).toHaveLength(1);
  });

  test('the same message, delivered again when its first handling must be over, sends what is still in the outbox', async () => {
    const world = new PageWorld();
    world.topicsBroken = true;
    const message = runMessage(failed(0, '42', '42601'));
    await expect(world.tell(message, NIGHT + MINUTE)).rejects.toThrow('out of reach');
    expect(world.incidents.allIncidents()[0]!.outbox).toHaveLength(1);

    world.topicsBroken = false;
    await world.tell(message, NIGHT + MINUTE + WRITER_TIMEOUT_MS - 1);
    expect(world.sent).toHaveLength(0);

    await world.tell(message, NIGHT + MINUTE + WRITER_TIMEOUT_MS);
    expect(world.sent).toHaveLength(1);
    expect(world.incidents.allIncidents()[0]!.outbox).toEqual([]);
  });

  test('another message sends what is in the outbox only after two minutes', async () => {
    const world = new PageWorld();
    world.topicsBroken = true;
    await world.tell(runMessage(failed(0, '42', '42601')), NIGHT + MINUTE).catch(() => {});
    world.topicsBroken = false;
    const due = { type: 'incident-due', incident: `${KEY}/1`, dueAt: NIGHT } as const;
    await world.tell(due, NIGHT + 3 * MINUTE - 1);
    expect(world.sent).toHaveLength(0);

    await world.tell(due, NIGHT + 3 * MINUTE);
    expect(world.sent).toHaveLength(1);
  });

  test('a message that is older than its record is reported as the record says, without a lost condition', async () => {
    const world = new PageWorld();
    const failure = failed(0, '42', '42P07');
    const record = { run: failure, revision: 2, outbox: [], rereads: 0, supersededBy: null };
    await world.facts.putRecord(record, null, null);
    await world.tell(runMessage(failed(0, '42', '42601'), 1), NIGHT + MINUTE);
    expect(world.sent).toHaveLength(1);
    expect(world.sent[0]!.page.error!.code).toBe('SQLSTATE 42P07');
    expect(world.incidents.allStates()[0]!.runs[0]).toMatchObject({ revision: 2, code: '42P07' });
    expect(world.pauses).toBe(0);
  });

  test('a page has the incident’s key and revision, so that receivers can drop outdated pages', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(clean(HOUR));
    const [opened, resolved] = world.sent.map(({ page }) => page);
    expect(opened!.id).toBe(`${SENT_KEY}/1#1`);
    expect(resolved!.sequence).toBeGreaterThan(opened!.sequence);
  });
});

describe('a dirty database', () => {
  test('gets reminders after 1 h, 4 h, then daily, at most seven', async () => {
    const world = new PageWorld();
    const failure = failed(0, '42', '42601');
    await world.ended(failure);
    const since = failure.endedAt!;
    const remindersAt = [];
    for (let now = since; now < since + 12 * DAY; now += 30 * MINUTE) {
      const before = world.sent.length;
      await world.tell({ type: 'incident-due', incident: `${KEY}/1`, dueAt: now }, now);
      if (world.sent.length > before) remindersAt.push((now - since) / HOUR);
    }
    expect(remindersAt).toEqual([1, 4, 24, 48, 72, 96, 120]);
    expect(world.sent[2]!.page.title).toBe(
      '[production] orders: STILL DIRTY at 42 after 4 h: migration 42 add_email FAILED',
    );
    expect(world.lastText).toContain('reminder 7 of 7');
  });

  test('gets no reminder once it is repaired', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(clean(30 * MINUTE));
    await world.tell({ type: 'incident-due', incident: `${KEY}/1`, dueAt: NIGHT + HOUR }, NIGHT + 2 * HOUR);
    expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened', 'resolved']);
    expect(world.incidents.openIncidents()).toEqual([]);
  });
});

describe('a slow run', () => {
  const slow = (over: Partial<Run> = {}) =>
    run(0, { outcome: 'running', alerts: ['long-running-warning'], ...over });

  test('is reported as a warning, then with a higher severity, and is over with the run', async () => {
    const world = new PageWorld();
    await world.tell(runMessage(slow(), 2), NIGHT + 10 * MINUTE);
    await world.tell(
      runMessage(slow({ alerts: ['long-running-critical', 'long-running-warning'] }), 3),
      NIGHT + 30 * MINUTE,
    );
    await world.tell(
      runMessage(clean(0, { endedAt: NIGHT + 40 * MINUTE, alerts: slow().alerts }), 4),
      NIGHT + 41 * MINUTE,
    );
    expect(world.sent.map(({ topic, page }) => [topic, page.kind])).toEqual([
      ['warning', 'opened'],
      ['warning', 'updated'],
      ['critical', 'updated'],
      ['warning', 'resolved'],
      ['critical', 'resolved'],
    ]);
  });

  test('is reported as over when it is within its limits again, or when it has failed', async () => {
    const world = new PageWorld();
    await world.tell(runMessage(slow({ alerts: ['silent-warning'] }), 2), NIGHT + 5 * MINUTE);
    await world.tell(runMessage(slow({ alerts: [] }), 3), NIGHT + 6 * MINUTE);
    await world.tell(runMessage(slow({ alerts: ['long-running-warning'] }), 4), NIGHT + 10 * MINUTE);
    await world.tell(runMessage(failed(0, '42', '42601'), 5), NIGHT + 11 * MINUTE);
    expect(world.titles).toEqual([
      'warning: [production] orders: run is SLOW, running for 5 min, silent for 5 min',
      'warning: [production] orders: CLOSED after 6 min: run was slow',
      'warning: [production] orders: run is SLOW, running for 10 min',
      'warning: [production] orders: ENDED after 11 min: run was slow',
      'critical: [production] orders: migration 42 add_email FAILED, database is DIRTY at 42',
    ]);
  });

  test('has a page that says only that no failure was logged, and how to end the session that blocks it', async () => {
    const world = new PageWorld();
    await world.tell(runMessage(slow(), 2), NIGHT + 10 * MINUTE);
    expect(world.lastText).toContain('No failure has been logged.');
    expect(world.lastText).toContain('pg_terminate_backend(PID)');
    expect(world.lastText).toMatch(/^Do {6}First, in a shell that reaches the database, set DATABASE_URL$/m);
  });

  test('is silenced in a maintenance window, which its incident names, and is reported when the window ends', async () => {
    const world = new PageWorld();
    const window = { from: NIGHT, until: NIGHT + HOUR, reason: 'storage upgrade' };
    const schedule = { schedule: 'cron(13 2 * * *)', timeZone: 'UTC', durationMs: HOUR };
    world.policy = { ...POLICY, maintenance: [{ name: window.reason, ...schedule }] };
    await world.tell(runMessage(slow(), 2), NIGHT + 10 * MINUTE);
    expect(world.sent).toEqual([]);
    expect(world.incidents.allIncidents()[0]).toMatchObject({ silencedBy: window, remindAt: window.until });

    const key = 'migrate-watch/production/orders/slow/1';
    await world.tell({ type: 'incident-due', incident: key, dueAt: window.until }, window.until);
    expect(world.sent).toHaveLength(1);
  });

  test('a maintenance window never silences a failure', async () => {
    const world = new PageWorld();
    world.policy = {
      ...POLICY,
      maintenance: [{ name: 'x', schedule: 'cron(0 0 * * *)', timeZone: 'UTC', durationMs: 2 * DAY }],
    };
    await world.ended(failed(0, '42', '42601', { leaked: ['password'] }));
    expect(world.sent.map(({ page }) => page.incidentKind)).toEqual(['migration', 'leak']);
  });
});

describe('other kinds of incidents', () => {
  test('a run that stopped early is green but wrong, until a run is right', async () => {
    const world = new PageWorld();
    await world.ended(capturedRun('interrupted-mid-migration-verbose', { at: NIGHT, exitCode: 0 }));
    expect(world.titles).toEqual([
      'critical: [production] orders: run STOPPED EARLY, migrations are missing',
    ]);
    await world.ended(clean(HOUR));
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', incidentKind: 'wrong' });
  });

  test('a leaked credential is reported in addition to the failure, and only a person ends it', async () => {
    const world = new PageWorld();
    await world.ended(capturedRun('password-leaks-slash', { at: NIGHT, exitCode: 1 }));
    expect(world.sent.map(({ page }) => page.incidentKind)).toEqual(['migration', 'leak']);

    await world.ended(clean(HOUR));
    const incident = 'migrate-watch/production/orders/leak/1';
    expect(world.incidents.openIncidents().map((open) => open.incident)).toEqual([incident]);

    await world.tell(acknowledged('a1', incident, NIGHT + DAY, 'ada'), NIGHT + DAY);
    expect(world.incidents.openIncidents()).toEqual([]);
    expect(world.lastText).toContain('By ada at');
    expect(world.titles.at(-1)).toMatch(/ACKNOWLEDGED after 1 d: a log showed a CREDENTIAL/);
    expect(world.lastText).toMatch(/^Ran {5}Failed run /m);
  });

  test('an acknowledgement does not end a failure: a clean run does', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.tell(acknowledged('a1', `${KEY}/1`, NIGHT + DAY, 'ada'), NIGHT + DAY);
    expect(world.incidents.allIncidents()[0]!.ended).toBeNull();
  });

  test('a missing run is reported, and its start ends the incident', async () => {
    const world = new PageWorld();
    await world.tell(missing, missing.dueAt);
    expect(world.titles).toEqual([
      'critical: [production] orders: expected run did NOT come, due at 02:28:00 UTC',
    ]);
    await world.tell(runMessage(run(HOUR, { outcome: 'running' })), NIGHT + HOUR);
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', incidentKind: 'missing' });
  });

  test.each([
    ['at the very moment that it was due at the latest', 15 * MINUTE, []],
    ['a millisecond later', 15 * MINUTE + 1, ['resolved']],
  ])('an expected run that came %s was missing only if it was late', async (_when, after, kinds) => {
    const world = new PageWorld();
    await world.tell(runMessage(clean(after)), NIGHT + HOUR);
    await world.tell(missing, NIGHT + HOUR);
    expect(world.sent.map(({ page }) => page.kind)).toEqual(kinds);
  });

  test('the canary’s pages are stored and sent to nobody', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601', { target: { environment: 'canary', database: 'canary' } }));
    expect(world.sent).toEqual([]);
    expect(world.incidents.allIncidents()[0]!.title).toContain('FAILED');
  });
});

describe('an alarm', () => {
  test('joins the open incident of its kind without a new page; its OK ends nothing', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.tell(alarm(), NIGHT + 3 * MINUTE);
    await world.tell(alarm({ state: 'OK', at: NIGHT + 9 * MINUTE }), NIGHT + 9 * MINUTE);
    expect(world.sent).toHaveLength(1);
    expect(world.incidents.allIncidents()[0]).toMatchObject({ ended: null, marks: { length: 2 } });
  });

  test('opens an incident if there is none, and the run that explains the alarm takes it over', async () => {
    const world = new PageWorld();
    await world.tell(alarm(), NIGHT + 3 * MINUTE);
    expect(world.titles).toEqual(['critical: [production] orders: an alarm says that migrations fail']);
    await world.tell(runMessage(failed(0, '42', '42601')), NIGHT + 5 * MINUTE);
    expect(world.sent.map(({ page }) => [page.key, page.kind])).toEqual([
      [`${SENT_KEY}/1`, 'opened'],
      [`${SENT_KEY}/1`, 'updated'],
    ]);
  });

  test('that no run explains gets its own severity, or the highest of the alarms that join it', async () => {
    const world = new PageWorld();
    const slow = (name: string, severity: 'info' | 'critical', minute: number) =>
      world.tell(
        alarm({ name, kind: 'slow', severity, at: NIGHT + minute * MINUTE }),
        NIGHT + minute * MINUTE,
      );
    await slow('band', 'info', 3);
    await slow('silent', 'critical', 4);
    expect(world.sent.map(({ topic, page }) => [topic, page.kind])).toEqual([
      ['info', 'opened'],
      ['info', 'updated'],
      ['critical', 'updated'],
    ]);
    expect(world.lastText).not.toContain('Do not take the silence');
  });

  test('is reported with the first line of its description, which says what it means', async () => {
    const world = new PageWorld();
    await world.tell(
      alarm({ description: 'A run failed.\nRunbook: far away\ndedupe=x' }),
      NIGHT + 3 * MINUTE,
    );
    expect(world.lastText).toContain('A run failed.');
    expect(world.lastText).not.toContain('dedupe=');
  });

  test('about trouble that was just repaired opens no incident', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(clean(MINUTE));
    await world.tell(alarm(), NIGHT + 3 * MINUTE);
    expect(world.incidents.openIncidents()).toEqual([]);
    expect(world.sent).toHaveLength(2);
  });

  test('of a whole environment stays open while the reported incident does not explain all of it', async () => {
    const world = new PageWorld();
    await world.tell(alarm({ database: null, name: 'early', at: NIGHT + MINUTE }), NIGHT + MINUTE);
    const openForAll = () =>
      world.incidents
        .openIncidents()
        .filter(({ database }) => database === 'all')
        .map(({ incident }) => incident);
    expect(openForAll()).toHaveLength(1);

    // It was over before the alarm rose, by more than an alarm looks back: the alarm is about something else.
    const before = { environment: 'production', database: 'users' };
    const long = -2 * HOUR;
    await world.ended(clean(long + MINUTE, { target: before }));
    await world.tell(runMessage(failed(long, '42', '42601', { target: before })), NIGHT + 2 * MINUTE);
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', database: 'users' });
    expect(openForAll()).toHaveLength(1);

    await world.tell(runMessage(failed(0, '43', '42601', { target: before })), NIGHT + 3 * MINUTE);
    expect(openForAll()).toEqual([]);
  });

  test.each(['alarm first', 'run first'])(
    'of a whole environment leaves one open incident: %s',
    async (order) => {
      const world = new PageWorld();
      const wide = () => world.tell(alarm({ database: null }), NIGHT + 3 * MINUTE);
      const failure = () => world.tell(runMessage(failed(0, '42', '42601')), NIGHT + 4 * MINUTE);
      for (const step of order === 'alarm first' ? [wide, failure] : [failure, wide]) await step();
      expect(world.incidents.openIncidents().map((open) => open.incident)).toEqual([`${KEY}/1`]);
    },
  );
});

test('a run whose database becomes known later no longer counts for `unmatched`', async () => {
  const world = new PageWorld();
  const failure = failed(0, '42', '42601');
  const unmatched = { ...failure, target: { environment: 'unmatched', database: 'unmatched' } };
  await world.ended(unmatched, 1);
  const corrected = runMessage(failure, 2);
  const left = unmatched.target;
  const transition = { kind: 'corrected', before: 'failed', after: 'failed', left } as const;
  await world.tell({ ...corrected, transition }, NIGHT + HOUR);
  await world.ended(unmatched, 1);
  expect(world.incidents.openIncidents().map((open) => open.incident)).toEqual([`${KEY}/1`]);
});

test('a late message does not remove a run from the database to which it has returned', async () => {
  const world = new PageWorld();
  await world.ended(failed(0, '42', '42601'), 3);
  // It had been taken for another's at revision 2; the message carries the run as it stands when it is sent.
  const left = { environment: 'production', database: 'orders' };
  const transition = { kind: 'corrected', before: 'failed', after: 'failed', left } as const;
  await world.tell({ ...runMessage(failed(0, '42', '42601'), 4), transition }, NIGHT + HOUR);
  expect(world.sent.map(({ page }) => page.kind)).toEqual(['opened']);
  expect(world.incidents.openIncidents()).toHaveLength(1);
});

describe('a clean run from an unknown place', () => {
  async function cleanElsewhere(): Promise<PageWorld> {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    const { placeDeclared: _, ...elsewhere } = clean(HOUR);
    const origin = `ecs/${'e'.repeat(32)}/web`;
    await world.ended({ ...elsewhere, origin, id: `${origin}-1` });
    return world;
  }
  const byKim = (at: number) => acknowledged(`ack ${at}`, `${KEY}/1`, at, 'Kim');

  test('ends no incident, and the database stays dirty', async () => {
    const world = await cleanElsewhere();
    expect(world.sent.map(({ page }) => page.kind)).not.toContain('resolved');
    expect(world.incidents.allStates()[0]).toMatchObject({
      dirty: true,
      dirtyVersion: '42',
      cleanVersion: null,
    });
  });

  test('counts once a person acknowledges the incident', async () => {
    const world = await cleanElsewhere();
    await world.tell(byKim(NIGHT + 2 * HOUR), NIGHT + 2 * HOUR);
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', key: `${SENT_KEY}/1` });
    expect(world.lastText).toContain('By Kim at');
  });

  test('is required: without one, a person cannot end the incident', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.tell(byKim(NIGHT + 2 * HOUR), NIGHT + 2 * HOUR);
    expect(world.sent.map(({ page }) => page.kind)).not.toContain('resolved');
  });
});

describe('later facts show that an incident was not over', () => {
  /** The clean run turns out to be another database's. */
  async function takenBack(): Promise<PageWorld> {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    const repair = clean(HOUR);
    await world.ended(repair);
    const left = repair.target;
    const elsewhere = { ...repair, target: { environment: 'production', database: 'users' } };
    const transition = { kind: 'corrected', before: 'succeeded', after: 'succeeded', left } as const;
    await world.tell({ ...runMessage(elsewhere, 2), transition }, NIGHT + 2 * HOUR);
    return world;
  }

  test('people are notified again, under the next number', async () => {
    const world = await takenBack();
    expect(world.sent.map(({ page }) => [page.kind, page.key])).toEqual([
      ['opened', `${SENT_KEY}/1`],
      ['resolved', `${SENT_KEY}/1`],
      ['opened', `${SENT_KEY}/2`],
    ]);
    expect(world.lastText).toContain('goes on from incident 1, which was reported as over too early');
    const [first] = world.incidents.allIncidents();
    expect(first!.ended).toMatchObject({ why: 'corrected', by: `${SENT_KEY}/2` });
  });

  test('the first number stays over, whatever ends and reopens the trouble', async () => {
    const world = await takenBack();
    await world.ended(clean(3 * HOUR));
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', key: `${SENT_KEY}/2` });

    await world.ended(failed(4 * HOUR, '42', '42601'));
    expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'opened', key: `${SENT_KEY}/3` });
    expect(world.lastText).not.toContain('goes on from');
  });
});

test('a run that changed the database and ended clean is published as a change, to the topic of its failures', async () => {
  const world = new PageWorld();
  const run = capturedRun('up-three-verbose.1', { at: NIGHT, exitCode: 0 });
  await world.ended(run);
  expect(world.sent).toEqual([]);
  expect(world.changes).toMatchObject([{ topic: 'critical', change: { kind: 'change', run: run.id } }]);
});

test('a change that the topic did not accept is published when the message is delivered again', async () => {
  const world = new PageWorld();
  const run = capturedRun('up-three-verbose.1', { at: NIGHT, exitCode: 0 });
  world.topicsBroken = true;
  await expect(world.ended(run)).rejects.toThrow('out of reach');

  world.topicsBroken = false;
  await world.ended(run);
  expect(world.changes).toHaveLength(1);
});
