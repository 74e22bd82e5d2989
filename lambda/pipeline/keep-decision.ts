import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import { CLOCK_AHEAD_MS } from '../domain/model/action.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import type { DecisionStore } from './ports.ts';

export interface KeepDecisionContext {
  readonly decisions: DecisionStore;
  /** Epoch ms. */
  readonly now: number;
}

/** Stores what a person decided about a finding of a review; other messages cause no call. A wrong clock cannot decide for the future. */
export async function keepDecision(
  message: EventsMessage | AlarmNotification,
  { decisions, now }: KeepDecisionContext,
): Promise<void> {
  if (!('type' in message) || message.type !== 'review-decided') return;
  const { decision } = message;
  await decisions.putDecision({ ...decision, at: Math.min(decision.at, now + CLOCK_AHEAD_MS) });
}
