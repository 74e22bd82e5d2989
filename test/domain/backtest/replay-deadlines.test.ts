import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeadlineRules } from '../../../lambda/contract/defaults.ts';
import { replayDeadlines } from '../../../lambda/domain/backtest/replay-deadlines.ts';
import { extractMigrateLines, linesFact } from '../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../lambda/domain/model/fact.ts';
import { fold } from '../../../lambda/domain/runs/fold/fold.ts';
import { deadlinesFor, dueDeadlines } from '../../../lambda/domain/runs/record/deadlines.ts';
import { endedFact, LOG_GROUP, LOG_STREAM, ORIGIN, startedFact, T0 } from '../../builders/facts-and-runs.ts';
import { deployedBy, ORDERS } from '../../sources-of.ts';

const MINUTE = 60_000;
const STEP = MINUTE / 2;

const settings = (more = '') =>
  deployedBy(`sources: [{ ${ORDERS}, dedicated: true, environment: production, database: orders }]\n${more}`);
const CONTEXT = { origin: ORIGIN, sources: settings().ingest.sources };
const TODAY: DeadlineRules = settings().sweep;

const printed = (at: number, line: string): Fact =>
  extractMigrateLines({
    logGroup: LOG_GROUP,
    logStream: LOG_STREAM,
    events: [{ id: String(at).padStart(56, '0'), timestamp: T0 + at, message: line }],
  }).map((lines) => linesFact(lines, `batch ${at}`, 'batch'))[0]!;

/** A verbose run that executes one migration, from minute 0 to `minutes`. */
const runOf = (minutes: number): Fact[] => [
  startedFact(),
  printed(0, '2026/03/05 10:00:00 Start buffering 3/u add_email'),
  printed(1_000, '2026/03/05 10:00:01 Read and execute 3/u add_email'),
  endedFact({ at: T0 + minutes * MINUTE, exitCode: 0 }),
];

const passed = (facts: readonly Fact[], rules: DeadlineRules, until = T0 + 24 * 60 * MINUTE) =>
  replayDeadlines(facts, CONTEXT, rules, until).map(({ fact }) => [fact.what, (fact.at - T0) / MINUTE]);

describe('deadlines that would have passed', () => {
  test('under the deployed settings, in their order', () => {
    expect(passed(runOf(20), TODAY)).toEqual([
      ['silent-warning', 5 + 1 / 60],
      ['long-running-warning', 10 - 2 / 60],
      ['silent-critical', 15 + 1 / 60],
    ]);
  });

  test('under proposed thresholds, of the run’s own environment', () => {
    const proposed = (environment: string) => {
      const limits = 'thresholds: { silent: { warning: 12m }, longRunning: { warning: 18m } }';
      const other = environment === 'production' ? 'staging' : 'production';
      return settings(`environments: { ${environment}: { ${limits} }, ${other}: {} }`).sweep;
    };
    expect(passed(runOf(20), proposed('production')).map(([what]) => what)).toEqual([
      'silent-warning',
      'silent-critical',
      'long-running-warning',
    ]);
    expect(passed(runOf(20), proposed('staging'))).toEqual(passed(runOf(20), TODAY));
  });

  test('end one millisecond before the next fact arrives, and at `until`', () => {
    const due = 5 * MINUTE + 1_000;
    const until = (at: number) => passed(runOf(20), TODAY, T0 + at).map(([what]) => what);
    expect(until(due - 1)).toEqual([]);
    expect(until(due)).toEqual(['silent-warning']);
    expect(passed(runOf(due / MINUTE), TODAY)).toEqual([]);
    expect(passed(runOf((due + 1) / MINUTE), TODAY).map(([what]) => what)).toEqual(['silent-warning']);
  });

  test('count a line from its receipt, and what is received together as one', () => {
    const lines = [0, 4, 8, 9].map((at) =>
      printed(at * MINUTE, `2026/03/05 10:00:00 Read and execute ${at + 1}/u step`),
    );
    const received = (after: number) =>
      lines.map((fact) => ({ ...fact, receivedAt: T0 + after * MINUTE }) as Fact);
    const end = endedFact({ at: T0 + 9.5 * MINUTE });
    expect(passed([...lines, end], TODAY)).toEqual([]);
    expect(passed([...received(9), end], TODAY)).toEqual([]);
    expect(passed([lines[0]!, ...received(9).slice(1), end], TODAY)).toEqual([['silent-warning', 5]]);
  });

  test('are seen when they are due, or when the fact arrives that shows one in the past', () => {
    const seen = (receivedAt: number) => {
      const begun = { ...printed(0, '2026/03/05 10:00:00 Read and execute 1/u one'), receivedAt } as Fact;
      const [first] = replayDeadlines([begun], CONTEXT, TODAY, T0 + 30 * MINUTE);
      return [first?.fact.what, (first!.fact.at - T0) / MINUTE, (first!.seenAt - T0) / MINUTE];
    };
    expect(seen(T0 + 4 * MINUTE)).toEqual(['silent-warning', 5, 5]);
    expect(seen(T0 + 7 * MINUTE)).toEqual(['silent-warning', 5, 7]);
  });

  test('replace the recorded ones', () => {
    const facts = runOf(20);
    const recorded = replayDeadlines(facts, CONTEXT, TODAY, T0 + 20 * MINUTE).map(({ fact }) => fact);
    const later = settings('thresholds: { silent: { warning: 30m, critical: 40m } }').sweep;
    expect(passed([...facts, ...recorded], later)).toEqual(passed(facts, later));
    expect(passed(facts, later).map(([what]) => what)).toEqual(['long-running-warning']);
  });
});

test('equal what a sweep at every moment would have stored, whenever lines and the end come', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 44 }), { minLength: 1, maxLength: 5 });
  const limits = fc.record({
    warning: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(gaps, limits, fc.boolean(), (steps, { warning, more }, ends) => {
      const { sweep } = settings(
        `thresholds: { silent: { warning: ${warning}m, critical: ${warning + more}m }, longRunning: { warning: ${more}m, critical: ${warning + more}m } }`,
      );
      const facts: Fact[] = [printed(0, '2026/03/05 10:00:00 Start buffering 1/u one')];
      let at = 0;
      for (const [index, gap] of steps.entries()) {
        at += gap * STEP;
        const isEnd = ends && index === steps.length - 1;
        facts.push(
          isEnd
            ? endedFact({ at: T0 + at })
            : printed(at, `2026/03/05 10:00:00 Read and execute ${index + 1}/u step`),
        );
      }
      const until = T0 + at + 60 * STEP;
      const replayed = replayDeadlines(facts, CONTEXT, sweep, until).map(({ fact }) => fact.id);
      expect(new Set(replayed)).toEqual(new Set(sweptEachStep(facts, sweep, until)));
    }),
    { seed: 20261201, numRuns: 60 },
  );
});

/** Ids of the deadlines that a sweep stores if it looks at every {@link STEP}, on which all times of the facts fall. */
function sweptEachStep(facts: readonly Fact[], rules: DeadlineRules, until: number): readonly string[] {
  const time = (fact: Fact) => (fact.kind === 'lines' ? fact.lines[0]!.at! : 'at' in fact ? fact.at : 0);
  const stored: Fact[] = [];
  for (let now = T0; now <= until; now += STEP) {
    const arrived = facts.filter((fact) => time(fact) <= now);
    const ids = new Set(stored.map(({ id }) => id));
    for (const run of fold([...arrived, ...stored], CONTEXT))
      stored.push(...dueDeadlines(run, 0, now, deadlinesFor(run, rules), ids));
  }
  return stored
    .filter((fact) => fact.kind === 'deadline' && fact.what !== 'lines-missing')
    .map(({ id }) => id);
}
