import { louder, type Severity } from '../../contract/severity.ts';
import type { IncidentLine } from '../incidents/incident-line.ts';
import { type Response, responseTo } from '../incidents/response.ts';
import type { SentPage } from '../incidents/sent-page.ts';
import type { Calendar } from '../model/calendar.ts';

/** A page, and the incident that it is about. */
export interface PageOf extends SentPage {
  readonly incident: IncidentLine;
}

/** Were the pages of a period worth it? */
export interface AlertQuality {
  /** Pages that were sent in the period, by time. */
  readonly pages: readonly PageOf[];
  /** Those of them that may have woken somebody: from 22:00 to 07:00 in the review's time zone, and not of severity info. */
  readonly atNight: readonly PageOf[];
  /** Each page counts once, by the highest severity of its topics. */
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** How the incidents that opened in the period and were paged were responded to. */
  readonly responses: Readonly<Record<Response, number>>;
  /** Times in ms, ascending. */
  readonly heardAfter: readonly number[];
  readonly acknowledgedAfter: readonly number[];
  /** Paged incidents that nobody acknowledged. */
  readonly neverAcknowledged: number;
  readonly overAfter: readonly number[];
}

const NIGHT = { from: 22, until: 7 };

/**
 * @param incidents all that are known, also those that opened before the period
 * @param period epoch ms; `until` is not included
 */
export function alertQuality(
  incidents: readonly IncidentLine[],
  period: { readonly from: number; readonly until: number },
  calendar: Calendar,
): AlertQuality {
  const isIn = (at: number) => at >= period.from && at < period.until;
  const pages = pagesOf(incidents)
    .filter(({ at }) => isIn(at))
    .sort((a, b) => a.at - b.at);
  const paged = incidents.filter(
    ({ openedAt, notifiedTopics }) => isIn(openedAt) && notifiedTopics.length > 0,
  );
  const responses = { acted: 0, 'by-itself': 0, untouched: 0, unknown: 0 };
  for (const each of paged) responses[responseTo(each)]++;
  const bySeverity = { critical: 0, warning: 0, info: 0 };
  for (const page of pages) bySeverity[severityOf(page)]++;
  return {
    pages,
    atNight: pages.filter((page) => severityOf(page) !== 'info' && isNight(calendar, page.at)),
    bySeverity,
    responses,
    heardAfter: ascending(pages.flatMap(({ afterMs }) => afterMs ?? [])),
    acknowledgedAfter: ascending(
      paged.flatMap(({ acknowledged, openedAt }) => (acknowledged ? [acknowledged.at - openedAt] : [])),
    ),
    neverAcknowledged: paged.filter(({ acknowledged, pages: known }) => known && !acknowledged).length,
    overAfter: ascending(paged.flatMap(({ ended, openedAt }) => (ended ? [ended.at - openedAt] : []))),
  };
}

/** Of an incident that an earlier release wrote, only the first page is known. */
export function pagesOf(incidents: readonly IncidentLine[]): PageOf[] {
  return incidents.flatMap((incident) => {
    const { notifiedTopics: topics, openedAt: at } = incident;
    const first: readonly SentPage[] = topics.length === 0 ? [] : [{ kind: 'opened', at, topics }];
    return (incident.pages ?? first).map((page) => ({ ...page, incident }));
  });
}

/** Of an incident that got worse, pages go to several topics. */
function severityOf({ topics }: SentPage): Severity {
  return topics.reduce(louder, 'info');
}

export function isNight(calendar: Calendar, at: number): boolean {
  const hour = Number(calendar.timeAt(at).hour);
  return hour >= NIGHT.from || hour < NIGHT.until;
}

/** The middle one; of an even number the lower one of the two. `undefined` of none. */
export function medianOf(ascendingValues: readonly number[]): number | undefined {
  return ascendingValues[Math.ceil(ascendingValues.length / 2) - 1];
}

function ascending(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
