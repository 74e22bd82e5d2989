import { describe, expect, test } from 'vitest';
import {
  byStart,
  happenedAt,
  inTrouble,
  provesClean,
  type RunSummary,
  summaryOf,
  wrongFindings,
} from '../../../lambda/domain/incidents/run-summary.ts';
import { errorWithoutFields } from '../../../lambda/domain/lines/parse/parse-error.ts';
import { imageFiles } from '../../../lambda/domain/model/announcement.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const summary = (over: Partial<Run> = {}) => summaryOf(handMadeRun(over), 1);
const finding = (kind: Run['findings'][number]['kind']) => ({ kind, text: '' });

describe('when a run happened', () => {
  test.each<{
    readonly name: string;
    readonly over: Partial<Run>;
    readonly startedAt: number;
    readonly endedAt: number | null;
  }>([
    { name: 'it says both', over: { startedAt: 1, endedAt: 2, lastEventAt: 3 }, startedAt: 1, endedAt: 2 },
    {
      name: 'it has not ended',
      over: { startedAt: 1, endedAt: null, lastEventAt: 3 },
      startedAt: 1,
      endedAt: null,
    },
    {
      name: 'nothing says its end',
      over: { outcome: 'failed', startedAt: 1, endedAt: null, lastEventAt: 3 },
      startedAt: 1,
      endedAt: 3,
    },
    {
      name: 'nothing says its start',
      over: { outcome: 'failed', startedAt: null, endedAt: 2, lastEventAt: 3 },
      startedAt: 2,
      endedAt: 2,
    },
    {
      name: 'nothing says either',
      over: { outcome: 'failed', startedAt: null, endedAt: null, lastEventAt: 3 },
      startedAt: 3,
      endedAt: 3,
    },
    {
      name: 'nothing says anything',
      over: { outcome: 'failed', startedAt: null, endedAt: null, lastEventAt: null },
      startedAt: 0,
      endedAt: null,
    },
  ])('$name', ({ over, startedAt, endedAt }) => {
    const run = summary(over);
    expect(run).toMatchObject({ startedAt, endedAt });
    expect(happenedAt(run)).toBe(endedAt ?? startedAt);
  });

  test('runs are in order of start, then of id', () => {
    const [a, b, c] = [
      summary({ id: 'b', startedAt: 1 }),
      summary({ id: 'a', startedAt: 2 }),
      summary({ id: 'c', startedAt: 2 }),
    ];
    expect([c, b, a].sort(byStart).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    expect(byStart(b, b)).toBe(0);
    expect(byStart(b, c)).toBe(-1);
    expect(byStart(c, b)).toBe(1);
  });
});

describe('what a run did', () => {
  const [applied, failed, queued] = [
    handMadeMigration({ version: '41', endedAt: T0 + 7 }),
    handMadeMigration({ version: '42', status: 'failed' }),
    handMadeMigration({ version: '43', status: 'queued' }),
  ];

  test('applied one migration and failed at the next', () => {
    expect(summary({ migrations: [applied, failed, queued] })).toMatchObject({
      version: '42',
      cleanVersion: '41',
      moved: true,
      dirty: false,
    });
  });

  test('is executing a migration', () => {
    const migrations = [{ ...failed, status: 'running' as const }];
    expect(summary({ migrations })).toMatchObject({ version: '42', cleanVersion: null, moved: false });
  });

  test('the version that is dirty outranks the one that failed', () => {
    expect(summary({ dirtyVersion: '7', migrations: [failed] })).toMatchObject({
      version: '7',
      dirtyVersion: '7',
      dirty: true,
    });
  });

  test('a down leaves a version that its lines do not name', () => {
    const down = { ...applied, direction: 'down' as const };
    expect(summary({ migrations: [applied, down] })).toMatchObject({ cleanVersion: null, moved: true });
  });

  test.each<[string, Partial<Run>, boolean]>([
    ['a migration failed', { outcome: 'failed', error: errorWithoutFields('migration-failed', '') }, true],
    ['a migration failed, and is tried again', { error: errorWithoutFields('migration-failed', '') }, false],
    ['it could not connect', { outcome: 'failed', error: errorWithoutFields('connection', '') }, false],
    ['it failed without an error', { outcome: 'failed' }, false],
  ])('it proves the database dirty: %s', (_name, over, dirty) => {
    expect(summary(over).dirty).toBe(dirty);
  });

  test('the code is SQLSTATE, else the vendor’s number', () => {
    const error = { ...errorWithoutFields('migration-failed', ''), sqlState: null, vendorCode: 1064 };
    expect(summary({ error: { ...error, sqlState: '42601' } }).code).toBe('42601');
    expect(summary({ error: { ...error, vendorCode: 999_999 } }).code).toBe('999999');
    expect(summary({ error: { ...error, vendorCode: null } }).code).toBeNull();
    expect(summary().code).toBeNull();
  });

  test('findings, alerts and leaks are kept once each, in order', () => {
    expect(
      summary({
        findings: [finding('stopped-early'), finding('file-read-in-part'), finding('stopped-early')],
        alerts: ['silent-warning', 'silent-critical'],
        leaked: ['token', 'password', 'token'],
      }),
    ).toMatchObject({
      findings: ['file-read-in-part', 'stopped-early'],
      alerts: ['silent-critical', 'silent-warning'],
      leaked: ['password', 'token'],
    });
  });

  test('its image is kept with the first version that it applied, and with the time of the last', () => {
    const announcedFiles = imageFiles(['40', '41', '42']);
    const before = handMadeMigration({ version: '40', direction: 'down' });
    const first = handMadeMigration({ version: '40' });
    expect(summary({ announcedFiles, migrations: [before, first, applied] }).image).toMatchObject({
      appliedFrom: '40',
      appliedUntil: T0 + 7,
    });
    expect(summary({ announcedFiles, migrations: [before, failed] }).image).toMatchObject({
      appliedFrom: null,
    });
    expect(summary({ announcedFiles }).image).toMatchObject({ appliedFrom: null, appliedUntil: null });
    expect(summary({ migrations: [applied] })).not.toHaveProperty('image');
  });

  test('attributes that do not apply are left out', () => {
    for (const key of ['clockWrong', 'project', 'refused', 'forcedVersion', 'image', 'untold'])
      expect(summary()).not.toHaveProperty(key);
    const resource = 'arn:aws:codebuild:eu-west-1:111122223333:build/orders:0f8fad5b';
    expect(
      summary({
        resource,
        clock: { from: 0, to: 1 },
        refused: true,
        forcedVersion: '41',
        outcome: 'succeeded',
      }),
    ).toMatchObject({ project: 'orders', clockWrong: true, refused: true, forcedVersion: '41' });
  });
});

describe('a run that was stored before proofs were', () => {
  const former = (over: Partial<Run>): RunSummary => {
    const { proof: _, ...rest } = summary(over);
    return rest;
  };

  test.each<[string, Partial<Run>, boolean]>([
    ['applied something', { outcome: 'succeeded', migrations: [handMadeMigration()] }, true],
    ['had nothing to do', { outcome: 'no-change' }, true],
    ['ended without a word', { outcome: 'succeeded' }, false],
    ['failed', { outcome: 'failed', migrations: [handMadeMigration()] }, false],
    ['said dirty', { outcome: 'no-change', dirtyVersion: '42' }, false],
    ...(['force', 'version', 'create'] as const).map((command): [string, Partial<Run>, boolean] => [
      `was ${command}`,
      { outcome: 'no-change', command },
      false,
    ]),
    ['was up', { outcome: 'no-change', command: 'up' }, true],
  ])('proves the database clean as it did then: it %s', (_name, over, proves) => {
    expect(provesClean(former(over))).toBe(proves);
  });
});

describe('a run needs a repair, or a look', () => {
  test.each<[string, Partial<RunSummary>, boolean]>([
    ['failed', { outcome: 'failed' }, true],
    ['blocked', { outcome: 'blocked' }, true],
    ['killed', { outcome: 'killed' }, true],
    ['of unknown end', { outcome: 'unknown' }, true],
    ['going on', { outcome: 'running', dirty: true }, false],
    ['stopped early, which is green but wrong', { outcome: 'stopped-early', dirty: true }, false],
    ['succeeded', { outcome: 'succeeded' }, false],
    ['succeeded, and it says dirty', { outcome: 'succeeded', dirty: true }, true],
    ['had nothing to do, and it says dirty', { outcome: 'no-change', dirty: true }, true],
    ['a force, which ends that', { outcome: 'succeeded', dirty: true, command: 'force' }, false],
    ['failed, and its process may try again', { outcome: 'failed', untold: true }, false],
    ['failed, because a person said no', { outcome: 'failed', refused: true }, false],
  ])('%s', (_name, over, is) => {
    expect(inTrouble({ ...summary(), ...over })).toBe(is);
  });
});

describe('a green run is wrong', () => {
  test.each<[string, Partial<Run>, readonly string[]]>([
    [
      'by what its own lines say',
      { outcome: 'succeeded', findings: [finding('file-read-in-part')] },
      ['file-read-in-part'],
    ],
    ['when it stopped early', { outcome: 'stopped-early' }, ['stopped-early']],
    [
      'when it stopped early, and by what else it says',
      { outcome: 'stopped-early', findings: [finding('file-read-in-part')] },
      ['file-read-in-part'],
    ],
    ['not when it failed', { outcome: 'failed', findings: [finding('file-read-in-part')] }, []],
    ['not when it goes on', { findings: [finding('file-read-in-part')] }, []],
    ['not without a finding', { outcome: 'no-change' }, []],
    ['not by any other finding', { outcome: 'succeeded', findings: [finding('late')] }, []],
  ])('%s', (_name, over, expected) => {
    expect(wrongFindings(summary(over), [])).toEqual(expected);
  });

  test('by findings about its image, in addition to its own', () => {
    const unfit = [{ kind: 'image-older' as const, versions: ['7'] }] as unknown as Parameters<
      typeof wrongFindings
    >[1];
    const own = { outcome: 'succeeded' as const, findings: [finding('file-read-in-part')] };
    expect(wrongFindings(summary(own), unfit)).toEqual(['file-read-in-part', 'image-older']);
  });
});
