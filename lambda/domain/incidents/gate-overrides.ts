import type { GateOverride } from '../model/gate-override.ts';
import type { TargetState } from './target-state.ts';

/** A deploy follows its gate within this time, ms. */
const BEFORE_MS = 24 * 60 * 60_000;

/**
 * The overrides of the gate that may explain an incident: from 24 hours before it opened (epoch ms) until it ended, or until now.
 */
export function overridesAround(
  state: TargetState | null,
  openedAt: number,
  endedAt = Number.MAX_SAFE_INTEGER,
): readonly GateOverride[] {
  return (state?.gateOverrides ?? []).filter(({ at }) => at > openedAt - BEFORE_MS && at <= endedAt);
}
