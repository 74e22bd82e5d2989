import type { Notice } from '../../domain/channels/change-message.ts';
import { slackMessage } from '../../domain/channels/slack-message.ts';
import type { Channel, SecretReader } from '../../pipeline/ports.ts';
import type { HttpsPost } from './https-post.ts';
import { withSecret } from './with-secret.ts';

/** A Slack channel by an incoming webhook, whose URL is the secret. Hears of trouble and its end, not of changes. */
export class SlackChannel implements Channel {
  readonly #post: HttpsPost;
  readonly #secrets: SecretReader;
  readonly #secret: string;

  constructor(post: HttpsPost, secrets: SecretReader, secret: string) {
    this.#post = post;
    this.#secrets = secrets;
    this.#secret = secret;
  }

  async send(notice: Notice): Promise<'taken' | 'passed'> {
    if (notice.kind === 'change') return 'passed';
    return withSecret(this.#secrets, this.#secret, async (url) => {
      await this.#post({ url, body: JSON.stringify(slackMessage(notice)), secrets: [url] });
      return 'taken' as const;
    });
  }
}
