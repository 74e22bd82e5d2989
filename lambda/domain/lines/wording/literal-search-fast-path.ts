/*
 * Fast path of: an alternation of the literals as one regular expression. Decision: docs/decisions/0005. Equivalence test:
 * "a literal is found wherever it stands, and only there" in test/domain/lines/wording/anchors.test.ts, against `includes`.
 */

/** A search for many literals at once. Built once, used often. */
export interface LiteralSearch {
  /** True when the text holds one of the literals at a place that `counts`; `at` is the index of its first character. */
  foundIn(text: string, counts: (literal: string, at: number, text: string) => boolean): boolean;
}

/** Length of a block in characters. Two are selective enough, and hash into a small table. */
const BLOCK = 2;
const TABLE_SIZE = 4096;

/**
 * The most frequent blocks in logs: English's commonest pairs of letters, and its commonest letters next to a blank.
 *
 * @see https://norvig.com/mayzner.html (Bigrams)
 */
const COMMON: ReadonlySet<string> = new Set([
  ...'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur'.split(
    ' ',
  ),
  ...['e ', 's ', 'd ', 't ', 'n ', 'r ', 'y ', ': ', ' t', ' a', ' s', ' o', ' i', ' w', ' f', ' c'],
]);

/**
 * Finds any of several literals by skipping over text that cannot contain one (Wu and Manber's algorithm).
 *
 * A regular expression with the same literals looks at every character. This looks at about one in `shortest - 1`, so that foreign
 * lines cost a small part of what decoding them costs. Every literal needs at least three characters; the longer the shortest one,
 * the longer the steps. For each literal, the search looks for one window of it, which has the length of the shortest literal and,
 * if possible, an ending that is rare in logs.
 *
 * @throws {Error} when a literal is shorter than three characters.
 *
 * @see https://webglimpse.net/pubs/TR94-17.pdf
 */
export function literalSearch(literals: readonly string[]): LiteralSearch {
  const shortest = Math.min(...literals.map(({ length }) => length));
  if (shortest <= BLOCK) throw new Error(`literals need at least ${BLOCK + 1} characters`);
  const farthest = shortest - BLOCK + 1;
  const steps = new Uint8Array(TABLE_SIZE).fill(farthest);
  // All blocks share one empty list: a list for each would cost a cold start half a millisecond.
  const ending = new Array<readonly Sought[]>(TABLE_SIZE).fill([]);
  for (const literal of literals) {
    const window = windowOf(literal, shortest);
    for (let i = BLOCK - 1; i < shortest; i++) {
      const block = hash(literal.charCodeAt(window + i - 1), literal.charCodeAt(window + i));
      steps[block] = Math.min(steps[block]!, shortest - 1 - i);
      if (i === shortest - 1) ending[block] = [...ending[block]!, { literal, end: window + i }];
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
        for (const { literal, end } of ending[block]!) {
          const start = i - end;
          if (start >= 0 && text.startsWith(literal, start) && counts(literal, start, text)) return true;
        }
        i++;
      }
      return false;
    },
  };
}

/** A literal, and the index in it of the last character of its window. */
interface Sought {
  readonly literal: string;
  readonly end: number;
}

/** Where the searched window of `length` characters begins in `literal`. */
export function windowOf(literal: string, length: number): number {
  for (let from = 0; from + length <= literal.length; from++) {
    if (!COMMON.has(literal.slice(from + length - BLOCK, from + length))) return from;
  }
  return 0;
}

function hash(first: number, second: number): number {
  return (first * 31 + second) & (TABLE_SIZE - 1);
}
