import type { Span } from '../../../lambda/adapters/aws/list-reader.ts';
import { printableJson } from '../../../lambda/domain/model/printable.ts';
import { endedClean, OUTCOMES, type Outcome } from '../../../lambda/domain/model/run.ts';
import { shortRunId } from '../../../lambda/domain/model/run-id.ts';
import { spanText } from '../../../lambda/domain/pages/time.ts';
import type { ListedRun } from '../../../lambda/domain/runs/record/list-line.ts';
import { duration } from '../duration.ts';
import { OUTCOME_COLOUR } from '../outcome-colour.ts';
import { exactMoment, isoMoment, localMoment, localZone } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say, terminalColumns } from './output.ts';
import { type Column, tableText } from './table.ts';
import type { TableReader } from './table-reader.ts';
import type { TypedMoment } from './times.ts';

export interface RunFilter {
  readonly environment?: string;
  readonly database?: string;
  readonly outcome?: readonly Outcome[];
}

export interface RunsOptions extends MonitorOptions, RunFilter {
  readonly since: TypedMoment;
  readonly until?: TypedMoment;
  readonly limit: number;
  readonly json?: boolean;
  readonly wide?: boolean;
}

/** The most runs that one page of the index has, with some room. */
const PAGE = 2_000;

/** `migrate-watch runs`: the runs of some days, the newest first; returns the exit code. */
export async function runs(options: RunsOptions): Promise<number> {
  return withMonitor(options, async ({ table, stack }) => {
    const now = Date.now();
    const span = spanOf(options, now);
    const [{ shown, more }, left] = await Promise.all([take(table, span, options), table.left()]);
    if (options.json) {
      process.stdout.write(`${printableJson(shown.map(runLineJson))}\n`);
      if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
      return 0;
    }
    const lines =
      shown.length === 0
        ? [
            `No run${filterWords(options)} began after ${exactMoment(span.from)} in stack ${stack}. --since looks further back.`,
          ]
        : [
            tableText(shown, runColumns(now), { columns: terminalColumns(), wide: options.wide === true }),
            '',
            `${countWords(shown)}${more ? `; there are more: --limit ${options.limit * 2}` : ''}. As of ${exactMoment(now)}.`,
          ];
    say([...lines, ...(left > 0 ? [leftWords(left)] : [])]);
    return 0;
  });
}

export function spanOf(
  { since, until }: { readonly since: TypedMoment; readonly until?: TypedMoment },
  now: number,
): Span {
  return { from: since(now), until: until?.(now) ?? Number.MAX_SAFE_INTEGER };
}

/** Reads as many runs as are shown, and one more. Without a filter that is one page of that size. */
async function take(
  table: TableReader,
  span: Span,
  options: RunsOptions,
): Promise<{ readonly shown: readonly ListedRun[]; readonly more: boolean }> {
  const isFiltered = options.environment ?? options.database ?? options.outcome;
  const atOnce = isFiltered === undefined ? Math.min(options.limit + 1, PAGE) : PAGE;
  const shown: ListedRun[] = [];
  for await (const run of table.runs(span, atOnce)) {
    if (!isWanted(run, options)) continue;
    if (shown.length === options.limit) return { shown, more: true };
    shown.push(run);
  }
  return { shown, more: false };
}

export function isWanted(run: ListedRun, { environment, database, outcome }: RunFilter): boolean {
  return (
    (environment === undefined || run.environment === environment) &&
    (database === undefined || run.database === database) &&
    (outcome === undefined || outcome.includes(run.outcome))
  );
}

function filterWords({ environment, database, outcome }: RunFilter): string {
  const words = [
    ...(outcome === undefined
      ? []
      : [`that ${outcome.length === 1 ? 'is' : 'is one of'} ${outcome.join(', ')}`]),
    ...(database === undefined ? [] : [`of ${database}`]),
    ...(environment === undefined ? [] : [`in ${environment}`]),
  ];
  return words.length === 0 ? '' : ` ${words.join(' ')}`;
}

function runColumns(now: number): readonly Column<ListedRun>[] {
  return [
    { title: 'Run', text: ({ id }) => shortRunId(id) },
    { title: 'Database', text: ({ environment, database }) => `${environment}/${database}` },
    {
      title: 'Outcome',
      text: ({ outcome }) => outcome,
      colour: ({ outcome }) => OUTCOME_COLOUR[outcome],
    },
    { title: `Started, ${localZone()}`, text: ({ startedAt }) => localMoment(startedAt) },
    {
      title: 'Version',
      text: (run) => (run.dirtyVersion === null ? (run.version ?? '') : `${run.dirtyVersion} dirty`),
    },
    { title: 'Took', text: (run) => tookWords(run, now), right: true },
    {
      title: 'Applied',
      text: ({ migrationsApplied: count }) => (count === 0 ? '' : String(count)),
      right: true,
    },
    { title: 'Command', text: ({ command }) => command ?? '' },
    {
      title: 'Error',
      text: ({ errorClass, sqlState }) => [errorClass, sqlState].filter(Boolean).join(' '),
      least: 8,
    },
    { title: 'Id', text: ({ id }) => id, wide: true },
  ];
}

function tookWords({ outcome, durationMs, startedAt }: ListedRun, now: number): string {
  if (outcome === 'running') return spanText(now - startedAt);
  return durationMs === null ? '' : duration(durationMs);
}

/** `12 runs: 9 ended clean, 2 failed, 1 killed`. */
export function countWords(shown: readonly Pick<ListedRun, 'outcome'>[]): string {
  const clean = shown.filter(({ outcome }) => endedClean(outcome)).length;
  const others = OUTCOMES.filter((outcome) => !endedClean(outcome)).flatMap((outcome) => {
    const count = shown.filter((run) => run.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return `${shown.length} ${shown.length === 1 ? 'run' : 'runs'}: ${[`${clean} ended clean`, ...others].join(', ')}`;
}

/** One run as `runs --json` and `export` print it. Field names are a contract: docs/commands.md lists them. */
export function runLineJson(run: ListedRun) {
  const { id, startedAt, endedAt, environment, database, outcome, command, source, version } = run;
  const { dirtyVersion, migrationsApplied, durationMs, longestMigrationMs } = run;
  const { errorClass, sqlState, exitCode, alerts, findings } = run;
  return {
    run: shortRunId(id),
    runId: id,
    environment,
    database,
    outcome,
    startedAt: isoMoment(startedAt),
    endedAt: isoMoment(endedAt),
    durationMs,
    command,
    source,
    version,
    dirtyVersion,
    migrationsApplied,
    longestMigrationMs,
    errorClass,
    sqlState,
    exitCode,
    alerts,
    findings,
  };
}
