import { fields, optional, required, text } from '../schema/field.ts';
import type { ChannelsByKind } from './channel-of-kind.ts';
import { completeSecret, type SecretInput, secretFields } from './secret-field.ts';

export const webhook = {
  schema: optional(
    fields({
      url: required(
        text('an https URL without credentials or fragment', /^https:\/\/[^\s/@#?]+(?:[/?][^\s#]*)?$/),
        { description: 'Where each page is posted as JSON.' },
      ),
      ...secretFields('webhook'),
    }),
    { description: 'Any HTTPS endpoint; requests are signed (HMAC-SHA256).' },
  ),
  complete: (given: SecretInput & { readonly url: string }): ChannelsByKind['webhook'] => ({
    kind: 'webhook',
    url: given.url,
    ...completeSecret(given),
  }),
};
