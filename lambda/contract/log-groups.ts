/**
 * Prefix of the names of all log groups that the app creates for itself.
 *
 * Settings may not watch them, because the monitor would read its own output. The monitor itself watches two: the canary's, and that of
 * runs by hand.
 */
export const OWN_LOG_GROUPS = '/migrate-watch/';

/**
 * Log group of the monitor with this `namePrefix` for runs by hand, which `migrate-watch tee` writes to. Each run has a log stream
 * `<environment>/<database>/<who and when>`.
 */
export function byHandLogGroup(namePrefix: string): string {
  return `${OWN_LOG_GROUPS}${namePrefix}/by-hand`;
}

/** Is it one of the monitor's own log groups? No ECS task writes there, whatever a log stream or a record says. */
export function isMonitorLogGroup(name: string): boolean {
  return name.startsWith(OWN_LOG_GROUPS);
}
