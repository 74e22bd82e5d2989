import * as z from 'zod/mini';
import { ESCALATION_LIMITS } from '../../../lambda/contract/escalation.ts';
import { SEVERITIES } from '../../../lambda/contract/severity.ts';
import { duration, fields, list, optional, required, whole } from './field.ts';

const { levels: mostLevels, repeat: mostRepeats, leastAfterMs, mostAfterMs } = ESCALATION_LIMITS;

const level = () =>
  fields({
    after: required(duration(leastAfterMs, mostAfterMs, '5m–24h'), {
      description:
        'Time from the first page. Longer than that of the level before. It starts again when an acknowledgement or a snooze is over.',
      examples: ['15m'],
    }),
    to: required(atLeastOne(z.string({ error: NAME }), 'channel names and e-mail addresses, at least one'), {
      description:
        'Who is notified then. A PagerDuty channel is notified once only: its own policy escalates.',
      examples: [['second-oncall']],
    }),
  });
const NAME = 'the name of a channel, or an e-mail address';

const rule = () =>
  fields({
    levels: required(atLeastOne(level().schema, `levels, from 1 to ${mostLevels}`, mostLevels), {
      description:
        'In order of time. They stop when somebody acknowledges or snoozes the incident, and at its end.',
    }),
    repeat: optional(whole('a whole number', 0, mostRepeats), {
      description: 'How often all levels are gone through again. Each round lasts as long as the last level.',
      default: 0,
    }),
  });

/** What happens when nobody acknowledges an incident, by severity. */
export const escalationField = fields(
  Object.fromEntries(
    SEVERITIES.map((severity) => [
      severity,
      optional(rule(), { description: `For incidents whose pages are ${severity}.` }),
    ]),
  ) as Record<(typeof SEVERITIES)[number], z.ZodMiniOptional<ReturnType<typeof rule>['schema']>>,
);

function atLeastOne<T extends z.ZodMiniType>(of: T, what: string, most?: number) {
  const { allowed } = list(of, what);
  const error = { error: allowed };
  const counts =
    most === undefined ? [z.minLength(1, error)] : [z.minLength(1, error), z.maxLength(most, error)];
  return { schema: z.array(of, error).check(...counts), allowed };
}
