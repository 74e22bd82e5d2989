const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** Durations as Go and golang-migrate write them, whole units from hours to seconds: `90s`, `15m`, `1h30m`. */
export const DURATION = /^(?=.)(?:\d{1,5}h)?(?:\d{1,5}m)?(?:\d{1,6}s)?$/;

/** Milliseconds of a text that {@link DURATION} matches; `undefined` for any other text. */
export function durationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
    0,
  );
}

/** Whole seconds in the largest unit that divides them: `90s`, `15m`, `2h`. */
export function formatDuration(ms: number): string {
  if (ms % UNIT_MS.h === 0) return `${ms / UNIT_MS.h}h`;
  return ms % UNIT_MS.m === 0 ? `${ms / UNIT_MS.m}m` : `${ms / UNIT_MS.s}s`;
}
