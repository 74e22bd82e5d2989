import { printable } from '../../model/printable.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import { isWebAddress } from '../web-address.ts';

/**
 * Foreign text inside Slack's mrkdwn: one line, no control character, nothing that names a person, a
 * channel or a link, and nothing that begins or ends a code block.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwn(text: string): string {
  return escaped(printable(text)).replaceAll(FENCE, "'''");
}

/** The same cut to `limit` UTF-16 units, as it counts after escaping; no entity is cut in half. */
export function truncateMrkdwn(text: string, limit: number): string {
  return truncate(mrkdwn(text), limit).replace(/&[a-z]{0,3}…$/, '…');
}

/** A code block of at most `limit` UTF-16 units. Cut lines end with `…`. */
export function codeBlock(lines: readonly string[], limit: number): string {
  const room = limit - 2 * FENCE.length - 2;
  const shown = lines.map((line) => truncateMrkdwn(line, room));
  return `${FENCE}\n${truncateList(shown, room)}\n${FENCE}`;
}

/** A link, or `undefined` when the address is none that Slack would open. */
export function link(label: string, url: string, limit: number): string | undefined {
  if (!isWebAddress(url)) return undefined;
  const text = `<${escaped(url).replaceAll('|', '%7C')}|${mrkdwn(label).replaceAll('|', '/')}>`;
  return text.length <= limit ? text : undefined;
}

const FENCE = '```';

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
