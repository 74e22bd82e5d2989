import type { Notice } from '../domain/deliver/change-message.ts';
import type { Arrival } from '../domain/deliver/delivery.ts';
import { EventsMessageError } from '../domain/record/events-message-error.ts';
import { decodeSnsEvent } from './decode-sns-event.ts';

/**
 * Notices in an SNS notification for Lambda, as `read` understands them, each with SNS's id of its message: that stays
 * the same however often the message is delivered.
 *
 * Throws {@link EventsMessageError} when it is no notification, and what `read` throws.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function decodeArrivals(event: unknown, read: (text: string) => Notice): readonly Arrival[] {
  const records = (event as { Records?: readonly { Sns?: { MessageId?: unknown } }[] } | null)?.Records;
  return decodeSnsEvent(event).map((text, index) => {
    const message = records?.[index]?.Sns?.MessageId;
    if (typeof message !== 'string') throw new EventsMessageError('record holds no text `Sns.MessageId`');
    return { notice: read(text), message };
  });
}
