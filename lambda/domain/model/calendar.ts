import { nextTime } from './schedule.ts';

/** A moment in the words of its time zone; two digits each, the year four. */
export interface LocalTime {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** `Mon` */
  readonly weekday: string;
  /** `CET`, or `GMT-3` for a zone without a short name. */
  readonly zoneName: string;
}

const DAY_MS = 24 * 60 * 60_000;

/** Days and moments of one time zone. Moments are epoch ms. */
export class Calendar {
  /** IANA. */
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError for a zone that is not known */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
  }

  timeAt(at: number): LocalTime {
    const parts = Object.fromEntries(this.#format.formatToParts(at).map(({ type, value }) => [type, value]));
    const { timeZoneName: zoneName, ...time } = parts;
    return { ...time, zoneName } as unknown as LocalTime;
  }

  /** `2026-03-16 08:00` */
  moment(at: number): string {
    const { year, month, day, hour, minute } = this.timeAt(at);
    return `${year}-${month}-${day} ${hour}:${minute}`;
  }

  /** `Mon 2026-03-16` */
  day(at: number): string {
    const { weekday, year, month, day } = this.timeAt(at);
    return `${weekday} ${year}-${month}-${day}`;
  }

  /**
   * The first moment of a day. As in `Date.UTC`, months count from 0, and a month or a day that is too large or too small is one of the
   * next or the previous year or month.
   */
  midnight(year: number, month: number, day: number): number {
    const utc = Date.UTC(year, month, day);
    const schedule = `at(${new Date(utc).toISOString().slice(0, 19)})`;
    // No zone is a whole day away from UTC.
    return nextTime({ schedule, timeZone: this.zone }, utc - DAY_MS)!;
  }

  /** Year, month (from 0) and day of a moment. */
  dateAt(at: number): readonly [year: number, month: number, day: number] {
    const { year, month, day } = this.timeAt(at);
    return [Number(year), Number(month) - 1, Number(day)];
  }
}
