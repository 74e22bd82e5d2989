import { MONITOR_ENVIRONMENT } from '../../contract/metrics.ts';
import { isInTrouble, type Status } from '../incidents/database-status.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted } from '../model/counted.ts';
import { type Monitor, monitorText } from '../model/monitor.ts';
import { linesPart, type ReviewMessage, type ReviewSection } from '../model/review-message.ts';
import type { FollowedUp } from './finding.ts';
import { openNow } from './open-now.ts';
import { pagesWorthIt } from './pages-worth-it.ts';
import type { Period } from './period.ts';
import type { Review } from './review.ts';
import { decidedBefore, otherFindings, proposals } from './to-decide.ts';
import { whatHappened } from './what-happened.ts';

/** What a review shows: what happened in its period, how things are at `now` (epoch ms), and what there is to decide. */
export interface Picture {
  readonly monitor: Monitor;
  readonly period: Period;
  readonly calendar: Calendar;
  readonly review: Review;
  readonly status: Status;
  readonly followed: readonly FollowedUp[];
  readonly now: number;
  /** Address of the page; `null` if none is stored. */
  readonly page: string | null;
}

/** Writes the review: the verdict first, then what is open, what happened, and what there is to decide. */
export function writeReview(picture: Picture): ReviewMessage {
  const { monitor, period, page, now } = picture;
  const key = `${monitorText(monitor)}/migrate-watch/review/${period.name}`;
  return {
    kind: 'review',
    id: `${key}#1`,
    key,
    monitor,
    sequence: 1,
    environment: MONITOR_ENVIRONMENT,
    database: monitor.name,
    at: now,
    title: titleOf(picture),
    ...(isQuiet(picture) ? { verdict: quietVerdict(picture), sections: [] } : wholeReview(picture)),
    page,
  };
}

function titleOf({ period, calendar, monitor, now }: Picture): string {
  const days = `${calendar.day(period.from)} to ${calendar.day(period.until - 1)} (${calendar.zone})`;
  const soFar = period.until > now ? ', so far' : '';
  return `Review of ${period.name}, ${days}${soFar} · ${monitor.name}`;
}

/** Is there nothing to decide, nothing open, and nothing unusual? Then two sentences say all. */
function isQuiet({ review, status, followed }: Picture): boolean {
  const { runs, opened, pages } = review;
  const isUsual = ![runs.compared, review.incidents.compared, pages.compared].some((how) => how === 'more');
  const isUneventful = runs.ended.some + runs.refused.now + opened.length + pages.now === 0;
  return isUneventful && isUsual && !isNotWell(status) && followed.length === 0 && runs.ended.of > 0;
}

function quietVerdict({ status, review }: Picture): string {
  return `${verdictOf(status)} ${counted(review.runs.ended.of, 'run')} ended, all clean; no page was sent. Nothing to decide.`;
}

function wholeReview({ status, calendar, now, period, review, followed }: Picture) {
  return {
    verdict: [verdictOf(status), ...unusual(review), ...toDecide(followed)].join(' '),
    sections: [
      section('Open now', linesPart(openNow(status, calendar, now))),
      section('Decided before', linesPart(decidedBefore(followed, calendar))),
      section('What happened', whatHappened(review, period, calendar)),
      section('Were the pages worth it', linesPart(pagesWorthIt(review.quality, calendar))),
      section('Proposals', proposals(followed, calendar)),
      section('To decide', linesPart(otherFindings(followed, calendar))),
    ].filter(({ parts }) => parts.length > 0),
  };
}

/** What happened more often than usual. */
function unusual({ runs, incidents, pages }: Review): readonly string[] {
  return [
    ...(runs.compared === 'more' ? ['More runs than usual did not end clean.'] : []),
    ...(incidents.compared === 'more' ? ['More incidents opened than usual.'] : []),
    ...(pages.compared === 'more' ? ['More pages were sent than usual.'] : []),
  ];
}

function toDecide(followed: readonly FollowedUp[]): readonly string[] {
  const count = followed.filter(({ is }) => is === 'to-decide').length;
  if (count === 0) return [];
  return [count === 1 ? 'There is 1 thing to decide.' : `There are ${count} things to decide.`];
}

function section(title: string, parts: ReviewSection['parts']): ReviewSection {
  return { title, parts };
}

function isNotWell({ databases, others }: Status): boolean {
  return others.length > 0 || databases.some(isInTrouble);
}

function verdictOf(status: Status): string {
  const { databases, others } = status;
  if (!isNotWell(status)) return 'WELL: no database is dirty, and no incident is open.';
  const dirty = databases
    .filter(({ condition }) => condition === 'dirty')
    .map(({ target }) => `${target.environment}/${target.database}`);
  const open = databases.reduce((sum, { incidents }) => sum + incidents.length, others.length);
  const count = `${counted(open, 'incident')} ${open === 1 ? 'is' : 'are'} open`;
  if (dirty.length === 0) return `NOT WELL: ${count}. No database is dirty.`;
  return `NOT WELL: ${dirty.join(', ')} ${dirty.length === 1 ? 'is' : 'are'} dirty; ${count}.`;
}
