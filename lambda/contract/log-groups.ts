/**
 * Prefix of the names of all log groups that the app creates for itself.
 *
 * Settings may not watch them, because the monitor would read its own output. The monitor itself watches one: the canary's.
 */
export const OWN_LOG_GROUPS = '/migrate-watch/';
