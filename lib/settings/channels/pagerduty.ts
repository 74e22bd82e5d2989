import { API_SECRET_HOLDS, HEALTH_SECRET_HOLDS } from '../../../lambda/contract/channel-kinds.ts';
import { choice, fields, optional } from '../schema/field.ts';
import { type ChannelsByKind, PAGERDUTY_REGIONS } from './channel-of-kind.ts';
import { completeSecret, type SecretInput, secretFields, secretName } from './secret-field.ts';

interface PagerDutyInput extends SecretInput {
  readonly region?: ChannelsByKind['pagerduty']['region'] | undefined;
  readonly healthSecret?: string | undefined;
  readonly apiSecret?: string | undefined;
}

export const pagerduty = {
  schema: optional(
    fields({
      ...secretFields('pagerduty'),
      region: optional(choice(PAGERDUTY_REGIONS), {
        description: "PagerDuty's service region.",
        default: 'us',
      }),
      healthSecret: optional(secretName(HEALTH_SECRET_HOLDS), {
        description: `Needed for the route \`health\`, which SNS itself posts to PagerDuty: name or ARN of a secret that holds ${HEALTH_SECRET_HOLDS}.`,
      }),
      apiSecret: optional(secretName(API_SECRET_HOLDS), {
        description: `What people do in PagerDuty is shown here, and stops reminders, only with this: name or ARN of a secret that holds ${API_SECRET_HOLDS}. \`kmsKey\` counts for it too.`,
      }),
    }),
    { description: 'PagerDuty, Events API v2: triggers, resolves, and change events for successes.' },
  ),
  complete: ({
    region = 'us',
    healthSecret,
    apiSecret,
    ...given
  }: PagerDutyInput): ChannelsByKind['pagerduty'] => ({
    kind: 'pagerduty',
    region,
    healthSecret: healthSecret ?? null,
    apiSecret: apiSecret ?? null,
    ...completeSecret(given),
  }),
};
