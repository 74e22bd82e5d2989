/** Milliseconds per unit of Go's `time.Duration.String()`. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** `µs`, however the micro sign came through. */
const MICRO = 1e-3;

/** Anything else outside ASCII before an `s` is a micro sign that a console's code page garbled. */
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|[^\x00-\x7f]{1,3}s))+$/;

/**
 * Reads a Go duration such as `1m2.5s` or `15.3µs` as milliseconds, fractions kept.
 *
 * Returns `undefined` for anything else, a bare number and a negative duration included.
 *
 * @see https://pkg.go.dev/time#Duration.String
 */
export function parseGoDuration(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let ms = 0;
  for (let at = 0; at < text.length; ) {
    const unit = endOf(text, at, isPartOfNumber);
    const next = endOf(text, unit, isPartOfUnit);
    ms += rounded(Number(text.slice(at, unit)) * (UNIT_MS[text.slice(unit, next)] ?? MICRO));
    at = next;
  }
  return rounded(ms);
}

function endOf(text: string, from: number, isPart: (code: number) => boolean): number {
  let at = from;
  while (at < text.length && isPart(text.charCodeAt(at))) at++;
  return at;
}

/** A digit or the point; in a duration nothing else stands below `:`. */
function isPartOfNumber(code: number): boolean {
  return code <= 0x39;
}

function isPartOfUnit(code: number): boolean {
  return code > 0x39;
}

/** To whole picoseconds: what floating point adds beyond is not Go's. */
function rounded(ms: number): number {
  return Math.round(ms * 1e9) / 1e9;
}
