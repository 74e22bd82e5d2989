import { countsLines } from '../model/counts-lines.ts';
import { printable } from '../model/printable.ts';
import type { ReviewMessage, ReviewPart } from '../model/review-message.ts';

/** Columns of the indent of everything below a heading. */
const INDENT = '  ';

/** A review as plain text, for a terminal and for e-mail. Ends with a line break, and contains no control characters. */
export function reviewText({ title, verdict, sections, page }: ReviewMessage): string {
  const lines = [
    printable(title),
    '',
    printable(verdict),
    ...sections.flatMap((each) => [
      '',
      each.title.toUpperCase(),
      ...each.parts.flatMap((part, index) => [
        ...(index > 0 && part.kind === 'lines' && each.parts[index - 1]?.kind === 'counts' ? [''] : []),
        ...partLines(part).map((line) => (line === '' ? '' : `${INDENT}${line}`)),
      ]),
    ]),
    ...(page === null ? [] : ['', printable(`As a page: ${page}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function partLines(part: ReviewPart): readonly string[] {
  switch (part.kind) {
    case 'lines':
      return part.lines.map(printable);
    case 'code':
      return part.lines.map((line) => `${INDENT}${printable(line)}`);
    case 'counts':
      return countsLines(part.head, part.rows);
  }
}
