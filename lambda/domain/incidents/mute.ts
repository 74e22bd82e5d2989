import type { IncidentKind } from '../../contract/incident-kind.ts';
import { actorText, CLOCK_AHEAD_MS, MOST_QUIET_MS, type Mute } from '../model/action.ts';
import type { MaintenanceWindow } from './maintenance.ts';

/** The mute as it counts: from when its message arrived (`now`, epoch ms) at the latest, and no longer than allowed. */
export function limitedMute(mute: Mute, now: number): Mute {
  const at = Math.min(mute.at, now + CLOCK_AHEAD_MS);
  return { ...mute, at, until: Math.max(at, Math.min(mute.until, at + MOST_QUIET_MS.mute)) };
}

/**
 * Of all mutes of an environment, those that are in force at `now`, epoch ms. A mute that ends when it begins ends all mutes before
 * it.
 */
export function mutesInForce(mutes: readonly Mute[], now: number): readonly Mute[] {
  const ended = Math.max(...mutes.filter(({ at, until }) => until <= at).map(({ at }) => at), 0);
  return mutes.filter(({ at, until }) => at > ended && until > now);
}

/** Of all mutes of an environment, the one that is in force at `now` and lasts longest; `undefined` if none is. */
export function muteInForce(mutes: readonly Mute[], now: number): Mute | undefined {
  return mutesInForce(mutes, now).reduce<Mute | undefined>(
    (last, mute) => (last && last.until >= mute.until ? last : mute),
    undefined,
  );
}

/** The mute as a window that silences incidents of `kind` at `now`; `null` if it does not. No mute silences a leaked credential. */
export function muteWindow(
  mute: Mute | undefined,
  kind: IncidentKind,
  now: number,
): MaintenanceWindow | null {
  if (mute === undefined || kind === 'leak' || now >= mute.until) return null;
  return { from: mute.at, until: mute.until, reason: mute.reason, mutedBy: actorText(mute.by) };
}
