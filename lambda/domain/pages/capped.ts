import { textOf } from '../diagnosis/advice/branches.ts';
import type { PageError, PageMessage } from '../model/page-message.ts';
import { truncate } from '../model/truncate.ts';
import type { Branch, Step } from '../model/verdict.ts';

/** How long each text of a page may be, UTF-16 units, and of how many sentences a part of it. */
interface Room {
  readonly title: number;
  readonly sentence: number;
  /** The engine's own text. */
  readonly error: number;
  readonly sentences: number;
}

/** More than a person reads at night. */
const USUAL: Room = { title: 300, sentence: 1_000, error: 4_096, sentences: 40 };
/** For a page that is too large with it: of texts that take many bytes a character. */
const SMALLER: readonly Room[] = [
  { title: 200, sentence: 400, error: 1_000, sentences: 20 },
  { title: 120, sentence: 160, error: 300, sentences: 8 },
];

/** Longest address of a link; a longer one is left out, because a part of one leads elsewhere. */
const MOST_OF_URL = 2_000;
/** Links of a page: runbook, log, earlier log, task or build, dashboard. */
const MOST_LINKS = 10;

/** Texts come from logs, platforms and alarms, of any length: here, where they have become a page, each gets its room. */
export function capped(page: PageMessage): PageMessage {
  return cappedTo(page, USUAL);
}

/** The sentences of one part of a notice. */
export function cappedSentences(all: readonly string[], room = USUAL): readonly string[] {
  return someOf(all, room.sentences).map((text) => truncate(text, room.sentence));
}

/** The page in ever less room, from what it has on, until `sizeOf` says that it fits; at least the smallest. */
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
    links: page.links.filter(({ url }) => url.length <= MOST_OF_URL).slice(0, MOST_LINKS),
    clears: sentence(page.clears),
  };
}

/** The first so many, and how many there are more. */
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

/** A command stays whole: half of one is another command. */
function cappedBranch({ when, steps }: Branch, room: Room): Branch {
  return {
    when: when === null ? null : truncate(when, room.sentence),
    steps: steps.map((step): Step => ('do' in step ? { do: truncate(textOf(step), room.sentence) } : step)),
  };
}
