import { fields, optional } from '../schema/field.ts';
import type { ChannelsByKind } from './channel-of-kind.ts';
import { completeSecret, type SecretInput, secretFields } from './secret-field.ts';

export const slack = {
  schema: optional(fields(secretFields('slack')), { description: 'Slack, by an incoming webhook.' }),
  complete: (given: SecretInput): ChannelsByKind['slack'] => ({ kind: 'slack', ...completeSecret(given) }),
};
