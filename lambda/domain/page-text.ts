import { isCommand } from './judge/commands.ts';
import type { PageError, PageMessage } from './page-message.ts';
import { printable } from './printable.ts';

/** Columns of a line that is wrapped; commands and links stay whole, because people copy them. */
export const PAGE_COLUMNS = 100;
const LABEL = 8;
/** Longest text of an engine, or of a title, that a page quotes. */
const QUOTED = 400;
const TITLE = 160;

/**
 * A page as plain text: for e-mail, a terminal, and wherever nothing better is at hand.
 *
 * Title, blank line, then what a person needs in the order in which they need it: state, error, what to type, what
 * not to do; below that who ran it, history, links. Ends with a line break. Nothing in it can steer a terminal.
 */
export function pageText(page: PageMessage): string {
  const upper = [
    ...paragraph('Now', page.state),
    ...errorLines(page.error),
    ...steps(page.next),
    ...paragraph('Do not', page.doNot.map(withoutDoNot)),
  ];
  const lower = [
    ...paragraph('Why', page.evidence),
    ...paragraph(
      'Ran',
      [page.ran.join('; ')].filter((line) => line !== ''),
    ),
    ...paragraph('Last ok', page.lastGood === null ? [] : [page.lastGood]),
    ...paragraph('Seen', [page.seen.join('; ')]),
    ...page.links.map(({ label, url }) => field(label, printable(url))),
    ...paragraph('Ends', [page.clears]),
    field('Key', printable(page.key)),
  ];
  return `${[shorten(printable(page.title), TITLE), '', ...upper, '', ...lower].join('\n')}\n`;
}

/** Subject of an SNS e-mail: ASCII, no line break, under 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function pageSubject(page: PageMessage): string {
  return shorten(printable(page.title).replace(/[^\x20-\x7e]/g, '?'), 99);
}

function errorLines(error: PageError | null): string[] {
  if (error === null) return [];
  const where = [error.code, error.where].filter((part) => part !== null).join(', ');
  return [
    ...paragraph('Error', [`${error.plain}${where === '' ? '' : ` (${where})`}`]),
    ...paragraph('', [shorten(printable(error.text), QUOTED)]),
    ...error.excerpt.map((line) => `${' '.repeat(LABEL)}${shorten(printable(line), PAGE_COLUMNS - LABEL)}`),
  ];
}

/** Commands stand alone, flush left, whole; sentences are wrapped. */
function steps(next: readonly string[]): string[] {
  if (next.length === 0) return [];
  const lines = next.flatMap((step) =>
    isCommand(step) ? [`  ${printable(step)}`] : wrap(printable(step), PAGE_COLUMNS - 2),
  );
  return [`Do      in a shell with DATABASE_URL and MIGRATIONS set (the runbook says how):`, ...lines];
}

function paragraph(label: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  const lines = sentences.flatMap((sentence) => wrap(printable(sentence), PAGE_COLUMNS - LABEL));
  return lines.map((line, index) => field(index === 0 ? label : '', line));
}

function field(label: string, text: string): string {
  return label.padEnd(LABEL) + text;
}

/** The label says it already. */
function withoutDoNot(sentence: string): string {
  return sentence.replace(/^Do not /, '');
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
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
