import type { LinesFact, StoredLine } from '../model/fact.ts';

/**
 * Most text in one fact, in UTF-16 units. Each is at most three bytes in UTF-8, so that a fact always fits into DynamoDB's
 * 400 KB for an item, keys and JSON included.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_FACT_CHARS = 96 * 1024;

/** Room for the rest of a stored line besides its text: ids, times, JSON. */
const LINE_OVERHEAD_CHARS = 256;

/**
 * `fact`, split into facts that each fit into one item: the first keeps its id, the others are `<id>.1`, `<id>.2` ….
 *
 * Splitting is safe: the fold drops repeated line ids, however a delivery was split. A single line always fits, because
 * `storedLine` has cut its text to a third of the limit.
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
