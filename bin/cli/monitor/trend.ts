import { statusOf } from '../../../lambda/domain/incidents/database-status.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { type FailureRate, failureRateOf } from '../../../lambda/domain/normal/failure-rate.ts';
import { allPairs } from '../../../lambda/domain/normal/source.ts';
import { type Trend, trendOf } from '../../../lambda/domain/normal/trend.ts';
import type { ListedRun } from '../../../lambda/domain/runs/record/list-line.ts';
import { readDurations } from './forecast/read-durations.ts';
import { isoMoment } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { say } from './output.ts';

export interface TrendOptions extends MonitorOptions {
  readonly environment: string;
  /** Default: `after` of the environment in the settings. */
  readonly after?: string;
  readonly json?: boolean;
}

interface DatabaseTrend {
  readonly target: Target;
  /** The environment that it is compared with; `null` if there is no trend. */
  readonly source: string | null;
  readonly trend: Trend | null;
  readonly failures: FailureRate;
}

const DAY_MS = 24 * 60 * 60_000;
/** Half a year, and the time of the last runs. */
const READ_DAYS = 270;
/** Outcomes that say that a run did not do what it should. A refusal repeats the failure before it. */
const FAILED: readonly string[] = ['failed', 'killed', 'stopped-early', 'unknown'];
const COUNTED: readonly string[] = ['succeeded', ...FAILED];

/** `migrate-watch trend`: what changes slowly; returns the exit code. */
export async function trend(options: TrendOptions, clock: () => number = Date.now): Promise<number> {
  return withMonitor(options, async (monitor) => {
    const now = clock();
    const { table, settings } = monitor;
    const status = statusOf((await table.states()).states, await table.open(), settings);
    const known = status.databases.map(({ target }) => target);
    const asked = known.filter(({ environment }) => environment === options.environment);
    const runs: ListedRun[] = [];
    for await (const run of table.runs({ from: now - READ_DAYS * DAY_MS, until: now })) runs.push(run);
    runs.reverse();
    const found: DatabaseTrend[] = [];
    for (const target of asked) found.push(await trendIn(target, known, { runs, options, monitor, now }));
    show(found, options, now);
    return found.some(({ trend: told, failures }) => told !== null || failures.isMore) ? 1 : 0;
  });
}

interface Question {
  readonly runs: readonly ListedRun[];
  readonly options: TrendOptions;
  readonly monitor: DeployedMonitor;
  readonly now: number;
}

async function trendIn(
  target: Target,
  known: readonly Target[],
  { runs, options: { after }, monitor: { table, settings }, now }: Question,
): Promise<DatabaseTrend> {
  const { environment } = target;
  const before = after ?? settings?.environments.find(({ name }) => name === environment)?.after;
  const { own, others } = await readDurations(
    table,
    target,
    known,
    before == null ? {} : { [environment]: before },
  );
  const trends = allPairs(own, others).flatMap(({ source, pairs }) => {
    const told = trendOf(pairs, now);
    return told === undefined ? [] : [{ source: source.environment, told }];
  });
  const failures = failureRateOf(
    runs
      .filter(
        (run) =>
          run.environment === target.environment &&
          run.database === target.database &&
          COUNTED.includes(run.outcome),
      )
      .map(({ startedAt, outcome }) => ({ at: startedAt, failed: FAILED.includes(outcome) })),
  );
  return { target, source: trends[0]?.source ?? null, trend: trends[0]?.told ?? null, failures };
}

function show(found: readonly DatabaseTrend[], { environment, json }: TrendOptions, now: number): void {
  if (json) {
    const databases = found.map(({ target, source, trend: told, failures }) => ({
      database: target.database,
      trend: told && { after: source, ...told },
      failures,
    }));
    const answer = { schema: 1, type: 'trend', environment, asOf: isoMoment(now), databases };
    process.stdout.write(`${printableJson(answer)}\n`);
    return;
  }
  say(found.length === 0 ? [`No database of ${printable(environment)} is known.`] : found.flatMap(linesOf));
}

function linesOf({
  target,
  source,
  trend: told,
  failures: { last, before, isMore },
}: DatabaseTrend): string[] {
  const { environment, database } = target;
  const slower =
    told === null
      ? 'no trend that is sure enough to tell'
      : `the same files take ${digits(told.factor)} times as long as half a year ago, compared with ${source} (${digits(told.low)} to ${digits(told.high)}, from ${counted(told.n, 'migration')} in ${counted(told.days, 'day')})`;
  const rate = `${last.failed} of the last ${counted(last.of, 'run')} failed, ${before.failed} of ${before.of} before: ${isMore ? 'more than usual' : 'within what chance does'}`;
  return [printable(`${environment}/${database}`), `  ${printable(slower)}.`, `  ${rate}.`];
}

function digits(factor: number): string {
  return String(Number(factor.toPrecision(2)));
}
