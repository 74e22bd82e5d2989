/** Loudest first; each is one topic. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The louder of two. */
export function louder(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}

/** The quieter of two. */
export function quieter(a: Severity, b: Severity): Severity {
  return louder(a, b) === a ? b : a;
}
