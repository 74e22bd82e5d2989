import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueMessage } from './dead-letter.ts';

/** Visibility timeout of received messages, in seconds: the longest time that ten invocations may take. */
const HIDDEN_SECONDS = 120;
/** Long polling asks all of SQS's servers, so that an empty answer means an empty queue. */
const WAIT_SECONDS = 1;

/** A received message. It stays in its queue until it is deleted. */
export interface TakenMessage extends QueueMessage {
  readonly id: string;
  readonly receipt: string;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** One dead-letter queue, and the messages received from it. */
export class DeadLetterQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;
  readonly #taken = new Set<string>();
  readonly arn: string;

  private constructor(sqs: SQSClient, url: string, arn: string) {
    this.#sqs = sqs;
    this.#url = url;
    this.arn = arn;
  }

  /** Throws SQS's error if the queue does not exist or may not be read. */
  static async open(sqs: SQSClient, url: string): Promise<DeadLetterQueue> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return new DeadLetterQueue(sqs, url, Attributes?.QueueArn ?? '');
  }

  /** Receives at most `limit` messages, in SQS's order, which is not the order of arrival. */
  async *take(limit: number): AsyncGenerator<TakenMessage> {
    for (let left = limit; left > 0; ) {
      const { Messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#url,
          MaxNumberOfMessages: Math.min(left, 10),
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      if (Messages.length === 0) return;
      const taken = Messages.map(takenMessage);
      for (const { receipt } of taken) this.#taken.add(receipt);
      yield* taken;
      left -= taken.length;
    }
  }

  async delete({ receipt }: TakenMessage): Promise<void> {
    await this.#sqs.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle: receipt }));
    this.#taken.delete(receipt);
  }

  /** Makes received messages that were not deleted visible again at once. */
  async giveBack(): Promise<void> {
    for (const receipt of this.#taken) {
      await this.#sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: this.#url,
          ReceiptHandle: receipt,
          VisibilityTimeout: 0,
        }),
      );
    }
    this.#taken.clear();
  }
}

function takenMessage({
  MessageId,
  ReceiptHandle,
  Body,
  Attributes,
  MessageAttributes,
}: Message): TakenMessage {
  return {
    id: MessageId ?? '',
    receipt: ReceiptHandle ?? '',
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    body: Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}
