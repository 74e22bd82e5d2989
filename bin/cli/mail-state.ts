import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';

/** SNS's word in place of an ARN until somebody has confirmed the subscription. */
const PENDING = 'PendingConfirmation';

/** Has somebody confirmed the subscription of an address? `gone`: there is none. */
export type MailState = 'confirmed' | 'pending' | 'gone';

/** The e-mail subscriptions of a topic. Throws SNS's errors. */
export async function readMailStates(
  client: SNSClient,
  TopicArn: string,
): Promise<(address: string) => MailState> {
  const states = new Map<string, MailState>();
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
    for (const { Protocol, Endpoint, SubscriptionArn } of Subscriptions) {
      if (Protocol === 'email' && Endpoint)
        states.set(Endpoint, SubscriptionArn === PENDING ? 'pending' : 'confirmed');
    }
  }
  return (address) => states.get(address) ?? 'gone';
}
