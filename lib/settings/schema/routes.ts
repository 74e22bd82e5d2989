import * as z from 'zod/mini';
import { choice, fields, list, named, optional, required, text } from './field.ts';

/** One `@` between plain parts; SNS checks the address by a message to it. */
export const EMAIL = /^[^\s@<>"',;:]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/;

/**
 * Name or ARN of a secret.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const secret = (holds: string) =>
  required(
    text(
      `the name or ARN of a secret in Secrets Manager that holds ${holds}`,
      /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]{1,512})$/,
    ),
    { description: `Name or ARN of the secret in Secrets Manager that holds ${holds}.` },
  );

const channel = fields({
  email: optional(text('an e-mail address', EMAIL), {
    description: 'E-mail by SNS, which first asks the address to confirm.',
  }),
  pagerduty: optional(
    fields({
      secret: secret('the routing key of an Events API v2 integration'),
      region: optional(choice(['us', 'eu']), {
        description: "PagerDuty's service region.",
        default: 'us',
      }),
    }),
    { description: 'PagerDuty, Events API v2: triggers, resolves, and change events for successes.' },
  ),
  slack: optional(fields({ secret: secret('the URL of an incoming webhook') }), {
    description: 'Slack, by an incoming webhook.',
  }),
  webhook: optional(
    fields({
      url: required(
        text('an https URL without credentials or fragment', /^https:\/\/[^\s/@#?]+(?:[/?][^\s#]*)?$/),
        { description: 'Where each page is posted as JSON.' },
      ),
      secret: secret('the key that requests are signed with'),
    }),
    { description: 'Any HTTPS endpoint; requests are signed (HMAC-SHA256).' },
  ),
});

/** Channels by name; each is exactly one kind. */
export const channelsField = named(channel.schema, 'a channel');

const channelNames = () =>
  list(
    z.string({ error: 'the name of a channel, or an e-mail address' }),
    'channel names and e-mail addresses',
  );

/** Who gets which severity. */
export const routesField = fields({
  critical: optional(channelNames(), {
    description: 'Pages that need somebody now.',
    default: [],
  }),
  warning: optional(channelNames(), { description: 'Left out: the channels of `critical`.' }),
  info: optional(channelNames(), {
    description: 'Pages of environments that nobody is woken for.',
    default: [],
  }),
  health: optional(channelNames(), {
    description:
      'Who hears that the monitor itself is broken: e-mail and PagerDuty only, because no function of ours may stand in the way. Left out: those of `critical`.',
  }),
});
