import type { Notice } from '../../domain/channels/change-message.ts';
import type { ReceivedNotice } from '../../domain/channels/delivery.ts';
import { EventsMessageError } from '../../domain/runs/record/events-message-error.ts';

/**
 * Reads the notices in an SQS event with messages of a topic. Each has the id that SNS gave its message. Unlike the id of SQS, it stays
 * the same after a redrive from the dead-letter queue. Unknown fields are accepted.
 *
 * @param read reads the text of one message
 * @throws {EventsMessageError} when the event is of another kind; also throws what `read` throws
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function decodeNotices(event: unknown, read: (text: string) => Notice): readonly ReceivedNotice[] {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records))
    throw new EventsMessageError(
      'not-an-event',
      'event holds no list `Records`; expected messages of a queue',
    );
  return records.map((record: { body?: unknown } | null) => {
    const { MessageId, Message } = notificationIn(record?.body);
    if (typeof MessageId !== 'string' || typeof Message !== 'string')
      throw new EventsMessageError(
        'not-an-event',
        'record holds no notification with the texts `MessageId` and `Message`',
      );
    return { notice: read(Message), message: MessageId };
  });
}

function notificationIn(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'string') throw new EventsMessageError('not-an-event', 'record holds no text `body`');
  try {
    return (JSON.parse(body) ?? {}) as Record<string, unknown>;
  } catch {
    // The error of JSON.parse is not kept as the cause, because it quotes the text, which can hold names of databases.
    throw new EventsMessageError('not-json', 'record’s `body` is not JSON');
  }
}
