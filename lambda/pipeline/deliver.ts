import { TRY_AGAIN_WITHIN_MS } from '../contract/deliverer.ts';
import { MONITOR_ENVIRONMENT } from '../contract/metrics.ts';
import type { Notice } from '../domain/channels/change-message.ts';
import {
  confirmed,
  type Delivery,
  type DropReason,
  firstStep,
  type ReceivedNotice,
} from '../domain/channels/delivery.ts';
import { PermanentDeliveryError, RetryableDeliveryError } from '../domain/channels/delivery-error.ts';
import { type MetricDatum, underTarget } from '../domain/runs/record/metrics.ts';
import type { Channel, Clock, DeliveryLog, DeliveryStore, MetricSink } from './ports.ts';
import { type RetryContext, retryConflicts } from './retry-conflicts.ts';

/** Newer notices that may turn up while one is sent; then the invocation fails, and its message is delivered again. */
const MAX_ROUNDS = 5;
/** Waits before a notice that the receiver did not take is sent again, ms; longer when the receiver asks for it. */
const TRY_AGAIN_AFTER_MS = [1_000, 3_000] as const;

/** What a deliverer works with: one channel, and the outside. */
export interface DeliverContext extends RetryContext {
  readonly deliveries: DeliveryStore;
  /** The channel's name in the settings: what it was sent is kept under it. */
  readonly name: string;
  readonly channel: Channel;
  readonly metrics: MetricSink;
  readonly log: DeliveryLog;
  /** Read again once the receiver has answered: that moment is what `PageDelay` measures. */
  readonly clock: Clock;
}

/**
 * Brings the channel's receiver into the state that `arrival` tells of, unless it was told something newer.
 *
 * What is about to be sent is written down before, and crossed out after; so any order of deliveries, repeats and
 * crashes leave the receiver where the newest notice puts it. A notice may reach it twice, when the sender dies between
 * its answer and the crossing out, or when two are sent at the same moment.
 *
 * Throws what the channel throws at the last try: the queue delivers the message again, for hours, and then moves it to
 * the dead letters.
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
    await send(newest, newest.sequence === notice.sequence, context);
    const newer = await confirm(newest, next, arrival, context);
    if (newer === undefined) return;
    next = newer;
  }
  throw new Error(`a newer page was begun ${MAX_ROUNDS} times while ${notice.id} was sent`);
}

/** Writes down that the arrival is about to be sent; or says why it is not. */
async function begin(arrival: ReceivedNotice, context: DeliverContext): Promise<Delivery | DropReason> {
  const { deliveries, name } = context;
  const { notice } = arrival;
  return retryConflicts('a delivery', context, async () => {
    const [incident, stored] = await Promise.all([
      notice.kind === 'change' ? null : deliveries.readIncident(notice.key),
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

async function send(notice: Notice, isArrival: boolean, context: DeliverContext): Promise<void> {
  const { channel, metrics, clock } = context;
  try {
    const answer = await takenBy(channel, notice, context);
    say('INFO', answer === 'taken' ? 'sent' : 'passed over: of no use to this channel', notice, context);
    const delay = answer === 'taken' && isArrival ? pageDelay(notice, clock()) : [];
    if (delay.length > 0) await metrics.put(delay);
  } catch (error) {
    if (error instanceof PermanentDeliveryError) {
      say('WARN', 'refused for good', notice, context);
      await metrics.put([refused(clock())]);
    }
    throw error;
  }
}

/** A receiver that hiccups is tried again at once: the queue would take minutes. */
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

/** Crosses it out; what is stored instead when a newer notice was begun in between. */
async function confirm(
  sent: Notice,
  begun: Delivery,
  arrival: ReceivedNotice,
  context: DeliverContext,
): Promise<Delivery | undefined> {
  const { deliveries, name } = context;
  let known: Delivery | null = begun;
  const outcome = await retryConflicts('a delivery', context, async () => {
    const stored: Delivery | null = known ?? (await deliveries.readDelivery(sent.key, name));
    known = null;
    if (stored === null) return 'confirmed' as const;
    const next = confirmed(stored, sent, arrival);
    if (next === undefined) return stored;
    const written = await deliveries.putDelivery(next, stored.revision);
    return written === 'written' ? ('confirmed' as const) : undefined;
  });
  return outcome === 'confirmed' ? undefined : outcome;
}

/** Of the first page about a failure only: what follows it is not what woke people. */
function pageDelay(notice: Notice, at: number): readonly MetricDatum[] {
  if (notice.kind !== 'opened' || notice.failedAt === null) return [];
  const { environment, database, failedAt } = notice;
  return underTarget('PageDelay', Math.max(0, at - failedAt) / 1_000, at, { environment, database });
}

function refused(at: number): MetricDatum {
  return { name: 'RefusedPages', value: 1, at, dimensions: { Environment: MONITOR_ENVIRONMENT } };
}

function say(level: 'INFO' | 'WARN', message: string, { id }: Notice, { log, name }: DeliverContext): void {
  log.write({ level, message, channel: name, id });
}
