import { fields, optional, required, text } from '../schema/field.ts';
import { secretField } from './secret-field.ts';

export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly url: string;
  readonly secret: string;
}

export const webhook = {
  schema: optional(
    fields({
      url: required(
        text('an https URL without credentials or fragment', /^https:\/\/[^\s/@#?]+(?:[/?][^\s#]*)?$/),
        { description: 'Where each page is posted as JSON.' },
      ),
      secret: secretField('webhook'),
    }),
    { description: 'Any HTTPS endpoint; requests are signed (HMAC-SHA256).' },
  ),
  complete: ({ url, secret }: Omit<WebhookSettings, 'kind'>): WebhookSettings => ({
    kind: 'webhook',
    url,
    secret,
  }),
};
