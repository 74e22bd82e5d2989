import { ReasonedError } from '../../model/reasoned-error.ts';

/**
 * A message or an event of the monitor's own topics and queues that no retry can make readable. `not-an-event`: the event of the function
 * is none that its trigger sends. `not-json`, `unknown`, `wrong-shape`: what a message is.
 */
export class EventsMessageError extends ReasonedError<
  'not-an-event' | 'not-json' | 'unknown' | 'wrong-shape'
> {
  override readonly name = 'EventsMessageError';
}
