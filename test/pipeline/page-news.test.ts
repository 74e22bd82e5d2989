import { describe, expect, test } from 'vitest';
import type { Run } from '../../lambda/domain/model/run.ts';
import { acknowledged } from '../acknowledged.ts';
import { handMadeMigration } from '../builders/facts-and-runs.ts';
import { alarm, blocked, clean, failed, missing, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, POLICY, runMessage } from './page-world.ts';

const kinds = ({ sent }: PageWorld, of = 'migration') =>
  sent.filter(({ page }) => page.incidentKind === of).map(({ page }) => page.kind);
const topics = ({ sent }: PageWorld) => sent.map(({ topic, page }) => `${topic} ${page.kind}`);

describe('an update about a known failure', () => {
  const cut = failed(0, '42', '42601', { incomplete: { why: 'error-tail', from: NIGHT, to: NIGHT } });

  test('is sent when its missing lines were found', async () => {
    const world = new PageWorld();
    await world.ended(cut, 1);
    await world.ended({ ...cut, incomplete: null }, 2);
    expect(kinds(world)).toEqual(['opened', 'updated']);

    await world.ended({ ...cut, incomplete: null, redactions: 1 }, 3);
    expect(kinds(world)).toEqual(['opened', 'updated']);
  });

  test('is not sent for the results of its re-runs', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended({ ...cut, ...failed(5 * MINUTE, '42', '42601'), incomplete: cut.incomplete });
    await world.ended(blocked(10 * MINUTE, '42'));
    expect(kinds(world)).toEqual(['opened']);
  });
});

describe('an update about a leaked credential', () => {
  const leaks = (after: number, ...leaked: string[]) => clean(after, { leaked });
  const acknowledge = (world: PageWorld, n: number, at: number) =>
    world.tell(acknowledged(`a${n}`, `migrate-watch/production/orders/leak/${n}`, at, 'ada'), at);

  test('is sent for another kind of credential, not for the same kind again', async () => {
    const world = new PageWorld();
    await world.ended(leaks(0, 'password'));
    await world.ended(leaks(5 * MINUTE, 'password'));
    expect(kinds(world, 'leak')).toEqual(['opened']);

    await world.ended(leaks(10 * MINUTE, 'token'));
    expect(kinds(world, 'leak')).toEqual(['opened', 'updated']);
  });

  test('is an `opened` page after an acknowledgement', async () => {
    const world = new PageWorld();
    await world.ended(leaks(0, 'password'));
    await acknowledge(world, 1, NIGHT + 5 * MINUTE);
    await world.ended(leaks(10 * MINUTE, 'token'));
    await world.ended(leaks(15 * MINUTE, 'password'));
    expect(kinds(world, 'leak')).toEqual(['opened', 'resolved', 'opened', 'updated']);
  });

  test('is sent when the run that printed it has ended', async () => {
    const world = new PageWorld();
    const leaking = { ...leaks(0, 'password'), outcome: 'running' as const, endedAt: null, durationMs: null };
    await world.tell(runMessage(leaking, 1), NIGHT + 1_000);
    await world.ended(failed(0, '42', '42601', { leaked: ['password'] }), 2);
    expect(kinds(world, 'leak')).toEqual(['opened', 'updated']);
  });
});

describe('an update about slow runs', () => {
  const slow = (after: number, alerts: Run['alerts'], over: Partial<Run> = {}) =>
    run(after, {
      outcome: 'running',
      migrations: [handMadeMigration({ version: '42', status: 'running' })],
      alerts,
      ...over,
    });
  const tell = (world: PageWorld, of: Run, revision: number, minute: number) =>
    world.tell(runMessage(of, revision), NIGHT + minute * MINUTE);

  test('is sent for the first critical run, and not for further runs that are not critical', async () => {
    const world = new PageWorld();
    await tell(world, slow(0, ['silent-warning']), 1, 5);
    await tell(world, slow(MINUTE, ['silent-warning']), 1, 6);
    expect(topics(world)).toEqual(['warning opened']);

    await tell(world, slow(MINUTE, ['silent-critical', 'silent-warning']), 2, 16);
    expect(topics(world)).toEqual(['warning opened', 'warning updated', 'critical updated']);
  });

  test('is not sent when lines of one are missing', async () => {
    const world = new PageWorld();
    await tell(world, slow(0, ['silent-warning']), 1, 5);
    const incomplete = { why: 'error-tail', from: NIGHT, to: NIGHT } as const;
    await tell(world, slow(0, ['silent-warning'], { incomplete }), 2, 6);
    expect(topics(world)).toEqual(['warning opened']);
  });

  test('does not depend on the severity of a run that is over', async () => {
    const world = new PageWorld();
    const alerts = ['silent-critical', 'silent-warning'] as const;
    await tell(world, slow(0, alerts), 1, 15);
    await tell(world, clean(0, { alerts, endedAt: NIGHT + 20 * MINUTE }), 2, 20);
    const before = world.sent.length;
    await tell(world, slow(HOUR, ['silent-warning']), 1, 65);
    expect(topics(world).slice(before)).toEqual(['warning opened']);
  });

  test('is sent when the run that an alarm rose for becomes known', async () => {
    const world = new PageWorld();
    const severity = 'critical' as const;
    await world.tell(
      alarm({ name: 'silent', kind: 'slow', severity, at: NIGHT + 15 * MINUTE }),
      NIGHT + 15 * MINUTE,
    );
    await tell(world, slow(0, ['silent-critical', 'silent-warning']), 1, 16);
    expect(topics(world)).toEqual(['critical opened', 'critical updated']);
  });

  test('says outside production only that they are slow, as information', async () => {
    const world = new PageWorld();
    const target = { environment: 'staging', database: 'orders' };
    await tell(world, slow(0, ['silent-warning'], { target }), 1, 5);
    expect(topics(world)).toEqual(['info opened']);
  });
});

describe('a dirty database', () => {
  test('is mentioned only for its failure: there is no reminder about other open incidents', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601', { leaked: ['password'] }));
    const dirty = () =>
      world.incidents.allIncidents().map(({ kind, dirty, remindAt }) => [kind, dirty, remindAt]);
    expect(dirty()).toEqual([
      ['migration', true, NIGHT + 30_000 + HOUR],
      ['leak', false, null],
    ]);
  });

  test('is mentioned for the open failure, not for the failure before it', async () => {
    const world = new PageWorld();
    await world.ended(failed(0, '42', '42601'));
    await world.ended(failed(20 * MINUTE, '42', '42P07'));
    expect(world.incidents.allIncidents().map(({ dirty, remindAt }) => [dirty, remindAt !== null])).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});

describe('in a maintenance window', () => {
  const inWindow = () => {
    const world = new PageWorld();
    const schedule = { schedule: 'cron(13 2 * * *)', timeZone: 'UTC', durationMs: HOUR };
    world.policy = { ...POLICY, maintenance: [{ name: 'upgrade', ...schedule }] };
    return world;
  };

  test('a slow or missing run that is over when it is first seen is recorded, and notifies nobody', async () => {
    const world = inWindow();
    await world.tell(runMessage(clean(30 * MINUTE)), NIGHT + 40 * MINUTE);
    await world.tell(missing, NIGHT + 40 * MINUTE);
    expect(world.sent).toEqual([]);
    expect(world.incidents.allIncidents()).toMatchObject([
      { kind: 'missing', ended: { why: 'run-came' }, silencedBy: { reason: 'upgrade' } },
    ]);
  });

  test('the end of a run that was reported before the window is sent', async () => {
    const world = inWindow();
    const early = { ...missing, id: 'nightly@0', since: NIGHT - HOUR, dueAt: NIGHT - HOUR + MINUTE };
    await world.tell(early, early.dueAt);
    await world.tell(runMessage(run(MINUTE, { outcome: 'running' })), NIGHT + 2 * MINUTE);
    expect(kinds(world, 'missing')).toEqual(['opened', 'resolved']);
  });

  test('the end of a silenced run is not sent; if the window ends first, the run is reported as new', async () => {
    const world = inWindow();
    await world.tell(missing, missing.dueAt);
    await world.tell(runMessage(run(HOUR / 2, { outcome: 'running' })), NIGHT + HOUR / 2);
    expect(world.sent).toEqual([]);

    const late = { ...missing, id: 'nightly@2', since: NIGHT + 40 * MINUTE, dueAt: NIGHT + 50 * MINUTE };
    await world.tell(late, late.dueAt);
    expect(world.sent).toEqual([]);

    const [open] = world.incidents.openIncidents().filter(({ incidentKind }) => incidentKind === 'missing');
    await world.tell({ type: 'incident-due', incident: open!.incident, dueAt: open!.dueAt }, open!.dueAt);
    expect(kinds(world, 'missing')).toEqual(['opened']);
  });
});
