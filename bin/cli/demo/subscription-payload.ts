import { gzipSync } from 'node:zlib';
import type { CapturedLine } from './captured-run.ts';

/** Account number of AWS's own examples. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

/** A log group's stream, and how many log events it has had. */
export interface LogStream {
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly StreamEvent[];
}

/** A log event as CloudWatch Logs keeps it. */
export interface StreamEvent {
  readonly id: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly message: string;
}

/** The lines as log events; empty lines vanish, because CloudWatch Logs takes none. */
export function logStream(logGroup: string, name: string, lines: readonly CapturedLine[]): LogStream {
  const events = lines
    .filter(({ text }) => text !== '')
    .map(({ at, text }, index) => ({ id: eventId(at, index), timestamp: at, message: text }));
  return { logGroup, logStream: name, events };
}

/**
 * What CloudWatch Logs sends to a subscribed function: `{ awslogs: { data } }`, JSON in gzip in base64.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
export function subscriptionPayload(
  { logGroup, logStream: name }: LogStream,
  events: readonly StreamEvent[],
): unknown {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup,
    logStream: name,
    subscriptionFilters: ['migrate-watch'],
    logEvents: events,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') } };
}

/** 56 digits, ascending within a stream, as CloudWatch Logs numbers its log events. */
function eventId(at: number, index: number): string {
  return `3${String(at).padStart(19, '0')}${String(index).padStart(36, '0')}`;
}
