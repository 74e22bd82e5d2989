import { OWN_LOG_GROUPS } from '../../lambda/contract/log-groups.ts';

/**
 * Whether this is a log group of the monitor itself, or one that Lambda would create for a function with its name
 * prefix.
 */
export function isOwnLogGroup(name: string): boolean {
  return `${name}/`.startsWith(OWN_LOG_GROUPS) || /^\/aws\/lambda\/migrate-watch(?:$|[-/])/.test(name);
}
