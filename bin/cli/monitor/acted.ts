import type { EscalationState } from '../../../lambda/domain/incidents/escalation.ts';
import type { Handling } from '../../../lambda/domain/incidents/handling.ts';
import { type Action, actorText } from '../../../lambda/domain/model/action.ts';
import { printable } from '../../../lambda/domain/model/printable.ts';
import { clockMoment, isoMoment } from './moments.ts';

/** `Ada until 14:02 CET`, as a list of one; empty if nobody has the incident at `now`, epoch ms. */
export function handlingWords(handling: Handling | undefined, now: number): readonly string[] {
  if (handling === undefined || handling.until <= now) return [];
  const { state, by, until } = handling;
  const snoozed = state === 'snoozed' ? ' (snoozed)' : '';
  return [printable(`${actorText(by)} until ${clockMoment(until, now)}${snoozed}`)];
}

/** Who handles an incident, as `--json` prints it. Field names are a contract: docs/commands.md lists them. */
export function handlingJson(handling: Handling | undefined) {
  if (handling === undefined) return null;
  const { state, by, since, until } = handling;
  return { state, by: by.name, since: isoMoment(since), until: isoMoment(until) };
}

/** `second-oncall at 14:02 CET, as level 1`, as a list of one; empty if no level is next. */
export function nextLevelWords(escalation: EscalationState | undefined, now: number): readonly string[] {
  const next = escalation?.next;
  if (next == null) return [];
  return [printable(`${next.to.join(', ')} at ${clockMoment(next.at, now)}, as level ${next.level}`)];
}

/** How far an incident has escalated, as `--json` prints it. Field names are a contract: docs/commands.md lists them. */
export function escalationJson(escalation: EscalationState | undefined) {
  if (escalation === undefined) return null;
  const { next, told } = escalation;
  return {
    next: next && { level: next.level, to: next.to, at: isoMoment(next.at) },
    notified: told.map(({ topic, level, to, at }) => ({ topic, level, to, at: isoMoment(at) })),
  };
}

/** An action as a line of an incident's history. */
export function momentOfAction(action: Action): { readonly at: number; readonly text: string } {
  return { at: action.at, text: `${actorText(action.by)} ${deedWords(action)}` };
}

function deedWords(action: Action): string {
  switch (action.do) {
    case 'ack': {
      const deed = action.resolvedThere ? 'resolved the alert there and has it' : 'acknowledged it';
      return `${deed} until ${clockMoment(action.until, action.at)}`;
    }
    case 'snooze':
      return `snoozed it until ${clockMoment(action.until, action.at)}: ${action.text}`;
    case 'wake':
      return 'ended the acknowledgement or the snooze';
    case 'note':
      return `wrote: ${action.text}`;
    case 'resolve': {
      const at = action.version === undefined ? '' : `, at version ${action.version}`;
      return `reported a repair by hand${at}: ${action.text}`;
    }
    case 'resend':
      return 'asked for the page again';
    default:
      return action satisfies never;
  }
}

/** An action as `show --json` prints it. */
export function actionJson(action: Action) {
  return {
    at: isoMoment(action.at),
    by: action.by.name,
    arn: action.by.arn ?? null,
    via: action.by.via,
    do: action.do,
    until: 'until' in action ? isoMoment(action.until) : null,
    text: 'text' in action ? action.text : null,
    version: 'version' in action ? (action.version ?? null) : null,
  };
}
