import { CANARY_ENVIRONMENT } from '../../contract/canary.ts';
import { OWN_LOG_GROUPS } from '../../contract/log-groups.ts';
import { logStreamOriginId } from './origin.ts';

/**
 * Is it the monitor's own test run? Then nobody is told of it, nothing counts it, and it lives for a day.
 *
 * Asked at each border where runs become something that people or alarms read, and nowhere else: what a writer measures
 * and logs, the open index, the topics of a page, changes, expiry.
 */
export function isCanary({ environment }: { readonly environment: string }): boolean {
  return environment === CANARY_ENVIRONMENT;
}

/** The same of an origin: no other log group of the monitor's own is subscribed to, and users cannot watch one. */
export function isCanaryOrigin(origin: string): boolean {
  return origin.startsWith(CANARY_ORIGINS);
}

const CANARY_ORIGINS = logStreamOriginId(OWN_LOG_GROUPS, '').slice(0, -1);
