import { fields, optional } from '../schema/field.ts';
import { secretField } from './secret-field.ts';

export interface SlackSettings {
  readonly kind: 'slack';
  readonly secret: string;
}

export const slack = {
  schema: optional(fields({ secret: secretField('slack') }), {
    description: 'Slack, by an incoming webhook.',
  }),
  complete: ({ secret }: Omit<SlackSettings, 'kind'>): SlackSettings => ({ kind: 'slack', secret }),
};
