import type { PageMessage } from '../../model/page-message.ts';
import type { ReviewNotice } from '../../model/review-message.ts';
import type { ChangeMessage, Notice } from '../change-message.ts';

/** JSON body of a request to a webhook. Field names stay stable; new fields may be added. */
export type WebhookBody =
  | { readonly version: 2; readonly type: 'page'; readonly page: PageMessage }
  | { readonly version: 2; readonly type: 'change'; readonly change: ChangeMessage }
  | { readonly version: 2; readonly type: 'review'; readonly review: ReviewNotice };

/** The whole notice. Its texts are redacted but escaped for JSON only: a receiver that shows them in HTML has to escape them. */
export function webhookBody(notice: Notice): WebhookBody {
  if (notice.kind === 'change') return { version: 2, type: 'change', change: notice };
  if (notice.kind === 'review') return { version: 2, type: 'review', review: notice };
  return { version: 2, type: 'page', page: notice };
}
