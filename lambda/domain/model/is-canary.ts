import { CANARY_ENVIRONMENT } from '../../contract/canary.ts';
import { OWN_LOG_GROUPS } from '../../contract/log-groups.ts';
import { logStreamOriginId } from './origin.ts';

/**
 * Is it the monitor's own test run? Then no person is notified, no metric counts it, and it expires after a day.
 *
 * Asked only where runs become something that people or alarms read: what a writer measures and logs, the open index, the
 * topics of a page, changes, expiry.
 */
export function isCanary({ environment }: { readonly environment: string }): boolean {
  return environment === CANARY_ENVIRONMENT;
}

/** Is it an origin of the canary? Its log group is the only one of the monitor's own that is subscribed to, and users cannot watch one. */
export function isCanaryOrigin(origin: string): boolean {
  return origin.startsWith(CANARY_ORIGINS);
}

const CANARY_ORIGINS = logStreamOriginId(OWN_LOG_GROUPS, '').slice(0, -1);
