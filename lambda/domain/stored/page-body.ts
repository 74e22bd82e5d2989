import { bytesOf } from '../model/bytes.ts';
import type { PageMessage } from '../model/page-message.ts';
import { fitting } from '../pages/capped.ts';
import { pageText } from '../pages/text.ts';
import { withVersion } from './form.ts';
import { NOTICE } from './notice.ts';

/**
 * Bytes of an SNS message: 256 KiB, of which subject and attributes take less than 1 KiB.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MOST_BYTES = 255 * 1024;

/**
 * Body of an SNS message with `MessageStructure: json`: text for people, the whole page for functions and queues. A page that is
 * too large is shortened.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function pageBody(page: PageMessage): string {
  return bodyOf(fitting(page, (each) => bytesOf(bodyOf(each)), MOST_BYTES));
}

function bodyOf(page: PageMessage): string {
  const text = pageText(page);
  const whole = JSON.stringify(withVersion(NOTICE, page));
  return JSON.stringify({ default: text, email: text, lambda: whole, sqs: whole });
}
