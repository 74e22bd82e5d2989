import type { EventsMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import { type StreamEvent, subscriptionPayload } from '../aws-events/subscription.ts';
import type { LogStream } from './log-stream.ts';

/** One input that AWS passes to a function at one moment. */
export type Delivery = { readonly at: number } & (
  | { readonly kind: 'logs'; readonly payload: unknown }
  | { readonly kind: 'state'; readonly event: unknown }
  | { readonly kind: 'message'; readonly message: EventsMessage }
);

/** All inputs of the week in order of time, and the log streams that they leave. */
export interface Deliveries {
  readonly deliveries: readonly Delivery[];
  readonly streams: readonly LogStream[];
}

/**
 * Milliseconds: a log agent flushes its lines after at most the first, and a subscription passes them on after the
 * second.
 */
const FLUSH_MS = 1_000;
const SUBSCRIPTION_MS = 2_500;
/** Milliseconds until EventBridge delivers a state event. */
export const EVENT_MS = 1_500;

/** Log events as the subscription delivers them: lines that the agent flushed together arrive together. */
export function logDeliveries(stream: LogStream): Delivery[] {
  const batches: StreamEvent[][] = [];
  for (const event of stream.events) {
    const batch = batches.at(-1);
    if (batch && event.timestamp - batch[0]!.timestamp < FLUSH_MS) batch.push(event);
    else batches.push([event]);
  }
  return batches.map((batch) => ({
    at: batch.at(-1)!.timestamp + SUBSCRIPTION_MS,
    kind: 'logs',
    payload: subscriptionPayload({ ...stream, events: batch }),
  }));
}
