import { eventId, type StreamEvent } from '../aws-events/subscription.ts';
import type { CapturedLine } from './captured-run.ts';

/** A log stream of a log group, with all of its log events. */
export interface LogStream {
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly StreamEvent[];
}

/** The lines as log events. Empty lines are dropped, because CloudWatch Logs does not take them. */
export function logStream(logGroup: string, name: string, lines: readonly CapturedLine[]): LogStream {
  const events = lines
    .filter(({ text }) => text !== '')
    .map(({ at, text }, index) => ({ id: eventId(at, index), timestamp: at, message: text }));
  return { logGroup, logStream: name, events };
}
