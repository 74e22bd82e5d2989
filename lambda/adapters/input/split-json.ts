/**
 * Parses several JSON texts in a row, with or without blanks between them. Firehose joins its records in this way.
 *
 * Accepts objects and arrays only. `undefined` if one of the texts is not JSON.
 */
export function splitJson(text: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  try {
    for (let from = nextValue(text, 0); from < text.length; ) {
      const to = endOfValue(text, from);
      values.push(JSON.parse(text.slice(from, to)));
      from = nextValue(text, to);
    }
  } catch {
    return undefined;
  }
  return values;
}

const BETWEEN = /[\s,]*/y;

function nextValue(text: string, from: number): number {
  BETWEEN.lastIndex = from;
  return from + (BETWEEN.exec(text)?.[0].length ?? 0);
}

const MARKS = /["[\]{}]/g;

/** Index after the bracket that closes the one at `from`; the end of the text if no bracket closes it. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  MARKS.lastIndex = from;
  for (let mark = MARKS.exec(text); mark; mark = MARKS.exec(text)) {
    if (mark[0] === '"') MARKS.lastIndex = endOfString(text, mark.index);
    else depth += mark[0] === '{' || mark[0] === '[' ? 1 : -1;
    if (depth === 0) return MARKS.lastIndex;
  }
  return text.length;
}

function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && backslashesBefore(text, end) % 2 === 1) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - 1 - count] === '\\') count++;
  return count;
}
