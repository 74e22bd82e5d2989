import { MOST_QUIET_MS } from '../model/action.ts';
import type { EventsMessage, RunMessage } from '../runs/record/events-message.ts';
import type { Form } from './form.ts';
import { runFrom0 } from './run.ts';

/** A message of the topic `events`, as a whole: runs inside it have no version of their own. */
export const EVENTS_MESSAGE: Form<EventsMessage> = { what: 'message', upgrades: [messageFrom0] };

/** An acknowledgement in version 0. The runbook told people to publish it, so it is read for ever. */
interface Acknowledged {
  readonly type: 'acknowledged';
  readonly id: string;
  readonly incident: string;
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
}

function messageFrom0(message: EventsMessage | Acknowledged): EventsMessage {
  if (message.type === 'acknowledged') return actionFrom0(message);
  if (message.type === 'runs') return { ...message, runs: message.runs.map(runMessageFrom0) };
  return message.type === 'run' ? runMessageFrom0(message) : message;
}

function actionFrom0({ id, incident, at, by }: Acknowledged): EventsMessage {
  const action = {
    do: 'ack',
    id,
    at,
    until: at + MOST_QUIET_MS.ack,
    by: { name: by, via: 'message' },
  } as const;
  return { type: 'action', incident, action };
}

function runMessageFrom0(message: RunMessage): RunMessage {
  const { successor } = message;
  return {
    ...message,
    run: runFrom0(message.run),
    ...(successor && { successor: { ...successor, run: runFrom0(successor.run) } }),
  };
}
