import type { Incident } from '../incidents/incident.ts';
import type { TargetState } from '../incidents/target-state.ts';
import { type Action, actorText } from '../model/action.ts';
import { clockText, momentText } from './time.ts';

/** The last actions that a page names. The command `show` lists all that are kept. */
const NAMED_ACTIONS = 5;

/** Beginning of the title of a page that tells what a person did. */
export function actionHeadline(action: Action): string {
  const by = actorText(action.by);
  switch (action.do) {
    case 'ack':
      return action.resolvedThere ? `RESOLVED by ${by}, still open here` : `ACKNOWLEDGED by ${by}`;
    case 'snooze':
      return `SNOOZED by ${by}`;
    case 'wake':
      return `TAKEN BY NOBODY again, says ${by}`;
    case 'note':
      return `NOTE by ${by}`;
    case 'resolve':
      return `REPAIRED BY HAND, says ${by}`;
    case 'resend':
      return `SENT AGAIN for ${by}`;
  }
}

/** What people did about the incident, oldest first. */
export function actionLines({ actions = [] }: Incident, now: number): readonly string[] {
  return actions
    .slice(-NAMED_ACTIONS)
    .map((action) => `${clockText(action.at, now)}, ${actorText(action.by)}: ${deedOf(action)}`);
}

function deedOf(action: Action): string {
  switch (action.do) {
    case 'ack':
      return action.resolvedThere
        ? `resolved the alert there. It stays open here, without reminders until ${clockText(action.until, action.at)}`
        : `acknowledged it until ${clockText(action.until, action.at)}`;
    case 'snooze':
      return `snoozed it until ${clockText(action.until, action.at)}, because: ${action.text}`;
    case 'wake':
      return 'ended the acknowledgement or the snooze';
    case 'note':
      return action.text;
    case 'resolve':
      return `repaired it by hand: ${action.text}`;
    case 'resend':
      return 'asked for the page again';
  }
}

/** What the person who ended the incident by hand says that they did. */
export function repairLines({ actions = [], ended }: Incident): readonly string[] {
  const repair = actions.findLast((action) => action.do === 'resolve');
  if (ended?.why !== 'by-hand' || repair === undefined) return [];
  return [`${actorText(repair.by)} did this: ${repair.text}`];
}

/**
 * For an open incident: the last repair that a person reported before it opened, if no run has confirmed that repair. Evidence counts
 * more than what a person says.
 */
export function contradictedLines(
  { kind, openedAt, ended }: Incident,
  { acknowledgements, lastGoodRun }: TargetState,
): readonly string[] {
  if (kind !== 'migration' || ended !== null) return [];
  const claim = acknowledgements.findLast((each) => each.repaired !== undefined && each.at <= openedAt);
  if (claim?.repaired === undefined || (lastGoodRun?.endedAt ?? Number.NEGATIVE_INFINITY) > claim.at)
    return [];
  return [
    `${claim.by} reported a repair by hand at ${momentText(claim.at)}: ${claim.repaired.text}. This run shows that it was not enough.`,
  ];
}
