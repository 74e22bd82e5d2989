import { RETRIED_FOR_MS } from '../../../contract/defaults.ts';
import type { ErrorClass } from '../../model/error-class.ts';
import type { DeadlineFact, EndedFact } from '../../model/fact.ts';
import type { Retry, Run } from '../../model/run.ts';

/** Errors that trying again may overcome: a database that does not answer yet, a lock that another run holds. */
const MENDED_BY_TRYING: ReadonlySet<ErrorClass> = new Set(['connection', 'lock']);

/** A run, and whether its process is known to have ended with it. */
export interface Attempt {
  readonly run: Run;
  readonly exited: boolean;
}

/** What is known about the process in addition to its runs. */
export interface Process {
  readonly ended: EndedFact | undefined;
  readonly deadlines: readonly DeadlineFact[];
  /**
   * Start of the failures in a row just before the first of these runs, epoch ms, if they had lasted for a minute or longer; `null`
   * if there were none.
   */
  readonly failingSince: number | null;
}

/**
 * The runs of one process. Each failure that the process may overcome by trying again gets a `retry`, which says whether it did.
 *
 * Event times decide, so that the result does not depend on when the sweep looked. Failures in a row have lasted once a deadline, or
 * anything later from the same process, shows that a minute has passed since the first one. A run that gets further within that
 * minute has overcome them.
 */
export function withRetries(attempts: readonly Attempt[], process: Process): readonly Run[] {
  // `migrate-watch parse` sends no notifications, so nothing is held back.
  if (process.ended?.platform === 'file' || !attempts.some(({ run }) => mayBeMended(run)))
    return attempts.map(({ run }) => run);
  const runs: Run[] = [];
  for (let from = 0; from < attempts.length; ) {
    let to = from;
    while (to < attempts.length && goesOn(attempts[to]!)) to++;
    const series = attempts.slice(from, to).map(({ run }) => run);
    if (series.length > 0) {
      const since = (from === 0 ? process.failingSince : null) ?? series[0]!.endedAt!;
      runs.push(...marked(series, since, attempts[to]?.run, process));
    }
    if (to < attempts.length) runs.push(attempts[to]!.run);
    from = to + 1;
  }
  return runs;
}

/** Had the failures in a row lasted for a minute by the end of this run? Then nothing that comes later can change that. */
export function hasLastedBy({ lastEventAt }: Run, { since }: Retry): boolean {
  return lastEventAt !== null && lastEventAt >= since + RETRIED_FOR_MS;
}

/** No migration had begun, so nothing can be dirty. A leaked credential is reported at once, so such a run does not count. */
function mayBeMended({ outcome, error, migrations, dirtyVersion, exitCode, leaked, endedAt }: Run): boolean {
  return (
    outcome === 'failed' &&
    error !== null &&
    MENDED_BY_TRYING.has(error.class) &&
    migrations.every(({ status }) => status === 'queued') &&
    dirtyVersion === null &&
    exitCode === null &&
    leaked.length === 0 &&
    endedAt !== null
  );
}

function goesOn({ run, exited }: Attempt): boolean {
  return !exited && mayBeMended(run);
}

/** `series` are failures in a row; `next` is the run after them, which was not such a failure. */
function marked(
  series: readonly Run[],
  since: number,
  next: Run | undefined,
  { ended, deadlines }: Process,
): Run[] {
  const until = since + RETRIED_FOR_MS;
  const nextAt = next && (next.startedAt ?? since);
  const endedAt = next === undefined ? ended?.at : undefined;
  const isOver = (at: number | undefined) => at !== undefined && at < until;
  const last = series.at(-1)!;
  const lasted =
    [nextAt, endedAt, last.lastEventAt].some((at) => at != null && at >= until) ||
    deadlines.some((fact) => isAbout(fact, series));
  return series.map((run) => {
    const retry = (): Retry => {
      if (isOver(nextAt)) return { since, state: 'overcome' };
      // The process ended with the last failure: that one is reported, and represents the others.
      if (isOver(endedAt))
        return run === last ? { since, state: 'lasted', at: endedAt! } : { since, state: 'overcome' };
      return lasted
        ? { since, state: 'lasted', at: Math.max(until, run.endedAt!) }
        : { since, state: 'waits' };
    };
    return { ...run, retry: retry() };
  });
}

function isAbout({ what, runStartedAt }: DeadlineFact, series: readonly Run[]): boolean {
  const [first, last] = [series[0]!, series.at(-1)!];
  return (
    what === 'still-failing' &&
    (first.startedAt ?? 0) <= runStartedAt &&
    runStartedAt <= (last.lastEventAt ?? 0)
  );
}
