import type { DeclaredDatabases } from '../domain/incidents/database-status.ts';
import { statusOf } from '../domain/incidents/database-status.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import { type IncidentLine, incidentLine } from '../domain/incidents/incident-line.ts';
import type { Calendar } from '../domain/model/calendar.ts';
import type { Monitor } from '../domain/model/monitor.ts';
import { followUp } from '../domain/review/finding.ts';
import { coverageFindings } from '../domain/review/findings.ts';
import type { Period } from '../domain/review/period.ts';
import { reviewOf } from '../domain/review/review.ts';
import type { Picture } from '../domain/review/write-review.ts';
import type { ReviewReader } from './ports.ts';

/** A run that ended in a period began at most this long before it, ms; a longer one is not counted. */
const LONGEST_RUN_MS = 2 * 24 * 60 * 60_000;

/** What a review is made with. */
export interface ReviewSettings {
  readonly monitor: Monitor;
  readonly calendar: Calendar;
  readonly declared: DeclaredDatabases | undefined;
}

/** What is known about a period, as a review shows it; and how many databases are not completely listed yet. */
export async function reviewPicture(
  period: Period,
  reader: ReviewReader,
  { monitor, calendar, declared }: ReviewSettings,
  now: number,
): Promise<{ readonly picture: Omit<Picture, 'page'>; readonly left: number }> {
  const { comparedFrom: from, until } = period;
  const [runs, listed, { states, left }, open, decisions] = await Promise.all([
    all(reader.runs({ from: from - LONGEST_RUN_MS, until })),
    all(reader.incidents({ from, until })),
    reader.states(),
    reader.open(),
    reader.decisions(),
  ]);
  const incidents = withOpen(listed, open.incidents);
  const review = reviewOf(period, { runs, incidents }, calendar, now);
  const status = statusOf(states, open, declared);
  const followed = followUp(coverageFindings(status, review.inPeriod, now), decisions, now);
  return { picture: { monitor, period, calendar, review, status, followed, now }, left };
}

/** The list may be a second behind, and has no incident that opened before its span and is still open. */
function withOpen(listed: readonly IncidentLine[], open: readonly Incident[]): readonly IncidentLine[] {
  const lines = new Map(listed.map((line) => [line.key, line]));
  for (const incident of open) lines.set(incident.key, incidentLine(incident));
  return [...lines.values()];
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
