import { TRY_AGAIN_WITHIN_MS } from '../contract/deliverer.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import { isPage, type Notice } from '../domain/channels/change-message.ts';
import {
  answered,
  confirmed,
  type Delivery,
  type DropReason,
  firstStep,
  type ReceivedNotice,
  type ReceiverAnswer,
  testOf,
} from '../domain/channels/delivery.ts';
import { PermanentDeliveryError, RetryableDeliveryError } from '../domain/channels/delivery-error.ts';
import { printable } from '../domain/model/printable.ts';
import { truncate } from '../domain/model/truncate.ts';
import { type MetricDatum, underEnvironment } from '../domain/runs/record/metrics.ts';
import type { Channel, Clock, DeliveryLog, DeliveryStore, MetricSink } from './ports.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';

/** Notices that one invocation sends at most. If a newer one was begun each time, it fails, and SQS delivers its message again. */
const MAX_ROUNDS = 5;
/** Waits before the second and the third try to send a notice, ms. A wait is longer when the receiver asks for more. */
const TRY_AGAIN_AFTER_MS = [1_000, 3_000] as const;
/** Longest reason of a refusal that is stored, UTF-16 units. */
const MAX_REFUSAL = 400;

/** What a deliverer works with: one channel and its ports. */
export interface DeliverContext extends RetryContext {
  readonly deliveries: DeliveryStore;
  /** The channel's name in the settings. Part of the key of its delivery records. */
  readonly name: string;
  readonly channel: Channel;
  readonly metrics: MetricSink;
  readonly log: DeliveryLog;
  /** Read again after the receiver has answered, because `PageDelay` ends at that moment. */
  readonly clock: Clock;
}

/**
 * Sends a received notice to the channel, unless the channel has already been sent a newer one about the same incident.
 *
 * The notice is stored in the delivery record before it is sent, and removed from there afterwards (a write-ahead log). So the
 * receiver ends up with the newest notice, whatever the order of deliveries, repeats and crashes. It may get a notice twice:
 * after a crash between its answer and the removal, or when two invocations send the same notice at the same moment.
 *
 * The receiver's answer is stored in the record too. A test page that was refused for good is not tried again: its sender reads the
 * refusal there, and it counts in no metric.
 *
 * @throws what the channel throws at the last try. SQS then delivers the message again for six hours, and after that moves it
 * to the dead-letter queue.
 */
export async function deliver(arrival: ReceivedNotice, context: DeliverContext): Promise<void> {
  const { notice } = arrival;
  const first = await begin(arrival, context);
  if (typeof first === 'string') {
    say('INFO', `dropped: ${first}`, notice, context);
    return;
  }
  let next: Delivery = first;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { newest } = next;
    const answer = await send(newest, next, newest.sequence === notice.sequence, context);
    const newer = await confirm(newest, next, arrival, context, answer);
    if (newer === undefined) return;
    next = newer;
  }
  throw new Error(`a newer page was begun ${MAX_ROUNDS} times while ${notice.id} was sent`);
}

/** Stores that the received notice is about to be sent, or returns why it is dropped. */
async function begin(arrival: ReceivedNotice, context: DeliverContext): Promise<Delivery | DropReason> {
  const { deliveries, name } = context;
  const { notice } = arrival;
  return retryConflicts('a delivery', context, async () => {
    const [incident, stored] = await Promise.all([
      isPage(notice) ? deliveries.readIncident(notice.key) : null,
      deliveries.readDelivery(notice.key, name),
    ]);
    const step = firstStep(stored, incident, name, arrival);
    switch (step.do) {
      case 'drop':
        return step.why;
      case 'resume':
        return step.delivery;
      case 'begin': {
        const written = await deliveries.putDelivery(step.delivery, stored?.revision ?? null);
        return written === 'written' ? step.delivery : undefined;
      }
      default:
        return step satisfies never;
    }
  });
}

/** Sends the notice. Returns the receiver's answer; `undefined` if the channel does not show this kind of notice. */
async function send(
  notice: Notice,
  begun: Delivery,
  isArrival: boolean,
  context: DeliverContext,
): Promise<ReceiverAnswer | undefined> {
  const { channel, metrics, clock } = context;
  const { sequence } = notice;
  let result: 'taken' | 'passed';
  try {
    result = await takenBy(channel, notice, context);
  } catch (error) {
    const answer = { sequence, at: clock(), refusal: refusalOf(error) };
    const isForGood = error instanceof PermanentDeliveryError;
    if (isForGood) say('WARN', 'refused for good', notice, context);
    if (isForGood && testOf(notice) !== undefined) return answer;
    await note(answer, begun, notice, context);
    if (isForGood) await metrics.put([refused(clock())]);
    throw error;
  }
  const isTaken = result === 'taken';
  say('INFO', isTaken ? 'sent' : 'not sent: this channel does not show this kind of notice', notice, context);
  const delay = isTaken && isArrival ? pageDelay(notice, clock()) : [];
  if (delay.length > 0) await metrics.put(delay);
  return isTaken ? { sequence, at: clock(), refusal: null } : undefined;
}

function refusalOf(error: unknown): string {
  return truncate(printable(error instanceof Error ? error.message : String(error)), MAX_REFUSAL);
}

/** Stores a refusal. The refusal itself is thrown afterwards, so a fault of the table must not replace it. */
async function note(
  answer: ReceiverAnswer,
  begun: Delivery,
  notice: Notice,
  context: DeliverContext,
): Promise<void> {
  const { deliveries, name } = context;
  let known: Delivery | null = begun;
  try {
    await retryConflicts('a delivery', context, async () => {
      const stored: Delivery | null = known ?? (await deliveries.readDelivery(notice.key, name));
      known = null;
      if (stored === null) return true;
      const written = await deliveries.putDelivery(answered(stored, answer), stored.revision);
      return written === 'written' ? true : undefined;
    });
  } catch {
    say('WARN', 'the refusal could not be stored', notice, context);
  }
}

/** Sends the notice, and tries again within seconds after a short fault of the receiver: the queue would take minutes. */
async function takenBy(
  channel: Channel,
  notice: Notice,
  { clock, pause }: DeliverContext,
): Promise<'taken' | 'passed'> {
  const until = clock() + TRY_AGAIN_WITHIN_MS;
  for (const afterMs of TRY_AGAIN_AFTER_MS) {
    try {
      return await channel.send(notice);
    } catch (error) {
      if (!(error instanceof RetryableDeliveryError)) throw error;
      const wait = Math.max(afterMs, error.afterMs ?? 0);
      if (clock() + wait > until) throw error;
      await pause(wait);
    }
  }
  return channel.send(notice);
}

/** Stores that `sent` was sent. Returns the stored delivery instead when another invocation has begun a newer notice in between. */
async function confirm(
  sent: Notice,
  begun: Delivery,
  arrival: ReceivedNotice,
  context: DeliverContext,
  answer: ReceiverAnswer | undefined,
): Promise<Delivery | undefined> {
  const { deliveries, name } = context;
  let known: Delivery | null = begun;
  const outcome = await retryConflicts('a delivery', context, async () => {
    const stored: Delivery | null = known ?? (await deliveries.readDelivery(sent.key, name));
    known = null;
    if (stored === null) return 'confirmed' as const;
    const next = confirmed(stored, sent, arrival, answer);
    if (next === undefined) return stored;
    const written = await deliveries.putDelivery(next, stored.revision);
    return written === 'written' ? ('confirmed' as const) : undefined;
  });
  return outcome === 'confirmed' ? undefined : outcome;
}

/** Time from a failure to its first page. Later pages do not count, because they are not the ones that wake people. */
function pageDelay(notice: Notice, at: number): readonly MetricDatum[] {
  if (notice.kind !== 'opened' || notice.failedAt === null) return [];
  const { environment, failedAt } = notice;
  return underEnvironment('PageDelay', Math.max(0, at - failedAt) / 1_000, at, { environment });
}

function refused(at: number): MetricDatum {
  return { name: 'RefusedPages', value: 1, at, dimensions: { Environment: MONITOR_ENVIRONMENT } };
}

function say(level: 'INFO' | 'WARN', message: string, { id }: Notice, { log, name }: DeliverContext): void {
  log.write({ level, message, channel: name, id });
}
