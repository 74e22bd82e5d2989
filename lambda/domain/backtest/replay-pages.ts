import type { DeadlineRules } from '../../contract/defaults.ts';
import type { Severity } from '../../contract/severity.ts';
import { decideIncidents } from '../incidents/decide-incidents.ts';
import { evolve } from '../incidents/evolve.ts';
import type { Incident } from '../incidents/incident.ts';
import type { PagePolicy } from '../incidents/page-policy.ts';
import { summaryOf } from '../incidents/run-summary.ts';
import { emptyState } from '../incidents/target-state.ts';
import type { Fact } from '../model/fact.ts';
import type { Target } from '../model/target.ts';
import type { FoldContext } from '../runs/fold/fold.ts';
import { replayDeadlines } from './replay-deadlines.ts';

/** A recorded run, with all facts of its origin. */
export interface RecordedRun {
  readonly id: string;
  readonly target: Target;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms; `null` while it is running. */
  readonly endedAt: number | null;
  readonly facts: readonly Fact[];
  readonly context: FoldContext;
}

/** Settings that decide which slow runs people are told about. */
export interface SlowRules {
  readonly rules: DeadlineRules;
  readonly policy: PagePolicy;
}

/** A page about a slow run that would have been sent. */
export interface ReplayedPage {
  readonly run: string;
  readonly target: Target;
  /** Epoch ms. The sweep sends it within the minute after that. */
  readonly at: number;
  readonly severity: Severity;
}

/**
 * The pages about one slow run, in order of time: when it becomes slow, and when it becomes critically slow. They are decided by the same
 * functions as real pages, from the deadlines that would have passed. Reminders and ends are left out.
 *
 * @param until epoch ms, inclusive
 */
export function replayPages(
  { id, target, facts, context }: RecordedRun,
  { rules, policy }: SlowRules,
  until: number,
): readonly ReplayedPage[] {
  let state = emptyState(target);
  let incidents: readonly Incident[] = [];
  const pages: ReplayedPage[] = [];
  const passed = replayDeadlines(facts, context, rules, until).filter(({ run }) => run.id === id);
  for (const [index, { run, seenAt: at }] of passed.entries()) {
    state = evolve(state, { kind: 'run', run: summaryOf(run, index + 1) });
    const changes = decideIncidents(state, incidents, policy, at);
    incidents = withChanges(
      incidents,
      changes.map(({ incident }) => incident),
    );
    for (const { incident, plan } of changes) {
      if (incident.kind !== 'slow' || plan === null || plan.topics.length === 0) continue;
      if (plan.kind === 'opened' || plan.kind === 'updated')
        pages.push({ run: id, target, at, severity: plan.severity });
    }
  }
  return pages;
}

function withChanges(incidents: readonly Incident[], changed: readonly Incident[]): readonly Incident[] {
  const byKey = new Map([...incidents, ...changed].map((incident) => [incident.key, incident]));
  return [...byKey.values()];
}
