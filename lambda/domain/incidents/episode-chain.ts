import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { EndingMark, EpisodeEnd, Mark, OpeningMark } from './episode-mark.ts';

/**
 * One stretch of trouble with a database. An incident is an episode with a number.
 *
 * Episodes are derived from the database's state each time, so they do not depend on the order of arrival.
 */
export interface Episode {
  readonly kind: IncidentKind;
  /** The mark that the episode is about: see {@link MarkSubject}. */
  readonly lead: string;
  /** All marks of the episode: the lead, later runs with the same trouble, alarms. */
  readonly marks: readonly string[];
  readonly openedAt: number;
  /** What distinguishes one failure from another: version, class and code; `null` while only alarms are in it. */
  readonly signature: string | null;
  /** Lead of the episode that this one ended, because it is a different failure; `null` if there was none. */
  readonly follows: string | null;
  readonly ended: EpisodeEnd | null;
  /** The first three clean runs that did not end the episode, because golang-migrate is not known to run where they printed. */
  readonly elsewhere: readonly string[];
  /** Failures that joined this episode only because many episodes were opened just before. Left out if there are none. */
  readonly braked?: Braked;
}

/** @see MOST_OPENINGS */
export interface Braked {
  /** The last ten marks that joined. */
  readonly marks: readonly string[];
  /** Until when further failures join, epoch ms. After that, people are notified of those that joined. */
  readonly until: number;
}

const KEPT_ELSEWHERE = 3;

/** Does the clean run with the id `run` end the episode with these marks? */
export type Ends = (marks: readonly OpeningMark[], run: string) => boolean;

/**
 * An alarm that goes to ALARM within this time after the end of an episode still belongs to it: our slowest alarm looks back
 * over 15 minutes, and its data points may be ten minutes late.
 */
export const ALARM_LAG_MS = 25 * 60_000;

/**
 * At most this many episodes of one database and kind open within {@link OPENINGS_WITHIN_MS}. A further failure joins the
 * open one, unless it is worse: see {@link isBraked}.
 */
const MOST_OPENINGS = 5;
export const OPENINGS_WITHIN_MS = 10 * 60_000;
const KEPT_BRAKED = 10;

interface Draft {
  lead: OpeningMark;
  readonly marks: OpeningMark[];
  /** Versions in trouble since the last clean run: those of this episode, and of the episodes that it follows. */
  readonly versions: Set<string>;
  braked: Braked | undefined;
  readonly follows: string | null;
  readonly elsewhere: string[];
  ended: EpisodeEnd | null;
}

/**
 * The episodes that `marks` of one kind form, by time. The order of `marks` does not matter. Without `ends`, every ending mark of a
 * run ends an episode.
 */
export function chainOf(kind: IncidentKind, marks: readonly Mark[], ends: Ends = () => true): Episode[] {
  if (!marks.some(({ does }) => does === 'opens')) return [];
  const drafts: Draft[] = [];
  for (const mark of [...marks].sort(byPlace)) {
    const last = drafts.at(-1);
    const open = last?.ended === null ? last : undefined;
    if (mark.does === 'ends') {
      if (open) end(open, mark, ends);
    } else if (open && joins(open, mark)) {
      add(open, mark);
    } else if (open && isBraked(drafts, mark)) {
      brake(open, drafts, mark);
    } else if (open) {
      open.ended = { why: 'another-failure', at: mark.at, run: mark.run, by: null };
      drafts.push(draft(mark, open));
    } else if (last && mark.signature === null && mark.at - (last.ended?.at ?? 0) <= ALARM_LAG_MS) {
      add(last, mark);
    } else {
      drafts.push(draft(mark, undefined));
    }
  }
  return drafts.map((each) => episode(kind, each));
}

function end(open: Draft, { ends: which, end: ended }: EndingMark, ends: Ends): void {
  const { lead, marks, elsewhere } = open;
  const { run } = ended;
  if (run !== null && !ends(marks, run)) {
    if (elsewhere.length < KEPT_ELSEWHERE) elsewhere.push(run);
    return;
  }
  const isMeant =
    which === 'any' || lead.signature === null || (which === 'doubtful' && elsewhere.length > 0);
  if (isMeant) open.ended = ended;
}

function byPlace(a: Mark, b: Mark): number {
  return a.order - b.order || a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Is `mark` the same trouble as the episode, or another effect of it? */
function joins({ lead, versions }: Draft, mark: OpeningMark): boolean {
  if (mark.signature === null || lead.signature === null || mark.signature === lead.signature) return true;
  // Two runs that fail before they reach a version, with one error class, have one cause, whatever their codes are.
  if (isOfNoVersion(mark) && isOfNoVersion(lead) && mark.failureClass === lead.failureClass) return true;
  if (mark.isEcho)
    return (
      mark.version === null || versions.has(mark.version) || (lead.versionUnknown && lead.version === null)
    );
  return lead.isEcho && mark.version === lead.version;
}

function isOfNoVersion({ failureClass, version, dirty, isEcho }: OpeningMark): boolean {
  return failureClass !== null && version === null && !dirty && !isEcho;
}

/**
 * Does this failure join the open episode only because many episodes were opened just before? Not if it is worse than those: the
 * first failure that shows the database dirty, and the first of its error class, open an episode of their own.
 */
function isBraked(drafts: readonly Draft[], mark: OpeningMark): boolean {
  if (mark.failureClass === null) return false;
  const before = recent(drafts, mark);
  if (before.length < MOST_OPENINGS) return false;
  return (
    before.some(({ lead }) => lead.failureClass === mark.failureClass) &&
    (!mark.dirty || before.some(({ lead }) => lead.dirty))
  );
}

function recent(drafts: readonly Draft[], mark: OpeningMark): readonly Draft[] {
  return drafts.filter(({ marks: [first] }) => mark.order - first!.order < OPENINGS_WITHIN_MS);
}

function brake(open: Draft, drafts: readonly Draft[], mark: OpeningMark): void {
  const before = recent(drafts, mark);
  const until = before.at(-MOST_OPENINGS)!.marks[0]!.order + OPENINGS_WITHIN_MS;
  open.braked = { marks: [...(open.braked?.marks ?? []), mark.id].slice(-KEPT_BRAKED), until };
  add(open, mark);
}

function add(open: Draft, mark: OpeningMark): void {
  open.marks.push(mark);
  if (mark.version !== null) open.versions.add(mark.version);
  const isFirstFailure = open.lead.signature === null && mark.signature !== null;
  if (isFirstFailure || (open.lead.isEcho && !mark.isEcho && mark.signature !== null)) open.lead = mark;
}

function draft(mark: OpeningMark, before: Draft | undefined): Draft {
  return {
    lead: mark,
    marks: [mark],
    versions: new Set([...(before?.versions ?? []), ...only(mark.version)]),
    braked: undefined,
    follows: before?.lead.id ?? null,
    elsewhere: [],
    ended: null,
  };
}

function only(text: string | null): readonly string[] {
  return text === null ? [] : [text];
}

function episode(kind: IncidentKind, { lead, marks, follows, ended, elsewhere, braked }: Draft): Episode {
  const openedAt = Math.min(...marks.map(({ at }) => at));
  return {
    kind,
    lead: lead.id,
    marks: marks.map(({ id }) => id),
    openedAt,
    signature: lead.signature,
    follows,
    elsewhere,
    ...(braked && { braked }),
    ended: ended && { ...ended, at: Math.max(ended.at, openedAt) },
  };
}
