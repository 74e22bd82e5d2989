import type { LinesFact, StoredLine } from './fact.ts';

/**
 * Text that one fact may hold, in UTF-16 units; at most three bytes each in UTF-8, hence always under DynamoDB's
 * 400 KB for an item, keys and JSON included.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_FACT_CHARS = 96 * 1024;

/** Longest text of one line or block; longer ones keep both ends, because the cause stands in the last line. */
export const MAX_LINE_CHARS = 48 * 1024;
const KEPT_HEAD_CHARS = 32 * 1024;
const KEPT_TAIL_CHARS = 15 * 1024;

/** What a stored line costs beside its text: ids, times, JSON. */
const LINE_OVERHEAD_CHARS = 256;

/**
 * `fact` as facts that each fit into one item: itself, or parts `<id>.1`, `<id>.2` … that follow the first.
 *
 * Lines in two parts are no harm to the fold, and neither is another cut of the same delivery: repeats of a line are
 * dropped by its id. A single text over the limit is cut in the middle, with a mark that says how much is gone.
 */
export function fitFacts(fact: LinesFact): readonly LinesFact[] {
  const shares: StoredLine[][] = [[]];
  let chars = 0;
  for (const line of fact.lines.map(fitLine)) {
    const cost = line.text.length + LINE_OVERHEAD_CHARS;
    if (chars > 0 && chars + cost > MAX_FACT_CHARS) {
      shares.push([]);
      chars = 0;
    }
    shares.at(-1)!.push(line);
    chars += cost;
  }
  return shares.map((lines, part) =>
    part === 0 ? { ...fact, lines } : { ...fact, id: `${fact.id}.${part}`, lines, unrecognized: 0 },
  );
}

function fitLine(line: StoredLine): StoredLine {
  const { text } = line;
  if (text.length <= MAX_LINE_CHARS) return line;
  const cut = text.length - KEPT_HEAD_CHARS - KEPT_TAIL_CHARS;
  const head = text.slice(0, KEPT_HEAD_CHARS);
  const tail = text.slice(-KEPT_TAIL_CHARS);
  return { ...line, text: `${head} … ${cut} characters cut … ${tail}` };
}
