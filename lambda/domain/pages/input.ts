import type { PagePlan } from '../incidents/decide-incidents.ts';
import { declaredFor } from '../incidents/explained-run.ts';
import type { Incident } from '../incidents/incident.ts';
import type { PagePolicy } from '../incidents/page-policy.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { cleanBefore } from '../incidents/target-state.ts';
import type { VerdictContext } from '../model/judged-run.ts';
import type { Run } from '../model/run.ts';
import type { Branch } from '../model/verdict.ts';

/** Everything that a page is written from. */
export interface PageInput {
  readonly incident: Incident;
  readonly plan: PagePlan;
  readonly state: TargetState;
  /** The run that the incident is about; `null` for an alarm, a run that never came, or a run no longer stored. */
  readonly run: Run | null;
  /**
   * The run that made the database dirty, when `run` was refused because of it; `null` if it was not refused, or if that run is not
   * known.
   */
  readonly cause: Run | null;
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/** The parts of a page that depend on the kind of incident. */
export interface PageBody {
  /** What happened; it follows `[<environment>] <database>: ` in the title. */
  readonly happening: string;
  /** What happened, once the trouble is over. If it is left out, `happening` is used. */
  readonly past?: string;
  /** What the trouble did to the database; it follows `happening` in the title while the incident is open. Empty if no harm is known. */
  readonly danger: string;
  readonly state: readonly string[];
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
  readonly evidence: readonly string[];
  readonly clears: string;
  /** Anchor of the runbook's heading. */
  readonly heading: string;
  readonly class: string;
}

/** What a verdict needs in addition to the run's own lines: the declared settings, and the database's version before the run. */
export function verdictContext({ incident, policy, state }: PageInput): VerdictContext {
  const lead = state.runs.find(({ id }) => id === incident.lead);
  const before = lead && cleanBefore(state, lead);
  return {
    ...declaredFor(state.target, policy.sources),
    versionBefore: before?.cleanVersion ?? null,
    markedByHand: before?.markedByHand === true,
  };
}
