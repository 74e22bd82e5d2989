import type { EventsMessage, RunMessage } from '../runs/record/events-message.ts';
import type { Form } from './form.ts';
import { runFrom0 } from './run.ts';

/** A message of the topic `events`, as a whole: runs inside it have no version of their own. */
export const EVENTS_MESSAGE: Form<EventsMessage> = { what: 'message', upgrades: [messageFrom0] };

function messageFrom0(message: EventsMessage): EventsMessage {
  if (message.type === 'runs') return { ...message, runs: message.runs.map(runMessageFrom0) };
  return message.type === 'run' ? runMessageFrom0(message) : message;
}

function runMessageFrom0(message: RunMessage): RunMessage {
  const { successor } = message;
  return {
    ...message,
    run: runFrom0(message.run),
    ...(successor && { successor: { ...successor, run: runFrom0(successor.run) } }),
  };
}
