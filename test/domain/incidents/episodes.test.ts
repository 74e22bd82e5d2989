import { describe, expect, test } from 'vitest';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { episodesOf, leadsInUse } from '../../../lambda/domain/incidents/episode.ts';
import { evolve, type Observation } from '../../../lambda/domain/incidents/evolve.ts';
import { summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { emptyState } from '../../../lambda/domain/incidents/target-state.ts';
import { errorWithoutFields } from '../../../lambda/domain/lines/parse/parse-error.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const MINUTE = 60_000;
const at = (minute: number) => T0 + minute * MINUTE;

/** A run that began at that minute and took five seconds. */
function ran(minute: number, over: Partial<Run> = {}): Observation {
  const [startedAt, endedAt] = [at(minute), over.outcome === 'running' ? null : at(minute) + 5_000];
  const id = `run-${String(minute).padStart(3, '0')}`;
  return { kind: 'run', run: summaryOf(handMadeRun({ id, startedAt, endedAt, ...over }), 1) };
}

const applied = { outcome: 'succeeded' as const, migrations: [handMadeMigration({ version: '43' })] };
const failed = (version: string | null, sqlState: string | null = null): Partial<Run> => ({
  outcome: 'failed',
  dirtyVersion: version,
  error: { ...errorWithoutFields('migration-failed', 'no'), sqlState },
});
const refused = (version: string | null): Partial<Run> => ({
  outcome: 'blocked',
  dirtyVersion: version,
  error: errorWithoutFields('dirty-blocked', 'no'),
});
const succeeded = (command: string): Partial<Run> => ({ outcome: 'succeeded', command });
const unreachable = (
  sqlState: string | null,
  errorClass: 'connection' | 'lock' = 'connection',
): Partial<Run> => ({
  outcome: 'failed',
  error: { ...errorWithoutFields(errorClass, 'no'), sqlState },
});
const rose = (minute: number, kind: IncidentKind = 'migration'): Observation => ({
  kind: 'alarm',
  alarm: { name: 'alarm', kind, at: at(minute), text: '' },
});
const acknowledged = (minute: number, kind: IncidentKind, explains = false): Observation => ({
  kind: 'acknowledged',
  acknowledgement: { id: `ack ${minute}`, kind, at: at(minute), by: 'Kim', explains },
});
const missing = (minute: number): Observation => ({
  kind: 'missing',
  missing: { id: 'nightly', since: at(minute), dueAt: at(minute + 15) },
});

/** The episodes of one kind after these sightings, with their marks' minutes in place of their ids. */
function episodes(kind: IncidentKind, ...observations: Observation[]) {
  const state = observations.reduce(evolve, emptyState({ environment: 'production', database: 'orders' }));
  return episodesOf(state).filter((each) => each.kind === kind);
}
const markOf = (minute: number) => `run-${String(minute).padStart(3, '0')}`;
const alarmOf = (minute: number) => `alarm:alarm@${at(minute)}`;
const marksOf = (kind: IncidentKind, ...observations: Observation[]) =>
  episodes(kind, ...observations).map(({ marks }) => marks);

describe('an episode is about', () => {
  test('the failure, even if an alarm about it came first', () => {
    const [episode, ...others] = episodes('migration', rose(1), ran(2, failed('42')), rose(3));
    expect(others).toEqual([]);
    expect(episode).toMatchObject({ lead: markOf(2), marks: { length: 3 }, openedAt: at(1) });
  });

  test('the failure that caused refusals, even if its start is found to be later', () => {
    expect(episodes('migration', ran(1, refused('42')), ran(2, failed('42')))).toMatchObject([
      { lead: markOf(2), marks: [markOf(1), markOf(2)] },
    ]);
  });

  test.each<[string, Partial<Run>]>([
    ['`version`', { ...succeeded('version'), dirtyVersion: '42' }],
    ['a run that found nothing to do', { outcome: 'no-change', dirtyVersion: '42' }],
  ])('the failure, when %s said dirty before it', (_name, said) => {
    expect(episodes('migration', ran(1, said), ran(2, failed('42')))).toMatchObject([{ lead: markOf(2) }]);
  });

  test('the first refusal, when another refusal or an alarm comes after it', () => {
    expect(episodes('migration', ran(1, refused('42')), ran(2, refused('42')), rose(3))).toMatchObject([
      { lead: markOf(1) },
    ]);
  });

  test('one alarm, when others join it', () => {
    expect(episodes('migration', rose(1), rose(2))).toMatchObject([
      { lead: alarmOf(1), signature: null, marks: { length: 2 } },
    ]);
  });
});

describe('the same trouble', () => {
  test.each<[string, Partial<Run>[]]>([
    ['the same failure again', [failed('42', '42601'), failed('42', '42601')]],
    ['a refusal for the version that failed', [failed('42'), refused('42')]],
    ['a refusal that names no version', [failed('42'), refused(null)]],
    ['a refusal for a version, after a kill that names none', [{ outcome: 'killed' }, refused('42')]],
    ['a refusal for a version, after a failure that names none', [failed(null), refused('42')]],
    ['a refusal for a version, after a run whose end nobody knows', [{ outcome: 'unknown' }, refused('42')]],
    ['what `version` says of what failed', [failed('42'), { ...succeeded('version'), dirtyVersion: '42' }]],
    [
      'nothing to do but dirty, after what failed',
      [failed('42'), { outcome: 'no-change', dirtyVersion: '42' }],
    ],
    ['two answers of a server that lets nobody in', [unreachable('28P01'), unreachable('57P03')]],
  ])('%s', (_name, runs) => {
    expect(episodes('migration', ...runs.map((over, n) => ran(n, over)))).toHaveLength(1);
  });

  test.each<[string, Partial<Run>[]]>([
    ['another version', [failed('42'), failed('43')]],
    ['another error of the same version', [failed('42', '42601'), failed('42', '42P07')]],
    ['a refusal for a version that was not reported', [failed('42'), refused('41')]],
    ['a refusal for another version than the refusal before it', [refused('42'), refused('41')]],
    ['a failure of another version than what was refused', [refused('42'), failed('43')]],
    ['no lock, after no connection', [unreachable('57P03'), unreachable('55P03', 'lock')]],
    ['no lock, after no connection, without a code', [unreachable(null), unreachable(null, 'lock')]],
    ['a refusal for a version, after a failure to connect', [unreachable('57P03'), refused('42')]],
    ['a failure to connect, after a kill', [{ outcome: 'killed' }, unreachable('57P03')]],
    ['a failed migration, after a failure to connect', [unreachable('57P03'), failed('42')]],
    ['a failed migration that names no version, after one that names it', [failed('42'), failed(null)]],
  ])('is not %s', (_name, runs) => {
    expect(episodes('migration', ...runs.map((over, n) => ran(n, over)))).toHaveLength(2);
  });

  test('of several versions since the last clean run includes a refusal for any of them', () => {
    const three = [ran(0, failed('41')), ran(1, failed('42')), ran(2, failed('43'))];
    expect(episodes('migration', ...three, ran(3, refused('41')))).toHaveLength(3);
    expect(episodes('migration', ...three, ran(3, applied), ran(4, refused('41')))).toHaveLength(4);
  });

  test('whose version only a re-run names includes a refusal for that version', () => {
    const found = episodes('migration', rose(0), ran(1, failed('42')), ran(2, refused('42')));
    expect(found).toHaveLength(1);
  });
});

describe('an alarm that rises after an episode ended', () => {
  const ended = [ran(0, failed('42')), ran(10, applied)];
  const endedAt = 10 + 5 / 60;

  test.each([
    ['25 minutes', 25, [[markOf(0), alarmOf(endedAt + 25)]]],
    ['25 minutes and a millisecond', 25 + 1 / MINUTE, [[markOf(0)], [alarmOf(endedAt + 25 + 1 / MINUTE)]]],
  ])('belongs to it for 25 minutes: %s', (_name, minutes, marks) => {
    expect(marksOf('migration', ...ended, rose(endedAt + minutes))).toEqual(marks);
  });

  test('does not belong to it if it is of another kind', () => {
    expect(marksOf('migration', ...ended, rose(11, 'wrong'))).toEqual([[markOf(0)]]);
    expect(marksOf('wrong', ...ended, rose(11, 'wrong'))).toEqual([[alarmOf(11)]]);
  });
});

describe('what ends an episode', () => {
  const elsewhere = (n: number) => ({
    ...applied,
    origin: `ecs/${'e'.repeat(32)}/web-${n}`,
    placeDeclared: undefined as never,
  });

  test('a clean run that began after the failure, not one that began before', () => {
    const [episode] = episodes('migration', ran(0, applied), ran(1, failed('42')));
    expect(episode!.ended).toBeNull();
    const [over] = episodes('migration', ran(1, failed('42')), ran(2, applied));
    expect(over!.ended).toEqual({ why: 'clean-run', at: at(2) + 5_000, run: markOf(2), by: null });
  });

  test('clean runs from undeclared places do not; the first three of them are kept', () => {
    const runs = [1, 2, 3, 4].map((n) => ran(n, elsewhere(n)));
    const [episode] = episodes('migration', ran(0, failed('42')), ...runs);
    expect(episode).toMatchObject({ ended: null, elsewhere: [1, 2, 3].map(markOf) });
  });

  test.each<[IncidentKind, Observation]>([
    ['migration', ran(0, failed('42'))],
    ['wrong', ran(0, { outcome: 'stopped-early' })],
  ])('of kind %s a person, where a clean run was not believed, and only then', (kind, trouble) => {
    expect(episodes(kind, trouble, acknowledged(5, kind))[0]!.ended).toBeNull();
    const [ended] = episodes(kind, trouble, ran(1, elsewhere(1)), acknowledged(5, kind));
    expect(ended!.ended).toEqual({ why: 'acknowledged', at: at(5), run: null, by: 'Kim' });
    const explained = episodes(kind, trouble, ran(1, elsewhere(1)), acknowledged(5, kind, true));
    expect(explained[0]!.ended).toBeNull();
  });

  const inWeb = (task: string, over: Partial<Run>): Partial<Run> => ({
    ...over,
    origin: `ecs/${task.repeat(32)}/web`,
    placeDeclared: undefined as never,
  });

  test('a clean run from the place of one of its failures, even if it is not declared', () => {
    const same = ran(5, inWeb('b', applied));
    const first = ran(0, inWeb('a', failed('42')));
    expect(episodes('migration', first, same)[0]!.ended).toMatchObject({ why: 'clean-run' });
    expect(episodes('migration', first, ran(1, failed('42')), same)[0]!.ended).not.toBeNull();
    expect(episodes('migration', rose(-1), first, same)[0]!.ended).not.toBeNull();
    expect(episodes('migration', rose(0), same)[0]!.ended).toBeNull();
    expect(episodes('migration', ran(0, failed('42')), same)[0]!.ended).toBeNull();
  });

  test.each([
    ['two minutes after the failure showed', 2, true],
    ['a millisecond less', 2 - 1 / MINUTE, false],
  ])('a clean run whose clock is wrong, if it was received %s', (_when, minutes, ends) => {
    const wrong = { clock: { from: at(0), to: at(0) } };
    const shown = 5 / 60;
    const repair = ran(shown + minutes, { ...applied, ...wrong });
    const [episode] = episodes('migration', ran(0, failed('42')), repair);
    expect(episode!.ended !== null).toBe(ends);
    // Of two failures the later one decides.
    const two = episodes('migration', ran(-60, failed('42')), ran(0, failed('42')), repair);
    expect(two[0]!.ended !== null).toBe(ends);
  });

  test('of a leak: only a person, and no incident that explains alarms', () => {
    const leak = ran(0, { ...applied, leaked: ['password'] });
    expect(episodes('leak', leak, ran(1, applied))[0]!.ended).toBeNull();
    expect(episodes('leak', leak, acknowledged(5, 'leak', true))[0]!.ended).toBeNull();
    expect(episodes('leak', leak, acknowledged(5, 'migration'))[0]!.ended).toBeNull();
    expect(episodes('leak', leak, acknowledged(5, 'leak'))[0]!.ended).toMatchObject({ by: 'Kim' });
  });

  test.each<IncidentKind>(['migration', 'slow', 'missing', 'wrong'])(
    'of kind %s an alarm alone: a person, or the incident that explains it',
    (kind) => {
      for (const explains of [true, false]) {
        const [episode] = episodes(kind, rose(0, kind), acknowledged(5, kind, explains));
        expect(episode!.ended).toMatchObject({ why: explains ? 'explained' : 'acknowledged', at: at(5) });
      }
    },
  );

  test('of a missing run: a run that began when it was expected, and no person', () => {
    expect(episodes('missing', missing(0), acknowledged(20, 'missing'))[0]!.ended).toBeNull();
    const late = ran(0, { ...applied, startedAt: at(0), endedAt: at(16) });
    expect(episodes('missing', missing(0), late)).toEqual([]);
    const [over] = episodes('missing', missing(0), ran(16, { outcome: 'running' }));
    expect(over).toMatchObject({
      lead: 'missing:nightly',
      openedAt: at(15),
      ended: { why: 'run-came', at: at(16), run: markOf(16) },
    });
  });

  test('of two runs that began in the same millisecond, the one whose id comes first is the earlier', () => {
    const both = (first: string, second: string) =>
      episodes(
        'migration',
        ran(0, { ...failed('42'), id: first }),
        ran(0, { ...failed('43'), id: second }),
      ).map(({ lead, ended }) => [lead, ended?.why ?? null]);
    const inOrder = [
      ['a', 'another-failure'],
      ['b', null],
    ];
    expect(both('a', 'b')).toEqual(inOrder);
    expect(both('b', 'a')).toEqual(inOrder);
  });
});

describe('runs that are slow', () => {
  const slow = (minute: number, over: Partial<Run> = {}) =>
    ran(minute, { outcome: 'running', alerts: ['silent-warning'], ...over });
  const ended = (minute: number, lasted: number) =>
    ran(minute, { ...applied, alerts: ['silent-warning'], endedAt: at(minute + lasted) });

  test('at the same time are one episode about the first running one, until the last is over', () => {
    expect(episodes('slow', ended(0, 20), slow(10), slow(11))).toMatchObject([
      { lead: markOf(10), marks: [0, 10, 11].map(markOf), ended: null, openedAt: at(0) },
    ]);
    expect(episodes('slow', ended(0, 30), ended(10, 15))).toMatchObject([
      { lead: markOf(0), marks: [0, 10].map(markOf), ended: { why: 'run-ended', at: at(30) } },
    ]);
  });

  test.each([
    ['a millisecond before the first ends is one with it', 5 + 1 / MINUTE, 1],
    ['when the first ends is another', 5, 2],
  ])('a run that can be reported %s', (_name, lead, count) => {
    expect(episodes('slow', ended(0, 20), slow(20 - lead))).toHaveLength(count);
  });

  test.each([
    ['while it runs', 0, 1],
    ['25 minutes after it ended', 20 + 25, 1],
    ['a millisecond later', 20 + 25 + 1 / MINUTE, 2],
    ['a millisecond before it began', -1 / MINUTE, 2],
  ])('an alarm belongs to the run that it rose for: %s', (_name, minute, count) => {
    expect(episodes('slow', ended(0, 20), rose(minute, 'slow'))).toHaveLength(count);
  });

  test('an alarm without such a run is over with the next run that ends', () => {
    expect(episodes('slow', rose(0, 'slow'), ran(1, { outcome: 'running' }))[0]!.ended).toBeNull();
    expect(episodes('slow', rose(2, 'slow'), ran(1, failed('42')))[0]!.ended).toBeNull();
    expect(episodes('slow', rose(2, 'slow'), ran(3, failed('42')))[0]!.ended).toMatchObject({
      why: 'run-ended',
    });
  });

  test('an alarm of another kind belongs to none of them', () => {
    expect(episodes('slow', slow(0), rose(5))).toMatchObject([{ marks: { length: 1 } }]);
  });
});

describe('green but wrong', () => {
  const findings = (...kinds: Run['findings'][number]['kind'][]) => ({
    ...applied,
    findings: kinds.map((kind) => ({ kind, text: '' })),
  });

  test('is one episode for the same findings, a new one for others, and over with a run that is right', () => {
    const found = episodes(
      'wrong',
      ran(0, findings('file-read-in-part')),
      ran(1, findings('file-read-in-part')),
      ran(2, findings('stopped-early')),
      ran(3, applied),
    );
    expect(found.map(({ marks, ended }) => [marks.length, ended?.why])).toEqual([
      [2, 'another-failure'],
      [1, 'clean-run'],
    ]);
    expect(found[1]!.follows).toBe(found[0]!.lead);
  });

  test('is not ended by a run that failed', () => {
    expect(episodes('wrong', ran(0, findings('stopped-early')), ran(1, failed('42')))[0]!.ended).toBeNull();
  });
});

describe('an error pattern', () => {
  const over = (by: string): Observation => ({
    kind: 'acknowledged',
    acknowledgement: { id: 'over', kind: 'pattern', at: at(5), by, explains: false },
  });
  const other: Observation = {
    kind: 'alarm',
    alarm: { name: 'other', kind: 'pattern', at: at(1), text: '' },
  };

  test.each([
    ['its alarm is OK again: it is quiet', 'alarm', 'quiet'],
    ['a person says so', 'Kim', 'acknowledged'],
  ])('is over when %s', (_when, by, why) => {
    expect(episodes('pattern', rose(0, 'pattern'), other, over(by))[0]!.ended).toMatchObject({ why, by });
  });
});

describe('the runs kept for an open incident', () => {
  const failures = (count: number) =>
    Array.from({ length: count }, (_, n) => ran(11 * n, failed(String(100 + n))));
  const inUse = (...observations: Observation[]) =>
    leadsInUse(observations.reduce(evolve, emptyState({ environment: 'production', database: 'orders' })));

  test('are its lead and those of the twenty episodes before it', () => {
    expect(inUse(...failures(21)).size).toBe(21);
    expect(inUse(...failures(25)).size).toBe(21);
    expect(inUse(...failures(25))).not.toContain(markOf(11 * 3));
    expect(inUse(...failures(25))).toContain(markOf(11 * 4));
  });

  test('are dropped once it is over', () => {
    expect(inUse(...failures(3), ran(60, applied)).size).toBe(0);
  });
});
