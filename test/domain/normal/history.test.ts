import { expect, test } from 'vitest';
import { historiesFor } from '../../../lambda/domain/normal/histories-for.ts';
import {
  emptyHistory,
  type History,
  KEPT_MIGRATIONS,
  type Took,
  tookIn,
  withTook,
} from '../../../lambda/domain/normal/history.ts';
import { comparing } from '../../../lambda/domain/normal/source.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';

const PRODUCTION = { environment: 'production', database: 'orders' };
const STAGING = { environment: 'staging', database: 'orders' };

function took(file: string, at: number, ms: number, digest?: string): Took {
  return { id: `${file}@${at}`, file, at, ms, ...(digest !== undefined && { digest }) };
}

function history(target: typeof STAGING, ...all: readonly Took[]): History {
  return withTook(emptyHistory(target), all);
}

test('a clean run shows how long each of its migrations took', () => {
  const migrations = [
    handMadeMigration(),
    handMadeMigration({
      version: '0002',
      identifier: 'add_email',
      ranMs: 0,
      startedAt: null,
      digest: 'ab12cd34',
    }),
  ];
  const shown = tookIn(handMadeRun({ outcome: 'succeeded', migrations }));
  expect(shown).toMatchObject([
    { ms: 12.5, at: T0 },
    { ms: 0, at: T0, digest: 'ab12cd34' },
  ]);
  expect(new Set(shown.map(({ id }) => id)).size).toBe(2);
  expect(shown[1]!.file).toMatch(/^2 /);
});

test.each([
  ['a down migration', { direction: 'down' }, {}],
  ['an empty file', { ranFrom: 'empty', ranMs: 0 }, {}],
  ['a lower bound', { ranAtLeast: true }, {}],
  ['an unknown duration', { ranMs: null, ranFrom: null }, {}],
  ['a negative duration', { ranMs: -3 }, {}],
  ['a duration that is not a number', { ranMs: Number.NaN }, {}],
  ['a migration that failed', { status: 'failed' }, {}],
  ['event times that cannot be right', { ranFrom: 'derived' }, { clock: { from: 1, to: 2 } }],
  ['no time at all', { startedAt: null, endedAt: null }, { startedAt: null }],
  ['a run that failed', {}, { outcome: 'failed' }],
  ['a run that stopped early', {}, { outcome: 'stopped-early' }],
  ['a run with missing lines', {}, { incomplete: { why: 'lines', from: 1, to: 2 } }],
] as const)('%s shows nothing', (_name, migration, run) => {
  const migrations = [handMadeMigration(migration)];
  expect(tookIn(handMadeRun({ outcome: 'succeeded', migrations, ...run }))).toEqual([]);
});

test('a derived duration counts if the times of the log events can be right', () => {
  const migrations = [handMadeMigration({ ranFrom: 'derived' })];
  expect(tookIn(handMadeRun({ outcome: 'succeeded', migrations }))).toHaveLength(1);
});

test('a run that is learned again changes nothing, and the order of arrival makes no difference', () => {
  const [a, b, c] = [took('1 a', 1, 5), took('2 b', 2, 5), took('3 c', 3, 5)];
  const all = history(STAGING, c!, a!, b!);
  expect(all.took).toEqual([a, b, c]);
  expect(withTook(all, [b!])).toBe(all);
  expect(history(STAGING, b!, c!, a!)).toEqual(all);
});

test('the last migrations are kept', () => {
  const many = Array.from({ length: KEPT_MIGRATIONS + 1 }, (_, i) => took(`${i} a`, i, 1));
  const kept = withTook(emptyHistory(STAGING), many);
  expect(kept.took.map(({ at }) => at)).toEqual(many.slice(1).map(({ at }) => at));
});

test('a migration is compared with the last time its file ran in the source before', () => {
  const source = history(
    STAGING,
    took('7 a', 10, 100),
    took('7 a', 20, 200),
    took('7 a', 40, 400),
    took('8 b', 10, 1),
  );
  const target = history(PRODUCTION, took('7 a', 15, 1_000), took('8 b', 9, 2), took('9 c', 30, 3));
  const compare = comparing(target, [source]);
  expect(compare({ file: '7 a', at: 30 })).toEqual({
    source: STAGING,
    sourceMs: 200,
    pairs: [{ id: '7 a@15', at: 15, sourceMs: 100, targetMs: 1_000 }],
  });
  // At the same moment is not before: the clocks of two environments may disagree.
  expect(compare({ file: '7 a', at: 10 })).toBeUndefined();
  expect(compare({ file: '9 c', at: 30 })).toBeUndefined();
});

test('a file that was edited between the environments is another file', () => {
  const source = history(STAGING, took('7 a', 10, 100, 'aaaaaaaa'), took('8 b', 10, 100));
  const compare = comparing(emptyHistory(PRODUCTION), [source]);
  expect(compare({ file: '7 a', at: 30, digest: 'bbbbbbbb' })).toBeUndefined();
  expect(compare({ file: '7 a', at: 30, digest: 'aaaaaaaa' })?.sourceMs).toBe(100);
  expect(compare({ file: '7 a', at: 30 })?.sourceMs).toBe(100);
  expect(compare({ file: '8 b', at: 30, digest: 'bbbbbbbb' })?.sourceMs).toBe(100);
});

test('another database of the environment counts only for files with equal digests', () => {
  const tenant = { environment: 'production', database: 'tenant-1' };
  const source = history(tenant, took('7 a', 10, 100, 'aaaaaaaa'), took('8 b', 10, 100));
  const compare = comparing(emptyHistory(PRODUCTION), [source]);
  expect(compare({ file: '7 a', at: 30, digest: 'aaaaaaaa' })?.source).toEqual(tenant);
  expect(compare({ file: '7 a', at: 30 })).toBeUndefined();
  expect(compare({ file: '8 b', at: 30, digest: 'aaaaaaaa' })).toBeUndefined();
});

test('of several sources the one with the most pairs counts, and only a source in which the file ran', () => {
  const dev = { environment: 'dev', database: 'orders' };
  const target = history(PRODUCTION, took('1 a', 5, 50), took('2 b', 6, 60));
  const ofDev = history(dev, took('1 a', 1, 1), took('2 b', 1, 1), took('3 c', 1, 1), took('4 d', 1, 1));
  const ofStaging = history(STAGING, took('2 b', 2, 2), took('3 c', 2, 2), took('5 e', 2, 2));
  const compare = comparing(target, [ofStaging, ofDev]);
  expect(compare({ file: '3 c', at: 9 })).toMatchObject({ source: dev, sourceMs: 1 });
  expect(compare({ file: '5 e', at: 9 })).toMatchObject({ source: STAGING, sourceMs: 2 });
});

test('pairs of other databases of the two environments count too, but a file of another database is not compared', () => {
  const users = (environment: string, ...all: readonly Took[]) =>
    history({ environment, database: 'users' }, ...all);
  const target = history(PRODUCTION, took('1 a', 5, 50));
  const others = [
    users('production', took('9 z', 7, 70), took('8 y', 7, 70)),
    history(STAGING, took('1 a', 1, 1), took('2 b', 1, 1)),
    users('staging', took('9 z', 2, 2), took('5 e', 2, 2)),
  ];
  const compare = comparing(target, others);
  expect(compare({ file: '2 b', at: 9 })?.pairs).toEqual([
    { id: '1 a@5', at: 5, sourceMs: 1, targetMs: 50 },
    { id: '9 z@7', at: 7, sourceMs: 2, targetMs: 70, otherDatabase: true },
  ]);
  expect(compare({ file: '5 e', at: 9 })).toBeUndefined();
});

test('what is read: the environment before if it is declared, else all others, each with a few databases beside', () => {
  const names = ['dev', 'staging', 'production'].map((environment) => ({ environment, database: 'orders' }));
  const shown = (of: readonly (typeof STAGING)[]) =>
    of.map(({ environment, database }) => `${environment}/${database}`);
  expect(shown(historiesFor(PRODUCTION, names))).toEqual(['dev/orders', 'staging/orders']);
  expect(shown(historiesFor(PRODUCTION, names, { production: 'staging' }))).toEqual(['staging/orders']);
  expect(shown(historiesFor(STAGING, names, { production: 'staging' }))).toEqual([
    'dev/orders',
    'production/orders',
  ]);
  const tenants = Array.from({ length: 9 }, (_, i) => ({ environment: 'production', database: `t${i}` }));
  expect(shown(historiesFor(PRODUCTION, [...names, ...tenants], { production: 'staging' }))).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `production/t${i}`),
    'staging/orders',
    ...[0, 1, 2, 3, 4].map((i) => `staging/t${i}`),
  ]);
  const many = Array.from({ length: 9 }, (_, i) => ({ environment: `e${i}`, database: 'orders' }));
  expect(shown(historiesFor(PRODUCTION, many))).toEqual(['e0/orders', 'e1/orders', 'e2/orders']);
  // A name that every object has does not count as a declaration.
  expect(shown(historiesFor({ ...PRODUCTION, environment: 'constructor' }, names))).toHaveLength(3);
});
