import { checksum } from '../model/checksum.ts';

/** Longest dedup key of PagerDuty, characters. @see https://developer.pagerduty.com/docs/send-alert-event */
export const MAX_DEDUP_KEY = 255;

/**
 * The dedup key for an incident's key: the key itself, or, if it is too long, its beginning and its end with a checksum of the
 * whole key between them, so that different incidents have different dedup keys.
 */
export function dedupKey(key: string): string {
  if (key.length <= MAX_DEDUP_KEY) return key;
  const end = key.slice(-60);
  const middle = `~${checksum(key)}~`;
  return key.slice(0, MAX_DEDUP_KEY - end.length - middle.length) + middle + end;
}
