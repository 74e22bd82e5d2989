import { choice, fields, optional } from '../schema/field.ts';
import { type ChannelsByKind, PAGERDUTY_REGIONS } from './channel-of-kind.ts';
import { secretField } from './secret-field.ts';

export const pagerduty = {
  schema: optional(
    fields({
      secret: secretField('pagerduty'),
      region: optional(choice(PAGERDUTY_REGIONS), {
        description: "PagerDuty's service region.",
        default: 'us',
      }),
    }),
    { description: 'PagerDuty, Events API v2: triggers, resolves, and change events for successes.' },
  ),
  complete: ({
    secret,
    region = 'us',
  }: Pick<ChannelsByKind['pagerduty'], 'secret'> & {
    readonly region?: ChannelsByKind['pagerduty']['region'] | undefined;
  }): ChannelsByKind['pagerduty'] => ({ kind: 'pagerduty', secret, region }),
};
