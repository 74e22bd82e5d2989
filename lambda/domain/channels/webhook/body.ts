import type { PageMessage } from '../../model/page-message.ts';
import type { ChangeMessage, Notice } from '../change-message.ts';

/** What a webhook is posted, as JSON. Field names stay stable; new ones may come. */
export type WebhookBody =
  | { readonly version: 2; readonly type: 'page'; readonly page: PageMessage }
  | { readonly version: 2; readonly type: 'change'; readonly change: ChangeMessage };

/** The whole notice. Its texts are redacted, and escaped for JSON alone: whoever shows them escapes them again. */
export function webhookBody(notice: Notice): WebhookBody {
  return notice.kind === 'change'
    ? { version: 2, type: 'change', change: notice }
    : { version: 2, type: 'page', page: notice };
}
