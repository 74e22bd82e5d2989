import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { actionFault, actOn } from '../domain/incidents/act.ts';
import type { IncidentChange } from '../domain/incidents/decide-incidents.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { parseIncidentKey } from '../domain/model/incident-key.ts';
import { sameValue } from '../domain/model/same-value.ts';
import type { Target } from '../domain/model/target.ts';
import type { PageRequest } from './page-request.ts';
import type { FactStore, HealthLog, IncidentStore, MetricSink, TargetItems } from './ports.ts';

interface ActionContext {
  readonly incidents: Pick<IncidentStore, 'readIncidents'>;
  readonly facts: Pick<FactStore, 'listOpen'>;
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/** Why what a person did cannot be applied; `undefined` when it can, or when the request is about something else. */
export async function refusalOf(
  { action, about, target, observations }: PageRequest,
  { state }: TargetItems,
  { incidents, facts, policy, now }: ActionContext,
): Promise<string | undefined> {
  // A state is not begun for a database of which nothing is known: its name may be mistyped.
  if (state === null && observations.some(({ kind }) => kind === 'gate-overridden'))
    return 'no run of this database has been seen';
  const name = action && about !== undefined ? parseIncidentKey(about) : undefined;
  if (action === undefined || name === undefined) return undefined;
  // The state may have it already, written by an invocation that lost a later condition.
  if (state?.acknowledgements.some(({ id }) => id === action.id)) return undefined;
  const [incident] = await incidents.readIncidents([name]);
  const running = action.do === 'resolve' ? await runningIn(target, facts) : [];
  return actionFault(action, { incident, running, policy, now });
}

async function runningIn(target: Target, facts: ActionContext['facts']): Promise<readonly string[]> {
  return (await facts.listOpen()).flatMap((entry) => {
    if (entry.kind !== 'run' || entry.record.supersededBy !== null) return [];
    const { run } = entry.record;
    return run.outcome === 'running' && sameValue(run.target, target) ? run.id : [];
  });
}

/** The changes with what the request's action adds; `changes` themselves when it has none. */
export function withActionOf(
  { action, about }: PageRequest,
  changes: readonly IncidentChange[],
  read: readonly Incident[],
  { policy, now }: Pick<ActionContext, 'policy' | 'now'>,
): readonly IncidentChange[] {
  const stored = read.find(({ key }) => key === about);
  return action === undefined || stored === undefined ? changes : actOn(changes, stored, action, policy, now);
}

/** Counts and reports what was refused. A retry would not help, so no error is thrown. Returns that nothing was changed. */
export async function actionRefused(
  { action, about, target }: PageRequest,
  why: string,
  { metrics, healthLog, now }: { metrics: MetricSink; healthLog: HealthLog; now: number },
): Promise<readonly []> {
  const dimensions = { Environment: MONITOR_ENVIRONMENT };
  await metrics.put([{ name: 'RefusedActions', value: 1, at: now, dimensions }]);
  const what =
    action === undefined
      ? `the override of the gate to ${target.environment}/${target.database}`
      : `action \`${action.do}\` on ${about}`;
  healthLog.warn(`${what} is refused: ${why}`);
  return [];
}
