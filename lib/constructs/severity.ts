/** Loudest first; each is one topic. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The quieter of two. */
export function quieter(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

/** How loud an environment's failures are when settings do not say: `critical` for `production`, `info` for others. */
export function defaultSeverity(environment: string): Severity {
  return environment === 'production' ? 'critical' : 'info';
}
