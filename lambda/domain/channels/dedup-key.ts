import { checksum } from '../model/checksum.ts';

/** @see https://developer.pagerduty.com/docs/send-alert-event */
export const MAX_DEDUP_KEY = 255;

/**
 * The incident's key as PagerDuty takes it: itself, or, when it is too long, its beginning and its end around a
 * checksum of the whole, so that different incidents stay different.
 */
export function dedupKey(key: string): string {
  if (key.length <= MAX_DEDUP_KEY) return key;
  const end = key.slice(-60);
  const middle = `~${checksum(key)}~`;
  return key.slice(0, MAX_DEDUP_KEY - end.length - middle.length) + middle + end;
}
