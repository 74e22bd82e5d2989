import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { EventsMessage } from '../domain/runs/record/events-message.ts';
import { EventsMessageError } from '../domain/runs/record/events-message-error.ts';
import { rejected } from './decode-or-reject.ts';
import type { Clock, HealthLog, MetricSink } from './ports.ts';
import { readMessage } from './read-message.ts';

/**
 * The messages among `texts` that can be read, in order.
 *
 * One that cannot be is counted, the health log says so in one line without its text, and that is the answer: no retry makes it
 * readable, and the messages beside it are not to wait for it.
 */
export async function receive(
  texts: readonly string[],
  {
    metrics,
    clock,
    healthLog,
  }: { readonly metrics: MetricSink; readonly clock: Clock; readonly healthLog: HealthLog },
): Promise<readonly (EventsMessage | AlarmNotification)[]> {
  const messages: (EventsMessage | AlarmNotification)[] = [];
  const faults: string[] = [];
  for (const text of texts) {
    try {
      messages.push(readMessage(text));
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
