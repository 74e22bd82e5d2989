/** A message on the topic `events` that no retry can make readable. */
export class EventsMessageError extends Error {
  override readonly name = 'EventsMessageError';
}
