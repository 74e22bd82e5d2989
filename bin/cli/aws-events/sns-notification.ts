import { arnOf, iso } from './place.ts';

/**
 * What SNS sends to a subscribed function for one message of a topic.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function snsNotification(message: string, at: number, topic = 'migrate-watch-events'): unknown {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: arnOf('sns', `${topic}:21be56ed-a058-49f5-8c98-aedd2564c486`),
        EventSource: 'aws:sns',
        Sns: {
          SignatureVersion: '1',
          Timestamp: iso(at),
          Signature: 'EXAMPLE',
          SigningCertUrl: 'EXAMPLE',
          MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
          Message: message,
          MessageAttributes: {},
          Type: 'Notification',
          UnsubscribeUrl: 'EXAMPLE',
          TopicArn: arnOf('sns', topic),
          Subject: null,
        },
      },
    ],
  };
}
