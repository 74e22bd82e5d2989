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
/** Most durations: one number, one unit. */
const ONE_UNIT = /^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|[^\x00-\x7f]{1,3}s)$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|ms|s|m|h|[^\x00-\x7f]{1,3}s)/g;

/**
 * Reads a Go duration such as `1m2.5s` or `15.3µs` as milliseconds, fractions kept.
 *
 * Returns `undefined` for anything else, a bare number and a negative duration included.
 *
 * @see https://pkg.go.dev/time#Duration.String
 */
export function parseGoDuration(text: string): number | undefined {
  const one = ONE_UNIT.exec(text);
  if (one) return toMs(one[1]!, one[2]!);
  if (!WHOLE.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(PART)) ms += toMs(amount!, unit!);
  return rounded(ms);
}

function toMs(amount: string, unit: string): number {
  return rounded(Number(amount) * (UNIT_MS[unit] ?? MICRO));
}

/** To whole picoseconds: what floating point adds beyond is not Go's. */
function rounded(ms: number): number {
  return Math.round(ms * 1e9) / 1e9;
}
