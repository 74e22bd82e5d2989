import { formatMonitorPlace } from '../../../contract/monitor.ts';
import type { Severity } from '../../../contract/severity.ts';
import { type Steps, textOf } from '../../diagnosis/advice/branches.ts';
import { monitorWords } from '../../model/monitor.ts';
import type { PageLink, PageMessage } from '../../model/page-message.ts';
import { printable } from '../../model/printable.ts';
import { truncate, truncateList } from '../../model/truncate.ts';
import type { Branch } from '../../model/verdict.ts';
import { truncateBranches } from '../branches-within.ts';
import type { Notice } from '../change-message.ts';
import { dedupKey } from '../dedup-key.ts';
import { isWebAddress } from '../web-address.ts';

/** Body of a request to PagerDuty's alert event API. @see https://developer.pagerduty.com/docs/send-alert-event */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
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

/** Longest summary, characters. @see https://developer.pagerduty.com/docs/send-alert-event */
export const MAX_SUMMARY = 1_024;
/** Longest detail, UTF-16 units. Keeps an event far below PagerDuty's 512 KB, even if JSON needs six bytes for each character. */
const MAX_DETAIL = 4_000;
const MAX_LINKS = 10;
const MAX_URL = 2_000;

/**
 * The events that make PagerDuty's alerts show the state of the page, in order. An incident that is opened again gets another
 * alert, because a trigger for an acknowledged alert notifies nobody. Its earlier alerts are resolved.
 *
 * `dashboardUrl` becomes the alert's link to its client. Without it there is no such link.
 */
export function pagerDutyEvents(
  page: PageMessage,
  routingKey: string,
  dashboardUrl?: string,
): readonly PagerDutyEvent[] {
  if (!isForPagerDuty(page)) return [];
  const before = Array.from({ length: (page.opening ?? 1) - 1 }, (_, n) => ({
    ...pagerDutyEvent({ ...page, kind: 'resolved' }, routingKey, dashboardUrl),
    dedup_key: alertKey(page.key, n + 1),
  }));
  return [pagerDutyEvent(page, routingKey, dashboardUrl), ...before];
}

/**
 * PagerDuty reminds people by itself. A trigger for an alert that somebody resolved there would open another one and wake them again.
 * It gets the page of a level once: PagerDuty's own escalation policy goes on from there. Of what people do, it knows acknowledging only; it has no event for notes and for the end of an acknowledgement.
 */
function isForPagerDuty({ kind, action, via, escalated }: PageMessage): boolean {
  if (kind === 'reminder' || escalated?.again) return false;
  return kind !== 'handled' || ((action === 'ack' || action === 'snooze') && via !== 'PagerDuty');
}

/** The dedup key of the alert for the n-th opening of an incident with this sent key. */
export function alertKey(key: string, opening: number): string {
  return dedupKey(opening === 1 ? key : `${key}/again-${opening}`);
}

/**
 * The event for the last alert of the incident: `resolve` when the page says that the incident is over, `acknowledge` when somebody
 * took it, else `trigger`.
 *
 * A trigger for an open alert notifies nobody again; it updates the alert's text.
 */
export function pagerDutyEvent(page: PageMessage, routingKey: string, dashboardUrl?: string): PagerDutyEvent {
  const common = {
    routing_key: routingKey,
    dedup_key: alertKey(page.key, page.opening ?? 1),
    client: CLIENT,
    ...(dashboardUrl === undefined ? {} : { client_url: dashboardUrl }),
  };
  if (page.kind === 'resolved') return { ...common, event_action: 'resolve' };
  if (page.kind === 'handled') return { ...common, event_action: 'acknowledge' };
  return {
    ...common,
    event_action: 'trigger',
    payload: {
      summary: truncate(printable(page.title), MAX_SUMMARY),
      source: sourceOf(page),
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

/** `<account>/<Region>/<name>/<environment>/<database>`: databases of the same name in two places have different sources. */
export function sourceOf({ monitor, environment, database }: Notice): string {
  const place = monitor === undefined ? [] : [formatMonitorPlace(monitor)];
  return detail([[...place, environment, database].join('/')]);
}

/** The detail that names the monitor, for people. Empty for a notice of an earlier release. */
export function monitorDetail({ monitor }: Notice): Readonly<Record<string, string>> {
  return monitor === undefined ? {} : { monitor: detail([monitorWords(monitor)]) };
}

/** The links that PagerDuty accepts, in the order of the page. */
export function pagerDutyLinks(links: readonly PageLink[]): readonly PagerDutyLink[] {
  return links
    .filter(({ url }) => isWebAddress(url) && url.length <= MAX_URL)
    .slice(0, MAX_LINKS)
    .map(({ label, url }) => ({ href: url, text: detail([label]) }));
}

/** Joins texts to one detail: each is one line without control characters. Lines that do not fit are left out. */
export function detail(lines: readonly string[]): string {
  return truncateList(
    lines.map((line) => truncate(printable(line), MAX_DETAIL)),
    MAX_DETAIL,
  );
}

/** The steps of a page, one on each line; whole branches only. */
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

/** The parts of the page as a flat object, in the page's order. Empty parts are left out. */
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
    ['next_level', detail(page.escalates === undefined ? [] : [page.escalates])],
    ['ends', detail([page.clears])],
    ['monitor', monitorDetail(page)['monitor'] ?? ''],
    ['incident', detail([page.key])],
    ['run', detail(page.run === null ? [] : [page.run])],
  ];
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
