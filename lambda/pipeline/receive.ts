import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { rejected } from './decode-or-reject.ts';
import type { Clock, HealthLog, MetricSink } from './ports.ts';
import { readMessage } from './read-message.ts';

interface ReceiveContext {
  readonly metrics: MetricSink;
  readonly clock: Clock;
  readonly healthLog: HealthLog;
  readonly policy: Pick<PagePolicy, 'monitor'>;
}

/**
 * Reads messages, and returns those that can be read, in order.
 *
 * A message that cannot be read is counted and reported in one line of the health log, without its text. It throws no error: a
 * retry would not help, and would delay the other messages of the event.
 *
 * @throws {NewerFormError} when only a newer release can read a message. While a deploy replaces one function after the other, Lambda's
 * retry finds the newer one; otherwise the message comes into the failure destination. SNS invokes the function for each message.
 */
export async function receive(
  texts: readonly string[],
  { metrics, clock, healthLog, policy: { monitor } }: ReceiveContext,
): Promise<readonly (EventsMessage | AlarmNotification)[]> {
  const messages: (EventsMessage | AlarmNotification)[] = [];
  const faults: string[] = [];
  for (const text of texts) {
    try {
      messages.push(readMessage(text, monitor));
    } catch (error) {
      if (!(error instanceof EventsMessageError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) {
    await metrics.put([rejected(faults.length, clock())]);
    for (const fault of faults) healthLog.warn(`a message cannot be read: ${fault}`);
  }
  return messages;
}
