import { textOf } from '../diagnosis/advice/branches.ts';
import type { PageError, PageMessage } from '../model/page-message.ts';
import { truncate } from '../model/truncate.ts';
import type { Branch, Step } from '../model/verdict.ts';

/** Limits of a page: the length of each text in UTF-16 units, and the number of sentences in one part. */
interface Room {
  readonly title: number;
  readonly sentence: number;
  /** Length of the error text, which comes from the database engine. */
  readonly error: number;
  /** How many sentences one part may have. */
  readonly sentences: number;
}

/** The usual limits: more than a person reads at night. */
const USUAL: Room = { title: 300, sentence: 1_000, error: 4_096, sentences: 40 };
/** For a page that is still too large, because its texts take many bytes for each character. */
const SMALLER: readonly Room[] = [
  { title: 200, sentence: 400, error: 1_000, sentences: 20 },
  { title: 120, sentence: 160, error: 300, sentences: 8 },
];

/** Longest address of a link. A longer one is left out, because a truncated address leads somewhere else. */
const MOST_OF_URL = 2_000;
/** Most links of a page. It has the runbook, the log, the earlier log, the task or build, and the dashboard. */
const MOST_LINKS = 10;

/** Truncates the texts of a page to the usual limits. They come from logs, platforms and alarms, and can have any length. */
export function capped(page: PageMessage): PageMessage {
  return cappedTo(page, USUAL);
}

/** Truncates the sentences of one part of a page or a change. */
export function cappedSentences(all: readonly string[], room = USUAL): readonly string[] {
  return someOf(all, room.sentences).map((text) => truncate(text, room.sentence));
}

/** Shortens the page step by step until its size is at most `most`. If the smallest limits are not enough, the result is still too large. */
export function fitting(page: PageMessage, sizeOf: (page: PageMessage) => number, most: number): PageMessage {
  let fitted = page;
  for (const room of SMALLER) {
    if (sizeOf(fitted) <= most) return fitted;
    fitted = cappedTo(page, room);
  }
  return fitted;
}

function cappedTo(page: PageMessage, room: Room): PageMessage {
  const sentence = (text: string) => truncate(text, room.sentence);
  const sentences = (all: readonly string[]) => cappedSentences(all, room);
  return {
    ...page,
    title: truncate(page.title, room.title),
    state: sentences(page.state),
    error: page.error && cappedError(page.error, room),
    next: page.next.map((branch) => cappedBranch(branch, room)),
    doNot: sentences(page.doNot),
    evidence: sentences(page.evidence),
    ran: sentences(page.ran),
    lastGood: page.lastGood === null ? null : sentence(page.lastGood),
    seen: sentences(page.seen),
    ...(page.escalates !== undefined && { escalates: sentence(page.escalates) }),
    links: page.links.filter(({ url }) => url.length <= MOST_OF_URL).slice(0, MOST_LINKS),
    clears: sentence(page.clears),
  };
}

/** The first texts, at most `most` with a line that says how many were left out. */
function someOf(all: readonly string[], most: number): readonly string[] {
  return all.length <= most ? all : [...all.slice(0, most - 1), `… ${all.length - most + 1} more`];
}

function cappedError(error: PageError, room: Room): PageError {
  return {
    ...error,
    plain: truncate(error.plain, room.sentence),
    usualCause: truncate(error.usualCause, room.sentence),
    text: truncate(error.text, room.error),
    excerpt: error.excerpt.map((line) => truncate(line, room.sentence)),
  };
}

/** Commands are never truncated, because half a command is a different command. */
function cappedBranch({ when, steps }: Branch, room: Room): Branch {
  return {
    when: when === null ? null : truncate(when, room.sentence),
    steps: steps.map((step): Step => ('do' in step ? { do: truncate(textOf(step), room.sentence) } : step)),
  };
}
