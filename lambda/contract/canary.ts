/**
 * Reserved environment of the monitor's own test runs; the database is the monitor's name. No user may have it.
 *
 * What is recorded under it is read by nobody but the proof itself: it is no run of anybody's.
 */
export const CANARY_ENVIRONMENT = 'canary';

/** Days that everything lives that a test run leaves behind. */
export const CANARY_RETENTION_DAYS = 1;

/** Unless set otherwise, a test run comes so often, ms; after so many that were not seen in a row an alarm rises. */
export const CANARY_DEFAULTS = { everyMs: 15 * 60_000, alarmAfterMissing: 2 } as const;
