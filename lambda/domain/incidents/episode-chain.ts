import type { IncidentKind } from '../../contract/incident-kind.ts';
import type { EndingMark, EpisodeEnd, Mark, OpeningMark } from './episode-mark.ts';

/**
 * One stretch of trouble, as the runs of a database tell it: what an incident is about, before it has a number.
 *
 * Episodes are derived anew from the database's state each time, so the order of arrival leaves no trace in them.
 */
export interface Episode {
  readonly kind: IncidentKind;
  /** Mark that it is about: see {@link MarkSubject}. */
  readonly lead: string;
  /** All marks in it: the lead, re-runs, alarms. */
  readonly marks: readonly string[];
  readonly openedAt: number;
  /** Tells one failure from another: version, class and code; `null` while only alarms speak. */
  readonly signature: string | null;
  /** Lead of the episode whose place it took. */
  readonly follows: string | null;
  readonly ended: EpisodeEnd | null;
  /** The first clean runs, three at most, that ended nothing because nothing says that golang-migrate runs where they printed. */
  readonly elsewhere: readonly string[];
  /** Failures that would have opened the next one, had not many been opened just before. Left out: none. */
  readonly braked?: Braked;
}

/** @see MOST_OPENINGS */
export interface Braked {
  /** Marks that joined, ten at most: the last ones. */
  readonly marks: readonly string[];
  /** When the next one opens again, epoch ms: then people are told what joined. */
  readonly until: number;
}

const KEPT_ELSEWHERE = 3;

/** Does this clean run end the episode of these marks? */
export type Ends = (marks: readonly OpeningMark[], run: string) => boolean;

/**
 * An alarm that rises this long after an episode ended is still about it: the longest of ours looks back over 15 minutes,
 * and its points may be ten minutes late.
 */
export const ALARM_LAG_MS = 25 * 60_000;

/** Incidents of one database and kind that are opened within {@link OPENINGS_WITHIN_MS}: at one more, what is no worse joins. */
const MOST_OPENINGS = 5;
export const OPENINGS_WITHIN_MS = 10 * 60_000;
const KEPT_BRAKED = 10;

interface Draft {
  lead: OpeningMark;
  readonly marks: OpeningMark[];
  /** Versions that people were told of since the last clean run. */
  readonly versions: Set<string>;
  braked: Braked | undefined;
  readonly follows: string | null;
  readonly elsewhere: string[];
  ended: EpisodeEnd | null;
}

/** The episodes that `marks` of one kind form; any order of marks gives the same. `ends` left out: every run that has an ending mark does. */
export function chainOf(kind: IncidentKind, marks: readonly Mark[], ends: Ends = () => true): Episode[] {
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
  const isAsked =
    which === 'any' || lead.signature === null || (which === 'doubtful' && elsewhere.length > 0);
  if (isAsked) open.ended = ended;
}

function byPlace(a: Mark, b: Mark): number {
  return a.order - b.order || a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Same trouble, or only another sight of it? */
function joins({ lead, versions }: Draft, mark: OpeningMark): boolean {
  if (mark.signature === null || lead.signature === null || mark.signature === lead.signature) return true;
  // Two that cannot connect have one cause, whatever each was answered.
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
 * Were so many opened just before that this one joins what is open? Never what is worse than all that people were told of: the first that says
 * dirty, and the first of its error class.
 */
function isBraked(drafts: readonly Draft[], mark: OpeningMark): boolean {
  if (mark.failureClass === null) return false;
  const told = recent(drafts, mark);
  if (told.length < MOST_OPENINGS) return false;
  return (
    told.some(({ lead }) => lead.failureClass === mark.failureClass) &&
    (!mark.dirty || told.some(({ lead }) => lead.dirty))
  );
}

function recent(drafts: readonly Draft[], mark: OpeningMark): readonly Draft[] {
  return drafts.filter(({ marks: [first] }) => mark.order - first!.order < OPENINGS_WITHIN_MS);
}

function brake(open: Draft, drafts: readonly Draft[], mark: OpeningMark): void {
  const told = recent(drafts, mark);
  const until = told.at(-MOST_OPENINGS)!.marks[0]!.order + OPENINGS_WITHIN_MS;
  open.braked = { marks: [...(open.braked?.marks ?? []), mark.id].slice(-KEPT_BRAKED), until };
  add(open, mark);
}

function add(open: Draft, mark: OpeningMark): void {
  open.marks.push(mark);
  if (mark.version !== null) open.versions.add(mark.version);
  const speaksFirst = open.lead.signature === null && mark.signature !== null;
  if (speaksFirst || (open.lead.isEcho && !mark.isEcho && mark.signature !== null)) open.lead = mark;
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
