const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** When people are reminded of a database that stays dirty: after 1 h, 4 h, then daily; seven times in all. */
export const REMINDERS_AFTER_MS: readonly number[] = [
  HOUR_MS,
  4 * HOUR_MS,
  ...[1, 2, 3, 4, 5].map((days) => days * DAY_MS),
];

/**
 * When the next reminder is due after `sent` reminders, epoch ms; reminders whose time has passed by `now` are skipped. `null` if
 * there are no more.
 */
export function nextReminder(openedAt: number, sent: number, now: number): number | null {
  const after = REMINDERS_AFTER_MS.slice(sent).find((afterMs) => openedAt + afterMs > now);
  return after === undefined ? null : openedAt + after;
}
