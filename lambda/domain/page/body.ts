import type { PageMessage } from './message.ts';
import { pageText } from './text.ts';

/**
 * Body of an SNS message with `MessageStructure: json`: text for people, the whole page for functions and queues.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function pageBody(page: PageMessage): string {
  const text = pageText(page);
  const whole = JSON.stringify(page);
  return JSON.stringify({ default: text, email: text, lambda: whole, sqs: whole });
}
