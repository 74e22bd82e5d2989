/** A list of alternatives; each is a sequence of terms. */
export type Choice = readonly (readonly Term[])[];

/** Part of a regular expression: what it matches, and how often. */
export interface Term {
  readonly kind: 'character' | 'group' | 'assertion';
  /** Source of a character, class or escape. */
  readonly source: string;
  /** Body of a group; empty for other terms. */
  readonly body: Choice;
  readonly least: number;
  /** `Infinity` when it is unbounded. */
  readonly most: number;
}

const CHARACTER =
  /\[(?:\\.|[^\]\\])*\]|\\(?:u\{[^}]*\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^}]*\}|c[A-Za-z]|[^k1-9])|[^()|^$\\]/uy;
const ASSERTION = /\^|\$|\\[bB]/y;
const OPENING = /\((?:\?:|\?<(?![=!])[^>]*>)?(?!\?)/y;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,(\d*))?\})\??/y;

/**
 * Terms of a regular expression that JavaScript accepts with the flag `u`.
 *
 * `undefined` for look-around and back-references, and for any other syntax that this parser does not know.
 */
export function readTerms(regex: string): Choice | undefined {
  let at = 0;
  const take = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    const match = form.exec(regex);
    if (match) at += match[0].length;
    return match;
  };
  const choice = (): Choice | undefined => {
    const alternatives: Term[][] = [[]];
    while (at < regex.length && regex[at] !== ')') {
      if (take(/\|/y)) alternatives.push([]);
      else {
        const next = term();
        if (next === undefined) return undefined;
        alternatives.at(-1)!.push(next);
      }
    }
    return alternatives;
  };
  const term = (): Term | undefined => {
    const assertion = take(ASSERTION);
    if (assertion) return { kind: 'assertion', source: assertion[0], body: [], least: 1, most: 1 };
    if (take(OPENING)) {
      const body = choice();
      return body && take(/\)/y) ? { kind: 'group', source: '', body, ...times() } : undefined;
    }
    const character = take(CHARACTER);
    return character ? { kind: 'character', source: character[0], body: [], ...times() } : undefined;
  };
  const times = (): { least: number; most: number } => {
    const [, sign, from, comma, to] = take(QUANTIFIER) ?? [];
    if (sign) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity };
    if (from === undefined) return { least: 1, most: 1 };
    const least = Number(from);
    return { least, most: comma === undefined ? least : to ? Number(to) : Infinity };
  };
  const terms = choice();
  return at === regex.length ? terms : undefined;
}
