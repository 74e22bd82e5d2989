import { slackMessage } from '../../domain/channels/slack/message.ts';
import { slackReview } from '../../domain/channels/slack/review.ts';
import type { PageMessage } from '../../domain/model/page-message.ts';
import type { ReviewNotice } from '../../domain/model/review-message.ts';
import type { SecretReader } from '../../pipeline/ports.ts';
import type { Sender } from './channel-of.ts';
import type { HttpsPost } from './https-post.ts';
import { withSecret } from './with-secret.ts';

/** Sends to a Slack channel by an incoming webhook, whose URL is the secret. */
export class SlackChannel implements Sender<'slack'> {
  readonly #post: HttpsPost;
  readonly #secrets: SecretReader;
  readonly #secret: string;

  constructor(post: HttpsPost, secrets: SecretReader, secret: string) {
    this.#post = post;
    this.#secrets = secrets;
    this.#secret = secret;
  }

  send(notice: PageMessage | ReviewNotice): Promise<'taken'> {
    const message = notice.kind === 'review' ? slackReview(notice) : slackMessage(notice);
    return withSecret(this.#secrets, this.#secret, async (url) => {
      await this.#post({ url, body: JSON.stringify(message), secrets: [url] });
      return 'taken' as const;
    });
  }
}
