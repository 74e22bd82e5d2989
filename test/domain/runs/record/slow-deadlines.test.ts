import { describe, expect, test } from 'vitest';
import { DEADLINES } from '../../../../lambda/contract/defaults.ts';
import type { Expectation } from '../../../../lambda/domain/model/forecast.ts';
import type { Migration, Run } from '../../../../lambda/domain/model/run.ts';
import { withWritten } from '../../../../lambda/domain/runs/record/deadlines.ts';
import { slowDeadlines } from '../../../../lambda/domain/runs/record/slow-deadlines.ts';
import { handMadeExpectation, handMadeMigration, handMadeRun, T0 } from '../../../builders/facts-and-runs.ts';

const MINUTE = 60_000;
const KNOWN = handMadeExpectation({ warningMs: 9 * MINUTE, criticalMs: 14 * MINUTE });
const LEARNING = { ...KNOWN, forecast: { ...KNOWN.forecast, n: 1.9 } };

/** A run that executes a migration since its second minute, and printed its last line then. */
function executing(expectation: Expectation | null | undefined, earlier: readonly Migration[] = []): Run {
  const startedAt = T0 + MINUTE;
  return handMadeRun({
    outcome: 'running',
    startedAt: T0,
    lastEventAt: startedAt,
    endedAt: null,
    migrations: [
      ...earlier,
      handMadeMigration({
        version: '2',
        status: 'running',
        ranMs: null,
        ranFrom: null,
        startedAt,
        endedAt: null,
        ...(expectation !== undefined && { expectation }),
      }),
    ],
  });
}

/** What is due, with the minute of the run. */
function due(run: Run, written: Parameters<typeof withWritten>[1] = {}): Record<string, number> {
  const found = slowDeadlines(run, withWritten(DEADLINES, written));
  return Object.fromEntries(found.map(({ what, at }) => [what, (at - T0) / MINUTE]));
}

const DEFAULTS = {
  'silent-warning': 6,
  'silent-critical': 16,
  'long-running-warning': 10,
  'long-running-critical': 30,
};

describe('a migration', () => {
  test.each([
    ['that nobody has compared yet', undefined],
    ['whose file ran nowhere before', null],
  ])('%s has the default limits', (_name, expectation) => {
    expect(due(executing(expectation))).toEqual(DEFAULTS);
  });

  test('that is known well has its own limits, and no others', () => {
    expect(due(executing(KNOWN))).toEqual({ 'unusual-warning': 10, 'unusual-critical': 15 });
  });

  test('that fewer than two pairs are known of has its own warning, and the default critical limits', () => {
    expect(due(executing(LEARNING))).toEqual({
      'unusual-warning': 10,
      'silent-critical': 16,
      'long-running-critical': 30,
    });
  });

  test('that is known well also has every limit that a user wrote', () => {
    expect(due(executing(KNOWN), { longRunningWarningMs: 10 * MINUTE, silentCriticalMs: MINUTE })).toEqual({
      'unusual-warning': 10,
      'unusual-critical': 15,
      'long-running-warning': 10,
      'silent-critical': 2,
    });
  });

  test('says which version its own limits are about', () => {
    expect(slowDeadlines(executing(KNOWN), DEADLINES).map(({ version }) => version)).toEqual(['2', '2']);
  });
});

describe('the time of a finished migration', () => {
  const took = (expectation?: Expectation | null) =>
    handMadeMigration({
      startedAt: T0 - 40 * MINUTE,
      endedAt: T0,
      ...(expectation !== undefined && { expectation }),
    });

  test('that was known well does not count towards the default limits of its run', () => {
    expect(due(executing(undefined, [took(KNOWN)]))).toEqual({
      ...DEFAULTS,
      'long-running-warning': 50,
      'long-running-critical': 70,
    });
  });

  test('that was still being learned counts towards the critical one', () => {
    expect(due(executing(undefined, [took(LEARNING)]))).toEqual({ ...DEFAULTS, 'long-running-warning': 50 });
  });

  test('counts towards a limit that a user wrote', () => {
    const written = { longRunningWarningMs: 10 * MINUTE };
    expect(due(executing(undefined, [took(KNOWN)]), written)).toMatchObject({ 'long-running-warning': 10 });
  });

  test('counts if its file ran nowhere before', () => {
    expect(due(executing(undefined, [took(null), took()]))).toEqual(DEFAULTS);
  });
});
