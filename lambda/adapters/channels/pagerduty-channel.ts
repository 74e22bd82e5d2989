import type { RunNotice } from '../../domain/channels/change-message.ts';
import { pagerDutyChange } from '../../domain/channels/pagerduty/change.ts';
import { pagerDutyEvents } from '../../domain/channels/pagerduty/event.ts';
import type { SecretReader } from '../../pipeline/ports.ts';
import type { Sender } from './channel-of.ts';
import type { HttpsPost } from './https-post.ts';
import { withSecret } from './with-secret.ts';

export interface PagerDutyOptions {
  /** Name or ARN of the secret that holds the routing key. */
  readonly secret: string;
  /** Host of the Events API, without a path. */
  readonly eventsUrl: string;
  /** @default alerts have no link to a dashboard */
  readonly dashboardUrl?: string | undefined;
}

/** Sends alerts and changes to PagerDuty by its Events API v2. */
export class PagerDutyChannel implements Sender<'pagerduty'> {
  readonly #post: HttpsPost;
  readonly #secrets: SecretReader;
  readonly #options: PagerDutyOptions;

  constructor(post: HttpsPost, secrets: SecretReader, options: PagerDutyOptions) {
    this.#post = post;
    this.#secrets = secrets;
    this.#options = options;
  }

  send(notice: RunNotice): Promise<'taken' | 'passed'> {
    const { secret, eventsUrl, dashboardUrl } = this.#options;
    return withSecret(this.#secrets, secret, async (routingKey) => {
      const isChange = notice.kind === 'change';
      const events = isChange
        ? [pagerDutyChange(notice, routingKey)].filter((change) => change !== undefined)
        : pagerDutyEvents(notice, routingKey, dashboardUrl);
      const url = `${eventsUrl.replace(/\/+$/, '')}/v2/${isChange ? 'change/' : ''}enqueue`;
      for (const event of events)
        await this.#post({ url, body: JSON.stringify(event), secrets: [routingKey] });
      return events.length === 0 ? 'passed' : 'taken';
    });
  }
}
