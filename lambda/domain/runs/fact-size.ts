import type { LinesFact, StoredLine } from '../model/fact.ts';

/**
 * Text that one fact may hold, in UTF-16 units; at most three bytes each in UTF-8, hence always under DynamoDB's
 * 400 KB for an item, keys and JSON included.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_FACT_CHARS = 96 * 1024;

/** What a stored line costs beside its text: ids, times, JSON. */
const LINE_OVERHEAD_CHARS = 256;

/**
 * `fact` as facts that each fit into one item: itself, or parts `<id>.1`, `<id>.2` … that follow the first.
 *
 * Lines in two parts are no harm to the fold, and neither is another cut of the same delivery: repeats of a line are
 * dropped by its id. No single text is over the limit: `storedLine` has cut it to a third of that.
 */
export function fitFacts(fact: LinesFact): readonly LinesFact[] {
  const shares: StoredLine[][] = [[]];
  let chars = 0;
  for (const line of fact.lines) {
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
