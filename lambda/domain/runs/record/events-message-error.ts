import { ReasonedError } from '../../model/reasoned-error.ts';

/**
 * A message or an event of the monitor's own topics and queues that no retry can make readable. `not-an-event`: the function's event is not
 * one that its trigger sends. `not-json`, `unknown`, `wrong-shape`: the fault of a message.
 */
export class EventsMessageError extends ReasonedError<
  'not-an-event' | 'not-json' | 'unknown' | 'wrong-shape'
> {
  override readonly name = 'EventsMessageError';
}
