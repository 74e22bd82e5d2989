import * as z from 'zod/mini';
import { issueWords } from '../../domain/model/issue-words.ts';
import type { ExpectedRun } from '../../domain/runs/expected-run.ts';
import { ScheduleCallError } from './schedule-call-error.ts';

const text = z.string().check(z.minLength(1));
const expectedShape = z.object({
  name: text,
  environment: text,
  database: text,
  withinMs: z.int(),
  at: z.string(),
});

/**
 * The expected run, when its schedule makes the call; `undefined` for the call that comes every minute.
 *
 * @throws {ScheduleCallError} when the event has an expected run that cannot be read
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function decodeSweepEvent(event: unknown): ExpectedRun | undefined {
  const { expected } = (event ?? {}) as { readonly expected?: unknown };
  if (expected === undefined) return undefined;
  const read = expectedShape.safeParse(expected);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => issueWords('expected', issue));
    throw new ScheduleCallError('wrong-shape', problems.join('; '));
  }
  const { name, environment, database, withinMs, at } = read.data;
  const since = Date.parse(at);
  if (Number.isNaN(since))
    throw new ScheduleCallError('wrong-time', `expected.at is '${at}'; expected a time in ISO 8601`);
  return { name, target: { environment, database }, since, dueAt: since + withinMs };
}
