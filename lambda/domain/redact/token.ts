/** What a redaction stands for; the word that appears in its token. */
export const TOKEN_KINDS = [
  'password',
  'token',
  'key',
  'e-mail',
  'text',
  'number',
  'row',
  'comment',
  'parameter',
  'statement',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Upper bounds (exclusive) of the length classes, in UTF-16 code units, and how each is written. */
const LENGTH_CLASSES: readonly (readonly [below: number, name: string])[] = [
  [4, '1–3'],
  [8, '4–7'],
  [16, '8–15'],
  [32, '16–31'],
  [64, '32–63'],
  [Number.POSITIVE_INFINITY, '64+'],
];

const SOURCE = `‹(${TOKEN_KINDS.join('|')}) #(\\d{1,7})(?:, (?:1–3|4–7|8–15|16–31|32–63|64\\+) chars)?›`;
const ALL = new RegExp(SOURCE, 'g');
const STICKY = new RegExp(SOURCE, 'y');

/** A fresh global regular expression that finds tokens: group 1 is the kind, group 2 the number. */
export function tokenPattern(): RegExp {
  return new RegExp(SOURCE, 'g');
}

/** The token for the `number`th value of `kind`. Numbers carry no length class: it would give away their size. */
export function formatToken(kind: TokenKind, number: number, length: number): string {
  if (kind === 'number') return `‹${kind} #${number}›`;
  const [, name] = LENGTH_CLASSES.find(([below]) => length < below)!;
  return `‹${kind} #${number}, ${name} chars›`;
}

/** Where the token that starts at `at` ends (exclusive); `at` itself when none starts there. */
export function tokenEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x2039) return at;
  STICKY.lastIndex = at;
  return STICKY.test(text) ? STICKY.lastIndex : at;
}

/** True when `text` is nothing but tokens and white space, hence has nothing left to hide. */
export function isMasked(text: string): boolean {
  return (text.includes('‹') ? text.replace(ALL, '') : text).trim() === '';
}

/**
 * `text` with every token overwritten by letters, so that nothing inside a token is taken for structure.
 *
 * As many letters as the token has, unless `length` says how many.
 */
export function blankTokens(text: string, length?: number): string {
  return text.includes('‹') ? text.replace(ALL, (token) => 'x'.repeat(length ?? token.length)) : text;
}

/** Length of `text` with every token counted as eight, so that a length class does not depend on numbering. */
export function lengthOf(text: string): number {
  return text.includes('‹') ? text.replace(ALL, '‹8chars›').length : text.length;
}

/**
 * Renumbers the tokens of `text`, per kind, in order of first appearance.
 *
 * The numbers of a scope depend on what else was in its batch; those of a stored record must not.
 */
export function renumberTokens(text: string): string {
  if (!text.includes('‹')) return text;
  const seen = new Map<string, number>();
  const next = new Map<string, number>();
  return text.replace(ALL, (token, kind: string, old: string) => {
    const key = `${kind} ${old}`;
    let number = seen.get(key);
    if (number === undefined) {
      number = (next.get(kind) ?? 0) + 1;
      next.set(kind, number);
      seen.set(key, number);
    }
    return old === String(number) ? token : token.replace(`#${old}`, `#${number}`);
  });
}
