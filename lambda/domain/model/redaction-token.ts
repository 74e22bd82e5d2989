/** The kind of a redacted value; the word in its token. */
export const MASK_KINDS = [
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
export type MaskKind = (typeof MASK_KINDS)[number];

/** Exclusive upper bounds of the length classes, in UTF-16 code units, and how each class is written. */
const LENGTH_CLASSES = [
  { below: 4, name: '1–3' },
  { below: 8, name: '4–7' },
  { below: 16, name: '8–15' },
  { below: 32, name: '16–31' },
  { below: 64, name: '32–63' },
  { below: Number.POSITIVE_INFINITY, name: '64+' },
];

const SOURCE = `‹(${MASK_KINDS.join('|')}) #(\\d{1,7})(?:, (?:1–3|4–7|8–15|16–31|32–63|64\\+) chars)?›`;
const ALL = new RegExp(SOURCE, 'g');
const STICKY = new RegExp(SOURCE, 'y');

/** A fresh global regular expression that finds tokens: group 1 is the kind, group 2 the number. */
export function tokenPattern(): RegExp {
  return new RegExp(SOURCE, 'g');
}

/** The token for the `number`th value of `kind`. Tokens for numbers have no length class, because it would give away their size. */
export function formatToken(kind: MaskKind, number: number, length: number): string {
  if (kind === 'number') return `‹${kind} #${number}›`;
  return `‹${kind} #${number}, ${LENGTH_CLASSES.find(({ below }) => length < below)!.name} chars›`;
}

/** Exclusive end of the token that starts at `at`; `at` itself when none starts there. */
export function tokenEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x2039) return at;
  STICKY.lastIndex = at;
  return STICKY.test(text) ? STICKY.lastIndex : at;
}

/** Is `text` only tokens and white space, so that nothing is left to mask? */
export function isMasked(text: string): boolean {
  return (text.includes('‹') ? text.replace(ALL, '') : text).trim() === '';
}

/**
 * `text` with every token replaced by letters, so that nothing inside a token is taken for structure.
 *
 * There are as many letters as the token has characters, or `length` of them if given.
 */
export function blankTokens(text: string, length?: number): string {
  return text.includes('‹') ? text.replace(ALL, (token) => 'x'.repeat(length ?? token.length)) : text;
}

/** Length of `text` with every token counted as eight characters, so that a length class does not depend on numbering. */
export function lengthOf(text: string): number {
  return text.includes('‹') ? text.replace(ALL, '‹8chars›').length : text.length;
}

/**
 * Renumbers the tokens of `text` by kind, in order of first appearance.
 *
 * The numbers in a scope depend on the rest of its batch, but those in a stored record must not.
 */
export function renumberTokens(text: string): string {
  if (!text.includes('‹')) return text;
  const seen = new Map<string, Map<string, string>>();
  let out = '';
  let done = 0;
  for (const { index, 1: kind, 2: old } of text.matchAll(ALL)) {
    const numbers = seen.get(kind!) ?? new Map<string, string>();
    if (numbers.size === 0) seen.set(kind!, numbers);
    const number = numbers.get(old!) ?? String(numbers.size + 1);
    numbers.set(old!, number);
    const at = index + `‹${kind} #`.length;
    out += text.slice(done, at) + number;
    done = at + old!.length;
  }
  return out + text.slice(done);
}
