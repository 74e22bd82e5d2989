import type { EventsMessage } from '../../../lambda/domain/runs/record/events-message.ts';
import { type StreamEvent, subscriptionPayload } from '../aws-events/subscription.ts';
import type { LogStream } from './log-stream.ts';

/** One thing that AWS hands to a function, at one moment. */
export type Delivery = { readonly at: number } & (
  | { readonly kind: 'logs'; readonly payload: unknown }
  | { readonly kind: 'state'; readonly event: unknown }
  | { readonly kind: 'message'; readonly message: EventsMessage }
);

/** What the week hands to the functions, in order of time, and the log streams that it leaves. */
export interface Deliveries {
  readonly deliveries: readonly Delivery[];
  readonly streams: readonly LogStream[];
}

/** A log agent sends what it has after at most this long; a subscription passes it on a little later, ms. */
const FLUSH_MS = 1_000;
const SUBSCRIPTION_MS = 2_500;
/** EventBridge brings state events about this late, ms. */
export const EVENT_MS = 1_500;

/** Log events as the subscription brings them: what an agent flushed together comes together. */
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
