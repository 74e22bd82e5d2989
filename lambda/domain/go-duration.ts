/** Milliseconds per unit of Go's `time.Duration.String()`; both micro signs are printed somewhere. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h)/g;

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
  for (const [, amount, unit] of text.matchAll(PART)) ms += Number(amount) * UNIT_MS[unit!]!;
  return Math.round(ms * 1e6) / 1e6;
}
