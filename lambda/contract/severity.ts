/** The most severe first. Each has a topic. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The more severe of two. */
export function louder(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}

/** The less severe of two. */
export function quieter(a: Severity, b: Severity): Severity {
  return louder(a, b) === a ? b : a;
}
