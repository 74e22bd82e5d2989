import { shownBranches, wordsOfStep } from '../diagnosis/advice/branches.ts';
import type { PageError, PageMessage } from '../model/page-message.ts';
import { printable } from '../model/printable.ts';
import type { Branch, Step } from '../model/verdict.ts';

/** Columns of a line that is wrapped; commands and links stay whole, because people copy them. */
export const PAGE_COLUMNS = 100;
const LABEL = 8;
/** Longest text of an engine, or of a title, that a page quotes. */
const QUOTED = 270;
const TITLE = 160;

/**
 * A page as plain text: for e-mail, a terminal, and wherever nothing better is at hand.
 *
 * Title, then what a person needs in the order in which they need it: state, error, what not to do, what to
 * type; below that who ran it, history, links. Ends with a line break. Nothing in it can steer a terminal.
 */
export function pageText(page: PageMessage): string {
  const { error } = page;
  const upper = [
    ...paragraph('Now', page.state),
    ...errorLines(error),
    ...paragraph('Danger', page.doNot),
    ...branches(page.next),
  ];
  const lower = [
    ...paragraph('Why', [...page.evidence, ...(error === null ? [] : [`Usual cause: ${error.usualCause}`])]),
    ...paragraph('Ran', page.ran),
    ...paragraph('Last ok', page.lastGood === null ? [] : [page.lastGood]),
    ...paragraph('Seen', page.seen),
    ...page.links.map(({ label, url }) => field(label, printable(url))),
    ...paragraph('Ends', [page.clears]),
    field('Key', printable(page.key)),
  ];
  return `${[shorten(printable(page.title), TITLE), ...upper, '', ...lower].join('\n')}\n`;
}

/** Subject of an SNS e-mail: ASCII, no line break, under 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function pageSubject(page: PageMessage): string {
  return shorten(printable(page.title).replace(/[^\x20-\x7e]/g, '?'), 99);
}

/** What it is, in the engine's words, and the line that it points at unless those words are long: they quote it then. */
function errorLines(error: PageError | null): string[] {
  if (error === null) return [];
  const text = wrapped(shorten(printable(error.text), QUOTED));
  const pointed = error.excerpt.find((line) => line.startsWith('>'))?.replace(/^> \d+ \| /, '');
  const where = error.where ?? `the ${error.excerptOf ?? 'statement'} begins`;
  const line =
    pointed === undefined ? [] : [shorten(printable(`${where}: ${pointed}`), PAGE_COLUMNS - LABEL)];
  return labelled('Error', [
    ...wrapped(`${error.plain}${error.code === null ? '' : ` (${error.code})`}`),
    ...text,
    ...(text.length > 2 ? [] : line),
  ]);
}

/** What always comes first, then each alternative under its condition, with its letter beside it. */
function branches(next: readonly Branch[]): string[] {
  const { first, alternatives } = shownBranches(next);
  return [
    ...labelled(
      'Do',
      first.flatMap((step) => stepLines(step, '')),
    ),
    ...alternatives.flatMap(({ letter, head, steps }, index) => {
      const label = letter === '' ? (first.length === 0 && index === 0 ? 'Do' : '') : `     ${letter}`;
      return labelled(label, [...wrapped(head), ...steps.flatMap((step) => stepLines(step, INDENT))]);
    }),
  ];
}

/** A command stays whole, because people copy it; a sentence is wrapped. */
function stepLines(step: Step, indent: string): string[] {
  if ('command' in step) return [indent + printable(step.command)];
  return wrap(wordsOfStep(printable(step.do)), PAGE_COLUMNS - LABEL - indent.length).map(
    (line) => indent + line,
  );
}
const INDENT = '  ';

function paragraph(label: string, sentences: readonly string[]): string[] {
  return labelled(label, sentences.flatMap(wrapped));
}

function wrapped(sentence: string): string[] {
  return wrap(printable(sentence).split(' '), PAGE_COLUMNS - LABEL);
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => field(index === 0 ? label : '', line));
}

function field(label: string, text: string): string {
  return `${label.padEnd(LABEL - 1)} ${text}`;
}

function wrap(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3)}...`;
}
