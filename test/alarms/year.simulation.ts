import { beforeAll, describe, expect, test } from 'vitest';
import { type Target, UNMATCHED } from '../../lambda/domain/model/target.ts';
import { alarmsIn } from './alarm-rule.ts';
import { appTemplate } from './app-template.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './definition.ts';
import { EXTRA_PERIODS } from './evaluate.ts';
import { readAlarms } from './read-template.ts';
import { Series } from './series.ts';
import { type Change, simulate } from './simulate.ts';
import {
  metricsOf,
  minutesOf,
  type PlannedRun,
  plannedYear,
  type Span,
  UNUSUAL_AFTER,
  type Year,
} from './year.ts';

const TARGETS: readonly Target[] = [
  { environment: 'production', database: 'orders' },
  { environment: 'production', database: 'users' },
  { environment: 'staging', database: 'orders' },
  UNMATCHED,
];

let alarms: readonly Alarm[];
beforeAll(() => {
  alarms = readAlarms(appTemplate());
});

/** CloudWatch does not document how far it looks back, nor how late data can be read. Results must not depend on these. */
describe.each([
  { seed: 1, extraPeriods: EXTRA_PERIODS, lagMinutes: 0 },
  { seed: 2, extraPeriods: EXTRA_PERIODS, lagMinutes: 1 },
  { seed: 3, extraPeriods: 7, lagMinutes: 1 },
])('a year of runs, seed $seed, $extraPeriods extra periods, data $lagMinutes min late', (given) => {
  let year: Year;
  let changes: ReadonlyMap<string, readonly Change[]>;
  beforeAll(() => {
    year = plannedYear(TARGETS, given.seed);
    const series = metricsOf(year, TARGETS);
    changes = simulate(alarms, { from: year.span.from, to: year.span.to, series, ...given });
  });

  const onRuns = () =>
    alarms.filter((alarm): alarm is MetricAlarm => alarm.kind === 'metric' && meaningOf(alarm) !== undefined);

  test('alarms on runs stand when there is reason to, and at no other minute', () => {
    expect(onRuns().length).toBeGreaterThanOrEqual(2 * 13 + 2 * 11);
    for (const alarm of onRuns())
      expect(standing(changes.get(alarm.id)!, year), alarm.name).toEqual(expectedFor(alarm, year, given));
  });

  test('none of them ever lacks data', () => {
    for (const { id, name } of onRuns()) {
      const later = changes.get(id)!.filter(({ at }) => at > year.span.from + 2);
      expect(
        later.filter(({ to }) => to === 'INSUFFICIENT_DATA'),
        name,
      ).toEqual([]);
    }
  });

  test('an environment’s composite alarm stands while any of its alarms on migrations does', () => {
    const composites = alarms.filter(
      (alarm): alarm is CompositeAlarm => alarm.kind === 'composite' && /-environment$/.test(alarm.name),
    );
    expect(composites).toHaveLength(2);
    for (const { id, rule } of composites) {
      const children = alarmsIn(rule).flatMap((child) => standing(changes.get(child)!, year));
      expect(standing(changes.get(id)!, year)).toEqual(union(children));
    }
  });

  test('the sweep’s heartbeat alarms when it is missed for long, and not for a minute or three', () => {
    const heartbeat = alarms.find(({ name }) => name === 'migrate-watch-monitor-sweep') as MetricAlarm;
    const { evaluationPeriods, missingData } = heartbeat;
    expect(missingData).toBe('breaching');
    const noticed = evaluationPeriods + given.extraPeriods + given.lagMinutes;
    const long = year.outages.filter(({ from, to }) => to - from >= noticed);
    const stood = standing(changes.get(heartbeat.id)!, year).filter(({ from }) => from > year.span.from + 10);
    expect(long.length).toBeGreaterThan(0);
    expect(stood).toHaveLength(long.length);
    for (const [index, { from, to }] of long.sort((a, b) => a.from - b.from).entries()) {
      expect(stood[index]!.from - from).toBeLessThanOrEqual(noticed + 1);
      expect(stood[index]!.to - to).toBeLessThanOrEqual(given.lagMinutes + 1);
    }
  });
});

describe('the year would notice', () => {
  const year = plannedYear(TARGETS, 1);
  const series = metricsOf(year, TARGETS);
  const given = { extraPeriods: EXTRA_PERIODS, lagMinutes: 0 };
  const named = (name: string) =>
    alarms.find((alarm) => alarm.name === `migrate-watch-production-${name}`) as MetricAlarm;

  test.each([
    ['disk-full-pattern', 'missing data taken for matches', { missingData: 'breaching' }],
    ['disk-full-pattern', 'a second match waited for', { datapointsToAlarm: 2 }],
    ['failed', 'missing data taken for clean', { missingData: 'notBreaching' }],
    [
      'failed',
      'the counter, which does not show an end',
      { metric: '["MigrateWatch","RunsFailed",["Environment","production"],["Monitor","migrate-watch"]]' },
    ],
    [
      'killed',
      'the wrong gauge',
      { metric: '["MigrateWatch","FailedRun",["Environment","production"],["Monitor","migrate-watch"]]' },
    ],
    ['unusual-duration', 'twice of what is usual', { threshold: 2 }],
    ['leak', 'the wrong direction', { comparison: 'LessThanThreshold' }],
    ['dirty', 'missing data taken for clean', { missingData: 'notBreaching' }],
    ['dirty', 'the wrong direction', { comparison: 'LessThanThreshold' }],
    [
      'slow-warning',
      'the gauge of the other level',
      {
        metric: '["MigrateWatch","SlowRunCritical",["Environment","production"],["Monitor","migrate-watch"]]',
      },
    ],
    [
      'slow-critical',
      'a lowest instead of a highest over two periods',
      { evaluationPeriods: 2, datapointsToAlarm: 2 },
    ],
  ] as const)('%s: %s', (name, _wrong, change) => {
    const right = named(name);
    const stood = (alarm: MetricAlarm) =>
      standing(simulate([alarm], { ...year.span, series, ...given }).get(alarm.id)!, year);
    expect(stood(right)).toEqual(expectedFor(right, year, given));
    expect(stood({ ...right, ...change })).not.toEqual(expectedFor(right, year, given));
  });
});

test('the page path’s composite alarm stands while it is broken and a critical alarm stands, and not otherwise', () => {
  const from = Date.UTC(2026, 0, 1) / 60_000;
  const composite = alarms.find(
    ({ name }) => name === 'migrate-watch-production-page-path',
  ) as CompositeAlarm;
  const letters = alarms.find(({ name }) => name === 'migrate-watch-page-dead-letters') as MetricAlarm;
  const dirty = alarms.find(({ name }) => name === 'migrate-watch-production-dirty') as MetricAlarm;
  const gauge = (alarm: MetricAlarm, on: Span) => {
    const series = new Series();
    series.add(from, 0, from + on.from);
    series.add(from + on.from, 1, from + on.to + 1);
    series.add(from + on.to + 1, 0, from + 600);
    return [alarm.metric, series] as const;
  };
  const span = { from, to: from + 600 };
  const canary = alarms.find(
    ({ name }) => name === 'migrate-watch-end-to-end-canary-not-seen',
  ) as MetricAlarm;
  const seen = new Series();
  for (let at = from; at < span.to; at += 15) seen.add(at, 1);
  const series = new Map([
    gauge(letters, { from: 100, to: 300 }),
    gauge(dirty, { from: 200, to: 400 }),
    [canary.metric, seen] as const,
  ]);
  const changes = simulate(alarms, { ...span, series });
  const [stood, ...others] = standing(changes.get(composite.id)!, { span });
  expect(others).toEqual([]);
  expect(stood!.from).toBe(from + 201);
  // The queue’s period is five minutes: it may hold the last letter in its window for so long.
  expect(stood!.to - from).toBeGreaterThanOrEqual(301);
  expect(stood!.to - from).toBeLessThanOrEqual(306);
});

test('the year holds every kind of trouble', () => {
  const { runs, dirty, missing, matches } = plannedYear(TARGETS, 1);
  const outcomes = new Set(runs.map(({ outcome }) => outcome));
  expect([...outcomes].sort()).toEqual(['blocked', 'failed', 'killed', 'no-change', 'succeeded', 'unknown']);
  expect(runs.length).toBeGreaterThan(300);
  expect(dirty.length).toBeGreaterThan(5);
  expect(missing.length).toBeGreaterThan(0);
  expect(matches.length).toBeGreaterThan(10);
  expect(runs.filter(({ wrong }) => wrong).length).toBeGreaterThan(0);
  expect(runs.filter(({ leakUntil }) => leakUntil !== null).length).toBeGreaterThan(0);
  expect(runs.filter(({ errorClass }) => errorClass === 'lock').length).toBeGreaterThan(0);
  expect(runs.some(({ startedAt, endedAt }) => endedAt - startedAt > 30)).toBe(true);
  expect(runs.some(({ endedAt, lastLineAt }) => endedAt - lastLineAt > 15)).toBe(true);
});

interface Meaning {
  /** Minutes in which there is something to report. */
  readonly spans: readonly Span[];
  readonly isGauge: boolean;
}

/** What an alarm on runs is for, said by the year's plan and not by any metric; `undefined` for other alarms. */
function meaningOf(alarm: MetricAlarm): ((year: Year) => Meaning) | undefined {
  const [namespace, metric, ...pairs] = JSON.parse(alarm.metric) as [string, string, ...[string, string][]];
  if (namespace !== 'MigrateWatch') return undefined;
  const dimensions = new Map(pairs);
  const mine = ({ environment, database }: Target) =>
    environment === dimensions.get('Environment') &&
    (!dimensions.has('Database') || database === dimensions.get('Database'));
  const ends = (wanted: (run: PlannedRun) => boolean) => (year: Year) => ({
    isGauge: false,
    spans: year.runs
      .filter((run) => mine(run.target) && wanted(run))
      .map(({ endedAt }) => ({ from: endedAt, to: endedAt })),
  });
  const perDatabase = (of: (runs: readonly PlannedRun[], year: Year) => readonly Span[]) => (year: Year) => ({
    isGauge: true,
    spans: TARGETS.filter(mine).flatMap((target) => of(runsOf(year, target), year)),
  });
  const trouble = (wanted: (run: PlannedRun) => boolean) =>
    perDatabase((runs, { span }) => troubleSpans(runs, wanted, span.to));
  const slow = (lastsMinutes: number, silentMinutes: number) => (year: Year) => ({
    isGauge: true,
    spans: year.runs
      .filter(({ target }) => mine(target))
      .map(({ startedAt, lastLineAt, endedAt }) => ({
        from: Math.min(startedAt + lastsMinutes, lastLineAt + silentMinutes),
        to: endedAt - 1,
      }))
      .filter(({ from, to }) => from <= to),
  });
  switch (metric) {
    case 'FailedRun':
      return trouble(({ outcome }) => outcome === 'failed');
    case 'KilledRun':
      return trouble(({ outcome }) => outcome === 'killed' || outcome === 'unknown');
    case 'BlockedRun':
      return trouble(({ outcome }) => outcome === 'blocked');
    case 'LockFailure':
      return trouble(({ errorClass }) => errorClass === 'lock');
    case 'TroubleRecorded':
      return ends(({ outcome }) => !isClean(outcome));
    case 'UnmatchedRun':
      return ends(() => true);
    case 'WrongRun':
      return perDatabase((runs, { span }) => wrongSpans(runs, span.to));
    case 'LeakedSecret':
      return perDatabase((runs) =>
        runs.flatMap(({ endedAt, leakUntil }) =>
          leakUntil === null ? [] : [{ from: endedAt, to: leakUntil - 1 }],
        ),
      );
    case 'DurationDeviation':
      return perDatabase(unusualSpans);
    case 'PatternMatches':
      return ({ matches }) => ({
        isGauge: false,
        spans: matches
          .filter(({ environment }) => environment === dimensions.get('Environment'))
          .map(({ at }) => ({ from: at, to: at })),
      });
    case 'SlowRunWarning':
      return slow(10, 5);
    case 'SlowRunCritical':
      return slow(30, 15);
    case 'DirtyDatabase':
      return ({ dirty }) => ({ isGauge: true, spans: dirty.filter(mine) });
    case 'ExpectedRunMissing':
      return ({ missing }) => ({ isGauge: true, spans: missing.filter(mine) });
    default:
      return undefined;
  }
}

function runsOf({ runs }: Year, { environment, database }: Target): readonly PlannedRun[] {
  return runs.filter(({ target }) => target.environment === environment && target.database === database);
}

function isClean(outcome: PlannedRun['outcome']): boolean {
  return outcome === 'succeeded' || outcome === 'no-change';
}

/** From a run that is `wanted` until one ends clean or fails in another way; a refusal belongs to what it was refused for. */
function troubleSpans(
  runs: readonly PlannedRun[],
  wanted: (run: PlannedRun) => boolean,
  end: number,
): readonly Span[] {
  const spans: Span[] = [];
  let trouble: string | undefined;
  let since: number | undefined;
  const over = (at: number) => {
    if (since !== undefined) spans.push({ from: since, to: at - 1 });
    trouble = since = undefined;
  };
  for (const run of runs) {
    const { outcome, errorClass, endedAt } = run;
    const way = `${outcome} ${errorClass}`;
    if (isClean(outcome)) over(endedAt);
    else if (outcome !== 'blocked') {
      if (trouble !== way) over(endedAt);
      trouble = way;
    }
    if (wanted(run)) since ??= endedAt;
  }
  over(end);
  return spans;
}

/** From a run that is wrong until one ends clean and is not. */
function wrongSpans(runs: readonly PlannedRun[], end: number): readonly Span[] {
  const judged = runs.filter(({ outcome }) => isClean(outcome));
  return judged.flatMap(({ wrong, endedAt }, index) => {
    const right = judged.slice(index + 1).find((run) => !run.wrong);
    return wrong ? [{ from: endedAt, to: (right?.endedAt ?? end) - 1 }] : [];
  });
}

/** While the migration of a run takes as long as makes it unusual, or longer. */
function unusualSpans(runs: readonly PlannedRun[]): readonly Span[] {
  return runs.flatMap(({ startedAt, endedAt }) => {
    const from = startedAt + UNUSUAL_AFTER;
    return endedAt - 1 < from ? [] : [{ from, to: endedAt - 1 }];
  });
}

/** When the alarm has to stand: a gauge's from minute to minute, a sign's for as long as CloudWatch looks back. */
function expectedFor(
  alarm: MetricAlarm,
  year: Year,
  { extraPeriods, lagMinutes }: { extraPeriods: number; lagMinutes: number },
): readonly Span[] {
  const { isGauge, spans } = meaningOf(alarm)!(year);
  const firstSeen = 1 + lagMinutes;
  if (!isGauge) {
    const remembered = ((alarm.evaluationPeriods + extraPeriods) * alarm.periodSeconds) / 60;
    return union(spans.map(({ from, to }) => ({ from: from + firstSeen, to: to + remembered })));
  }
  const silent = new Set(year.outages.flatMap(minutesOf));
  const true_ = new Set(spans.flatMap(minutesOf));
  /** The last thing that a sweep said. */
  const told = (minute: number): number => (silent.has(minute) ? told(minute - 1) : minute);
  const seen = [...new Set([...true_, ...silent])].filter((minute) => true_.has(told(minute)));
  const minutes = seen.map((minute) => minute + firstSeen).filter((minute) => minute <= year.span.to);
  return union(minutes.map((minute) => ({ from: minute, to: minute })));
}

/** Spans in ALARM; minutes after the year do not count. */
function standing(changes: readonly Change[], { span }: Pick<Year, 'span'>): readonly Span[] {
  return changes.flatMap(({ at, to }, index) =>
    to === 'ALARM' ? [{ from: at, to: (changes[index + 1]?.at ?? span.to + 1) - 1 }] : [],
  );
}

function union(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && span.from <= last.to + 1)
      found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else found.push(span);
  }
  return found;
}
