import { runEnd, trimmedEnd } from './quote.ts';
import type { RedactionScope } from './scope.ts';

/**
 * Where the secret part of a webhook's address begins. Anyone who knows that part can post there.
 *
 * Slack, Zapier (`hooks.…`), Discord, Mattermost, Teams, PagerDuty, Telegram.
 */
const SECRET_PATH =
  /\/(?:(?:web)?hooks?\/(?:catch\/)?|webhookb2\/|integration\/|bot(?=\d{6,12}:))|(?<=hooks\.[a-z-]{1,20}\.com)\/[a-z]{1,20}\//gi;
/** A host, and at most a short path; not a folder of files. */
const HOST_BEFORE = /[\w-]\.[a-z]{2,24}(?::\d{1,5})?(?:\/[\w-]{0,40}){0,4}$/i;
/** How far back host and path are searched for, in UTF-16 units. */
const LOOK_BACK = 256;

/** Masks the secret part of webhook addresses, with or without a scheme. */
export function maskWebHooks(text: string, scope: RedactionScope): string {
  if (!/hook|\/bot\d|\/integration\//i.test(text)) return text;
  let out = '';
  let done = 0;
  SECRET_PATH.lastIndex = 0;
  for (let match = SECRET_PATH.exec(text); match; match = SECRET_PATH.exec(text)) {
    const from = match.index + match[0].length;
    if (
      match.index < done ||
      !HOST_BEFORE.test(text.slice(Math.max(done, match.index - LOOK_BACK), match.index))
    )
      continue;
    const end = endOfSecret(text, from, match[0].endsWith('t'));
    if (end === from) continue;
    out += text.slice(done, from) + scope.maskCredential(text.slice(from, end), 'token', 'message');
    done = SECRET_PATH.lastIndex = end;
  }
  return out + text.slice(done);
}

/** End of the secret: the end of the path. For Telegram, the end of one part of the path, because the method comes after it. */
function endOfSecret(text: string, from: number, onePart: boolean): number {
  const run = text.slice(from, runEnd(text, from));
  const stop = run.search(onePart ? /[/?#"'`\\<>]/ : /[?#"'`\\<>]/);
  return stop < 0 ? trimmedEnd(text, from, from + run.length) : from + stop;
}
