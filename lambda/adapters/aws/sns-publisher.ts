import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Run } from '../../domain/model/run.ts';
import type { EventsMessage } from '../../domain/runs/record/events-message.ts';
import { EVENTS_MESSAGE } from '../../domain/stored/events-message.ts';
import { withVersion } from '../../domain/stored/form.ts';
import type { Publisher } from '../../pipeline/ports.ts';
import { limitedClient } from './limited-client.ts';

/**
 * Most bytes of one message, a little less than SNS's 256 KiB.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MAX_MESSAGE_BYTES = 250 * 1024;
/** How many migrations a message keeps when they do not all fit: the last ones, because a run fails at its last migration. */
const KEPT_MIGRATIONS = 200;

/** Publishes to the topic `events`. The message is an {@link EventsMessage} as JSON. */
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

/** The message as JSON, small enough for SNS. A run with thousands of migrations keeps only the last ones. */
export function messageText(message: EventsMessage): string {
  const text = JSON.stringify(withVersion(EVENTS_MESSAGE, message));
  if (message.type !== 'run' || Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return text;
  const { run, successor } = message;
  const fitting = {
    ...message,
    run: shortened(run),
    ...(successor && { successor: { ...successor, run: shortened(successor.run) } }),
  };
  return JSON.stringify(withVersion(EVENTS_MESSAGE, fitting));
}

function shortened(run: Run): Run {
  return { ...run, migrations: run.migrations.slice(-KEPT_MIGRATIONS) };
}

/** The publisher with a client of its own. Region, credentials and endpoints come from the SDK's own chain. */
export function snsPublisher(topicArn: string): SnsPublisher {
  return new SnsPublisher(limitedClient(SNSClient), topicArn);
}
