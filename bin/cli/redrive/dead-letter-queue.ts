import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueMessage } from './dead-letter.ts';

/** How long nobody else sees what was taken, s: as long as ten invocations may take at the worst. */
const HIDDEN_SECONDS = 120;
/** Long polling asks all of SQS's servers, so that an empty answer means an empty queue. */
const WAIT_SECONDS = 1;

/** A message that was taken, and stays in its queue until it is deleted. */
export interface TakenMessage extends QueueMessage {
  readonly id: string;
  readonly receipt: string;
  /** Epoch ms. */
  readonly sentAt: number;
}

/** One dead-letter queue and what was taken of it. */
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

  /** Throws what SQS answers when there is no such queue, or when it may not be looked at. */
  static async open(sqs: SQSClient, url: string): Promise<DeadLetterQueue> {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return new DeadLetterQueue(sqs, url, Attributes?.QueueArn ?? '');
  }

  /** Takes `limit` messages at most, in SQS's order, which is not that of their coming. */
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

  /** Lets others see at once what was taken and not deleted. */
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
