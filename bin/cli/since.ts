import { own } from '../../lambda/contract/own.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const AGO = /^(\d{1,6})\s?([smhdw])$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** What {@link parseSince} reads, for help and errors. */
export const SINCE_FORMS =
  '90s, 30m, 2h, 7d, 1w, 2026-03-16 or 2026-03-16T08:00 (UTC unless it ends with a zone)';

/** Epoch ms of a moment as people type it: so long before `now`, or a date with or without a time. `undefined` for other text. */
export function parseSince(text: string, now: number): number | undefined {
  const ago = AGO.exec(text);
  if (ago) return now - Number(ago[1]) * own(UNITS_MS, ago[2]!)!;
  const moment = MOMENT.exec(text);
  if (!moment) return undefined;
  // Without a zone, JavaScript reads a date as UTC and a time as local.
  const isLocal = text.length > 10 && moment[1] === undefined;
  const at = Date.parse(`${text.replace(' ', 'T')}${isLocal ? 'Z' : ''}`);
  return Number.isNaN(at) ? undefined : at;
}
