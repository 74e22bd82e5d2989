import type { Run } from '../run.ts';
import type { Source, Target } from '../target.ts';
import type { Verdict } from '../verdict.ts';
import { judge } from './judge.ts';
import type { VerdictContext } from './judged-run.ts';

/** A run together with the state that it left its database in. */
export interface ExplainedRun extends Run {
  /** `null` while it runs, and after it ended clean. */
  readonly verdict: Verdict | null;
}

/**
 * Judges runs for people who read them without a page: a card, JSON, the report.
 *
 * Whoever shows a run judges it, with all that is known at that moment; the verdict is not stored. A refused run repeats the
 * verdict of the run that made the database dirty, if that run is among `runs`.
 */
export function explainRuns(runs: readonly Run[], sources: readonly Source[]): readonly ExplainedRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return runs.map((run) => {
    const context = { ...declaredFor(run.target, sources), versionBefore: null };
    const cause = run.blockedBy === null ? undefined : byId.get(run.blockedBy);
    return { ...run, verdict: judgeAfter(cause, run, context) };
  });
}

/**
 * Judges `run`. `cause` is the run that left the database dirty, when `run` was refused because of it: no run ended clean between
 * the two, so what is known of the time before one of them is true for the other.
 */
export function judgeAfter(cause: Run | undefined, run: Run, context: VerdictContext): Verdict | null {
  const verdict = cause && judge(cause, context);
  return judge(run, cause && verdict ? { ...context, cause: { id: cause.id, verdict } } : context);
}

/** What the settings declare of a database; `null` where they say nothing. */
export function declaredFor(
  { environment, database }: Target,
  sources: readonly Source[],
): Pick<VerdictContext, 'engine' | 'multiStatement' | 'noTxWrap' | 'transactionalTables'> {
  const declared = sources.filter(
    ({ target }) => target.environment === environment && target.database === database,
  );
  const first = <Key extends keyof Source>(key: Key) =>
    declared.find((source) => source[key] !== undefined)?.[key] ?? null;
  return {
    engine: first('engine'),
    multiStatement: first('multiStatement'),
    noTxWrap: first('noTxWrap'),
    transactionalTables: first('transactionalTables'),
  };
}
