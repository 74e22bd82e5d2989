import { OWN_LOG_GROUPS } from '../../lambda/contract/log-groups.ts';

/** Is it a log group of the monitor itself, or one that Lambda would make for a function named after it? */
export function isOwnLogGroup(name: string): boolean {
  return `${name}/`.startsWith(OWN_LOG_GROUPS) || /^\/aws\/lambda\/migrate-watch(?:$|[-/])/.test(name);
}
