import { Calendar } from '../../../lambda/domain/model/calendar.ts';

/** `2026-03-16 08:00`: a moment in the local time zone. */
export function localMoment(at: number): string {
  return localCalendar().moment(at);
}

/** `2026-03-16 08:00:12 CET`: a moment with its seconds and its zone. */
export function exactMoment(at: number): string {
  const { year, month, day, hour, minute, second, zoneName } = localCalendar().timeAt(at);
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${zoneName}`;
}

/** `14:02 CET` on the local day of `near`, `2026-03-16 14:02 CET` on any other day. */
export function clockMoment(at: number, near: number): string {
  const moment = localMoment(at);
  const [day, clock] = moment.split(' ');
  return `${localMoment(near).startsWith(`${day} `) ? clock : moment} ${localCalendar().timeAt(at).zoneName}`;
}

/** The local time zone, such as `Europe/Berlin`. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function localCalendar(): Calendar {
  return new Calendar(localZone());
}

/** ISO 8601, UTC, for JSON; `null` for `null`. */
export function isoMoment(at: number): string;
export function isoMoment(at: number | null): string | null;
export function isoMoment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
