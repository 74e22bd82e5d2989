import type { Action, Actor } from '../model/action.ts';

/**
 * What people do about an open incident. `seen`: somebody works on it. `snoozed`: nothing is sent about it. Both end at `until`, or
 * when the trouble gets worse.
 */
export interface Handling {
  readonly state: 'seen' | 'snoozed';
  readonly by: Actor;
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
}

/** How many actions an incident keeps. Notes and a claim of a repair count like all others; the newest are kept. */
const KEPT_ACTIONS = 50;

/** Adds an action, in order of time; returns `actions` itself if the id is known. */
export function withAction(actions: readonly Action[], action: Action): readonly Action[] {
  if (actions.some(({ id }) => id === action.id)) return actions;
  return [...actions, action].sort(byTime).slice(-KEPT_ACTIONS);
}

function byTime(a: Action, b: Action): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}

/**
 * What `actions` amount to. `undefined`: nobody has taken the incident.
 *
 * Actions before `wokenAt` (epoch ms) do not count, because the trouble got worse then, or because the time of an action was over.
 */
export function handlingAfter(
  actions: readonly Action[],
  wokenAt = Number.NEGATIVE_INFINITY,
): Handling | undefined {
  let handling: Handling | undefined;
  for (const action of actions) {
    if (action.at < wokenAt) continue;
    const { at: since, by } = action;
    // The first person who acknowledged it stays the one who works on it; a later acknowledgement can only extend the time.
    if (action.do === 'ack')
      handling =
        handling?.state === 'seen'
          ? { ...handling, until: Math.max(handling.until, action.until) }
          : { state: 'seen', by, since, until: action.until };
    else if (action.do === 'snooze') handling = { state: 'snoozed', by, since, until: action.until };
    else if (action.do === 'wake') handling = undefined;
  }
  return handling;
}
