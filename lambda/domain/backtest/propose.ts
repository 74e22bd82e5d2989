import type { DeadlineTimes, RunLimit } from '../../contract/defaults.ts';
import { own } from '../../contract/own.ts';
import type { Severity } from '../../contract/severity.ts';
import type { IncidentLine } from '../incidents/incident-line.ts';
import { type Response, responseTo } from '../incidents/response.ts';
import { withWritten } from '../runs/record/deadlines.ts';
import { isSentFor, slowPagesOf } from './compare-with-sent.ts';
import { type RecordedRun, type ReplayedPage, replayPages, type SlowRules } from './replay-pages.ts';

/** A warning limit of one environment that would have told people about fewer runs that needed nobody. */
export interface LimitProposal {
  readonly environment: string;
  /** One limit, or both if neither alone is enough. */
  readonly changes: readonly LimitChange[];
  /** Runs of the environment that were replayed. */
  readonly runs: number;
  /** Runs that ended without anybody, and that people are told about: now, and under the proposal. */
  readonly needless: { readonly now: number; readonly proposed: number };
  /** Runs that somebody acted on. People would still be told about each. */
  readonly needed: number;
  /** How much later somebody would have been told about a run that they acted on, at most, ms. */
  readonly delayMs: number;
  /** The longest run that people would no longer be told about, ms. */
  readonly longestMs: number;
  /** How many values were tried, this one included. */
  readonly tried: number;
}

export interface LimitChange {
  readonly limit: WarningLimit;
  /** What counts now, ms. */
  readonly fromMs: number;
  readonly toMs: number;
}

export type WarningLimit = Extract<RunLimit, 'silentWarningMs' | 'longRunningWarningMs'>;

/** What a proposal is made of. */
export interface History {
  /** Runs of one environment that may be slow, with their facts. */
  readonly runs: readonly RecordedRun[];
  /** How many runs of the environment ended in the window, slow or not. */
  readonly ended: number;
  readonly incidents: readonly IncidentLine[];
  /** First and last moment, epoch ms. */
  readonly from: number;
  readonly until: number;
}

const MINUTE_MS = 60_000;
/** Values that people would choose, so that no proposal fits the past to the minute. */
const LADDER_MS = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720].map(
  (minutes) => minutes * MINUTE_MS,
);
const LEAST_RUNS = 8;
/** Fewer needless warnings than this are chance. */
const LEAST_NEEDLESS = 3;
/** Of the needless warnings, at least this part has to be gone: in the older two thirds of the window, and in the newest third. */
const LEAST_GONE = 2 / 3;
const LEAST_HELD = 1 / 2;
/** A limit leaves this much room above the longest run that it lets pass. */
const MARGIN = 1.25;
/** A page of severity critical that somebody acted on may come at most this much later, ms. */
const MOST_DELAY_MS = 10 * MINUTE_MS;

const CRITICAL: Readonly<Record<WarningLimit, RunLimit>> = {
  silentWarningMs: 'silentCriticalMs',
  longRunningWarningMs: 'longRunningCriticalMs',
};

/**
 * The smallest change of the environment's warning limits after which people are no longer told about most runs that ended without
 * anybody; `undefined` if there is none, or if there is not enough evidence.
 *
 * The change is chosen on the older two thirds of the window, and has to hold on the newest third. A page that somebody acted on must
 * still be sent; one of severity critical at most ten minutes later.
 */
export function proposeLimit(
  environment: string,
  history: History,
  slow: SlowRules,
): LimitProposal | undefined {
  const { runs, ended, from, until } = history;
  const judged = runs
    .map((run) => judge(run, history.incidents, slow, until))
    .filter(({ pages }) => pages.length > 0);
  const split = from + ((until - from) * 2) / 3;
  const isOlder = ({ run }: Judged) => run.startedAt < split;
  const needless = judged.filter(({ response }) => response === 'by-itself');
  const needed = judged.filter(({ response }) => response === 'acted');
  const older = needless.filter(isOlder);
  const newer = needless.filter((each) => !isOlder(each));
  if (ended < LEAST_RUNS || older.length < LEAST_NEEDLESS) return undefined;
  let tried = 0;
  for (const changes of candidatesFor(environment, slow)) {
    tried++;
    const after = (each: Judged) => replayPages(each.run, changed(environment, slow, changes), until);
    const gone = older.filter((each) => after(each).length === 0);
    if (gone.length < LEAST_NEEDLESS || gone.length < older.length * LEAST_GONE) continue;
    const longestMs = Math.max(...gone.map(({ run }) => (run.endedAt ?? until) - run.startedAt));
    if (changes.some((change) => isTooTight(change, longestMs))) continue;
    const delays = needed.map((each) => delayOf(each, after(each)));
    if (delays.includes(undefined)) continue;
    const goneToo = newer.filter((each) => after(each).length === 0);
    if (goneToo.length < newer.length * LEAST_HELD) continue;
    return {
      environment,
      changes,
      runs: ended,
      needless: { now: needless.length, proposed: needless.length - gone.length - goneToo.length },
      needed: needed.length,
      delayMs: Math.max(0, ...delays.map((delay) => delay ?? 0)),
      longestMs,
      tried,
    };
  }
  return undefined;
}

/** A run with its pages under the present settings, and what people did about them. */
interface Judged {
  readonly run: RecordedRun;
  readonly pages: readonly ReplayedPage[];
  /** `undefined` if no incident of the history fits. */
  readonly response: Response | undefined;
}

function judge(run: RecordedRun, incidents: readonly IncidentLine[], slow: SlowRules, until: number): Judged {
  const pages = replayPages(run, slow, until);
  const [first] = pages;
  const incident =
    first && incidents.find((line) => slowPagesOf(line).some((page) => isSentFor(page, first)));
  return { run, pages, response: incident && responseTo(incident) };
}

/** How much later the first page comes, ms; `undefined` if it is lost, or comes too late. */
function delayOf({ pages }: Judged, proposed: readonly ReplayedPage[]): number | undefined {
  const [first, later] = [pages[0]!, proposed[0]];
  if (later === undefined) return undefined;
  const delay = later.at - first.at;
  const isCritical = first.severity === ('critical' satisfies Severity);
  return isCritical && delay > MOST_DELAY_MS ? undefined : delay;
}

/** A limit on the time of a run has to leave room above the runs that it lets pass. A limit on silence is about parts of a run. */
function isTooTight({ limit, toMs }: LimitChange, longestMs: number): boolean {
  return limit === 'longRunningWarningMs' && toMs < longestMs * MARGIN;
}

/** One limit first, then both; for each the smaller values first. A warning stays before its critical limit. */
function candidatesFor(environment: string, { rules }: SlowRules): readonly (readonly LimitChange[])[] {
  const now = timesOf(environment, rules);
  const changesOf = (limit: WarningLimit): readonly LimitChange[] =>
    LADDER_MS.filter((toMs) => toMs > now[limit] && toMs < now[CRITICAL[limit]]).map((toMs) => ({
      limit,
      fromMs: now[limit],
      toMs,
    }));
  const [long, silent] = [changesOf('longRunningWarningMs'), changesOf('silentWarningMs')];
  const both = long.flatMap((change) =>
    silent.filter(({ toMs }) => toMs <= change.toMs).map((other) => [change, other]),
  );
  return [...long.map((change) => [change]), ...silent.map((change) => [change]), ...both];
}

function timesOf(environment: string, rules: SlowRules['rules']): DeadlineTimes {
  const of = own(rules.deadlinesByEnvironment, environment);
  return of === undefined ? rules.deadlines : withWritten(rules.deadlines, of);
}

/** The settings with these limits written for the environment. */
function changed(
  environment: string,
  { rules, policy }: SlowRules,
  changes: readonly LimitChange[],
): SlowRules {
  const written = Object.fromEntries(changes.map(({ limit, toMs }) => [limit, toMs]));
  const { deadlinesByEnvironment = {} } = rules;
  const limits = { ...own(deadlinesByEnvironment, environment), ...written };
  return {
    rules: { ...rules, deadlinesByEnvironment: { ...deadlinesByEnvironment, [environment]: limits } },
    policy,
  };
}
