import { type AskMessage, isAsk } from '../../domain/channels/ask-message.ts';
import type { Notice } from '../../domain/channels/change-message.ts';
import type { ReceivedNotice } from '../../domain/channels/delivery.ts';
import { EventsMessageError } from '../../domain/runs/record/events-message-error.ts';

/** What a deliverer receives. A channel that cannot ask its receiver ignores the asks: a changed filter policy takes minutes to hold. */
export interface Arrivals {
  readonly notices: readonly ReceivedNotice[];
  readonly asks: readonly AskMessage[];
}

/**
 * Reads the notices and asks in an SQS event with messages of a topic. Each has the id that SNS gave its message. Unlike the id of SQS, it stays
 * the same after a redrive from the dead-letter queue. Unknown fields are accepted.
 *
 * @param read reads the text of one message
 * @throws {EventsMessageError} when the event is of another kind; also throws what `read` throws
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function decodeNotices(event: unknown, read: (text: string) => Notice | AskMessage): Arrivals {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records))
    throw new EventsMessageError(
      'not-an-event',
      'event holds no list `Records`; expected messages of a queue',
    );
  const notices: ReceivedNotice[] = [];
  const asks: AskMessage[] = [];
  for (const record of records as readonly ({ body?: unknown } | null)[]) {
    const { MessageId, Message } = notificationIn(record?.body);
    if (typeof MessageId !== 'string' || typeof Message !== 'string')
      throw new EventsMessageError(
        'not-an-event',
        'record holds no notification with the texts `MessageId` and `Message`',
      );
    const notice = read(Message);
    if (isAsk(notice)) asks.push(notice);
    else notices.push({ notice, message: MessageId });
  }
  return { notices, asks };
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
