import { CANARY_ENVIRONMENT } from '../../lambda/contract/canary.ts';
import { MONITOR_ENVIRONMENT } from '../../lambda/contract/metrics.ts';

/** Environments that the monitor itself uses: for its test runs, for runs that no rule names, for its own metrics. */
export const RESERVED_ENVIRONMENTS: readonly string[] = [
  CANARY_ENVIRONMENT,
  'unmatched',
  MONITOR_ENVIRONMENT,
];
