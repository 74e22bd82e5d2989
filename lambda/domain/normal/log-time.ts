const SECOND_MS = 1_000;

/**
 * Durations are compared as z = ln(1 s + d). On this scale a factor is a distance for long migrations, and everything below a second is
 * nearly the same.
 */
export function logTime(ms: number): number {
  return Math.log1p(ms / SECOND_MS);
}

/** Inverse of {@link logTime}, in ms; never negative. `Infinity` for durations that a number cannot hold. */
export function msOfLogTime(z: number): number {
  return Math.max(0, Math.expm1(z) * SECOND_MS);
}

/** What a migration costs besides its work, in seconds, so that the size of an empty one is finite. */
const OVERHEAD_S = 0.05;

/** The size of a migration: x = ln(s + 0.05), where s is the time in seconds that it took in the source environment. */
export function sizeOf(sourceMs: number): number {
  return Math.log(sourceMs / SECOND_MS + OVERHEAD_S);
}

/** Which part of a migration that took `sourceMs` is more than overhead: from 0 to 1. */
export function workShare(sourceMs: number): number {
  return sourceMs / (SECOND_MS + sourceMs);
}
