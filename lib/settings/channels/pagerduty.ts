import { choice, fields, optional } from '../schema/field.ts';
import { secretField } from './secret-field.ts';

const REGIONS = ['us', 'eu'] as const;

export interface PagerDutySettings {
  readonly kind: 'pagerduty';
  readonly secret: string;
  readonly region: (typeof REGIONS)[number];
}

export const pagerduty = {
  schema: optional(
    fields({
      secret: secretField('pagerduty'),
      region: optional(choice(REGIONS), {
        description: "PagerDuty's service region.",
        default: 'us',
      }),
    }),
    { description: 'PagerDuty, Events API v2: triggers, resolves, and change events for successes.' },
  ),
  complete: ({
    secret,
    region = 'us',
  }: Pick<PagerDutySettings, 'secret'> & {
    readonly region?: PagerDutySettings['region'] | undefined;
  }): PagerDutySettings => ({ kind: 'pagerduty', secret, region }),
};
