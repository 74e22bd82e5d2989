import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Run } from '../../domain/model/run.ts';
import type { EventsMessage } from '../../domain/runs/record/events-message.ts';
import type { Publisher } from '../../pipeline/ports.ts';

/**
 * Bytes of one message, a little under SNS's 256 KiB.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MAX_MESSAGE_BYTES = 250 * 1024;
/** Migrations that a message keeps when all of them do not fit: the last ones, where things went wrong. */
const KEPT_MIGRATIONS = 200;

/** Publishes to the topic `events`; the message is the {@link EventsMessage} as JSON. */
export class SnsPublisher implements Publisher {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(client: SNSClient, topicArn: string) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async publish(message: EventsMessage): Promise<void> {
    await this.#client.send(new PublishCommand({ TopicArn: this.#topicArn, Message: messageText(message) }));
  }
}

/** The message as JSON that SNS takes: a run of thousands of migrations is sent with its last ones only. */
export function messageText(message: EventsMessage): string {
  const text = JSON.stringify(message);
  if (message.type !== 'run' || Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return text;
  const { run, successor } = message;
  return JSON.stringify({
    ...message,
    run: shortened(run),
    ...(successor && { successor: { ...successor, run: shortened(successor.run) } }),
  });
}

function shortened(run: Run): Run {
  return { ...run, migrations: run.migrations.slice(-KEPT_MIGRATIONS) };
}
