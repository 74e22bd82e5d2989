import type { IncidentChange } from '../domain/incidents/decide-incidents.ts';
import { muteInForce } from '../domain/incidents/mute.ts';
import type { TargetState } from '../domain/incidents/target-state.ts';
import { type DecideContext, type Decided, decideUnread } from './decide-unread.ts';
import type { MuteStore, TargetItems } from './ports.ts';

interface DecideMutedContext extends DecideContext {
  readonly mutes: Pick<MuteStore, 'readMutes'>;
}

/**
 * Decides as {@link decideUnread} does, and again with the mute of the environment if one is in force. The mute is read only when a
 * page would be sent, because most messages send none.
 */
export async function decideMuted(
  state: TargetState,
  items: TargetItems,
  about: string | undefined,
  context: DecideMutedContext,
): Promise<Decided> {
  const decided = await decideUnread(state, items, about, context);
  if (!decided.changes.some(notifies)) return decided;
  const mutes = await context.mutes.readMutes(state.target.environment);
  const mute = muteInForce(mutes, context.now);
  if (mute === undefined) return decided;
  return decideUnread(state, items, about, { ...context, policy: { ...context.policy, mute } });
}

function notifies({ plan }: IncidentChange): boolean {
  return plan !== null && plan.topics.length > 0;
}
