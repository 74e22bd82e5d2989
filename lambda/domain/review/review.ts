import type { IncidentLine } from '../incidents/incident-line.ts';
import { parseIncidentKey } from '../model/incident-key.ts';
import { isCanary } from '../model/is-canary.ts';
import { endedClean } from '../model/run.ts';
import type { ListLine } from '../runs/record/list-line.ts';
import { type Compared, compareCounts, compareShares, type Share } from './small-counts.ts';

/** A run of the list. */
export interface ReviewedRun extends ListLine {
  readonly id: string;
  /** Epoch ms. If the start is not known, the end. */
  readonly startedAt: number;
}

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
  /** Incidents that somebody was notified about. */
  readonly paged: ComparedCount;
  /** Those that opened in the period, the oldest first. */
  readonly opened: readonly IncidentLine[];
  /** The run with the longest migration of the period; `null` if no time is known. */
  readonly slowest: (ReviewedRun & { readonly longestMigrationMs: number }) | null;
}

/** What was recorded from {@link comparedFrom} to the end of the period, in any order. */
export interface Recorded {
  readonly runs: readonly ReviewedRun[];
  readonly incidents: readonly IncidentLine[];
}

/**
 * Reviews a period. What is compared begins with the first run or incident that is known, so that the weeks before the monitor was there do
 * not count as quiet ones.
 *
 * @param now epoch ms; a period that is not over is reviewed as far as it has come
 */
export function reviewOf(time: ReviewedTime, recorded: Recorded, now: number): Review {
  const until = Math.min(time.until, now);
  const ended = recorded.runs
    .filter((run) => !isCanary(run) && run.outcome !== 'running')
    .map((run) => ({ ...run, at: run.endedAt ?? run.startedAt }))
    .filter(({ at }) => at >= time.comparedFrom && at < until);
  const opened = recorded.incidents
    .filter(({ key }) => !isCanary(parseIncidentKey(key)?.target ?? { environment: '' }))
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
    paged: countOf(opened.filter(({ line }) => line.notifiedTopics.length > 0)),
    opened: opened.filter(isNow).map(({ line }) => line),
    slowest: slowestIn(inPeriod),
  };
}

function uncleanIn(runs: readonly ReviewedRun[]): Share {
  return { some: runs.filter(({ outcome }) => !endedClean(outcome)).length, of: runs.length };
}

function slowestIn(runs: readonly ReviewedRun[]): Review['slowest'] {
  const timed = runs.flatMap((run) =>
    run.longestMigrationMs === null ? [] : [{ ...run, longestMigrationMs: run.longestMigrationMs }],
  );
  return timed.sort((a, b) => b.longestMigrationMs - a.longestMigrationMs)[0] ?? null;
}
