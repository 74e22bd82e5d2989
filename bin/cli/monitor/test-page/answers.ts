import type { Delivery } from '../../../../lambda/domain/channels/delivery.ts';
import type { ActTime } from '../publish.ts';
import type { Receiver } from './recipients.ts';

/** What a receiver answered to a test page. */
export type Answer =
  | { readonly kind: 'taken'; readonly at: number }
  | { readonly kind: 'refused'; readonly why: string; readonly isTriedAgain: boolean };

/** The number of the page itself; its end has the next one. */
const OPENED = 1;

/** The answer to a test page, from the delivery records of its key. `undefined`: there is none yet. */
export function answerOf({ id }: Receiver, deliveries: readonly Delivery[]): Answer | undefined {
  const delivery = deliveries.find(({ channel }) => channel === id);
  const answer = delivery?.answers?.find(({ sequence }) => sequence === OPENED);
  if (delivery === undefined || answer === undefined) return undefined;
  const { at, refusal } = answer;
  if (refusal === null) return { kind: 'taken', at };
  const isTriedAgain = delivery.started.some(({ sequence }) => sequence === OPENED);
  return { kind: 'refused', why: refusal, isTriedAgain };
}

const POLL_MS = 1_000;

/** Calls `isDone` every second until it returns true, at most for `waitMs`. Calls it at least once. */
export async function waitUntil(
  isDone: () => Promise<boolean>,
  waitMs: number,
  { clock, pause }: ActTime,
): Promise<void> {
  const until = clock() + waitMs;
  for (;;) {
    if ((await isDone()) || clock() + POLL_MS > until) return;
    await pause(POLL_MS);
  }
}
