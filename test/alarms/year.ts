import { DEADLINES } from '../../lambda/contract/defaults.ts';
import { METRIC_NAMESPACE, MONITOR_DIMENSION } from '../../lambda/contract/metrics.ts';
import { type Condition, conditionsOf } from '../../lambda/domain/incidents/condition.ts';
import { episodesOf } from '../../lambda/domain/incidents/episode.ts';
import { evolve, type Observation } from '../../lambda/domain/incidents/evolve.ts';
import { gaugesOf, type OpenState } from '../../lambda/domain/incidents/gauges.ts';
import { summaryOf } from '../../lambda/domain/incidents/run-summary.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import { errorWithoutFields } from '../../lambda/domain/lines/parse/parse-error.ts';
import type { ErrorClass } from '../../lambda/domain/model/error-class.ts';
import type { DeadlineFact } from '../../lambda/domain/model/fact.ts';
import type { Alert, Finding, Migration, Outcome, Run } from '../../lambda/domain/model/run.ts';
import { type Target, UNMATCHED } from '../../lambda/domain/model/target.ts';
import { type PatternMatch, patternData } from '../../lambda/domain/runs/error-pattern.ts';
import { dueDeadlines } from '../../lambda/domain/runs/record/deadlines.ts';
import { countersOf, type MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { type Random, random } from '../../scripts/bench/payloads/random.ts';
import { handMadeExpectation, handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
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
  /** Exits 0 and skips a file. */
  readonly wrong: boolean;
  /** Prints a password, which somebody changes at this minute. */
  readonly leakUntil: number | null;
}

/** A year as it happened, apart from what any metric or alarm says of it. */
export interface Year {
  readonly span: Span;
  readonly runs: readonly PlannedRun[];
  readonly dirty: readonly (Target & Span)[];
  readonly missing: readonly (Target & Span)[];
  /** Batches with lines that match an error pattern, in order. */
  readonly matches: readonly (PatternMatch & { readonly at: number })[];
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
        const late = { ...target, from: at + 2 * DAY, to: at + 2 * DAY + choose.int(5, 900) };
        missing.push(late);
        at = late.to + 1;
        continue;
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
  const matches = plannedMatches(span, choose);
  return { span, runs: runs.sort((a, b) => a.startedAt - b.startedAt), dirty, missing, matches, outages };
}

/** A full disk at some times. Batches with matching lines come until somebody makes room. */
function plannedMatches({ from, to }: Span, choose: Random): Year['matches'] {
  const matches: (PatternMatch & { at: number })[] = [];
  let at = from + choose.int(1, 30 * DAY);
  while (at < to - DAY) {
    const environment = choose.pick(['production', 'staging']);
    const over = at + choose.int(0, 200);
    for (; at <= over; at += choose.int(1, 40)) {
      matches.push({ at, environment, pattern: 'disk-full', lines: choose.int(1, 50) });
    }
    at += choose.int(DAY, 30 * DAY);
  }
  return matches;
}

/** Lengths keep two minutes clear of every threshold: what lasts for less than one sweep may be seen or not. */
function plannedRun(target: Target, startedAt: number, choose: Random): PlannedRun {
  const kind = choose.int(1, 44);
  const run = (
    length: number,
    outcome: PlannedRun['outcome'],
    over: Partial<PlannedRun> = {},
  ): PlannedRun => ({ ...plain(target, startedAt, outcome, length), ...over });
  if (kind <= 24) return run(choose.int(0, 3), 'succeeded');
  if (kind <= 30) return run(0, 'no-change');
  if (kind === 31) return run(choose.int(12, 28), 'succeeded');
  if (kind === 32) return run(choose.int(32, 600), 'succeeded');
  if (kind === 33) return run(choose.int(7, 8), 'succeeded', { lastLineAt: startedAt });
  if (kind === 34) return run(choose.int(17, 28), 'killed', { lastLineAt: startedAt });
  if (kind === 35) return run(choose.int(0, 3), 'unknown');
  if (kind <= 37) return run(choose.int(0, 1), 'failed', { errorClass: choose.pick(['lock', 'connection']) });
  if (kind <= 40) return run(choose.int(0, 3), 'failed', { errorClass: 'migration-failed' });
  if (kind <= 42) return run(choose.int(0, 3), 'succeeded', { wrong: true });
  const leakUntil = startedAt + choose.int(5, 1_000);
  return run(0, 'failed', { errorClass: 'connection', leakUntil });
}

function plain(target: Target, startedAt: number, outcome: PlannedRun['outcome'], length = 0): PlannedRun {
  const endedAt = startedAt + length;
  const nothing = { errorClass: null, wrong: false, leakUntil: null };
  return { target, startedAt, endedAt, lastLineAt: endedAt, outcome, ...nothing };
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
    runs.push({ ...plain(target, at, 'blocked'), errorClass: 'dirty-blocked' });
  }
  dirty.push({ ...target, from: endedAt, to: repairedAt - 1 });
  runs.push(plain(target, repairedAt, 'succeeded'));
  return repairedAt;
}

/** Every metric of the year as our own functions make it: counters at event time, gauges at each sweep. */
export function metricsOf(year: Year, targets: readonly Target[]): ReadonlyMap<string, Series> {
  return new Map([...countersIn(year), ...gaugesIn(year, targets)]);
}

/** Counters and signs: of runs when they are recorded, of patterns when their lines come. */
function countersIn({ runs, matches }: Year): ReadonlyMap<string, Series> {
  const points = runs
    .flatMap((planned) => {
      const running = runOf(planned, planned.startedAt);
      return [
        ...countersOf(null, running, planned.startedAt * MINUTE_MS),
        ...countersOf(running, runOf(planned, planned.endedAt + 1), planned.endedAt * MINUTE_MS),
      ];
    })
    .concat(matches.flatMap(({ at, ...match }) => patternData([match], at * MINUTE_MS)))
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

/** Minutes in which every sweep sends the same values. */
interface Step extends Span {
  readonly values: ReadonlyMap<string, number>;
}

/** Environments whose databases have alarms of their own. */
const EVERY = new Set(['production', 'staging']);

function gaugesIn(year: Year, targets: readonly Target[]): ReadonlyMap<string, Series> {
  const histories = targets.map((target) => historyOf(year, target));
  const minutes = minutesOfChange(year, histories);
  const steps = minutes.map((from, index): Step => {
    const data = gaugesOf(openAt(year, histories, from), targets, EVERY, from * MINUTE_MS);
    const values = new Map(data.map((datum) => [keyOf(datum), datum.value]));
    return { from, to: (minutes[index + 1] ?? year.span.to) - 1, values };
  });
  const silent = [...year.outages].sort((a, b) => a.from - b.from);
  return new Map([...steps[0]!.values.keys()].map((key) => [key, gaugeSeries(key, steps, silent)]));
}

/** The data of one gauge. It has no data in minutes without a sweep. */
function gaugeSeries(key: string, steps: readonly Step[], silent: readonly Span[]): Series {
  const series = new Series();
  const add = (span: Span, value: number) => {
    for (const each of outside(span, silent)) series.add(each.from, value, each.to + 1);
  };
  let same: Span | undefined;
  let last = 0;
  for (const { from, to, values } of steps) {
    const value = values.get(key)!;
    if (same && value !== last) add(same, last);
    same = same && value === last ? { from: same.from, to } : { from, to };
    last = value;
  }
  if (same) add(same, last);
  return series;
}

/** The parts of `span` outside `holes`, which are in order. */
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

/** `CloudWatchMetrics` puts the monitor before the dimensions of each metric; here it is the one of the examples. */
function keyOf({ name, dimensions }: MetricDatum): string {
  return metricKey(METRIC_NAMESPACE, name, { [MONITOR_DIMENSION]: 'migrate-watch', ...dimensions });
}

/** Minutes in which gauges change: when a message about a database arrives, and every minute while a run is running. */
function minutesOfChange({ runs, span }: Year, histories: readonly History[]): readonly number[] {
  const minutes = [
    span.from,
    ...runs.flatMap(({ startedAt, endedAt }) => minutesOf({ from: startedAt, to: endedAt })),
    ...histories.flatMap(({ heard }) => heard.map(({ at }) => at)),
  ];
  return [...new Set(minutes)].filter((at) => at < span.to).sort((a, b) => a - b);
}

export function minutesOf({ from, to }: Span): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** What `page` knows about a database from a minute on: that of a message. */
interface History {
  readonly target: Target;
  readonly heard: readonly {
    readonly at: number;
    readonly conditions: readonly Condition[];
  }[];
}

/** The state of a database over time. Our own functions make it from all messages about the database. */
function historyOf({ runs, missing }: Year, target: Target): History {
  const mine = (each: Target) => each.environment === target.environment && each.database === target.database;
  const observations = [
    ...runs.filter((run) => mine(run.target)).flatMap(sightingsOf),
    ...missing.filter(mine).map(({ from }) => ({ at: from, observation: missed(from) })),
  ].sort((a, b) => a.at - b.at);
  let state = emptyState(target);
  const heard = observations.map(({ at, observation }) => {
    state = evolve(state, observation);
    const conditions = episodesOf(state).flatMap((episode) => conditionsOf(state, episode));
    return { at, conditions };
  });
  return { target, heard };
}

function sightingsOf(
  planned: PlannedRun,
): readonly { readonly at: number; readonly observation: Observation }[] {
  const { startedAt, endedAt, leakUntil } = planned;
  const seen = (minute: number, revision: number): Observation => ({
    kind: 'run',
    run: summaryOf(runOf(planned, minute), revision),
  });
  const alerted = alertsOf(planned, endedAt - 1).map(({ at }) => at / MINUTE_MS);
  const found = [startedAt, ...[...new Set(alerted)].sort((a, b) => a - b), endedAt].map((at, index) => ({
    at,
    observation: seen(at === endedAt ? endedAt + 1 : at, index + 1),
  }));
  if (leakUntil === null) return found;
  const at = leakUntil * MINUTE_MS;
  const acknowledgement = { id: `ack ${leakUntil}`, kind: 'leak', at, by: 'ann', explains: false } as const;
  return [...found, { at: leakUntil, observation: { kind: 'acknowledged', acknowledgement } }];
}

function missed(minute: number): Observation {
  const at = minute * MINUTE_MS;
  return { kind: 'missing', missing: { id: `nightly@${at}`, since: at, dueAt: at } };
}

/** As the open index shows it: a run is in it from its first minute on and no longer in the one in which it ends. */
function openAt({ runs }: Year, histories: readonly History[], minute: number): OpenState {
  const known = histories.map(({ target, heard }) => ({
    ...target,
    ...(heard.findLast(({ at }) => at <= minute) ?? { conditions: [] }),
  }));
  const running = runs.filter(({ startedAt, endedAt }) => startedAt <= minute && minute < endedAt);
  return {
    running: running.map((planned) => runOf(planned, minute)),
    incidents: known,
    recent: [],
  };
}

/** The deadlines of a running run that have passed at `minute`, which make it slow. */
function alertsOf({ startedAt, lastLineAt }: PlannedRun, minute: number): readonly DeadlineFact[] {
  const run = handMadeRun({
    startedAt: startedAt * MINUTE_MS,
    lastEventAt: Math.min(minute, lastLineAt) * MINUTE_MS,
    outcome: 'running',
    endedAt: null,
    migrations: [],
  });
  return dueDeadlines(run, 0, minute * MINUTE_MS, DEADLINES).filter(({ what }) =>
    /^(silent|long-running)-/.test(what),
  );
}

/** A migration of any run is unusual from this minute on. It is the critical limit of a long run too, which the lengths of runs keep clear of. */
export const UNUSUAL_AFTER = 30;

function executingSince(minute: number): Migration {
  const expectation = handMadeExpectation({ warningMs: UNUSUAL_AFTER * MINUTE_MS });
  return handMadeMigration({
    status: 'running',
    ranMs: null,
    ranFrom: null,
    startedAt: minute * MINUTE_MS,
    endedAt: null,
    expectation,
  });
}

/** The run in the state that its record has at `minute`. */
function runOf(planned: PlannedRun, minute: number): Run {
  const { target, startedAt, endedAt, lastLineAt, outcome, errorClass, wrong, leakUntil } = planned;
  const over = minute > endedAt;
  const marked = errorClass === 'migration-failed' || errorClass === 'dirty-blocked';
  const findings: Finding[] = [];
  if (over && wrong) findings.push({ kind: 'skipped-lower-version', text: '' });
  if (target.environment === UNMATCHED.environment) findings.push({ kind: 'unmatched-target', text: '' });
  return handMadeRun({
    id: `${target.environment}/${target.database}-${startedAt}`,
    target,
    startedAt: startedAt * MINUTE_MS,
    lastEventAt: Math.min(minute, lastLineAt) * MINUTE_MS,
    outcome: over ? outcome : 'running',
    endedAt: over ? endedAt * MINUTE_MS : null,
    durationMs: over ? (endedAt - startedAt) * MINUTE_MS : null,
    migrations: over ? (outcome === 'succeeded' ? [handMadeMigration()] : []) : [executingSince(startedAt)],
    dirtyVersion: over && marked ? '2' : null,
    error: over && errorClass ? errorWithoutFields(errorClass, 'syntax error') : null,
    findings,
    alerts: alertsOf(planned, Math.min(minute, endedAt - 1)).map(({ what }) => what as Alert),
    leaked: over && leakUntil !== null ? ['password'] : [],
  });
}
