const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** `850 ms`, `36 s`, `12 min`, `1 h 12 min`, `3 d 4 h`, `2 y 10 d`: at most two units, rounded down. Never negative. */
export function spanText(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND) return `${Math.floor(span)} ms`;
  if (span < 2 * MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < DAY) return two(span, HOUR, 'h', MINUTE, 'min');
  if (span < 2 * YEAR) return two(span, DAY, 'd', HOUR, 'h');
  return two(span, YEAR, 'y', DAY, 'd');
}

/** `2026-11-22 02:13:05 UTC (12 min ago)`; for a moment in the future it says that this clock is wrong. */
export function momentAgoText(at: number, now: number): string {
  const ago = now - at;
  if (ago < 0) return `${momentText(at)} by its own clock, which is wrong`;
  return `${momentText(at)} (${ago < SECOND ? 'just now' : `${spanText(ago)} ago`})`;
}

function two(span: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((span % big) / small);
  return `${Math.floor(span / big)} ${bigName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** `2026-11-22 02:13:05 UTC`. */
export function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `02:13:05 UTC` on the day of `near`, date and time on any other day. */
export function clockText(at: number, near: number): string {
  const moment = momentText(at);
  return moment.slice(0, 10) === momentText(near).slice(0, 10) ? moment.slice(11) : moment;
}
