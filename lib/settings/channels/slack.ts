import { fields, optional } from '../schema/field.ts';
import type { ChannelsByKind } from './channel-of-kind.ts';
import { secretField } from './secret-field.ts';

export const slack = {
  schema: optional(fields({ secret: secretField('slack') }), {
    description: 'Slack, by an incoming webhook.',
  }),
  complete: ({ secret }: Omit<ChannelsByKind['slack'], 'kind'>): ChannelsByKind['slack'] => ({
    kind: 'slack',
    secret,
  }),
};
