/**
 * Begins the names of all log groups that the app makes for itself.
 *
 * To watch one of them would feed the monitor its own output; the one that is subscribed to holds the canary's lines.
 */
export const OWN_LOG_GROUPS = '/migrate-watch/';
