import { printable } from '../model/printable.ts';
import type { ReviewNotice } from '../model/review-message.ts';
import { truncate } from '../model/truncate.ts';
import { reviewText } from '../review/review-text.ts';
import { withVersion } from './form.ts';
import { NOTICE } from './notice.ts';

/** Longest subject of an SNS e-mail, which is ASCII without line breaks. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_OF_SUBJECT = 99;

/** Body of an SNS message with `MessageStructure: json`: text for people, the whole review for queues. */
export function reviewBody(review: ReviewNotice): string {
  const text = reviewText(review);
  return JSON.stringify({ default: text, email: text, sqs: JSON.stringify(withVersion(NOTICE, review)) });
}

/** The verdict is in the subject, because many mails are never opened. */
export function reviewSubject({ title, verdict }: ReviewNotice): string {
  const period = /^Review of (\S+?),/.exec(title)?.[1] ?? 'review';
  const text = printable(`migrate-watch ${period}: ${verdict}`);
  return truncate(text.replace(/[^\x20-\x7e]/g, '?'), MOST_OF_SUBJECT).replace('…', '.');
}
