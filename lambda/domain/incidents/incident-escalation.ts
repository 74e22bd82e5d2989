import type { EscalationRule } from '../../contract/escalation.ts';
import { louder, type Severity } from '../../contract/severity.ts';
import type { PageMessage } from '../model/page-message.ts';
import { restarted, stepsOf } from './escalation.ts';
import type { Incident, ToldLevels } from './incident.ts';
import type { PagePolicy } from './page-policy.ts';

/** Which rule an incident follows: that of its highest severity. */
export function ruleOf(topics: readonly Severity[], { escalation }: PagePolicy): EscalationRule | undefined {
  return topics.length === 0 ? undefined : escalation?.[topics.reduce(louder)];
}

/**
 * The incident with what the settings say about its escalation. It starts at `now` (epoch ms) if it has not. Nothing is kept of an
 * incident that does not escalate.
 */
export function withEscalation(incident: Incident, policy: PagePolicy, now: number): Incident {
  const { escalation, ended, handling, notifiedTopics } = incident;
  const rule = ruleOf(notifiedTopics, policy);
  const isOpen = ended === null && rule !== undefined;
  if (!isOpen && (escalation === undefined || escalation.told.length === 0))
    return escalation === undefined ? incident : { ...incident, escalation: undefined };
  const state = escalation ?? restarted(undefined, now);
  const isPaused = !isOpen || handling !== undefined;
  const next = isPaused ? null : (stepsOf(rule, state.from).find(({ at }) => at > state.through) ?? null);
  return { ...incident, escalation: { ...state, next } };
}

/**
 * The levels that get the page of `plan`, by topic; `undefined` if none does. A level is told by a page of its own. After that it gets
 * updates, the end and what people do, but no reminders: those are for the route.
 */
export function levelsFor(
  { escalation }: Incident,
  { kind, severity, escalated }: Pick<PageMessage, 'kind' | 'severity' | 'escalated'>,
): ToldLevels | undefined {
  if (escalated) return { [severity]: [escalated.level] };
  if (escalation === undefined || kind === 'reminder') return undefined;
  const topics = new Set(escalation.told.map(({ topic }) => topic));
  if (topics.size === 0) return undefined;
  return Object.fromEntries(
    [...topics].map((topic) => [
      topic,
      escalation.told.flatMap((each) => (each.topic === topic ? each.level : [])).sort((a, b) => a - b),
    ]),
  );
}
