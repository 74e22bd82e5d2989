import { METRIC_NAMESPACE } from '../../lambda/contract/metrics.ts';
import type { ErrorClass } from '../../lambda/domain/error-class.ts';
import { gaugesOf, type OpenState } from '../../lambda/domain/record/gauges.ts';
import { countersOf, type MetricDatum } from '../../lambda/domain/record/metrics.ts';
import type { Outcome, Run } from '../../lambda/domain/run.ts';
import type { Target } from '../../lambda/domain/target.ts';
import { type Random, random } from '../../scripts/bench/payloads/random.ts';
import { handMadeRun } from '../hand-made/facts-and-runs.ts';
import { metricKey } from './definition.ts';
import { Series } from './series.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;

/** A stretch of minutes, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One run as the year has it; times in whole minutes since the epoch. */
export interface PlannedRun {
  readonly target: Target;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Prints a line every minute up to this one. */
  readonly lastLineAt: number;
  readonly outcome: Exclude<Outcome, 'running'>;
  readonly errorClass: ErrorClass | null;
}

/** A year as it happened, apart from what any metric or alarm says of it. */
export interface Year {
  readonly span: Span;
  readonly runs: readonly PlannedRun[];
  readonly dirty: readonly (Target & Span)[];
  readonly missing: readonly (Target & Span)[];
  /** Minutes in which the sweep did not run. */
  readonly outages: readonly Span[];
}

/**
 * A year of two or three runs a week for each database: most are done within minutes, some fail, leave the database dirty
 * for hours and are tried again, hang, are killed, or do not come. The same seed is the same year.
 */
export function plannedYear(targets: readonly Target[], seed: number): Year {
  const choose = random(seed);
  const from = Date.UTC(2026, 0, 1) / MINUTE_MS;
  const span = { from, to: from + 365 * DAY };
  const runs: PlannedRun[] = [];
  const dirty: (Target & Span)[] = [];
  const missing: (Target & Span)[] = [];
  for (const target of targets) {
    let at = from + DAY;
    while (at < span.to - 3 * DAY) {
      const run = plannedRun(target, at, choose);
      runs.push(run);
      at = run.endedAt;
      if (run.outcome === 'failed' && run.errorClass === 'migration-failed')
        at = troubled(run, runs, dirty, choose);
      else if (choose.int(1, 60) === 1) {
        missing.push({ ...target, from: at + 2 * DAY, to: at + 2 * DAY + choose.int(5, 900) });
        at += 3 * DAY;
      }
      at += choose.int(DAY, 4 * DAY);
    }
  }
  const outages = Array.from({ length: 12 }, (_, month) => {
    const begin = from + month * 30 * DAY + choose.int(0, 29 * DAY);
    return { from: begin, to: begin + (month % 4 === 3 ? choose.int(20, 300) : choose.int(0, 2)) };
  });
  // One falls into a time in which a database is dirty: that nobody says so any more does not make it clean.
  const long = dirty.find((each) => each.to - each.from > 120);
  if (long) outages.push({ from: long.from + 30, to: long.from + 80 });
  return { span, runs: runs.sort((a, b) => a.startedAt - b.startedAt), dirty, missing, outages };
}

/** Lengths keep two minutes clear of every threshold: what lasts for less than one sweep may be seen or not. */
function plannedRun(target: Target, startedAt: number, choose: Random): PlannedRun {
  const kind = choose.int(1, 40);
  const run = (
    length: number,
    outcome: PlannedRun['outcome'],
    over: Partial<PlannedRun> = {},
  ): PlannedRun => {
    const endedAt = startedAt + length;
    return { target, startedAt, endedAt, lastLineAt: endedAt, outcome, errorClass: null, ...over };
  };
  if (kind <= 24) return run(choose.int(0, 3), 'succeeded');
  if (kind <= 30) return run(0, 'no-change');
  if (kind === 31) return run(choose.int(12, 28), 'succeeded');
  if (kind === 32) return run(choose.int(32, 600), 'succeeded');
  if (kind === 33) return run(choose.int(7, 8), 'succeeded', { lastLineAt: startedAt });
  if (kind === 34) return run(choose.int(17, 28), 'killed', { lastLineAt: startedAt });
  if (kind === 35) return run(choose.int(0, 3), 'unknown');
  if (kind <= 37) return run(choose.int(0, 1), 'failed', { errorClass: choose.pick(['lock', 'connection']) });
  return run(choose.int(0, 3), 'failed', { errorClass: 'migration-failed' });
}

/** Dirty until it is repaired; pipelines try again in between and are refused. Returns when it is over. */
function troubled(
  { target, endedAt }: PlannedRun,
  runs: PlannedRun[],
  dirty: (Target & Span)[],
  choose: Random,
): number {
  const repairedAt = endedAt + choose.int(10, 1_500);
  for (let at = endedAt + choose.int(3, 60); at < repairedAt - 1; at += choose.int(3, 400)) {
    runs.push({
      target,
      startedAt: at,
      endedAt: at,
      lastLineAt: at,
      outcome: 'blocked',
      errorClass: 'dirty-blocked',
    });
  }
  dirty.push({ ...target, from: endedAt, to: repairedAt - 1 });
  runs.push({
    target,
    startedAt: repairedAt,
    endedAt: repairedAt,
    lastLineAt: repairedAt,
    outcome: 'succeeded',
    errorClass: null,
  });
  return repairedAt;
}

/** Every metric of the year as our own functions make it: counters at event time, gauges at each sweep. */
export function metricsOf(year: Year, targets: readonly Target[]): ReadonlyMap<string, Series> {
  return new Map([...countersIn(year), ...gaugesIn(year, targets)]);
}

function countersIn({ runs }: Year): ReadonlyMap<string, Series> {
  const points = runs
    .flatMap((planned) => {
      const running = runOf(planned, planned.startedAt);
      return [
        ...countersOf(null, running, 0),
        ...countersOf(running, runOf(planned, planned.endedAt + 1), 0),
      ];
    })
    .sort((a, b) => a.at - b.at);
  const found = new Map<string, Series>();
  for (const datum of points) {
    const key = keyOf(datum);
    const series = found.get(key) ?? new Series();
    found.set(key, series);
    series.add(Math.floor(datum.at / MINUTE_MS), datum.value);
  }
  return found;
}

/** Minutes in which every sweep says the same. */
interface Step extends Span {
  readonly values: ReadonlyMap<string, number>;
}

function gaugesIn(year: Year, targets: readonly Target[]): ReadonlyMap<string, Series> {
  const steps: Step[] = [];
  let steady: string | undefined;
  for (const minute of busyMinutes(year)) {
    const open = openAt(year, minute);
    // While nothing runs, the gauges stay as they are for as long as the same incidents are open.
    const incidents = open.running.length > 0 ? undefined : JSON.stringify(open.incidents);
    const last = steps.at(-1);
    if (last && last.to === minute - 1 && incidents !== undefined && incidents === steady) {
      steps[steps.length - 1] = { ...last, to: minute };
      continue;
    }
    const data = gaugesOf(open, targets, minute * MINUTE_MS);
    steps.push({
      from: minute,
      to: minute,
      values: new Map(data.map((datum) => [keyOf(datum), datum.value])),
    });
    steady = incidents;
  }
  const silent = [...year.outages].sort((a, b) => a.from - b.from);
  return new Map(
    [...steps[0]!.values.keys()].map((key) => [key, gaugeSeries(key, steps, year.span, silent)]),
  );
}

/** Zero between the steps; nothing while the sweep is out. */
function gaugeSeries(
  key: string,
  steps: readonly Step[],
  { from, to }: Span,
  silent: readonly Span[],
): Series {
  const series = new Series();
  const add = (span: Span, value: number) => {
    for (const each of outside(span, silent)) series.add(each.from, value, each.to + 1);
  };
  let next = from;
  for (const step of steps) {
    add({ from: next, to: step.from - 1 }, 0);
    add(step, step.values.get(key)!);
    next = step.to + 1;
  }
  add({ from: next, to: to - 1 }, 0);
  return series;
}

/** What is left of `span` without `holes`, which are in order. */
function outside(span: Span, holes: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let { from } = span;
  for (const hole of holes.filter((each) => each.from <= span.to && each.to >= span.from)) {
    left.push({ from, to: hole.from - 1 });
    from = Math.max(from, hole.to + 1);
  }
  left.push({ from, to: span.to });
  return left.filter((each) => each.from <= each.to);
}

function keyOf({ name, dimensions }: MetricDatum): string {
  return metricKey(METRIC_NAMESPACE, name, { ...dimensions });
}

function busyMinutes({ runs, dirty, missing, span }: Year): readonly number[] {
  const spans = [
    ...runs.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt })),
    ...dirty,
    ...missing,
  ];
  return [...new Set([span.from, ...spans.flatMap(minutesOf)])].sort((a, b) => a - b);
}

export function minutesOf({ from, to }: Span): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** As the open index shows it: a run is in it from its first minute on and no longer in the one in which it ends. */
function openAt({ runs, dirty, missing }: Year, minute: number): OpenState {
  const during = ({ from, to }: Span) => from <= minute && minute <= to;
  return {
    running: runs
      .filter(({ startedAt, endedAt }) => startedAt <= minute && minute < endedAt)
      .map((run) => runOf(run, minute)),
    incidents: [
      ...dirty.filter(during).map((each) => ({ ...each, kind: 'migration', dirty: true })),
      ...missing.filter(during).map((each) => ({ ...each, kind: 'missing', dirty: false })),
    ],
  };
}

/** The run as its record stands at `minute`. */
function runOf(
  { target, startedAt, endedAt, lastLineAt, outcome, errorClass }: PlannedRun,
  minute: number,
): Run {
  const over = minute > endedAt;
  return handMadeRun({
    target,
    startedAt: startedAt * MINUTE_MS,
    lastEventAt: Math.min(minute, lastLineAt) * MINUTE_MS,
    outcome: over ? outcome : 'running',
    endedAt: over ? endedAt * MINUTE_MS : null,
    durationMs: over ? (endedAt - startedAt) * MINUTE_MS : null,
    error: over && errorClass ? { ...NO_ERROR, class: errorClass } : null,
  });
}

const NO_ERROR = {
  message: 'syntax error',
  sqlState: null,
  vendorCode: null,
  line: null,
  column: null,
  statement: null,
  details: null,
} as const;
