import { describe, expect, test } from 'vitest';
import { episodesOf } from '../../../lambda/domain/incidents/episode.ts';
import { evolve } from '../../../lambda/domain/incidents/evolve.ts';
import { imageFindings } from '../../../lambda/domain/incidents/image-findings.ts';
import { type RunSummary, summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { emptyState, KEPT_RUNS, type TargetState } from '../../../lambda/domain/incidents/target-state.ts';
import { imageFiles } from '../../../lambda/domain/model/announcement.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

function seen(n: number, over: Partial<Run>): RunSummary {
  const startedAt = T0 + n * 60_000;
  const id = `run-${String(n).padStart(3, '0')}`;
  return summaryOf(handMadeRun({ id, origin: `origin-${n}`, startedAt, endedAt: startedAt + 5, ...over }), 1);
}

function inOrder(runs: readonly RunSummary[]): TargetState {
  return runs.reduce<TargetState>(
    (state, run) => evolve(state, { kind: 'run', run }),
    emptyState({ environment: 'production', database: 'orders' }),
  );
}

const stateOf = (...runs: Partial<Run>[]) => inOrder(runs.map((over, n) => seen(n, over)));
const carries = (files: string | null) =>
  files === null ? {} : { announcedFiles: imageFiles(files.split(',')) };
/** A run that applied these versions, from an image with these files. */
function applied(versions: string, files: string | null): Partial<Run> {
  const migrations = versions.split(',').map((version) => handMadeMigration({ version }));
  return { outcome: 'succeeded', migrations, ...carries(files) };
}
const noChange = (files: string | null, command: string | null = null): Partial<Run> => ({
  outcome: 'no-change',
  command,
  ...carries(files),
});
const down = (version: string, files: string | null): Partial<Run> => ({
  outcome: 'succeeded',
  migrations: [handMadeMigration({ version, direction: 'down' })],
  ...carries(files),
});
const failed = (version: string): Partial<Run> => ({ outcome: 'failed', dirtyVersion: version });
const force: Partial<Run> = { outcome: 'succeeded', command: 'force' };

/** What is found of the last run, in short. */
function last(state: TargetState): string {
  const found = imageFindings(state).get(state.runs.at(-1)!.id) ?? [];
  return found.map(({ kind, versions, stands }) => `${kind} ${versions.join()} at ${stands}`).join('; ');
}

const SKIPPED = 'skipped-lower-version 2 at 3';

describe('what the runs of a database show about the last one’s image', () => {
  test.each<[string, Partial<Run>[], string]>([
    ['a file that was merged late', [applied('1,3', '1,3'), applied('4', '1,2,3,4')], SKIPPED],
    ['one with nothing beside it to apply', [applied('1,3', '1,3'), noChange('1,2,3')], SKIPPED],
    [
      'the same again: it is still not there',
      [applied('1,3', '1,3'), noChange('1,2,3'), noChange('1,2,3')],
      SKIPPED,
    ],
    [
      'the same after further ones',
      [applied('1,3', '1,3'), applied('4', '1,2,3,4'), applied('5', '1,2,3,4,5')],
      'skipped-lower-version 2 at 4',
    ],
    ['it was renumbered', [applied('1,3', '1,3'), applied('4', '1,2,3,4'), applied('5', '1,3,4,5')], ''],
    ['it was applied after a down', [applied('1,3', '1,3'), down('3', '1,2,3'), applied('2,3', '1,2,3')], ''],
    ['a person forced a version', [applied('1,3', '1,3'), failed('4'), force, applied('4', '1,2,3,4')], ''],
    ['a person says so', [applied('1,3', '1,3'), noChange('1,2,3'), force, noChange('1,2,3')], ''],
    [
      'it was dropped',
      [applied('1,3', '1,3'), { outcome: 'succeeded', command: 'drop' }, noChange('1,2,3')],
      '',
    ],
    [
      'it began again without an announcement',
      [applied('1,3', '1,3'), applied('1,2,3', null), noChange('1,2,3')],
      '',
    ],
    ['the database began again', [applied('1,3', '1,3'), applied('1,2,3', '1,2,3'), noChange('1,2,3')], ''],
    ['the first announcement', [applied('1,3', null), noChange('1,2,3')], ''],
    ['no announcement', [applied('1,3', '1,3'), noChange(null)], ''],
    [
      'others applied in between, unannounced',
      [applied('1', '1'), applied('2,3', null), noChange('1,2,3')],
      '',
    ],
    [
      'an image of another branch in between',
      [applied('1,2,3', '1,2,3'), noChange('1,3'), noChange('1,2,3')],
      '',
    ],
    ['files of both branches', [applied('1,2', '1,2'), applied('4', '1,2,4'), applied('5', '1,2,4,5')], ''],
    ['a failure between the two', [applied('1,3', '1,3'), { outcome: 'failed' }, noChange('1,2,3')], SKIPPED],
    ['a failed run', [applied('1,3', '1,3'), { ...failed('4'), ...carries('1,2,3,4') }], ''],

    ['no change although there is more', [applied('1,3', null), noChange('1,3,4')], 'image-newer 4 at 3'],
    ['`up` says so', [applied('1,3', null), noChange('1,3,4', 'up')], 'image-newer 4 at 3'],
    ['`goto` was told where to stop', [applied('1,3', null), noChange('1,3,4', 'goto')], ''],
    ['`version` applies nothing', [applied('1,3', null), noChange('1,3,4', 'version')], ''],
    ['where it stands is not known', [noChange('1,3,4')], ''],
    ['where it stands is not known any more', [applied('1,3', null), failed('4'), noChange('1,3,4')], ''],

    [
      'another run applied it meanwhile',
      [applied('1,3', null), { ...noChange('1,3,4'), endedAt: T0 + 120_001 }, applied('4', '1,3,4')],
      '',
    ],
    ['an image that is older', [applied('1,3', null), noChange('1,2')], 'image-older 2 at 3'],
    ['one at its height', [applied('1,3', null), noChange('1,3')], ''],
  ])('%s', (_name, runs, expected) => {
    expect(last(stateOf(...runs))).toBe(expected);
  });

  describe('two runs at once', () => {
    const first = applied('1,3', '1,3');
    const at = (from: number, to: number) => ({ startedAt: T0 + from, endedAt: T0 + to });
    /** Its container goes on for a while after what it applied. */
    const applies = (version: string, files: string, from: number, to: number): Partial<Run> => ({
      ...applied(version, files),
      ...at(from, to + 5_000),
      migrations: [handMadeMigration({ version, endedAt: T0 + to })],
    });
    const found = (...runs: Partial<Run>[]) =>
      [...imageFindings(stateOf(...runs))].map(([id, [one]]) => `${id} ${one!.kind}`);

    test('what one applied, the other need not have', () => {
      const waits = { ...noChange('1,3,4'), ...at(60_000, 60_900) };
      expect(found(first, waits, applies('4', '1,3,4', 60_001, 60_800))).toEqual([]);
      expect(found(first, waits, applies('4', '1,3,4', 60_899, 61_800))).toEqual([]);
      expect(found(first, waits, applies('4', '1,3,4', 60_900, 61_800))).toEqual(['run-001 image-newer']);
    });

    test('a run that is still running may apply more', () => {
      const busy: Partial<Run> = { ...applied('4', '1,3,4'), outcome: 'running', alerts: ['silent-warning'] };
      const waits = { ...noChange('1,3,4'), ...at(60_001, 60_900) };
      expect(found(first, waits, { ...busy, startedAt: T0 + 60_500, endedAt: null })).toEqual([]);
    });

    test('the database’s version is not known until the next run that is alone', () => {
      const a = applies('5', '1,3,5', 60_000, 60_900);
      const b = applies('4', '1,3,4', 60_001, 60_500);
      expect(found(first, a, b, noChange('1,3,4,5'))).toEqual([]);
      expect(
        found(first, a, b, noChange('1,3,4,5'), applied('6', '1,3,4,5,6'), noChange('1,3,4,5,6,7')),
      ).toEqual(['run-005 image-newer']);
    });

    test('a skipped version is still reported', () => {
      const waits = { ...noChange('1,2,3,4'), ...at(60_000, 60_900) };
      expect(found(first, waits, applies('4', '1,2,3,4', 60_001, 60_800))).toEqual([
        'run-001 skipped-lower-version',
        'run-002 skipped-lower-version',
      ]);
    });
  });

  test('have the same result in any order', () => {
    const runs = [applied('1,3', '1,3'), noChange('1,2,3'), applied('4', '1,2,3,4')].map((over, n) =>
      seen(n, over),
    );
    const [a, b, c] = runs as [RunSummary, RunSummary, RunSummary];
    const expected = imageFindings(inOrder(runs));
    expect(expected.size).toBe(2);
    for (const order of [
      [c, b, a],
      [b, c, a],
      [a, c, b],
      [c, a, b, a, c],
    ])
      expect(imageFindings(inOrder(order))).toEqual(expected);
  });

  test('a superseded run shows nothing', () => {
    const [first, second] = [seen(0, applied('1,3', '1,3')), seen(1, noChange('1,2,3'))];
    expect(imageFindings(inOrder([first, { ...second, superseded: true }]))).toEqual(new Map());
  });
});

describe('incidents about an image', () => {
  const wrong = (state: TargetState) =>
    episodesOf(state)
      .filter(({ kind }) => kind === 'wrong')
      .map(({ signature, marks, ended }) => [signature, marks.length, ended?.why]);

  test('end by a run that fits', () => {
    const runs = [applied('1,3', '1,3'), applied('4', '1,2,3,4'), noChange('1,2,3,4')];
    expect(wrong(stateOf(...runs))).toEqual([['skipped-lower-version:2', 2, undefined]]);
    expect(wrong(stateOf(...runs, applied('5', '1,3,4,5')))).toEqual([
      ['skipped-lower-version:2', 2, 'clean-run'],
    ]);
  });

  test('are reported again when another version is skipped', () => {
    const runs = [applied('1,5', '1,5'), noChange('1,2,5'), noChange('1,2,3,5')];
    expect(wrong(stateOf(...runs))).toEqual([
      ['skipped-lower-version:2', 1, 'another-failure'],
      ['skipped-lower-version:2, 3', 1, undefined],
    ]);
  });

  test('stay open when the runs that showed the fault are dropped', () => {
    const state = stateOf(
      applied('1,3', '1,3'),
      noChange('1,2,3'),
      ...Array.from({ length: KEPT_RUNS + 10 }, () => ({ outcome: 'failed' }) as const),
    );
    expect(state.runs[0]).toMatchObject({ id: 'run-001', unfit: [{ versions: ['2'] }] });
    expect(wrong(state)).toEqual([['skipped-lower-version:2', 1, undefined]]);
    const again = evolve(state, { kind: 'run', run: { ...seen(1, noChange('1,2,3')), revision: 2 } });
    expect(again.runs[0]).toMatchObject({ revision: 2, unfit: [{ versions: ['2'] }] });
    const later = evolve(again, { kind: 'run', run: seen(200, noChange('1,2,3')) });
    expect(wrong(later)).toEqual([['skipped-lower-version:2', 2, undefined]]);
    expect(wrong(evolve(later, { kind: 'run', run: seen(201, noChange('1,3')) }))).toEqual([
      ['skipped-lower-version:2', 1, 'clean-run'],
    ]);
  });

  test('nothing is stored for runs without an announcement', () => {
    const state = stateOf(...Array.from({ length: KEPT_RUNS + 2 }, () => applied('1', null)));
    expect(JSON.stringify(state)).not.toMatch(/image|unfit|passed/);
  });
});
