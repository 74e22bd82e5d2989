import { printable } from '../../model/printable.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import { isWebAddress } from '../web-address.ts';

/**
 * Escapes text for Slack's mrkdwn. The result is one line without control characters, and cannot mention a person or a channel,
 * make a link, or begin or end a code block.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwn(text: string): string {
  return escaped(printable(text)).replaceAll(FENCE, "'''");
}

/** {@link mrkdwn}, truncated to `limit` UTF-16 units after escaping; an entity such as `&amp;` is never cut in half. */
export function truncateMrkdwn(text: string, limit: number): string {
  return truncate(mrkdwn(text), limit).replace(/&[a-z]{0,3}…$/, '…');
}

/** A code block of at most `limit` UTF-16 units. Truncated lines end with `…`. */
export function codeBlock(lines: readonly string[], limit: number): string {
  const room = limit - 2 * FENCE.length - 2;
  const shown = lines.map((line) => truncateMrkdwn(line, room));
  return `${FENCE}\n${truncateList(shown, room)}\n${FENCE}`;
}

/** A link; `undefined` if it would be longer than `limit`, or if the address is not safe to link (see {@link isWebAddress}). */
export function link(label: string, url: string, limit: number): string | undefined {
  if (!isWebAddress(url)) return undefined;
  const text = `<${escaped(url).replaceAll('|', '%7C')}|${mrkdwn(label).replaceAll('|', '/')}>`;
  return text.length <= limit ? text : undefined;
}

const FENCE = '```';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
