import { printableJson } from '../../../lambda/domain/model/printable.ts';
import { reviewOf } from '../../../lambda/domain/review/review.ts';
import { MonitorFault } from './fault.ts';
import { incidentLineJson } from './incidents.ts';
import { exactMoment, isoMoment } from './moments.ts';
import { type MonitorOptions, withMonitor } from './open-monitor.ts';
import { leftWords, say } from './output.ts';
import { monthOf, type Period, weekOf } from './period.ts';
import { type Picture, reviewText } from './review-text.ts';
import { runLineJson } from './runs.ts';
import { statusJson } from './status.ts';
import { statusOf } from './status-model.ts';
import type { ListedIncident, ListedRun, TableReader } from './table-reader.ts';

export interface ReviewOptions extends MonitorOptions {
  /** Default: the last week that is over; with {@link month}, the last month that is over. */
  readonly period?: Period;
  readonly month?: boolean;
  readonly json?: boolean;
}

/** A run that ended in a period began at most this long before it, ms; a longer one is not counted. */
const LONGEST_RUN_MS = 2 * 24 * 60 * 60_000;

/** `migrate-watch review`: what happened in a week or a month; returns the exit code. */
export async function review(options: ReviewOptions, clock: () => number = Date.now): Promise<number> {
  return withMonitor(options, async ({ table, settings, stack }) => {
    const now = clock();
    const period = options.period ?? (options.month ? monthOf(now, -1) : weekOf(now, -1));
    if (period.from >= now)
      throw new MonitorFault(
        `${period.name} begins at ${exactMoment(period.from)}; expected one that has begun`,
      );
    const [recorded, { states, left }, open] = await Promise.all([
      recordedFor(period, table),
      table.states(),
      table.open(),
    ]);
    const picture: Picture = {
      period,
      review: reviewOf(period, recorded, now),
      status: statusOf(states, open, settings),
      stack,
      now,
    };
    if (options.json) process.stdout.write(`${printableJson(reviewJson(picture))}\n`);
    else say(reviewText(picture));
    if (left > 0) process.stderr.write(`${leftWords(left)}\n`);
    return 0;
  });
}

async function recordedFor({ comparedFrom: from, until }: Period, table: TableReader) {
  const [runs, incidents] = await Promise.all([
    all<ListedRun>(table.runs({ from: from - LONGEST_RUN_MS, until })),
    all<ListedIncident>(table.incidents({ from, until })),
  ]);
  return { runs, incidents };
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Field names are a contract: docs/commands.md lists them. */
function reviewJson({ period, review: told, status, now }: Picture) {
  const { comparedFrom: since, runs, incidents, paged, opened, slowest } = told;
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
    paged,
    opened: opened.map(incidentLineJson),
    slowest: slowest && runLineJson(slowest),
  };
}
