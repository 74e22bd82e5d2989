/** Marks that people and programs put before each line of a text that they quote: comments, mails, Markdown. */
const MARKS = ['# ', '> ', '-- ', '// '] as const;

/** Lines that show whether a text is quoted. */
const SAMPLES = 200;
/** A text is quoted if no more than one of this many lines lacks the mark, such as `Bob wrote:` before a mail. */
const MOST_WITHOUT = 10;
/** Marks within marks, as in the answer to an answer. */
const MOST_MARKS = 3;

/**
 * What removes the marks of a quoted text from each of its lines; `undefined` for a text that is not quoted.
 *
 * Only texts that a person hands over are read in this way. In a watched log stream a quoted line is not golang-migrate's output.
 * Decisions: docs/decisions/0019, 0050.
 */
export function unquoting(lines: readonly string[]): ((line: string) => string) | undefined {
  const removed: string[] = [];
  let left = lines.filter((line) => line.trim() !== '').slice(0, SAMPLES);
  while (removed.length < MOST_MARKS) {
    const mark = markOf(left);
    if (mark === undefined) break;
    removed.push(mark);
    left = left.map((line) => without(mark, line)).filter((line) => line.trim() !== '');
  }
  if (removed.length === 0) return undefined;
  return (line) => removed.reduce((text, mark) => without(mark, text), line);
}

function markOf(lines: readonly string[]): string | undefined {
  // A single line with a mark is more likely a heading, or a command after root's prompt.
  if (lines.length < 2) return undefined;
  return MARKS.find((mark) => {
    const unmarked = lines.filter((line) => !isMarked(mark, line)).length;
    return unmarked * MOST_WITHOUT <= lines.length && unmarked < lines.length;
  });
}

/** A quoted blank line often loses the blank after its mark. */
function isMarked(mark: string, line: string): boolean {
  return line.startsWith(mark) || line.trim() === mark.trim();
}

function without(mark: string, line: string): string {
  return line.startsWith(mark) ? line.slice(mark.length) : isMarked(mark, line) ? '' : line;
}
