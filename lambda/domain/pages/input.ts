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
  /** The run that made the database dirty, when `run` was refused because of it; `null`: it was not, or nobody knows which. */
  readonly cause: Run | null;
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/** What a kind of incident has to say; the rest of a page is the same for all. */
export interface PageBody {
  /** What happened, to stand behind `[<environment>] <database>: `. */
  readonly happening: string;
  /** The same once it is over; left out: it reads the same. */
  readonly past?: string;
  /** What it did to the database, to stand behind that while it is open; empty when nothing is known to be wrong. */
  readonly danger: string;
  readonly state: readonly string[];
  readonly next: readonly Branch[];
  readonly doNot: readonly string[];
  readonly evidence: readonly string[];
  readonly clears: string;
  /** Heading of the runbook. */
  readonly heading: string;
  readonly class: string;
}

/** What is known beside the run's own lines: declared settings, and what stood in the database before it. */
export function verdictContext({ incident, policy, state }: PageInput): VerdictContext {
  const lead = state.runs.find(({ id }) => id === incident.lead);
  const before = lead && cleanBefore(state, lead);
  return {
    ...declaredFor(incident.target, policy.sources),
    versionBefore: before?.cleanVersion ?? null,
    markedByHand: before?.markedByHand === true,
  };
}
