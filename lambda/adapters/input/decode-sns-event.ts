import { EventsMessageError } from '../../domain/runs/record/events-message-error.ts';

/**
 * Texts of the messages in an SNS notification for Lambda, in order. Unknown fields are accepted.
 *
 * @throws {EventsMessageError} when the event is of another kind
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function decodeSnsEvent(event: unknown): readonly string[] {
  const records = (event as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(records))
    throw new EventsMessageError(
      'not-an-event',
      'event holds no list `Records`; expected an SNS notification',
    );
  return records.map((record: { Sns?: { Message?: unknown } } | null) => {
    const message = record?.Sns?.Message;
    if (typeof message !== 'string')
      throw new EventsMessageError('not-an-event', 'record holds no text `Sns.Message`');
    return message;
  });
}
