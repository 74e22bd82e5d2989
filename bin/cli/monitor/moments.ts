/** `2026-03-16 08:00`: a moment in the local time zone. */
export function localMoment(at: number): string {
  const { year, month, day, hour, minute } = partsOf(at);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** `Mon 2026-03-16`: a day in the local time zone. */
export function localDay(at: number): string {
  const { weekday, year, month, day } = partsOf(at);
  return `${weekday} ${year}-${month}-${day}`;
}

/** `2026-03-16 08:00:12 CET`: a moment with its seconds and its zone. */
export function exactMoment(at: number): string {
  const { year, month, day, hour, minute, second, timeZoneName } = partsOf(at);
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`;
}

/** `14:02 CET` on the local day of `near`, `2026-03-16 14:02 CET` on any other day. */
export function clockMoment(at: number, near: number): string {
  const moment = localMoment(at);
  const [day, clock] = moment.split(' ');
  return `${localMoment(near).startsWith(`${day} `) ? clock : moment} ${partsOf(at)['timeZoneName']}`;
}

/** The local time zone, such as `Europe/Berlin`. */
export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** ISO 8601, UTC, for JSON; `null` for `null`. */
export function isoMoment(at: number): string;
export function isoMoment(at: number | null): string | null;
export function isoMoment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function partsOf(at: number): Readonly<Record<string, string>> {
  const format = new Intl.DateTimeFormat('en-GB', {
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
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}
