/** Kinds of objects whose text the server stores and executes later. */
const ROUTINES = new Set(['trigger', 'procedure', 'function', 'event', 'package']);
/** One of these kinds is looked for in the first words of a statement: `CREATE OR REPLACE DEFINER = a @ b TRIGGER`. */
const HEAD = 16;

/** Words that begin a block that ends with `END`. They begin statements; `CASE` also occurs in expressions, so it is handled separately. */
const BLOCKS = new Set(['begin', 'if', 'loop', 'repeat', 'while', 'for']);
/** What may come before a statement in a body. */
const BEFORE_STATEMENT = new Set(
  '; : ) begin atomic then else do loop repeat row deterministic data sql invoker definer'.split(' '),
);

/** Tracks the block depth inside a trigger or routine, where a semicolon does not end the statement of the file. */
export class RoutineDepth {
  #words = 0;
  #isCreate = false;
  #isRoutine = false;
  #depth = 0;
  #previous = '';

  get isOpen(): boolean {
    return this.#depth > 0;
  }

  reset(): void {
    this.#words = 0;
    this.#isCreate = false;
    this.#isRoutine = false;
    this.#depth = 0;
    this.#previous = '';
  }

  /** The next word or operator of the statement, in lower case. */
  read(word: string): void {
    if (this.#words === 0) this.#isCreate = word === 'create' || word === 'alter';
    this.#words++;
    if (!this.#isRoutine) {
      this.#isRoutine = this.#isCreate && this.#words <= HEAD && ROUTINES.has(word);
    } else if (word === 'end') {
      this.#depth--;
    } else if (this.#previous !== 'end') {
      const begins = BLOCKS.has(word) && (word === 'begin' || BEFORE_STATEMENT.has(this.#previous));
      if (begins || word === 'case') this.#depth++;
    }
    this.#previous = word;
  }
}

/** Where the stored body of a statement begins, by kind of object. */
const BODY_STARTS: readonly (readonly [of: RegExp, start: RegExp])[] = [
  [
    /^CREATE\b[^(]{0,200}?\bTRIGGER\b/i,
    /\bFOR\s+EACH\s+ROW\b(?:\s+(?:FOLLOWS|PRECEDES)\s+\S+)?|(?=\bBEGIN\b)/i,
  ],
  [/^(?:CREATE|ALTER)\b[^(]{0,200}?\bEVENT\b/i, /\bDO\b/i],
  [/^(?:CREATE|ALTER)\b[^(]{0,200}?\b(?:PROCEDURE|FUNCTION|PACKAGE)\b/i, /\)/],
  [/^(?:CREATE|ALTER)\b[^(]{0,200}?\bVIEW\b/i, /\bAS\b/i],
];

/** Splits a statement into the text that is executed and the body that is only stored. */
export function splitBody(whole: string): { readonly text: string; readonly body: string } {
  const start = BODY_STARTS.find(([of]) => of.test(whole))?.[1];
  const found = start?.exec(whole);
  if (!found) return { text: whole, body: '' };
  const at = found.index + found[0].length;
  return { text: whole.slice(0, at).trimEnd(), body: whole.slice(at).trim() };
}
