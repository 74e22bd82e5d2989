import { louder } from '../../contract/severity.ts';
import { type Action, CLOCK_AHEAD_MS, MOST_QUIET_MS } from '../model/action.ts';
import { isCanary } from '../model/is-canary.ts';
import type { IncidentChange, PagePlan } from './decide-incidents.ts';
import { restarted } from './escalation.ts';
import { handlingAfter, withAction } from './handling.ts';
import type { Incident } from './incident.ts';
import { withEscalation } from './incident-escalation.ts';
import { type PagePolicy, severityOf } from './page-policy.ts';

/** A note may be added until this long after the end of an incident, ms. */
const NOTES_AFTER_END_MS = 30 * 24 * 60 * 60_000;

/** The action as it counts: from when its message arrived (`now`, epoch ms) at the latest, and no longer than allowed. */
export function limitedAction(action: Action, now: number): Action {
  const at = Math.min(action.at, now + CLOCK_AHEAD_MS);
  if (action.do !== 'ack' && action.do !== 'snooze') return { ...action, at };
  return { ...action, at, until: Math.min(action.until, at + MOST_QUIET_MS[action.do]) };
}

/** What {@link actionFault} decides by. */
export interface ActedOn {
  /** `undefined` when no such incident is stored. */
  readonly incident: Incident | undefined;
  /** Ids of the runs of its database that have not ended. */
  readonly running: readonly string[];
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/** Why an action cannot be applied, as the end of a sentence; `undefined` when it can. */
export function actionFault(action: Action, { incident, running, policy, now }: ActedOn): string | undefined {
  if (incident === undefined || isCanary(incident.target)) return 'there is no such incident';
  if (incident.actions?.some(({ id }) => id === action.id)) return undefined;
  const { ended, kind, target, notifiedTopics } = incident;
  if (ended !== null) {
    const isLate = now - ended.at > NOTES_AFTER_END_MS;
    if (action.do === 'note' && !isLate) return undefined;
    const by = ended.run ?? ended.by;
    const end = `it ended at ${new Date(ended.at).toISOString()}${by === null ? '' : ` by ${by}`}`;
    return action.do === 'note' ? `${end}, and notes are taken for 30 days after that` : end;
  }
  switch (action.do) {
    case 'note':
      return undefined;
    case 'ack':
      return action.until > now ? undefined : 'the time that it was acknowledged for is over';
    case 'snooze':
      if (action.until <= now) return 'the time that it was snoozed for is over';
      return kind === 'leak' && severityOf(policy, target.environment) === 'critical'
        ? `a credential in a log of ${target.environment} cannot be snoozed: change the credential, then acknowledge the incident`
        : undefined;
    case 'wake':
      return incident.handling === undefined ? 'nobody has acknowledged or snoozed it' : undefined;
    case 'resolve':
      if (kind === 'leak') return 'a leaked credential is acknowledged, not repaired';
      return running.length === 0
        ? undefined
        : `a run of ${target.environment}/${target.database} has not ended: ${running.slice(0, 3).join(', ')}`;
    case 'resend':
      return notifiedTopics.length > 0
        ? undefined
        : 'no page was sent about it yet, so none can be sent again';
  }
}

/**
 * Adds the action to the incident, and plans the notice that tells the channels about it.
 *
 * @param changes what the state demands after the action; the change of this incident, if there is one, is extended
 * @param stored the incident as it is stored
 */
export function actOn(
  changes: readonly IncidentChange[],
  stored: Incident,
  action: Action,
  policy: PagePolicy,
  now: number,
): readonly IncidentChange[] {
  const found = changes.find(({ incident }) => incident.key === stored.key);
  const before = found?.incident ?? { ...stored, revision: stored.revision + 1 };
  const actions = withAction(before.actions ?? [], action);
  if (actions === before.actions) return changes;
  const handling = handlingNow({ ...before, actions }, now);
  const isNobodys = before.handling !== undefined && handling === undefined;
  // Somebody takes it at the moment at which a level is due: the level is not notified.
  const isInTime = found?.plan?.kind === 'escalated' && handling !== undefined;
  const acted: Incident = {
    ...before,
    actions,
    handling,
    ...(isInTime && { escalation: stored.escalation }),
    ...(isNobodys && { escalation: restarted(before.escalation, now) }),
  };
  const incident = withEscalation(acted, policy, now);
  const plan = (isInTime ? null : found?.plan) ?? planOf(incident, action);
  const change = { incident, expected: stored.revision, plan };
  return found === undefined ? [...changes, change] : changes.map((each) => (each === found ? change : each));
}

function handlingNow({ ended, actions = [], wokenAt }: Incident, now: number): Incident['handling'] {
  const handling = ended === null ? handlingAfter(actions, wokenAt) : undefined;
  return handling !== undefined && handling.until > now ? handling : undefined;
}

function planOf({ notifiedTopics: topics }: Incident, action: Action): PagePlan | null {
  if (topics.length === 0) return null;
  const severity = topics.reduce(louder, 'info');
  // A page that is sent again is a new one, because receivers drop one that they have had.
  return action.do === 'resend'
    ? { kind: 'updated', severity, topics, again: true }
    : { kind: 'handled', severity, topics, action };
}
