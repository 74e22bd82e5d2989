import { gzipSync } from 'node:zlib';
import { ACCOUNT } from './place.ts';

/** A log event as CloudWatch Logs keeps it. */
export interface StreamEvent {
  readonly id: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly message: string;
}

/** Log events of one stream that a subscription delivers together. */
export interface LogDelivery {
  /** Account of the log group. Default: the monitor's. */
  readonly account?: string | undefined;
  readonly logGroup: string;
  readonly logStream: string;
  readonly events: readonly StreamEvent[];
}

/**
 * What CloudWatch Logs sends to a subscribed function: `{ awslogs: { data } }`, JSON in gzip in base64.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
export function subscriptionPayload({
  account = ACCOUNT,
  logGroup,
  logStream,
  events,
}: LogDelivery): unknown {
  const message = {
    messageType: 'DATA_MESSAGE',
    owner: account,
    logGroup,
    logStream,
    subscriptionFilters: ['migrate-watch'],
    logEvents: events,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(message)).toString('base64') } };
}

/** 56 digits, ascending within a stream, as CloudWatch Logs numbers its log events. */
export function eventId(at: number, index: number): string {
  return `3${String(at).padStart(19, '0')}${String(index).padStart(36, '0')}`;
}
