import type { Notice } from '../../domain/channels/change-message.ts';
import type { ReceivedNotice } from '../../domain/channels/delivery.ts';
import { EventsMessageError } from '../../domain/runs/record/events-message-error.ts';

/**
 * Notices in an SQS event whose messages a topic sent, as `read` understands them, each with the topic's id of its
 * message: unlike the queue's own id it stays the same when the message comes again out of the dead letters.
 *
 * Throws {@link EventsMessageError} when the event is no such event, and what `read` throws. Unknown fields are accepted.
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
    // JSON.parse quotes the text, which can hold names of people's databases: its error does not become the cause.
    throw new EventsMessageError('not-json', 'record’s `body` is not JSON');
  }
}
