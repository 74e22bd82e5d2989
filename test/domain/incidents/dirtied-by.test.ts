import { expect, test } from 'vitest';
import { dirtiedByOtherOrigin } from '../../../lambda/domain/incidents/dirtied-by.ts';
import { type RunSummary, summaryOf } from '../../../lambda/domain/incidents/run-summary.ts';
import { errorWithoutFields } from '../../../lambda/domain/lines/parse/parse-error.ts';
import type { ErrorClass } from '../../../lambda/domain/model/error-class.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { UNMATCHED } from '../../../lambda/domain/model/target.ts';
import { handMadeMigration, handMadeRun } from '../../builders/facts-and-runs.ts';

const ORDERS = { environment: 'production', database: 'orders' };

const seen = (id: string, over: Partial<Run>) => summaryOf(handMadeRun({ id, ...over }), 1);
const failed = (dirtyVersion: string | null, over: Partial<Run> = {}) =>
  seen('failed', {
    outcome: 'failed',
    dirtyVersion,
    migrations: [handMadeMigration({ version: '42', status: 'failed' })],
    error: errorWithoutFields('migration-failed', 'migration failed'),
    ...over,
  });
const gone = (errorClass: ErrorClass, over: Partial<Run> = {}) =>
  seen('gone', { outcome: 'failed', migrations: [], error: errorWithoutFields(errorClass, 'x'), ...over });
const refused = (dirtyVersion: string | null = '42') =>
  seen('refused', {
    outcome: 'blocked',
    dirtyVersion,
    migrations: [],
    error: errorWithoutFields('dirty-blocked', 'Dirty database version 42. Fix and force version.'),
  });
const silent = seen('silent', { outcome: 'succeeded', migrations: [] });
const clean = seen('clean', { outcome: 'succeeded', migrations: [handMadeMigration()], proof: 'applied' });
const forced = seen('forced', { outcome: 'succeeded', command: 'force', migrations: [] });
const asked = seen('asked', { outcome: 'succeeded', command: 'version', dirtyVersion: '42' });
const killed = seen('killed', { outcome: 'killed', migrations: [], dirtyVersion: null, error: null });

test.each<readonly [string, readonly RunSummary[], string | undefined]>([
  ['the run before it, at the same version', [failed('42')], 'failed'],
  ['a down that does not name the version that it marked', [failed(null)], 'failed'],
  ['the last of several', [failed('41', { id: 'older' }), failed('42')], 'failed'],
  ['not one that marked another version', [failed('42', { id: 'older' }), failed('43')], undefined],
  ['refused runs change nothing', [failed('42'), refused()], 'failed'],
  ['nor do runs that did not reach the database', [failed('42'), gone('connection')], 'failed'],
  ['nor a command line that was not understood', [failed('42'), gone('usage')], 'failed'],
  ['nor a container that printed nothing', [failed('42'), silent], 'failed'],
  [
    'a connection that broke later may have',
    [failed('42'), gone('connection', { migrations: [handMadeMigration()] })],
    undefined,
  ],
  ['nor does `version`, which only says that it is dirty', [failed('42'), asked], 'failed'],
  [
    'a run that did not reach the database and says it is dirty may have marked it',
    [failed('42'), gone('lock', { dirtyVersion: '43' })],
    undefined,
  ],
  [
    'a run that was killed before it reached the database may have',
    [failed('42'), gone('connection', { outcome: 'killed' })],
    undefined,
  ],
  [
    'a failure with a version in trouble may have',
    [failed('42'), gone('lock', { migrations: [handMadeMigration({ status: 'running' })] })],
    undefined,
  ],
  ['a failure of another class may have', [failed('42'), gone('source')], undefined],
  ['a run that goes on did not', [failed('42', { outcome: 'running' })], undefined],
  ['a force that failed did not', [failed('42', { command: 'force' })], undefined],
  ['a run that was killed may have', [failed('42'), killed], undefined],
  ['a clean run took the mark off', [failed('42'), clean], undefined],
  ['so did a force', [failed('42'), forced], undefined],
  ['nothing was seen', [], undefined],
])('%s', (_name, before, cause) => {
  expect(dirtiedByOtherOrigin(refused(), before, ORDERS)?.id).toBe(cause);
});

test('the run is not searched for if no settings name the database, nor for other runs', () => {
  expect(dirtiedByOtherOrigin(refused(), [failed('42')], UNMATCHED)).toBeUndefined();
  for (const half of [{ environment: 'unmatched' }, { database: 'unmatched' }])
    expect(dirtiedByOtherOrigin(refused(), [failed('42')], { ...ORDERS, ...half })?.id).toBe('failed');
  expect(dirtiedByOtherOrigin(failed('42'), [failed('42')], ORDERS)).toBeUndefined();
  expect(dirtiedByOtherOrigin(refused(null), [failed(null)], ORDERS)).toBeUndefined();
  expect(
    dirtiedByOtherOrigin(
      { ...refused(), superseded: false },
      [{ ...failed('42'), superseded: true }],
      ORDERS,
    ),
  ).toBeUndefined();
});
