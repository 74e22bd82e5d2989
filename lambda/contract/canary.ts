/**
 * Reserved environment of the canary, the monitor's test of itself. The database is the monitor's name. Settings may not use it.
 *
 * Only `proveCanary` reads what is recorded under it.
 */
export const CANARY_ENVIRONMENT = 'canary';

/** Days that the items of a canary run are kept. */
export const CANARY_RETENTION_DAYS = 1;

/** Defaults: ms from one canary run to the next, and the number of missing runs in a row after which the alarm goes to ALARM. */
export const CANARY_DEFAULTS = { everyMs: 15 * 60_000, alarmAfterMissing: 2 } as const;
