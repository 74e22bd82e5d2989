import { InvalidArgumentError } from 'commander';

const UNITS = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 7 * 86_400_000],
]);
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const EXPECTED =
  "Expected 90s, 15m, 12h, 7d, 2w, a date such as 2026-03-16, a local time such as 2026-03-16T08:00, 'today', 'yesterday' or a weekday.";

/** A moment that a person types: how long ago, or a date; relative to a `now` that is known later. */
export type TypedMoment = (now: number) => number;

/**
 * Reads a moment: a time span before now (`7d`), a local date or time (`2026-03-16`, `2026-03-16T08:00`, with `Z` for UTC), `today`,
 * `yesterday`, or the last day of that name (`monday`). Days begin at local midnight.
 *
 * @throws InvalidArgumentError of the command line for anything else
 */
export function typedMoment(text: string): TypedMoment {
  const word = text.trim().toLowerCase();
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(word) ?? [];
  const unitMs = UNITS.get(unit);
  if (unitMs !== undefined) return (now) => Math.max(0, now - Number(count) * unitMs);
  if (word === 'today' || word === 'yesterday') return (now) => midnight(now, word === 'today' ? 0 : 1);
  const weekday = WEEKDAYS.indexOf(word);
  if (weekday >= 0) return (now) => midnight(now, (new Date(now).getDay() - weekday + 7) % 7);
  const at = dateOf(text.trim());
  if (at === undefined) throw new InvalidArgumentError(EXPECTED);
  return () => at;
}

/** Local midnight, `days` days before `now`. A day may have 23 or 25 hours. */
function midnight(now: number, days: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - days).getTime();
}

/** Epoch ms; `undefined` if the text is not a date, or if there is no such day. */
function dateOf(text: string): number | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,3})?)?(Z)?)?$/i.exec(text) ?? [];
  if (year === undefined) return undefined;
  const parts = [year, Number(month) - 1, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = zone === undefined ? new Date(...parts) : new Date(Date.UTC(...parts));
  const isThatDay =
    zone === undefined
      ? date.getMonth() === parts[1] && date.getDate() === parts[2]
      : date.getUTCMonth() === parts[1] && date.getUTCDate() === parts[2];
  const isTime = parts[3] < 24 && parts[4] < 60 && parts[5] < 60;
  return isThatDay && isTime ? date.getTime() : undefined;
}
