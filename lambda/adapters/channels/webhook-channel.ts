import { createHmac } from 'node:crypto';
import type { Notice } from '../../domain/channels/change-message.ts';
import { webhookBody } from '../../domain/channels/webhook/body.ts';
import type { Clock, SecretReader } from '../../pipeline/ports.ts';
import type { Sender } from './channel-of.ts';
import type { HttpsPost } from './https-post.ts';
import { withSecret } from './with-secret.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Name or ARN of the secret that holds the key. */
  readonly secret: string;
}

/** Name of the header that {@link signature} goes into. */
export const SIGNATURE_HEADER = 'X-Migrate-Watch-Signature';

/** Sends every notice to an HTTPS endpoint, as signed JSON. docs/channels.md says how to verify the signature. */
export class WebhookChannel implements Sender<'webhook'> {
  readonly #post: HttpsPost;
  readonly #secrets: SecretReader;
  readonly #clock: Clock;
  readonly #options: WebhookOptions;

  constructor(post: HttpsPost, secrets: SecretReader, clock: Clock, options: WebhookOptions) {
    this.#post = post;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#options = options;
  }

  send(notice: Notice): Promise<'taken' | 'passed'> {
    const { url, secret } = this.#options;
    return withSecret(this.#secrets, secret, async (key) => {
      const body = JSON.stringify(webhookBody(notice));
      const headers = { [SIGNATURE_HEADER]: signature(body, key, this.#clock()) };
      await this.#post({ url, headers, body, secrets: [key] });
      return 'taken' as const;
    });
  }
}

/**
 * `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>`, with the key as UTF-8. The time is signed, so that the receiver can
 * recognise a replayed request by its age. `now` is in epoch ms.
 */
export function signature(body: string, key: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  const hex = createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${hex}`;
}
