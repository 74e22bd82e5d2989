/** A time at the start of a line. */
export interface LeadingTime {
  /** Epoch ms; a time without zone is read as UTC. */
  readonly at: number;
  /** Where the rest of the line begins. */
  readonly end: number;
  readonly separator: 'T' | ' ';
  /** `Z`, `+00:00` …; empty when the time has no zone. */
  readonly zone: string;
  readonly fraction: string;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?(?![\d:])/;

const HYPHEN = 45;

/** Reads an ISO 8601 / RFC 3339 time at the beginning of the text; `undefined` when there is none. */
export function leadingTime(text: string): LeadingTime | undefined {
  if (text.charCodeAt(4) !== HYPHEN) return undefined;
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [whole, year, month, day, separator, hours, minutes, seconds, fraction = '', zone = ''] = match;
  const utc = Date.UTC(
    +year!,
    +month! - 1,
    +day!,
    +hours!,
    +minutes!,
    +seconds!,
    +fraction.slice(0, 3).padEnd(3, '0'),
  );
  return {
    at: utc - zoneOffset(zone),
    end: whole.length,
    separator: separator === 'T' ? 'T' : ' ',
    zone,
    fraction,
  };
}

function zoneOffset(zone: string): number {
  if (zone === '' || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** The year 5138, in ns. */
const LATEST_NANOSECONDS = 1e20;

/**
 * Reads a time from a logger's field, as epoch ms: ISO text, or a number of seconds, ms, µs or ns since the epoch.
 *
 * The size of a number determines its unit, for times from 1973 to 5138. `null` when the value is not a time.
 */
export function fieldTime(value: unknown): number | null {
  if (typeof value === 'string') {
    const time = leadingTime(value);
    if (time) return time.at;
    return /^\d{9,19}(?:\.\d{1,9})?$/.test(value) ? fieldTime(Number(value)) : null;
  }
  if (typeof value !== 'number' || !(value >= 1e8 && value < LATEST_NANOSECONDS)) return null;
  if (value < 1e11) return Math.round(value * 1e3);
  if (value < 1e14) return Math.round(value);
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}
