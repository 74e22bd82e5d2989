import * as z from 'zod/mini';
import { DEPLOY_EVENT, EXPECTED_WITHIN_MINUTES } from '../../contract/deploy-event.ts';
import type { Names } from '../../contract/names.ts';
import { namedBy } from '../../domain/incidents/unwatched.ts';
import { issueWords } from '../../domain/model/issue-words.ts';
import { ReasonedError } from '../../domain/model/reasoned-error.ts';
import type { Source } from '../../domain/model/target.ts';
import { ARMED, type ExpectedRun } from '../../domain/runs/expected-run.ts';

/** A deploy's event cannot be used. A retry would not help. */
export class DeployEventError extends ReasonedError<'wrong-shape' | 'wrong-time' | 'unknown-database'> {
  override readonly name = 'DeployEventError';
}

const { least, most } = EXPECTED_WITHIN_MINUTES;
const name = z.string().check(z.minLength(1), z.maxLength(64));
const shape = z.object({
  time: z.string(),
  detail: z.object({
    environment: name,
    database: name,
    withinMinutes: z.int().check(z.gte(least), z.lte(most)),
    version: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
  }),
});

/** What the settings name. */
export interface Named {
  readonly sources: readonly Source[];
  readonly names?: Names | undefined;
}

/**
 * The run that a deploy expects; `undefined` for any other event.
 *
 * @throws {@link DeployEventError} if the event cannot be read, or is about a database that the settings do not name
 */
export function decodeDeployEvent(event: unknown, { sources, names }: Named): ExpectedRun | undefined {
  if ((event as { readonly 'detail-type'?: unknown } | null)?.['detail-type'] !== DEPLOY_EVENT.detailType)
    return undefined;
  const read = shape.safeParse(event);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => issueWords('event', issue));
    throw new DeployEventError('wrong-shape', problems.join('; '));
  }
  const { time, detail } = read.data;
  const { environment, database, withinMinutes, version } = detail;
  const since = Date.parse(time);
  if (Number.isNaN(since))
    throw new DeployEventError('wrong-time', `event.time is '${time}'; expected a time in ISO 8601`);
  const target = { environment, database };
  if (!namedBy(sources, names)(target))
    throw new DeployEventError(
      'unknown-database',
      `event.detail names ${environment}/${database}; expected a database that the settings name`,
    );
  const dueAt = since + withinMinutes * 60_000;
  return { name: ARMED, target, since, dueAt, ...(version !== undefined && { version }) };
}
