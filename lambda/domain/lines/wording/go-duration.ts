/** Other characters before an `s` are a micro sign that a console's code page garbled or replaced. */
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|(?:[^\x00-\x7f]{1,3}|\?)s))+$/;

/**
 * Reads a Go duration such as `1m2.5s` or `15.3µs` as milliseconds, with fractions.
 *
 * Returns `undefined` for anything else, also for a bare number and a negative duration.
 *
 * @see https://pkg.go.dev/time#Duration.String
 */
export function parseGoDuration(text: string): number | undefined {
  return WHOLE.test(text) ? goDurationMs(text, 0, text.length) : undefined;
}

/** Milliseconds of the Go duration at `from`–`to`. The caller has checked that it is one. */
export function goDurationMs(text: string, from: number, to: number): number {
  let ms = 0;
  let number = 0;
  let divisor = 0; // 0 before the point
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      number = number * 10 + (code - ZERO);
      divisor *= 10;
    } else if (code === POINT) {
      divisor = 1;
    } else {
      const end = unitEnd(text, at, to);
      ms += (number / (divisor || 1)) * unitMs(code, end - at);
      number = 0;
      divisor = 0;
      at = end - 1;
    }
  }
  return rounded(ms);
}

const ZERO = 0x30;
const POINT = 0x2e;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

function unitEnd(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && !isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Milliseconds per unit of Go's `time.Duration.String()`. Any other unit is `µs`, in whatever form the micro sign arrived. */
function unitMs(first: number, length: number): number {
  switch (first) {
    case 0x6d: // m, ms
      return length === 1 ? 60_000 : 1;
    case 0x73: // s
      return 1000;
    case 0x68: // h
      return 3_600_000;
    case 0x6e: // ns
      return 1e-6;
    default:
      return 1e-3;
  }
}

/** Rounds to whole picoseconds, because digits beyond that are floating-point errors. */
function rounded(ms: number): number {
  return Math.round(ms * 1e9) / 1e9;
}
