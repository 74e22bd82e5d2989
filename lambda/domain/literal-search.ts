/** Which of many literals stands in a text? Built once, asked often. */
export interface LiteralSearch {
  /** True when the text holds one of the literals at a place that `counts`; `at` is the index of its first character. */
  foundIn(text: string, counts: (literal: string, at: number) => boolean): boolean;
}

/** Characters of a block; two tell enough apart and still hash into a small table. */
const BLOCK = 2;
const TABLE_SIZE = 4096;

/**
 * Finds any of several literals by skipping over text that cannot hold one (Wu and Manber's method).
 *
 * An alternation of the same literals looks at every character; this looks at about one in `shortest - 1`, which is
 * what lets a log group's foreign lines pass at a small part of the cost of decoding them. Every literal needs at least
 * three characters; the longer the shortest one, the longer the steps.
 *
 * @see https://webglimpse.net/pubs/TR94-17.pdf
 */
export function literalSearch(literals: readonly string[]): LiteralSearch {
  const shortest = Math.min(...literals.map(({ length }) => length));
  if (shortest <= BLOCK) throw new Error(`literals need at least ${BLOCK + 1} characters`);
  const farthest = shortest - BLOCK + 1;
  const steps = new Uint8Array(TABLE_SIZE).fill(farthest);
  const ending: string[][] = Array.from({ length: TABLE_SIZE }, () => []);
  for (const literal of literals) {
    for (let i = BLOCK - 1; i < shortest; i++) {
      const block = hash(literal.charCodeAt(i - 1), literal.charCodeAt(i));
      steps[block] = Math.min(steps[block]!, shortest - 1 - i);
      if (i === shortest - 1) ending[block]!.push(literal);
    }
  }
  return {
    foundIn(text, counts) {
      let i = shortest - 1;
      while (i < text.length) {
        const block = hash(text.charCodeAt(i - 1), text.charCodeAt(i));
        const step = steps[block]!;
        if (step > 0) {
          i += step;
          continue;
        }
        const start = i - shortest + 1;
        for (const literal of ending[block]!) {
          if (text.startsWith(literal, start) && counts(literal, start)) return true;
        }
        i++;
      }
      return false;
    },
  };
}

function hash(first: number, second: number): number {
  return (first * 31 + second) & (TABLE_SIZE - 1);
}
