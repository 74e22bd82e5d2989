import { RETRIED_FOR_MS } from '../../../contract/defaults.ts';
import type { ErrorClass } from '../../model/error-class.ts';
import type { DeadlineFact, EndedFact } from '../../model/fact.ts';
import type { Retry, Run } from '../../model/run.ts';

/** What trying again may mend: the database that does not answer yet, the lock that another run holds. */
const MENDED_BY_TRYING: ReadonlySet<ErrorClass> = new Set(['connection', 'lock']);

/** A run, and whether its process is known to have ended with it. */
export interface Attempt {
  readonly run: Run;
  readonly exited: boolean;
}

/** What is known of the process beside its runs. */
export interface Process {
  readonly ended: EndedFact | undefined;
  readonly deadlines: readonly DeadlineFact[];
  /** Since when it had failed in a row, for a minute or longer, before the first of these runs, epoch ms; `null`: it had not. */
  readonly failingSince: number | null;
}

/**
 * The runs of one process, each failure in it that the process may mend by trying again marked with what became of that.
 *
 * Event times decide, so that the same facts come to the same, whenever the sweep looked: a minute after the first failure in a
 * row it has lasted, which a deadline says, or anything later of the same process; a run that gets further before has overcome it.
 */
export function withRetries(attempts: readonly Attempt[], process: Process): readonly Run[] {
  // Nobody is told of what `parse` reads.
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

/** Had the failures in a row lasted for a minute with this run already? Then nothing that comes later takes it back. */
export function hasLastedBy({ lastEventAt }: Run, { since }: Retry): boolean {
  return lastEventAt !== null && lastEventAt >= since + RETRIED_FOR_MS;
}

/** No migration had begun, so nothing can be dirty; a leak is told at once, whatever leaked it. */
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

/** Failures in a row; `next` is the run that came after them and was not another. */
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
      // Its process ended with the last of them: that one is told, and stands for the others.
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
