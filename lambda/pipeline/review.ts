import { SEVERITIES, type Severity } from '../contract/severity.ts';
import { lastPeriod, type Period, type PeriodKind } from '../domain/review/period.ts';
import { reviewPage } from '../domain/review/review-page.ts';
import type { StoredReview } from '../domain/review/stored-review.ts';
import { writeReview } from '../domain/review/write-review.ts';
import type { Clock, ReviewPages, ReviewReader, ReviewStore, ReviewTopics } from './ports.ts';
import { type ReviewSettings, reviewPicture } from './review-picture.ts';

/** A call of the schedule. */
export interface ReviewRequest {
  readonly kind: PeriodKind;
  /** When it was planned, epoch ms; the review is about the last week or month that was over then. */
  readonly at: number;
}

export interface ReviewContext extends ReviewSettings {
  readonly reader: ReviewReader;
  readonly reviews: ReviewStore;
  readonly pages: ReviewPages;
  readonly topics: ReviewTopics;
  /** Names and e-mail addresses of the channels that get reviews, by the topic that they are reached through. */
  readonly receivers: Readonly<Partial<Record<Severity, readonly string[]>>>;
  /** How long one invocation may last, ms. After that, an invocation that did not finish is over. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Writes the review of a week or a month, keeps its page, and sends it to each topic once.
 *
 * The text is stored before it is sent. So an invocation that is called again sends the same text to the topics that have not taken it
 * yet, and nothing if all have.
 *
 * @throws what the stores and topics throw, and when another invocation is sending the same review. Lambda calls again.
 */
export async function review({ kind, at }: ReviewRequest, context: ReviewContext): Promise<void> {
  const period = lastPeriod(kind, context.calendar, at);
  let stored = await begin(period, context);
  if (stored === 'sent') return;
  const { message } = stored;
  await context.pages.putPage(period.name, await reviewPage(message));
  const failures: unknown[] = [];
  for (const topic of topicsLeft(stored, context)) {
    try {
      await context.topics.publishReview(topic, { ...message, to: context.receivers[topic]! });
    } catch (error) {
      // The other topics get it all the same.
      failures.push(error);
      continue;
    }
    stored = await next(stored, { sentTo: [...stored.sentTo, topic] }, context);
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `the review ${period.name} was refused by ${failures.length} topics`);
}

/** The review with this invocation as its sender; `sent` if there is nothing to send. */
async function begin(period: Period, context: ReviewContext): Promise<StoredReview | 'sent'> {
  const { reviews, clock, timeoutMs } = context;
  const stored = await reviews.readReview(period.name);
  if (stored === null) return write(period, context);
  if (topicsLeft(stored, context).length === 0) return 'sent';
  if (clock() - stored.begunAt < timeoutMs) throw busy(period.name);
  return next(stored, { begunAt: clock() }, context);
}

async function write(period: Period, context: ReviewContext): Promise<StoredReview> {
  const { reader, reviews, pages, clock } = context;
  const now = clock();
  const { picture } = await reviewPicture(period, reader, context, now);
  const message = writeReview({ ...picture, page: pages.addressOf(period.name) });
  const review: StoredReview = { period: period.name, revision: 1, begunAt: now, message, sentTo: [] };
  if ((await reviews.putReview(review, null)) === 'conflict') throw busy(period.name);
  return review;
}

async function next(
  stored: StoredReview,
  changes: Partial<StoredReview>,
  { reviews }: ReviewContext,
): Promise<StoredReview> {
  const review = { ...stored, ...changes, revision: stored.revision + 1 };
  if ((await reviews.putReview(review, stored.revision)) === 'conflict') throw busy(stored.period);
  return review;
}

function topicsLeft({ sentTo }: StoredReview, { receivers }: ReviewContext): readonly Severity[] {
  return SEVERITIES.filter((topic) => receivers[topic] !== undefined && !sentTo.includes(topic));
}

function busy(period: string): Error {
  return new Error(`another invocation is sending the review ${period}`);
}
