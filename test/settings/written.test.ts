import { expect, test } from 'vitest';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { deadlinesFor } from '../../lambda/domain/runs/record/deadlines.ts';
import { handMadeRun } from '../builders/facts-and-runs.ts';
import { deployedBy } from '../sources-of.ts';

/** The deadlines that the sweep uses for a run of an environment, with these thresholds for all environments and for production. */
function deadlinesIn(environment: string, all: string, production: string) {
  const { sweep } = deployedBy(`
environments:
  production: { thresholds: ${production} }
  staging: {}
sources:
  - { logGroup: /a, environment: production, database: orders }
  - { logGroup: /b, environment: staging, database: orders }
thresholds: ${all}
`);
  return deadlinesFor(handMadeRun({ target: { environment, database: 'orders' } }), sweep);
}

test('without thresholds in the settings, all limits are defaults', () => {
  expect(deadlinesIn('production', '{}', '{}')).toEqual(DEADLINES);
  expect(DEADLINES.written).toEqual([]);
});

test('a limit is written even if it equals the default', () => {
  expect(deadlinesIn('production', '{}', '{ longRunning: { warning: 10m } }')).toEqual({
    ...DEADLINES,
    written: ['longRunningWarningMs'],
  });
  expect(deadlinesIn('staging', '{}', '{ longRunning: { warning: 10m } }')).toEqual(DEADLINES);
});

test('a limit of all environments is written for each of them', () => {
  const all = '{ silent: { warning: 5m, critical: 20m } }';
  const written = ['silentWarningMs', 'silentCriticalMs'];
  expect(deadlinesIn('staging', all, '{}')).toEqual({ ...DEADLINES, silentCriticalMs: 1_200_000, written });
  expect(
    deadlinesIn('production', all, '{ silent: { critical: 1h }, longRunning: { critical: 2h } }'),
  ).toEqual({
    ...DEADLINES,
    silentCriticalMs: 3_600_000,
    longRunningCriticalMs: 7_200_000,
    written: [...written, 'longRunningCriticalMs'],
  });
});

test('other deadlines that are written replace no limit of slow runs', () => {
  const { written, endUnknownMs } = deadlinesIn('staging', '{ endUnknown: 3h }', '{}');
  expect([written, endUnknownMs]).toEqual([[], 10_800_000]);
});
