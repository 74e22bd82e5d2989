/** A calendar week or month in the local time zone. It has 23 or 25 hours more or less than usual if the clocks change in it. */
export interface Period {
  readonly kind: 'week' | 'month';
  /** `2026-W12` or `2026-03`. */
  readonly name: string;
  /** Its first moment, epoch ms. */
  readonly from: number;
  /** The first moment after it, epoch ms. */
  readonly until: number;
  /** The begin of what it is compared with, epoch ms: the four weeks, or the three months, before it. */
  readonly comparedFrom: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The week that holds `at`, epoch ms, `weeks` weeks later; negative: earlier.
 *
 * @see https://www.iso.org/iso-8601-date-and-time-format.html a week begins on Monday, and belongs to the year of its Thursday
 */
export function weekOf(at: number, weeks = 0): Period {
  const day = new Date(at);
  const monday = day.getDate() - ((day.getDay() + 6) % 7) + 7 * weeks;
  const midnight = (date: number) => new Date(day.getFullYear(), day.getMonth(), date);
  const thursday = midnight(monday + 3);
  const year = thursday.getFullYear();
  const dayOfYear = Math.round(
    (Date.UTC(year, thursday.getMonth(), thursday.getDate()) - Date.UTC(year, 0, 1)) / DAY_MS,
  );
  const number = String(Math.floor(dayOfYear / 7) + 1).padStart(2, '0');
  return {
    kind: 'week',
    name: `${year}-W${number}`,
    from: midnight(monday).getTime(),
    until: midnight(monday + 7).getTime(),
    comparedFrom: midnight(monday - 4 * 7).getTime(),
  };
}

/** The month that holds `at`, epoch ms, `months` months later; negative: earlier. */
export function monthOf(at: number, months = 0): Period {
  const day = new Date(at);
  const first = new Date(day.getFullYear(), day.getMonth() + months, 1);
  const later = (count: number) => new Date(first.getFullYear(), first.getMonth() + count, 1).getTime();
  return {
    kind: 'month',
    name: `${first.getFullYear()}-${String(first.getMonth() + 1).padStart(2, '0')}`,
    from: first.getTime(),
    until: later(1),
    comparedFrom: later(-3),
  };
}

/** The week or month of this name, such as `2026-W12` or `2026-03`; `undefined` if there is none. */
export function periodNamed(name: string): Period | undefined {
  const [, year, week, month] = /^(\d{4})-(?:W(\d{2})|(\d{2}))$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  // 4 January is always in the first week.
  const found =
    week === undefined
      ? monthOf(new Date(Number(year), Number(month) - 1, 1).getTime())
      : weekOf(new Date(Number(year), 0, 4).getTime(), Number(week) - 1);
  return found.name === name ? found : undefined;
}
