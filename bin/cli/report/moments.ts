/** `Tue 3 Mar 02:13`: a moment of a week, UTC. */
export function shortMoment(at: number): string {
  return `${dayName(at)} ${clock(at)}`;
}

/** `Tue 3 Mar`, UTC. */
export function dayName(at: number): string {
  return new Date(at)
    .toLocaleDateString('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
    .replace(',', '');
}

/** `02:13`, UTC. */
export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** `2026-03-03 02:13:05 UTC`. */
export function fullMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2 – 8 Mar 2026`; the last day is the one before midnight when `until` is a midnight. */
export function daySpan(from: number, until: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return format.formatRange(from, until - 1);
}
