import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { FUNCTION_DESCRIPTION } from '../../../lambda/contract/redrive.ts';
import { type DeadLetter, snsEvent } from './dead-letter.ts';

/** A function to invoke with its payload, a queue to send to with its body, or the reason why neither is possible. */
export type Receiver =
  | { readonly queueName: string; readonly body: string }
  | { readonly functionName: string; readonly functionArn: string; readonly payload: unknown }
  | { readonly why: string };

/**
 * Finds the receiver of a dead letter, and sends it there. Only functions of monitors and queues that a topic writes to
 * are allowed.
 */
export class Receivers {
  readonly #lambda: LambdaClient;
  readonly #sns: SNSClient;
  readonly #sqs: SQSClient;
  /** By function ARN: `undefined` when it may be invoked, else why not. */
  readonly #objections = new Map<string, string | undefined>();
  readonly #subscriptions = new Map<string, Subscription | undefined>();

  constructor(lambda: LambdaClient, sns: SNSClient, sqs: SQSClient) {
    this.#lambda = lambda;
    this.#sns = sns;
    this.#sqs = sqs;
  }

  /**
   * The receiver of `letter`, a message of the queue with the ARN `queueArn`.
   *
   * Anybody who can write to a queue could name any function: it must be in the queue's account and Region, and belong
   * to a monitor.
   */
  async of(letter: Exclude<DeadLetter, { kind: 'foreign' }>, queueArn: string): Promise<Receiver> {
    if (letter.kind === 'invocation') return this.#check(letter.functionArn, letter.payload, queueArn);
    const { topicArn, notification } = letter;
    if (!lieTogether(topicArn, queueArn)) return { why: 'its topic is of another account or Region' };
    const subscription = await this.#subscriptionOf(topicArn, queueArn);
    if (subscription === undefined) return { why: 'no subscription of its topic has this queue any more' };
    const { arn, protocol, endpoint } = subscription;
    if (protocol === 'sqs') {
      if (!lieTogether(endpoint, queueArn)) return { why: 'its queue is of another account or Region' };
      return { queueName: endpoint.split(':')[5] ?? '', body: JSON.stringify(notification) };
    }
    if (protocol !== 'lambda') return { why: `it was for ${protocol}, which only its topic can send to` };
    return this.#check(endpoint, snsEvent(notification, arn), queueArn);
  }

  /**
   * `undefined` when Lambda or the queue has accepted the request; from then on their own retries apply. Otherwise the
   * reason why Lambda never will accept it. Throws any other AWS error.
   */
  async give(receiver: Exclude<Receiver, { why: string }>): Promise<string | undefined> {
    if ('queueName' in receiver) {
      const { queueName, body } = receiver;
      const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
      await this.#sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
      return undefined;
    }
    const request = new InvokeCommand({
      FunctionName: receiver.functionArn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(receiver.payload)),
    });
    try {
      await this.#lambda.send(request);
      return undefined;
    } catch (error) {
      if (error instanceof RequestTooLargeException) return 'its payload is larger than Lambda takes';
      throw error;
    }
  }

  async #check(arn: string, payload: unknown, queueArn: string): Promise<Receiver> {
    const parts = arn.split(':');
    const functionName = parts[6];
    if (parts[2] !== 'lambda' || parts[5] !== 'function' || functionName === undefined)
      return { why: 'it was not for a function' };
    if (!lieTogether(arn, queueArn)) return { why: 'its function is of another account or Region' };
    const functionArn = parts.slice(0, 7).join(':');
    if (!this.#objections.has(functionArn))
      this.#objections.set(functionArn, await this.#objectionTo(functionArn, functionName));
    const why = this.#objections.get(functionArn);
    return why === undefined ? { functionName, functionArn, payload } : { why };
  }

  async #objectionTo(functionArn: string, functionName: string): Promise<string | undefined> {
    try {
      const { Description } = await this.#lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: functionArn }),
      );
      return Description?.startsWith(FUNCTION_DESCRIPTION)
        ? undefined
        : `${functionName} is not a function of a monitor`;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return `its function ${functionName} is gone`;
      throw error;
    }
  }

  async #subscriptionOf(topicArn: string, queueArn: string): Promise<Subscription | undefined> {
    const key = `${topicArn} ${queueArn}`;
    if (!this.#subscriptions.has(key))
      this.#subscriptions.set(key, await this.#findSubscription(topicArn, queueArn));
    return this.#subscriptions.get(key);
  }

  async #findSubscription(topicArn: string, queueArn: string): Promise<Subscription | undefined> {
    for await (const page of paginateListSubscriptionsByTopic(
      { client: this.#sns },
      { TopicArn: topicArn },
    )) {
      for (const {
        SubscriptionArn: arn = '',
        Protocol: protocol = '',
        Endpoint: endpoint = '',
      } of page.Subscriptions ?? []) {
        // An address that has not confirmed yet has no ARN.
        if (!arn.startsWith('arn:')) continue;
        const { Attributes } = await this.#sns.send(
          new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }),
        );
        const { deadLetterTargetArn } = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}');
        if (deadLetterTargetArn === queueArn) return { arn, protocol, endpoint };
      }
    }
    return undefined;
  }
}

interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/** Whether both are in one partition, Region and account. */
function lieTogether(arn: string, other: string): boolean {
  const place = (each: string) => {
    const [, partition, , region, account] = each.split(':');
    return `${partition} ${region} ${account}`;
  };
  return place(arn) === place(other);
}
