import { judge } from '../diagnosis/judge.ts';
import type { VerdictContext } from '../model/judged-run.ts';
import type { Run } from '../model/run.ts';
import { sameValue } from '../model/same-value.ts';
import type { Source, Target } from '../model/target.ts';
import type { Verdict } from '../model/verdict.ts';
import { dirtiedByOtherOrigin } from './dirtied-by.ts';
import { byStart, summaryOf } from './run-summary.ts';

/** A run together with the state that it left its database in. */
export interface ExplainedRun extends Run {
  /** `null` while the run is running, and after it ended clean. */
  readonly verdict: Verdict | null;
}

/**
 * Judges runs for people who read them outside a page: as a card, as JSON, in the report.
 *
 * Verdicts are not stored: each reader judges a run with all that is known when it shows the run. A refused run gets the verdict
 * of the run that made the database dirty, and names that run in `blockedBy`, if it is among `runs`.
 */
export function explainRuns(runs: readonly Run[], sources: readonly Source[]): readonly ExplainedRun[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return runs.map((run) => {
    const context = { ...declaredFor(run.target, sources), versionBefore: null };
    const cause = run.blockedBy === null ? madeDirtyElsewhere(run, runs) : byId.get(run.blockedBy);
    return { ...run, blockedBy: cause?.id ?? run.blockedBy, verdict: judgeAfter(cause, run, context) };
  });
}

/** The run of another origin that made the database dirty; the record of `run` does not name it. */
function madeDirtyElsewhere(run: Run, runs: readonly Run[]): Run | undefined {
  if (run.outcome !== 'blocked') return undefined;
  const refused = summaryOf(run, 0);
  const before = runs
    .filter((other) => sameValue(other.target, run.target))
    .map((other) => summaryOf(other, 0))
    .filter((other) => byStart(other, refused) < 0)
    .sort(byStart);
  const cause = dirtiedByOtherOrigin(refused, before, run.target);
  return runs.find(({ id }) => id === cause?.id);
}

/**
 * Judges `run`. `cause` is the run that left the database dirty, if `run` was refused because of it. No run ended clean between the
 * two, so `context` (such as the version before) applies to both.
 */
export function judgeAfter(cause: Run | undefined, run: Run, context: VerdictContext): Verdict | null {
  const verdict = cause && judge(cause, context);
  return judge(run, cause && verdict ? { ...context, dirtiedBy: { id: cause.id, verdict } } : context);
}

/** What the settings declare about a database; `null` where they declare nothing. */
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
