import type { Severity } from '../../contract/severity.ts';
import type { PageKind, PageMessage } from '../model/page-message.ts';

/** A page that asked for somebody's attention. The page about an end, and what people did, ask for nothing. */
export interface SentPage {
  readonly kind: Exclude<PageKind, 'resolved' | 'handled'>;
  /** Epoch ms. */
  readonly at: number;
  readonly topics: readonly Severity[];
  /** Time from the failure to the page, ms. Only on an `opened` page about a failure. */
  readonly afterMs?: number;
}

/** How many an incident keeps; the newest. A dirty database gets about one reminder a day, so they cover more than a month. */
const KEPT_PAGES = 50;

/** What an incident keeps of its pages after `page`, if that went to a topic and asked for somebody's attention. */
export function pagesAfter(
  pages: readonly SentPage[] | undefined,
  { kind, at, failedAt }: PageMessage,
  topics: readonly Severity[],
): readonly SentPage[] | undefined {
  if (topics.length === 0 || kind === 'resolved' || kind === 'handled') return pages;
  const sent = {
    kind,
    at,
    topics,
    ...(kind === 'opened' && failedAt !== null && { afterMs: Math.max(0, at - failedAt) }),
  };
  return [...(pages ?? []), sent].slice(-KEPT_PAGES);
}
