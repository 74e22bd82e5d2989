import type { Severity } from '../settings/settings.ts';

export type { Severity } from '../settings/settings.ts';

/** Loudest first; each is one topic. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

/** The quieter of two. */
export function quieter(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}
