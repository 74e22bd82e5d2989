import { describe, expect, test } from 'vitest';
import { GAUGES, METRICS } from '../../../../lambda/contract/metrics.ts';
import { gaugesOf, type OpenState } from '../../../../lambda/domain/incidents/gauges.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { countersOf, type MetricDatum } from '../../../../lambda/domain/runs/record/metrics.ts';
import { runLine } from '../../../../lambda/domain/runs/record/run-line.ts';
import { handMadeExpectation, handMadeMigration, handMadeRun, T0 } from '../../../builders/facts-and-runs.ts';

const NOW = T0 + 600_000;
const error = {
  class: 'migration-failed',
  message: 'syntax error',
  sqlState: '42601',
  vendorCode: null,
  line: 2,
  column: 8,
  statement: 'SELECT ‹text #1›',
  details: null,
} as const;
const failed = handMadeRun({
  outcome: 'failed',
  error,
  migrations: [handMadeMigration(), handMadeMigration({ version: '2', status: 'failed', ranMs: null })],
  endedAt: T0 + 2_000,
  lastEventAt: T0 + 2_000,
  durationMs: 2_000,
  dirtyVersion: '2',
});

/** `name=value@ms after T0` of the points by database or error class. */
function brief(data: readonly MetricDatum[]): string[] {
  return data
    .filter(({ dimensions }) => dimensions.Database !== undefined || dimensions.ErrorClass !== undefined)
    .map(
      ({ name, value, at, dimensions }) => `${name}${dimensions.ErrorClass ? '!' : ''}=${value}@${at - T0}`,
    );
}

test('a run counts its start, what it applied and its end, each once, at event time', () => {
  const started = handMadeRun();
  expect(brief(countersOf(null, started, NOW))).toEqual(['RunsStarted=1@0']);
  expect(brief(countersOf(started, failed, NOW))).toEqual([
    'MigrationsApplied=1@2000',
    'RunsFailed=1@2000',
    'RunsFailed!=1@2000',
    'RunDuration=2@2000',
    'LongestMigration=0.0125@2000',
  ]);
  expect(countersOf(failed, { ...failed, exitCode: 1 }, NOW)).toEqual([]);
});

test.each([
  ['succeeded', 'RunsSucceeded'],
  ['no-change', 'RunsNoChange'],
  ['blocked', 'RunsFailed'],
  ['killed', 'RunsKilled'],
  ['unknown', 'RunsKilled'],
  ['stopped-early', undefined],
] as const)('a run that ended %s counts as %s', (outcome, name) => {
  const names = countersOf(handMadeRun(), handMadeRun({ outcome }), NOW).flatMap((datum) =>
    METRICS[datum.name].kind === 'counter' ? [datum.name] : [],
  );
  expect([...new Set(names)]).toEqual(name ? [name] : []);
});

test('the only dimensions are environment, database and error class', () => {
  const keys = countersOf(null, failed, NOW).flatMap(({ dimensions }) => Object.keys(dimensions));
  expect([...new Set(keys)].sort()).toEqual(['Database', 'Environment', 'ErrorClass']);
});

test('gauges: zero when nothing is open; an environment shows the highest of its databases', () => {
  const targets = [
    { environment: 'production', database: 'orders' },
    { environment: 'production', database: 'users' },
  ];
  const incidents = [
    { environment: 'production', database: 'users', conditions: ['failed', 'lock', 'dirty'] as const },
    {
      environment: 'production',
      database: 'orders',
      conditions: ['wrong', 'leak', 'slow-warning', 'slow-critical'] as const,
    },
    { environment: 'production', database: 'all', conditions: [] },
  ];
  const executing = handMadeMigration({
    status: 'running',
    startedAt: T0,
    endedAt: null,
    expectation: handMadeExpectation({ warningMs: 240_000 }),
  });
  const runs = [handMadeRun({ lastEventAt: T0 + 540_500, migrations: [executing] })];
  const data = gaugesOf({ running: runs, incidents, recent: [] }, targets, new Set(), NOW);
  expect(data.every(({ at }) => at === NOW)).toBe(true);
  const raised = (database: string | undefined) =>
    Object.fromEntries(
      data
        .filter(({ dimensions }) => dimensions.Database === database)
        .map(({ name, value }) => [name, value]),
    );
  const quiet = Object.fromEntries(GAUGES.map((name) => [name, 0]));
  const running = { RunningFor: 600, SilentFor: 59, DurationDeviation: 2.5 };
  const failed = { FailedRun: 1, LockFailure: 1, DirtyDatabase: 1 };
  const wrong = { WrongRun: 1, LeakedSecret: 1, SlowRunWarning: 1, SlowRunCritical: 1 };
  expect(data).toHaveLength(3 * GAUGES.length);
  expect(raised(undefined)).toEqual({ ...quiet, ...running, ...failed, ...wrong });
  expect(raised('orders')).toEqual({ ...quiet, ...running, ...wrong });
  expect(raised('users')).toEqual({ ...quiet, ...failed });
});

test('an incident that only alarms report raises no gauge, and does not count as a database', () => {
  const alone = { environment: 'production', database: 'all', conditions: [] };
  expect(gaugesOf({ running: [], incidents: [alone], recent: [] }, [], new Set(), NOW)).toEqual([]);
});

describe('a database', () => {
  const targets = [
    { environment: 'production', database: 'orders' },
    { environment: 'production', database: 'users' },
    { environment: 'staging', database: 'orders' },
  ];
  const orders = targets[0]!;
  const nothing = { running: [], incidents: [], recent: [] };
  const scopes = (open: OpenState, perDatabase: readonly string[] = []) => [
    ...new Set(
      gaugesOf(open, targets, new Set(perDatabase), NOW).map(({ dimensions: { Environment, Database } }) =>
        Database === undefined ? Environment : `${Environment}/${Database}`,
      ),
    ),
  ];

  test.each<[string, OpenState]>([
    ['a running run', { ...nothing, running: [handMadeRun()] }],
    ['an open incident', { ...nothing, incidents: [{ ...orders, conditions: ['failed'] }] }],
    ['an incident that ended', { ...nothing, incidents: [{ ...orders, conditions: [] }] }],
    ['a run that ended', { ...nothing, recent: [orders] }],
  ])('with %s has gauges, and the others have none', (_what, open) => {
    expect(scopes(open)).toEqual(['production', 'staging', 'production/orders']);
  });

  test('with nothing open has none, except in an environment with alarms for each database', () => {
    expect(scopes(nothing)).toEqual(['production', 'staging']);
    expect(scopes(nothing, ['production'])).toEqual([
      'production',
      'production/orders',
      'production/users',
      'staging',
    ]);
  });
});

test('a run that passes a critical deadline is trouble, once for each deadline, and a warning is not', () => {
  const trouble = (before: Run['alerts'] | null, after: Run['alerts']) =>
    countersOf(before && handMadeRun({ alerts: before }), handMadeRun({ alerts: after }), NOW).filter(
      ({ name }) => name === 'TroubleRecorded',
    );
  expect(trouble(['silent-warning'], ['silent-warning', 'silent-critical'])).toEqual([
    { name: 'TroubleRecorded', value: 1, at: NOW, dimensions: { Environment: 'production' } },
  ]);
  expect(trouble(null, ['long-running-critical'])).toHaveLength(1);
  expect(trouble(['silent-critical'], ['silent-critical', 'long-running-critical'])).toHaveLength(1);
  expect(trouble(['silent-critical'], ['silent-critical', 'long-running-warning'])).toEqual([]);
  expect(trouble([], ['silent-warning', 'long-running-warning'])).toEqual([]);
});

test.each([
  ['failed', ['TroubleRecorded']],
  ['blocked', ['TroubleRecorded']],
  ['killed', ['TroubleRecorded']],
  ['unknown', ['TroubleRecorded']],
  ['succeeded', []],
] as const)('a run that is recorded as %s sends occurrences, once and stamped now', (outcome, names) => {
  const findings = [{ kind: 'unmatched-target', text: '' }] as const;
  const occurrences = (before: Run | null, after: Run) =>
    countersOf(before, after, NOW)
      .filter(({ name }) => METRICS[name].kind === 'occurrence')
      .map(({ name, value, at, dimensions }) => [name, value, at, dimensions]);
  const over = handMadeRun({ outcome, findings, endedAt: T0 + 1_000 });
  expect(occurrences(handMadeRun({ findings }), over)).toEqual(
    [...names, 'UnmatchedRun'].map((name) => [name, 1, NOW, { Environment: 'production' }]),
  );
  expect(occurrences(over, { ...over, exitCode: 1 })).toEqual([]);
  expect(occurrences(null, handMadeRun({ findings }))).toEqual([]);
});

test('a run ahead of our clock has run for 0 s, not less', () => {
  const run = handMadeRun({ startedAt: NOW + 5_000, lastEventAt: NOW + 5_000 });
  const early = { running: [run], incidents: [], recent: [] };
  expect(gaugesOf(early, [], new Set(), NOW).every(({ value }) => value === 0)).toBe(true);
});

test('the log line says what changed in fields, and repeats no text of the run', () => {
  const line = runLine({ kind: 'ended', before: 'running', after: 'failed' }, failed, 3, 'postgres');
  expect(line).toMatchObject({
    level: 'ERROR',
    time: '2026-03-05T10:00:02.000Z',
    environment: 'production',
    database: 'orders',
    version: '2',
    dirtyVersion: '2',
    migrationsApplied: 1,
    durationMs: 2_000,
    longestMigrationMs: 12.5,
    errorClass: 'migration-failed',
    sqlState: '42601',
    revision: 3,
  });
  expect(JSON.stringify(line)).not.toContain('SELECT');
});

test.each([
  ['INFO', {}],
  ['INFO', { outcome: 'succeeded' }],
  ['WARN', { alerts: ['silent-warning'] }],
  ['WARN', { outcome: 'succeeded', leaked: ['password'] }],
  ['WARN', { outcome: 'stopped-early' }],
  ['ERROR', { outcome: 'unknown' }],
] as const)('level %s for %o', (level, over) => {
  const run = handMadeRun(over);
  expect(runLine({ kind: 'ended', before: null, after: run.outcome }, run, 1, null).level).toBe(level);
});
