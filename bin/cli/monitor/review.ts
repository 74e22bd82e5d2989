import { printableJson } from '../../../lambda/domain/model/printable.ts';
import type { FollowedUp } from '../../../lambda/domain/review/finding.ts';
import { lastPeriod, type Period } from '../../../lambda/domain/review/period.ts';
import { reviewText } from '../../../lambda/domain/review/review-text.ts';
import { type Picture, writeReview } from '../../../lambda/domain/review/write-review.ts';
import { reviewPicture } from '../../../lambda/pipeline/review-picture.ts';
import { deployedAs } from '../deployed.ts';
import { MonitorFault } from './fault.ts';
import { incidentLineJson } from './incidents.ts';
import { exactMoment, isoMoment, localCalendar } from './moments.ts';
import { type DeployedMonitor, type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords } from './output.ts';
import { runLineJson } from './runs.ts';
import { statusJson } from './status.ts';

export interface ReviewOptions extends MonitorOptions {
  /** Default: the last week that is over; with {@link month}, the last month that is over. */
  readonly period?: Period;
  readonly month?: boolean;
  readonly json?: boolean;
}

/** `migrate-watch review`: what happened in a week or a month; returns the exit code. */
export async function review(options: ReviewOptions, clock: () => number = Date.now): Promise<number> {
  return withMonitor(options, async (deployed) => {
    const { picture, left } = await pictureOf(options, deployed, clock());
    if (options.json) process.stdout.write(`${printableJson(reviewJson(picture))}\n`);
    else process.stdout.write(reviewText(writeReview({ ...picture, page: null })));
    if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
    return 0;
  });
}

/** @throws {@link MonitorFault} if the period has not begun */
export async function pictureOf(
  { period: asked, month }: ReviewOptions,
  { table, settings, monitor }: Pick<DeployedMonitor, 'table' | 'settings' | 'monitor'>,
  now: number,
) {
  const calendar = localCalendar();
  const period = asked ?? lastPeriod(month ? 'month' : 'week', calendar, now);
  if (period.from >= now)
    throw new MonitorFault(
      `${period.name} begins at ${exactMoment(period.from)}; expected one that has begun`,
    );
  return reviewPicture(
    period,
    table,
    {
      monitor,
      calendar,
      declared: settings,
      limits: settings && deployedAs(settings).review.limits,
      facts: table,
      histories: { readHistory: (target) => table.history(target) },
    },
    now,
  );
}

/** Field names are a contract: docs/commands.md lists them. */
function reviewJson({ period, review: told, status, followed, now }: Omit<Picture, 'page'>) {
  const { comparedFrom: since, runs, incidents, pages, quality, opened, slowest } = told;
  return {
    schema: 1,
    type: 'review',
    asOf: isoMoment(now),
    period: { name: period.name, from: isoMoment(period.from), until: isoMoment(period.until) },
    comparedFrom: isoMoment(since),
    databases: status.databases.map((row) => statusJson(row, now)),
    runs: {
      ended: runs.ended.of,
      notClean: runs.ended.some,
      refused: runs.refused,
      earlier: { ended: runs.earlier.of, notClean: runs.earlier.some },
      compared: runs.compared,
    },
    incidents,
    pages: {
      ...pages,
      bySeverity: quality.bySeverity,
      atNight: quality.atNight.length,
      responses: quality.responses,
      neverAcknowledged: quality.neverAcknowledged,
    },
    opened: opened.map(incidentLineJson),
    slowest: slowest && runLineJson(slowest),
    findings: followed.map(followedJson),
  };
}

function followedJson(each: FollowedUp) {
  const decision = each.is === 'to-decide' ? each.before : each.decision;
  const finding = each.is === 'done' ? null : each.finding;
  return {
    id: finding?.id ?? decision?.finding,
    standing: each.is,
    says: finding?.says ?? decision?.says,
    todo: finding?.todo ?? null,
    evidence: finding?.evidence ?? 0,
    proposal: finding?.proposal ?? null,
    decision: decision && {
      is: decision.is,
      at: isoMoment(decision.at),
      by: decision.by.name,
      owner: decision.owner ?? null,
      due: isoMoment(decision.due ?? null),
      note: decision.note ?? null,
    },
  };
}
