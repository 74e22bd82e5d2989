import { describe, expect, test } from 'vitest';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { IncidentLine } from '../../../lambda/domain/incidents/incident-line.ts';
import { Calendar } from '../../../lambda/domain/model/calendar.ts';
import type { Outcome } from '../../../lambda/domain/model/run.ts';
import * as reviews from '../../../lambda/domain/review/review.ts';
import { type ListedRun, wholeListLine } from '../../../lambda/domain/runs/record/list-line.ts';

const TIME = { comparedFrom: 1_000, from: 5_000, until: 6_000 };
const LATER = 10_000;
const UTC = new Calendar('UTC');
const reviewOf = (time: reviews.ReviewedTime, recorded: reviews.Recorded, now: number) =>
  reviews.reviewOf(time, recorded, UTC, now);

function run(endedAt: number, outcome: Outcome = 'succeeded', environment = 'production'): ListedRun {
  const line = wholeListLine({ environment, database: 'orders', outcome, source: 'cli-verbose', endedAt });
  return { ...line, id: `run-${endedAt}`, startedAt: endedAt - 10 };
}

function incident(openedAt: number, notifiedTopics: readonly Severity[] = ['critical']): IncidentLine {
  return {
    key: `migrate-watch/production/orders/migration/${openedAt}`,
    title: '[production] orders: migration 3 FAILED',
    openedAt,
    ended: null,
    dirty: false,
    conditions: [],
    notifiedTopics,
    follows: null,
    reminders: 0,
  };
}

test('the begin belongs to the period, and its end to the next one', () => {
  const at = [999, 1_000, 4_999, 5_000, 5_999, 6_000];
  const review = reviewOf(
    TIME,
    { runs: at.map((each) => run(each)), incidents: at.map((each) => incident(each)) },
    LATER,
  );
  expect(review.runs).toMatchObject({ ended: { some: 0, of: 2 }, earlier: { some: 0, of: 2 } });
  expect(review.incidents).toMatchObject({ now: 2, earlier: 2 });
  expect(review.opened.map(({ openedAt }) => openedAt)).toEqual([5_000, 5_999]);
  expect(review.comparedFrom).toBe(1_000);
});

test('the time before the first run does not count as quiet', () => {
  // Two in the last fifth of the time are more than usual; two in the last two thirds are not.
  const incidents = [incident(5_100), incident(5_200)];
  const long = reviewOf(TIME, { runs: [run(1_000)], incidents }, LATER);
  expect(long.incidents).toEqual({ now: 2, earlier: 0, compared: 'more' });
  const short = reviewOf(TIME, { runs: [run(4_500)], incidents }, LATER);
  expect(short).toMatchObject({ comparedFrom: 4_500, incidents: { now: 2, earlier: 0, compared: 'chance' } });
  const first = reviewOf(TIME, { runs: [run(5_000)], incidents }, LATER);
  expect(first).toMatchObject({
    comparedFrom: null,
    incidents: { compared: null },
    runs: { compared: null },
  });
});

test('a period that is not over is compared as far as it has come', () => {
  const recorded = {
    runs: [run(1_000)],
    incidents: [2_000, 3_000, 4_000, 5_050, 5_060].map((at) => incident(at)),
  };
  expect(reviewOf(TIME, recorded, LATER).incidents.compared).toBe('chance');
  expect(reviewOf(TIME, recorded, 5_100).incidents.compared).toBe('more');
});

describe('what counts', () => {
  test('refusals are apart; a run that is going on, and the canary, do not count', () => {
    const runs = [
      ...[run(5_100, 'failed'), run(5_200, 'blocked'), run(5_300, 'killed'), run(5_400, 'no-change')],
      ...[run(5_500, 'running'), run(5_600, 'failed', 'canary'), run(4_100, 'blocked')],
    ];
    const { runs: told } = reviewOf(TIME, { runs, incidents: [] }, LATER);
    expect(told).toMatchObject({
      ended: { some: 2, of: 3 },
      earlier: { some: 0, of: 0 },
      refused: { now: 1, earlier: 1 },
    });
  });

  test('incidents that nobody was notified about, and pages of incidents that opened before', () => {
    const reminded = {
      ...incident(500),
      pages: [
        { kind: 'opened', at: 500, topics: ['critical'] },
        { kind: 'reminder', at: 4_100, topics: ['critical'] },
        { kind: 'reminder', at: 5_300, topics: ['critical'] },
      ],
    } satisfies IncidentLine;
    const incidents = [incident(5_100), incident(5_200, []), incident(4_200, []), reminded];
    const { incidents: all, pages } = reviewOf(TIME, { runs: [run(1_000)], incidents }, LATER);
    expect([all.now, all.earlier]).toEqual([2, 1]);
    expect([pages.now, pages.earlier]).toEqual([2, 1]);
  });

  test('the longest migration of the period', () => {
    const runs = [
      { ...run(4_900), longestMigrationMs: 900 },
      { ...run(5_100), longestMigrationMs: 20 },
      { ...run(5_200), longestMigrationMs: 30 },
      run(5_300),
    ];
    expect(reviewOf(TIME, { runs, incidents: [] }, LATER).slowest?.id).toBe('run-5200');
    expect(reviewOf(TIME, { runs: [run(5_300)], incidents: [] }, LATER).slowest).toBeNull();
  });
});
