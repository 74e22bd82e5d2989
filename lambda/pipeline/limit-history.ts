import { own } from '../contract/own.ts';
import { compareWithSent, type Differences } from '../domain/backtest/compare-with-sent.ts';
import { type LimitProposal, proposeLimit } from '../domain/backtest/propose.ts';
import { type RecordedRun, replayPages, type SlowRules } from '../domain/backtest/replay-pages.ts';
import type { IncidentLine } from '../domain/incidents/incident-line.ts';
import { isCanary } from '../domain/model/is-canary.ts';
import { originOfRunId } from '../domain/model/run-id.ts';
import type { Source } from '../domain/model/target.ts';
import { withWritten } from '../domain/runs/record/deadlines.ts';
import type { ListedRun } from '../domain/runs/record/list-line.ts';
import type { FactStore } from './ports.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';

const DAY_MS = 24 * 60 * 60_000;
/** More slow runs than this are not replayed: each takes a request, and the newest ones say most. */
const MOST_REPLAYED = 300;

/** What limits are judged by: the settings that are deployed, and how long facts are kept. */
export interface LimitSettings extends SlowRules {
  readonly sources: readonly Source[];
  /** Days. */
  readonly factDays: number;
}

/** Runs and incidents of the lists, in any order. */
export interface Listed {
  readonly runs: readonly ListedRun[];
  readonly incidents: readonly IncidentLine[];
}

/** The time whose runs can be replayed, epoch ms: facts that are about to expire may be gone in part. */
export function replayedSpan(now: number, { factDays }: LimitSettings) {
  return { from: now - (factDays - 1) * DAY_MS, until: now };
}

/** One environment in which runs may have been slow. */
export interface LimitHistory {
  readonly environment: string;
  /** Runs that ended in the span, slow or not. */
  readonly ended: number;
  /** Those that lasted long enough to be slow under `leastMs`, with their facts. */
  readonly runs: readonly RecordedRun[];
  readonly incidents: readonly IncidentLine[];
}

/**
 * Reads the facts of the runs that may have been slow, for each environment.
 *
 * @param leastMs runs that lasted for less are not read, ms
 */
export async function limitHistories(
  { runs, incidents }: Listed,
  span: { readonly from: number; readonly until: number },
  leastMs: (environment: string) => number,
  { facts, sources }: { readonly facts: Pick<FactStore, 'readOrigin'>; readonly sources: readonly Source[] },
): Promise<readonly LimitHistory[]> {
  const ended = runs.filter(
    (run) =>
      !isCanary(run) && run.outcome !== 'running' && run.startedAt >= span.from && run.startedAt < span.until,
  );
  const slow = ended
    .filter((run) => (run.durationMs ?? 0) >= leastMs(run.environment))
    .sort((a, b) => b.startedAt - a.startedAt)
    .slice(0, MOST_REPLAYED);
  const recorded = await sideBySide(slow, CALLS_AT_ONCE, (run) => recordedRun(run, facts, sources));
  return [...new Set(ended.map(({ environment }) => environment))].sort().map((environment) => ({
    environment,
    ended: ended.filter((run) => run.environment === environment).length,
    runs: recorded.flatMap((run) => (run?.target.environment === environment ? [run] : [])),
    incidents: incidents.filter(
      ({ openedAt, key }) =>
        openedAt >= span.from && openedAt < span.until && key.startsWith(`migrate-watch/${environment}/`),
    ),
  }));
}

async function recordedRun(
  { id, environment, database, startedAt, endedAt }: ListedRun,
  facts: Pick<FactStore, 'readOrigin'>,
  sources: readonly Source[],
): Promise<RecordedRun | undefined> {
  const origin = originOfRunId(id);
  if (origin === undefined) return undefined;
  const target = { environment, database };
  const stored = await facts.readOrigin(origin);
  return { id, target, startedAt, endedAt, facts: stored.facts, context: { origin, sources } };
}

/** A proposal; or why there is none although warnings came that nobody needed. */
export type LimitAnswer =
  | { readonly is: 'proposed'; readonly proposal: LimitProposal }
  | { readonly is: 'not-agreed'; readonly environment: string; readonly differences: Differences };

/** What to change about the warning limits, by environment. Where the replay of the present settings differs from what was sent, nothing is proposed. */
export function limitAnswers(
  histories: readonly LimitHistory[],
  settings: SlowRules,
  span: { readonly from: number; readonly until: number },
): readonly LimitAnswer[] {
  return histories.flatMap((history): readonly LimitAnswer[] => {
    const proposal = proposeLimit(history.environment, { ...history, ...span }, settings);
    if (proposal === undefined) return [];
    const differences = differencesOf(history, settings, span.until);
    if (differences.notSent.length + differences.notReplayed.length > 0)
      return [{ is: 'not-agreed', environment: history.environment, differences }];
    return [{ is: 'proposed', proposal }];
  });
}

/** How the replay of the present settings differs from what was sent. */
export function differencesOf(
  { runs, incidents }: LimitHistory,
  settings: SlowRules,
  until: number,
): Differences {
  return compareWithSent(
    runs.flatMap((run) => replayPages(run, settings, until)),
    runs,
    incidents,
  );
}

/** The lowest warning limit of an environment, ms: no shorter run can be slow. */
export function leastLimit({ rules }: SlowRules, environment: string): number {
  const of = own(rules.deadlinesByEnvironment, environment);
  const { silentWarningMs, longRunningWarningMs } =
    of === undefined ? rules.deadlines : withWritten(rules.deadlines, of);
  return Math.min(silentWarningMs, longRunningWarningMs);
}
