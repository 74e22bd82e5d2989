import type { Severity } from '../../../contract/severity.ts';
import { type Steps, textOf } from '../../diagnosis/advice/branches.ts';
import type { PageLink, PageMessage } from '../../model/page-message.ts';
import { printable } from '../../model/printable.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import type { Branch } from '../../model/verdict.ts';
import { truncateBranches } from '../branches-within.ts';
import { dedupKey } from '../dedup-key.ts';
import { isWebAddress } from '../web-address.ts';

/** @see https://developer.pagerduty.com/docs/send-alert-event */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly client: string;
  readonly client_url?: string;
  readonly payload?: PagerDutyPayload;
  readonly links?: readonly PagerDutyLink[];
}

interface PagerDutyPayload {
  readonly summary: string;
  readonly source: string;
  readonly severity: Severity;
  readonly timestamp: string;
  readonly component: string;
  readonly group: string;
  readonly class: string;
  readonly custom_details: Readonly<Record<string, string>>;
}

export interface PagerDutyLink {
  readonly href: string;
  readonly text: string;
}

/** How this program names itself to receivers. */
export const CLIENT = 'migrate-watch';

/** @see https://developer.pagerduty.com/docs/send-alert-event */
export const MAX_SUMMARY = 1_024;
/** Keeps an event far below PagerDuty's 512 KB, even where JSON writes six bytes for one character. */
const MAX_DETAIL = 4_000;
const MAX_LINKS = 10;
const MAX_URL = 2_000;

/**
 * The events that bring PagerDuty's alerts into the page's state, in order. An incident that is opened again gets an alert of its own, because a
 * trigger under a key that somebody acknowledged notifies nobody; the alerts before it are closed.
 *
 * `dashboardUrl` is where an alert says that it comes from; left out: nowhere.
 */
export function pagerDutyEvents(
  page: PageMessage,
  routingKey: string,
  dashboardUrl?: string,
): readonly PagerDutyEvent[] {
  const before = Array.from({ length: (page.opening ?? 1) - 1 }, (_, n) => ({
    ...pagerDutyEvent({ ...page, kind: 'resolved' }, routingKey, dashboardUrl),
    dedup_key: alertKey(page.key, n + 1),
  }));
  return [pagerDutyEvent(page, routingKey, dashboardUrl), ...before];
}

function alertKey(key: string, opening: number): string {
  return dedupKey(opening === 1 ? key : `${key}/again-${opening}`);
}

/**
 * The event that brings the last of the incident's alerts into the page's state: `resolve` for a page that ends, else `trigger`.
 *
 * A trigger under an open dedup key notifies nobody again: it updates what the alert says.
 */
export function pagerDutyEvent(page: PageMessage, routingKey: string, dashboardUrl?: string): PagerDutyEvent {
  const common = {
    routing_key: routingKey,
    dedup_key: alertKey(page.key, page.opening ?? 1),
    client: CLIENT,
    ...(dashboardUrl === undefined ? {} : { client_url: dashboardUrl }),
  };
  if (page.kind === 'resolved') return { ...common, event_action: 'resolve' };
  return {
    ...common,
    event_action: 'trigger',
    payload: {
      summary: truncate(printable(page.title), MAX_SUMMARY),
      source: detail([`${page.environment}/${page.database}`]),
      severity: page.severity,
      timestamp: new Date(page.at).toISOString(),
      component: detail([page.database]),
      group: detail([page.environment]),
      class: page.class,
      custom_details: details(page),
    },
    links: pagerDutyLinks(page.links),
  };
}

/** What a link may be in PagerDuty; the runbook comes first, as in the page. */
export function pagerDutyLinks(links: readonly PageLink[]): readonly PagerDutyLink[] {
  return links
    .filter(({ url }) => isWebAddress(url) && url.length <= MAX_URL)
    .slice(0, MAX_LINKS)
    .map(({ label, url }) => ({ href: url, text: detail([label]) }));
}

/** Lines of foreign text as one detail: each on a line of its own, no control in it, whole ones as far as they fit. */
export function detail(lines: readonly string[]): string {
  return truncateList(
    lines.map((line) => truncate(printable(line), MAX_DETAIL)),
    MAX_DETAIL,
  );
}

/** What to do, a step on each line: whole branches only. */
function whatToDo(next: readonly Branch[]): string {
  const lines = (steps: Steps, indent: string) =>
    steps.map((step) => indent + printable(textOf(step))).join('\n');
  return truncateBranches(next, MAX_DETAIL, {
    first: (steps) => lines(steps, ''),
    alternative: ({ letter, head, steps }) =>
      `${letter === '' ? '' : `${letter}. `}${printable(head)}\n${lines(steps, '  ')}`,
    elsewhere: 'the runbook, linked above',
  });
}

/** Flat, in the order of the page; names that have nothing to say are left out. */
function details(page: PageMessage): Record<string, string> {
  const { error } = page;
  const texts: readonly (readonly [string, string])[] = [
    ['now', detail(page.state)],
    [
      'error',
      detail(error === null ? [] : [error.plain, error.text, ...(error.where === null ? [] : [error.where])]),
    ],
    ['error_code', detail(error?.code == null ? [] : [error.code])],
    ['statement', detail(error?.excerpt ?? [])],
    ['do_not', detail(page.doNot)],
    ['do', whatToDo(page.next)],
    ['why', detail([...page.evidence, ...(error === null ? [] : [`Usual cause: ${error.usualCause}`])])],
    ['ran', detail(page.ran)],
    ['last_ok', detail(page.lastGood === null ? [] : [page.lastGood])],
    ['seen', detail(page.seen)],
    ['ends', detail([page.clears])],
    ['incident', detail([page.key])],
    ['run', detail(page.run === null ? [] : [page.run])],
  ];
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
