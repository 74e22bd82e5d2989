import * as z from 'zod/mini';
import { REVIEW_DEFAULTS, TIME_OF_DAY } from '../../../lambda/contract/review.ts';
import { fields, flag, list, optional, text } from './field.ts';

/** The weekly and the monthly review. */
export const reviewField = fields({
  enabled: optional(flag(), {
    description: 'Writes a review each Monday, and one on the first day of each month.',
    default: true,
  }),
  monthly: optional(flag(), { description: 'Whether months are reviewed too.', default: true }),
  at: optional(text('a time of day such as 08:00', TIME_OF_DAY), {
    description: 'When it is written and sent.',
    default: REVIEW_DEFAULTS.at,
  }),
  timeZone: optional(text('an IANA time zone such as Europe/Berlin', /^.{1,50}$/), {
    description: 'IANA time zone of its days, and of nights.',
    default: REVIEW_DEFAULTS.timeZone,
  }),
  to: optional(
    list(
      z.string({ error: 'the name of a channel, or an e-mail address' }),
      'channel names and e-mail addresses',
    ),
    {
      description:
        'Who gets it: channels on a route of `critical`, `warning` or `info`. Its page is kept in any case. Default: every e-mail address and every Slack channel on such a route.',
      examples: [['team-slack', 'lead@example.com']],
    },
  ),
});
