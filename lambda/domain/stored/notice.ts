import { isPage, type Notice } from '../channels/change-message.ts';
import type { PageMessage } from '../model/page-message.ts';
import type { Branch, Step } from '../model/verdict.ts';
import type { Form } from './form.ts';
import { withNewNames } from './new-names.ts';

/** A page, a change or a review on a severity topic. A page in an outbox has the form of the incident that it is stored with. */
export const NOTICE: Form<Notice> = { what: 'notice', upgrades: [noticeFrom0] };

export function noticeFrom0(notice: Notice): Notice {
  return isPage(notice) ? pageFrom0(notice) : notice;
}

export function pageFrom0(page: PageMessage): PageMessage {
  const error = page.error && withNewNames(page.error, { cause: 'usualCause' });
  if (error === page.error && !isFormer(page.next)) return page;
  return { ...page, error, next: branchesOf(page.next) };
}

/**
 * Converts `next` of version 0, which could be a list of lines, to branches. All lines become steps of one branch, because the list
 * does not show which of them were alternatives.
 */
function branchesOf(next: readonly Branch[] | readonly string[]): readonly Branch[] {
  if (!isFormer(next)) return next;
  return next.length === 0 ? [] : [{ when: null, steps: next.map(stepOf) }];
}

function isFormer(next: readonly Branch[] | readonly string[]): next is readonly string[] {
  return typeof next[0] === 'string';
}

/** Commands are recognised by their first word; sentences begin with a capital letter. */
function stepOf(line: string): Step {
  return /^(?:migrate|psql|mysql|ls|aws) /.test(line) ? { command: line } : { do: line };
}
