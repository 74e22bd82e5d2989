import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SubscriptionReader } from '../../pipeline/ports.ts';
import { limitedClient } from './limited-client.ts';

/** SNS's word in place of an ARN until somebody has confirmed the subscription. */
const PENDING = 'PendingConfirmation';

/** Reads the subscriptions of topics from SNS, 100 with each call. */
export class SnsSubscriptionReader implements SubscriptionReader {
  readonly #client: SNSClient;

  constructor(client: SNSClient = limitedClient(SNSClient)) {
    this.#client = client;
  }

  async readConfirmedMails(topicArn: string): Promise<ReadonlySet<string>> {
    const confirmed = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await this.#client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(NextToken && { NextToken }) }),
      );
      const { Subscriptions = [] } = page;
      NextToken = page.NextToken;
      for (const { Protocol, Endpoint, SubscriptionArn } of Subscriptions) {
        if (Protocol === 'email' && Endpoint && SubscriptionArn !== PENDING) confirmed.add(Endpoint);
      }
    } while (NextToken);
    return confirmed;
  }
}
