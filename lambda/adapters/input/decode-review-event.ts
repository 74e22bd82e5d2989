import { PERIOD_KINDS, type PeriodKind } from '../../domain/review/period.ts';
import { ScheduleCallError } from './schedule-call-error.ts';

/** What the schedules of reviews call with. A person who invokes the function by hand gives `{"kind": "week"}`, and means now. */
export interface ReviewCall {
  readonly kind: PeriodKind;
  /** The planned time, epoch ms; `undefined` when a person calls. */
  readonly at: number | undefined;
}

/**
 * @throws {ScheduleCallError} when the event has no kind, or a time that cannot be read
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function decodeReviewEvent(event: unknown): ReviewCall {
  const { kind: given, at } = (event ?? {}) as { readonly kind?: unknown; readonly at?: unknown };
  const kind = PERIOD_KINDS.find((known) => known === given);
  if (kind === undefined)
    throw new ScheduleCallError(
      'wrong-shape',
      `kind is ${JSON.stringify(given)}; expected one of ${PERIOD_KINDS.join(', ')}`,
    );
  if (at === undefined) return { kind, at: undefined };
  const scheduledAt = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(scheduledAt))
    throw new ScheduleCallError(
      'wrong-time',
      `at is ${JSON.stringify(at)}; expected a time in ISO 8601, or nothing`,
    );
  return { kind, at: scheduledAt };
}
