import { ScheduleCallError } from './schedule-call-error.ts';

/**
 * The planned time of a call by the schedule, epoch ms; `undefined` when a person invokes the function with `{}`.
 *
 * @throws {ScheduleCallError} when the event has a time that cannot be read
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function decodeCanaryEvent(event: unknown): number | undefined {
  const { at } = (event ?? {}) as { readonly at?: unknown };
  if (at === undefined) return undefined;
  const scheduledAt = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(scheduledAt))
    throw new ScheduleCallError(
      'wrong-time',
      `at is ${JSON.stringify(at)}; expected a time in ISO 8601, or nothing`,
    );
  return scheduledAt;
}
