import type { Calendar } from '../model/calendar.ts';

/** A calendar week or month of a time zone. It is an hour longer or shorter than usual if the clocks change in it. */
export interface Period {
  readonly kind: PeriodKind;
  /** `2026-W12` or `2026-03`. */
  readonly name: string;
  /** Its first moment, epoch ms. */
  readonly from: number;
  /** The first moment after it, epoch ms. */
  readonly until: number;
  /** The begin of what it is compared with, epoch ms: the four weeks, or the three months, before it. */
  readonly comparedFrom: number;
}

export const PERIOD_KINDS = ['week', 'month'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The last week or month that is over at `at`, epoch ms. */
export function lastPeriod(kind: PeriodKind, calendar: Calendar, at: number): Period {
  return kind === 'month' ? monthOf(calendar, at, -1) : weekOf(calendar, at, -1);
}

/**
 * The week that holds `at`, epoch ms, `weeks` weeks later; negative: earlier.
 *
 * @see https://www.iso.org/iso-8601-date-and-time-format.html a week begins on Monday, and belongs to the year of its Thursday
 */
export function weekOf(calendar: Calendar, at: number, weeks = 0): Period {
  const [year, month, day] = calendar.dateAt(at);
  const monday = day - ((new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7) + 7 * weeks;
  const thursday = new Date(Date.UTC(year, month, monday + 3));
  const yearOfWeek = thursday.getUTCFullYear();
  const dayOfYear = (thursday.getTime() - Date.UTC(yearOfWeek, 0, 1)) / DAY_MS;
  const number = String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0');
  return {
    kind: 'week',
    name: `${yearOfWeek}-W${number}`,
    from: calendar.midnight(year, month, monday),
    until: calendar.midnight(year, month, monday + 7),
    comparedFrom: calendar.midnight(year, month, monday - 4 * 7),
  };
}

/** The month that holds `at`, epoch ms, `months` months later; negative: earlier. */
export function monthOf(calendar: Calendar, at: number, months = 0): Period {
  const [year, now] = calendar.dateAt(at);
  const month = now + months;
  return {
    kind: 'month',
    name: new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7),
    from: calendar.midnight(year, month, 1),
    until: calendar.midnight(year, month + 1, 1),
    comparedFrom: calendar.midnight(year, month - 3, 1),
  };
}

/** The week or month of this name, such as `2026-W12` or `2026-03`; `undefined` if there is none. */
export function periodNamed(calendar: Calendar, name: string): Period | undefined {
  const [, year, week, month] = /^(\d{4})-(?:W(\d{2})|(\d{2}))$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  // 4 January is always in the first week.
  const found =
    week === undefined
      ? monthOf(calendar, calendar.midnight(Number(year), Number(month) - 1, 1))
      : weekOf(calendar, calendar.midnight(Number(year), 0, 4), Number(week) - 1);
  return found.name === name ? found : undefined;
}
