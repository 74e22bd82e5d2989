import { mean, quantileSorted, standardDeviation } from 'simple-statistics';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { Forecast } from '../../lambda/domain/model/forecast.ts';
import type { Score } from '../../lambda/domain/normal/calibration.ts';
import { forecastOf, intervalOf, scoreOf } from '../../lambda/domain/normal/forecast.ts';
import { KEPT_MIGRATIONS } from '../../lambda/domain/normal/history.ts';
import { type Limits, limitsOf, tellableIn } from '../../lambda/domain/normal/limits.ts';
import type { Pair } from '../../lambda/domain/normal/pair.ts';
import { SCORED } from '../../lambda/domain/normal/scores.ts';
import { productionRuns, type SimulatedRun } from './production-runs.ts';
import { DATABASES, DAYS, filesOf, type SimulatedFile, type World } from './world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MONTH_DAYS = 30;
/** Runs of this time teach only. */
const TEACHING_DAYS = MONTH_DAYS;
/** Coverage and width are those of files that work on rows, when this many pairs are known. */
const MANY_PAIRS = 100;
/** What a run takes besides its migrations. */
const RUN_MS = 200;

/** What was measured in one world. */
export interface Measured {
  /** Part of the intervals of 9 of 10 that held. */
  readonly coverage: number;
  /** Median of upper ÷ lower end. */
  readonly width: number;
  /** False alarms in an environment and month: of the warning, of the critical limit, */
  readonly warnings: number;
  readonly criticals: number;
  /** of the fixed deadlines (5 min silent or 10 min long), and of a band like CloudWatch's. */
  readonly fixed: number;
  readonly band: number;
  /** When a migration that waits for a lock is told about, ms after its beginning. */
  readonly lockMedianMs: number;
  readonly lockMostMs: number;
  /** Of the migrations that took 20 times as long: part that was told about, and how long after the time at which they would have ended. */
  readonly slowTold: number;
  readonly slowDelayMs: number;
}

/** Runs the product's method in a world with each of `seeds`. */
export function measure(world: World, seeds: readonly number[]): Measured {
  const tally = new Tally();
  for (const seed of seeds) playYear(productionRuns(filesOf(world, seed)), tally);
  return tally.result();
}

class Tally {
  readonly held: boolean[] = [];
  readonly widths: number[] = [];
  readonly lock: number[] = [];
  readonly slow: (number | null)[] = [];
  readonly false = { warnings: 0, criticals: 0, fixed: 0, band: 0 };
  years = 0;

  result(): Measured {
    const months = (this.years * (DAYS - TEACHING_DAYS)) / MONTH_DAYS;
    const told = this.slow.filter((delay) => delay !== null);
    return {
      coverage: this.held.filter(Boolean).length / this.held.length,
      width: quantile(this.widths, 0.5),
      warnings: this.false.warnings / months,
      criticals: this.false.criticals / months,
      fixed: this.false.fixed / months,
      band: this.false.band / months,
      lockMedianMs: quantile(this.lock, 0.5),
      lockMostMs: quantile(this.lock, 0.9),
      slowTold: told.length / this.slow.length,
      slowDelayMs: quantile(told, 0.5),
    };
  }
}

interface Applied {
  readonly file: SimulatedFile;
  readonly forecast: Forecast;
  readonly limits: Limits;
}

interface Finished {
  readonly day: number;
  readonly durationMs: number;
}

function playYear(runs: readonly SimulatedRun[], tally: Tally): void {
  const pairs: Pair[][] = Array.from({ length: DATABASES }, () => []);
  const scores: Score[][] = Array.from({ length: DATABASES }, () => []);
  const finished: Finished[] = [];
  for (const [index, run] of runs.entries()) {
    const known = pairs.flatMap((of, database) => (database === run.database ? of : of.map(asOther)));
    const tellable = tellableIn(known, run.day * DAY_MS);
    const applied = run.files.map((file): Applied => {
      const at = run.day * DAY_MS;
      const forecast = forecastOf({
        sourceMs: file.stagingMs,
        at,
        pairs: known,
        scores: scores[run.database]!,
      });
      return { file, forecast, limits: limitsOf(forecast, tellable) };
    });
    if (known.length >= MANY_PAIRS) for (const each of applied) countInterval(each, tally);
    const durationMs = RUN_MS + applied.reduce((sum, { file }) => sum + file.productionMs, 0);
    if (run.day > TEACHING_DAYS) {
      countAlarms(applied, durationMs, bandOf(run.day, finished), tally);
      countTrouble(applied[(index * 7) % applied.length]!, tally);
    }
    for (const [i, { file, forecast }] of applied.entries()) {
      const id = `${index}/${i}`;
      const at = run.day * DAY_MS;
      pairs[run.database]!.push({ id, at, sourceMs: file.stagingMs, targetMs: file.productionMs });
      scores[run.database]!.push(scoreOf(id, forecast, file.productionMs));
    }
    pairs[run.database] = pairs[run.database]!.slice(-KEPT_MIGRATIONS);
    scores[run.database] = scores[run.database]!.slice(-SCORED);
    finished.push({ day: run.day, durationMs });
  }
  tally.years++;
}

function asOther(pair: Pair): Pair {
  return { ...pair, otherDatabase: true };
}

function countInterval({ file, forecast }: Applied, { held, widths }: Tally): void {
  const matters = file.stagingMs > SECOND_MS || file.productionMs > 5 * SECOND_MS;
  if (file.isSlowed || !matters) return;
  const { lowMs, highMs } = intervalOf(forecast);
  held.push(file.productionMs >= lowMs && file.productionMs <= highMs);
  widths.push((highMs + SECOND_MS) / (lowMs + SECOND_MS));
}

function countAlarms(applied: readonly Applied[], durationMs: number, bandMs: number, tally: Tally): void {
  if (applied.some(({ file }) => file.isSlowed)) return;
  const { silentWarningMs, longRunningWarningMs } = DEADLINES;
  if (applied.some(({ file, limits }) => file.productionMs > limits.warningMs)) tally.false.warnings++;
  if (applied.some(({ file, limits }) => file.productionMs > limits.criticalMs)) tally.false.criticals++;
  if (durationMs > longRunningWarningMs || applied.some(({ file }) => file.productionMs > silentWarningMs))
    tally.false.fixed++;
  if (durationMs > bandMs) tally.false.band++;
}

/** The band of a metric: three standard deviations above the mean of the last 14 days. */
function bandOf(day: number, finished: readonly Finished[]): number {
  const recent = finished.filter((each) => day - each.day <= 14).map(({ durationMs }) => durationMs);
  return recent.length < 5 ? Number.POSITIVE_INFINITY : mean(recent) + 3 * standardDeviation(recent);
}

/** One migration of the run waits for a lock for ever, and in another world it takes 20 times as long. */
function countTrouble({ file, limits: { warningMs } }: Applied, { lock, slow }: Tally): void {
  lock.push(warningMs);
  const slowMs = 20 * file.productionMs;
  if (file.isSlowed || slowMs - file.productionMs < MINUTE_MS) return;
  slow.push(warningMs < slowMs ? Math.max(0, warningMs - file.productionMs) : null);
}

function quantile(values: readonly number[], at: number): number {
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    at,
  );
}
