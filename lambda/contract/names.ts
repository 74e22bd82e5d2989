import { CANARY_ENVIRONMENT } from './canary.ts';
import { MONITOR_ENVIRONMENT, UNMATCHED_NAME } from './metrics.ts';

/** A name that is used in metric dimensions, alarm names and incident keys. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;

/** Environments that the monitor itself uses: for its test runs, for runs that no rule names, for its own metrics. */
export const RESERVED_ENVIRONMENTS: readonly string[] = [
  CANARY_ENVIRONMENT,
  UNMATCHED_NAME,
  MONITOR_ENVIRONMENT,
];
