import { shownBranches, wordsOfStep } from '../diagnosis/advice/branches.ts';
import type { PageError, PageMessage } from '../model/page-message.ts';
import { printable } from '../model/printable.ts';
import { keyWords } from '../model/sent-key.ts';
import type { Branch, Step } from '../model/verdict.ts';

/** Lines are wrapped at this column. Commands and links stay whole, because people copy them. */
export const PAGE_COLUMNS = 100;
/** Columns of a label. */
const LABEL = 8;
/** Longest error text, and longest title. */
const QUOTED = 270;
const TITLE = 160;

/**
 * A page as plain text: for e-mail, a terminal, and every place without a better format.
 *
 * First the title, then what people need, in the order in which they need it: state, error, what not to do, what to do. Below that
 * who ran it, history, links. Ends with a line break, and contains no terminal control characters.
 */
export function pageText(page: PageMessage): string {
  const { error } = page;
  const upper = [
    ...paragraph('Now', page.state),
    ...errorLines(error),
    ...paragraph('Danger', page.doNot),
    ...branches(page.next),
    ...paragraph('Next', page.escalates === undefined ? [] : [page.escalates]),
  ];
  const lower = [
    ...paragraph('Why', [...page.evidence, ...(error === null ? [] : [`Usual cause: ${error.usualCause}`])]),
    ...paragraph('Ran', page.ran),
    ...paragraph('Last ok', page.lastGood === null ? [] : [page.lastGood]),
    ...paragraph('Seen', page.seen),
    ...page.links.map(({ label, url }) => field(label, printable(url))),
    ...paragraph('Ends', [page.clears]),
    field('Key', printable(keyWords(page))),
  ];
  return `${[shorten(printable(page.title), TITLE), ...upper, '', ...lower].join('\n')}\n`;
}

/** Subject of an SNS e-mail: ASCII, no line break, under 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function pageSubject(page: PageMessage): string {
  return shorten(printable(page.title).replace(/[^\x20-\x7e]/g, '?'), 99);
}

/** The error in plain words, the engine's own text, and the failing line. A long engine text quotes that line itself. */
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

/** First the steps that always apply, then each alternative with its letter and its condition. */
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

/** Sentences are wrapped; commands stay whole, because people copy them. */
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
