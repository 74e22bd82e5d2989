import { eventId, type StreamEvent } from '../aws-events/subscription.ts';
import type { CapturedLine } from './captured-run.ts';

/** A log group's stream, and the log events that it has had. */
export interface LogStream {
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly StreamEvent[];
}

/** The lines as log events; empty lines vanish, because CloudWatch Logs takes none. */
export function logStream(logGroup: string, name: string, lines: readonly CapturedLine[]): LogStream {
  const events = lines
    .filter(({ text }) => text !== '')
    .map(({ at, text }, index) => ({ id: eventId(at, index), timestamp: at, message: text }));
  return { logGroup, logStream: name, events };
}
