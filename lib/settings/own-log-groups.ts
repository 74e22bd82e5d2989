/**
 * Begins the names of all log groups that the app makes for itself: its functions' and the log of runs.
 *
 * To watch one of them would feed the monitor its own output.
 */
export const OWN_LOG_GROUPS = '/migrate-watch/';

/** Is it a log group of the monitor itself, or one that Lambda would make for a function named after it? */
export function isOwnLogGroup(name: string): boolean {
  return `${name}/`.startsWith(OWN_LOG_GROUPS) || /^\/aws\/lambda\/migrate-watch(?:$|[-/])/.test(name);
}
