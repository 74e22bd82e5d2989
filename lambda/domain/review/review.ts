import type { IncidentLine } from '../incidents/incident-line.ts';
import type { Calendar } from '../model/calendar.ts';
import { parseIncidentKey } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import { endedClean } from '../model/run.ts';
import type { ListedRun } from '../runs/record/list-line.ts';
import { type AlertQuality, alertQuality, pagesOf } from './alert-quality.ts';
import { type Compared, compareCounts, compareShares, type Share } from './small-counts.ts';

/** A count of the period, and how it compares with the time before; `null` if nothing is known about that time. */
export interface ComparedCount {
  readonly now: number;
  readonly earlier: number;
  readonly compared: Compared | null;
}

/** What is reviewed, epoch ms. */
export interface ReviewedTime {
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  /** From here to {@link from} is what it is compared with. */
  readonly comparedFrom: number;
}

/** What happened in a period. */
export interface Review {
  /** From here to its begin is what it is compared with, epoch ms; `null` if nothing is known from before. */
  readonly comparedFrom: number | null;
  readonly runs: {
    /** Runs that ended; `some` of them not clean. Refusals are not among them: they repeat the trouble that came before. */
    readonly ended: Share;
    readonly earlier: Share;
    readonly compared: Compared | null;
    /** Runs that golang-migrate refused because the database was dirty. */
    readonly refused: Omit<ComparedCount, 'compared'>;
  };
  readonly incidents: ComparedCount;
  /** Pages that were sent, reminders included. */
  readonly pages: ComparedCount;
  readonly quality: AlertQuality;
  /** Those that opened in the period, the oldest first. */
  readonly opened: readonly IncidentLine[];
  /** Those that opened in the time that it is compared with, the oldest first. */
  readonly before: readonly IncidentLine[];
  /** Runs that ended in the period. */
  readonly inPeriod: readonly ListedRun[];
  /** The run with the longest migration of the period; `null` if no time is known. */
  readonly slowest: (ListedRun & { readonly longestMigrationMs: number }) | null;
}

/** What was recorded from {@link comparedFrom} to the end of the period, in any order. */
export interface Recorded {
  readonly runs: readonly ListedRun[];
  readonly incidents: readonly IncidentLine[];
}

/**
 * Reviews a period. What is compared begins with the first run or incident that is known, so that the weeks before the monitor was there do
 * not count as quiet ones.
 *
 * @param recorded incidents that opened before the compared time too, if pages about them were sent in it
 * @param now epoch ms; a period that is not over is reviewed as far as it has come
 */
export function reviewOf(time: ReviewedTime, recorded: Recorded, calendar: Calendar, now: number): Review {
  const until = Math.min(time.until, now);
  const ended = recorded.runs
    .filter((run) => !isCanary(run) && run.outcome !== 'running')
    .map((run) => ({ ...run, at: run.endedAt ?? run.startedAt }))
    .filter(({ at }) => at >= time.comparedFrom && at < until);
  const watched = recorded.incidents.filter(
    ({ key }) => !isCanary(parseIncidentKey(key)?.target ?? { environment: '' }),
  );
  const opened = watched
    .map((line) => ({ line, at: line.openedAt }))
    .filter(({ at }) => at >= time.comparedFrom && at < until)
    .sort((a, b) => a.at - b.at);
  const first = [...ended, ...opened].reduce((least, { at }) => Math.min(least, at), time.from);
  const isKnown = first < time.from;
  const isNow = ({ at }: { readonly at: number }) => at >= time.from;
  const share = (until - time.from) / (until - first);
  const countOf = (all: readonly { readonly at: number }[]): ComparedCount => {
    const count = all.filter(isNow).length;
    const earlier = all.length - count;
    return { now: count, earlier, compared: isKnown ? compareCounts(count, earlier, share) : null };
  };
  const inPeriod = ended.filter(isNow);
  const attempted = ended.filter(({ outcome }) => outcome !== 'blocked');
  const shares = {
    ended: uncleanIn(attempted.filter(isNow)),
    earlier: uncleanIn(attempted.filter((run) => !isNow(run))),
  };
  return {
    comparedFrom: isKnown ? first : null,
    runs: {
      ...shares,
      compared: isKnown ? compareShares(shares.ended, shares.earlier) : null,
      refused: {
        now: inPeriod.length - shares.ended.of,
        earlier: ended.length - inPeriod.length - shares.earlier.of,
      },
    },
    incidents: countOf(opened),
    pages: countOf(pagesOf(watched).filter(({ at }) => at >= first && at < until)),
    quality: alertQuality(watched, { from: time.from, until }, calendar),
    opened: opened.filter(isNow).map(({ line }) => line),
    before: opened.filter((each) => !isNow(each)).map(({ line }) => line),
    inPeriod,
    slowest: slowestIn(inPeriod),
  };
}

function uncleanIn(runs: readonly ListedRun[]): Share {
  return { some: runs.filter(({ outcome }) => !endedClean(outcome)).length, of: runs.length };
}

function slowestIn(runs: readonly ListedRun[]): Review['slowest'] {
  const timed = runs.flatMap((run) =>
    run.longestMigrationMs === null ? [] : [{ ...run, longestMigrationMs: run.longestMigrationMs }],
  );
  return timed.sort((a, b) => b.longestMigrationMs - a.longestMigrationMs)[0] ?? null;
}
