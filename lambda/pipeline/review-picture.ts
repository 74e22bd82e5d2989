import type { DeclaredDatabases } from '../domain/incidents/database-status.ts';
import { statusOf } from '../domain/incidents/database-status.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import { type IncidentLine, incidentLine } from '../domain/incidents/incident-line.ts';
import type { Calendar } from '../domain/model/calendar.ts';
import type { Monitor } from '../domain/model/monitor.ts';
import { coverageFindings } from '../domain/review/coverage-findings.ts';
import { type Finding, followUp } from '../domain/review/finding.ts';
import { limitFinding } from '../domain/review/limit-findings.ts';
import type { Period } from '../domain/review/period.ts';
import { reviewOf } from '../domain/review/review.ts';
import type { Picture } from '../domain/review/write-review.ts';
import type { ListedRun } from '../domain/runs/record/list-line.ts';
import {
  type LimitSettings,
  type Listed,
  leastLimit,
  limitAnswers,
  limitHistories,
  replayedSpan,
} from './limit-history.ts';
import type { FactStore, HistoryReader, ReviewReader } from './ports.ts';
import { trends, unknownErrors } from './review-findings.ts';

/** A run that ended in a period began at most this long before it, ms; a longer one is not counted. */
const LONGEST_RUN_MS = 2 * 24 * 60 * 60_000;

/** A review that is read so late proposes nothing, ms: its time is over. */
const PROPOSES_WITHIN_MS = 14 * 24 * 60 * 60_000;

/** What a review is made with. */
export interface ReviewSettings {
  readonly monitor: Monitor;
  readonly calendar: Calendar;
  readonly declared: DeclaredDatabases | undefined;
  /** The limits of slow runs, to propose better ones. `undefined`: they are not known, and nothing is proposed. */
  readonly limits: LimitSettings | undefined;
  readonly facts: Pick<FactStore, 'readOrigin'>;
  readonly histories: HistoryReader;
}

/** What is known about a period, as a review shows it; and how many databases are not completely listed yet. */
export async function reviewPicture(
  period: Period,
  reader: ReviewReader,
  settings: ReviewSettings,
  now: number,
): Promise<{ readonly picture: Omit<Picture, 'page'>; readonly left: number }> {
  const { monitor, calendar, declared, limits, facts, histories } = settings;
  const span = limits && now - period.until < PROPOSES_WITHIN_MS ? replayedSpan(now, limits) : undefined;
  const from = Math.min(period.comparedFrom, span?.from ?? period.comparedFrom);
  const until = Math.max(period.until, span?.until ?? 0);
  const [runs, listed, { states, left }, open, decisions] = await Promise.all([
    all(reader.runs({ from: from - LONGEST_RUN_MS, until })),
    all(reader.incidents({ from, until })),
    reader.states(),
    reader.open(),
    reader.decisions(),
  ]);
  const isReviewed = ({ startedAt }: ListedRun) =>
    startedAt >= period.comparedFrom && startedAt < period.until;
  const incidents = withOpen(listed, open.incidents);
  const review = reviewOf(period, { runs, incidents }, calendar, now);
  const status = statusOf(states, open, declared);
  const findings = [
    ...(limits && span ? await limitFindings({ runs, incidents }, span, limits, settings) : []),
    ...(await trends(status, declared, histories, now)),
    ...(await unknownErrors(runs.filter(isReviewed), facts)),
    ...coverageFindings(status, review.inPeriod, now),
  ];
  const followed = followUp(findings, decisions, now);
  return { picture: { monitor, period, calendar, review, status, followed, now }, left };
}

async function limitFindings(
  listed: Listed,
  span: { readonly from: number; readonly until: number },
  limits: LimitSettings,
  { facts }: Pick<ReviewSettings, 'facts'>,
): Promise<readonly Finding[]> {
  const histories = await limitHistories(listed, span, (environment) => leastLimit(limits, environment), {
    facts,
    sources: limits.sources,
  });
  return limitAnswers(histories, limits, span).flatMap((answer) =>
    answer.is === 'proposed' ? [limitFinding(answer.proposal, limits, limits.factDays - 1)] : [],
  );
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
