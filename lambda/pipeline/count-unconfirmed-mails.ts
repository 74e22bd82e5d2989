import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { MetricDatum } from '../domain/runs/record/metrics.ts';
import type { HealthLog, SubscriptionReader } from './ports.ts';

const MINUTE_MS = 60_000;
/** The minute of each hour in which SNS is asked. A sweep that is lost is made up for an hour later. */
const MINUTE = 7;

/** What is asked, and whom. */
export interface MailSubscriptions {
  readonly mails: readonly { readonly topicArn: string; readonly addresses: readonly string[] }[];
  readonly subscriptions: SubscriptionReader;
  readonly healthLog: HealthLog;
}

/**
 * Once an hour: how many declared e-mail subscriptions are not confirmed or are gone, as a metric; no metric if there are none.
 *
 * The addresses are compared, not only counted: other subscriptions of the same topic do not matter. A topic that cannot be read is
 * reported in the health log and left out.
 *
 * @param now epoch ms
 */
export async function countUnconfirmedMails(
  { mails, subscriptions, healthLog }: MailSubscriptions,
  now: number,
): Promise<readonly MetricDatum[]> {
  if (Math.floor(now / MINUTE_MS) % 60 !== MINUTE) return [];
  let value = 0;
  for (const { topicArn, addresses } of mails) {
    try {
      const confirmed = await subscriptions.readConfirmedMails(topicArn);
      value += addresses.filter((address) => !confirmed.has(address)).length;
    } catch (error) {
      healthLog.warn(`the subscriptions of ${topicArn} cannot be read: ${(error as Error).name}`);
    }
  }
  if (value === 0) return [];
  return [{ name: 'UnconfirmedMails', value, at: now, dimensions: { Environment: MONITOR_ENVIRONMENT } }];
}
