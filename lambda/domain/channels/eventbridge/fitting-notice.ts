import { withFirst } from '../../diagnosis/advice/branches.ts';
import type { PageMessage } from '../../model/page-message.ts';
import { cappedSentences, fitting } from '../../pages/capped.ts';
import type { ChangeMessage, RunNotice } from '../change-message.ts';

/**
 * Shortens the notice until its size is at most `most`: first its texts, as for e-mail, then whole alternatives of what to do. A command
 * or an alternative is never cut. If that is not enough, the result is still too large, and the bus refuses it.
 */
export function fittingNotice(
  notice: RunNotice,
  sizeOf: (notice: RunNotice) => number,
  most: number,
): RunNotice {
  if (sizeOf(notice) <= most) return notice;
  if (notice.kind === 'change') return withFewerMigrations(notice, sizeOf, most);
  return withFewerBranches(fitting(notice, sizeOf, most), sizeOf, most);
}

/** Leaves out the last alternatives, and says how many. */
function withFewerBranches(
  page: PageMessage,
  sizeOf: (page: PageMessage) => number,
  most: number,
): PageMessage {
  let fitted = page;
  for (let kept = page.next.length - 1; kept >= 0 && sizeOf(fitted) > most; kept--) {
    const left = page.next.length - kept;
    const words = `${left} ${left === 1 ? 'branch is' : 'branches are'} left out here because of the size: see migrate-watch show.`;
    fitted = { ...page, next: withFirst([{ do: words }], page.next.slice(0, kept)) };
  }
  return fitted;
}

/** Keeps the last migrations. */
function withFewerMigrations(
  change: ChangeMessage,
  sizeOf: (change: ChangeMessage) => number,
  most: number,
): ChangeMessage {
  const { applied } = change;
  let fitted: ChangeMessage = { ...change, ran: cappedSentences(change.ran) };
  for (let left = 1; left <= applied.length && sizeOf(fitted) > most; left++)
    fitted = { ...fitted, applied: [`… ${left} more`, ...applied.slice(left)] };
  return fitted;
}
