import { formatToken, isMasked, lengthOf, type MaskKind } from '../../model/redaction-token.ts';
import { isWordAt } from '../sql/lexer.ts';

/** Where a credential was seen. */
export type LeakPlace =
  | 'database-url'
  | 'source-url'
  | 'broken-url'
  | 'connection-string'
  | 'statement'
  | 'message';

/** A credential that was in the text: its kind and where it was, never its value. */
export interface LeakedCredential {
  readonly kind: 'password' | 'token' | 'key';
  readonly where: LeakPlace;
}

/**
 * Gives equal secrets the same number, within one log batch or within one file of `migrate-watch parse`.
 *
 * It holds the plain values, in memory only: never store, send or log a scope.
 */
export interface RedactionScope {
  /** How many redactions were made so far. Tokens that were in the text before are not counted. */
  readonly count: number;
  /** Credentials seen so far: each pair of kind and place once, in order of appearance. */
  readonly leaked: readonly LeakedCredential[];
  /** The token for `value`, followed by as many newlines as `value` has. Masked or blank values are returned unchanged. */
  mask(value: string, kind: MaskKind): string;
  /** Like {@link mask}, and records that a credential leaked. */
  maskCredential(value: string, kind: LeakedCredential['kind'], where: LeakPlace): string;
  /** True when exactly `value` was masked in this scope. */
  hides(value: string): boolean;
  /** Notes text in which code and data cannot be told apart. */
  suspect(text: string): void;
  /** True when `word` occurs in text that was noted by {@link suspect}. */
  isSuspect(word: string): boolean;
}

/** What loggers and drivers print in place of a password. It needs no mask. */
const PLACEHOLDER = /^(?:x{3,}|\*+|\.{3}|…|[<[({]?redacted[>\])}]?|%2A+)$/i;

class Scope implements RedactionScope {
  count = 0;
  readonly leaked: LeakedCredential[] = [];
  readonly #tokens = new Map<MaskKind, Map<string, string>>();
  readonly #suspects: string[] = [];

  mask(value: string, kind: MaskKind): string {
    const tokens = this.#tokens.get(kind) ?? new Map<string, string>();
    let token = tokens.get(value);
    if (token === undefined) {
      if (isMasked(value)) return value;
      token = formatToken(kind, tokens.size + 1, lengthOf(value)) + newlinesOf(value);
      this.#tokens.set(kind, tokens.set(value, token));
    }
    this.count++;
    return token;
  }

  maskCredential(value: string, kind: LeakedCredential['kind'], where: LeakPlace): string {
    if (isMasked(value) || PLACEHOLDER.test(value)) return value;
    if (!this.leaked.some((one) => one.kind === kind && one.where === where))
      this.leaked.push({ kind, where });
    return this.mask(value, kind);
  }

  hides(value: string): boolean {
    for (const tokens of this.#tokens.values()) if (tokens.has(value)) return true;
    return false;
  }

  suspect(text: string): void {
    this.#suspects.push(text);
  }

  isSuspect(word: string): boolean {
    // A word of one or two letters occurs inside many other words, so it must match as a whole word.
    return this.#suspects.some((text) => (word.length > 2 ? text.includes(word) : holdsWord(text, word)));
  }
}

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + word.length)) return true;
  return false;
}

/** A new, empty scope. */
export function createScope(): RedactionScope {
  return new Scope();
}

/** As many newlines as the value has, so that the `in line N` of an error still points at the right line. */
function newlinesOf(value: string): string {
  let found = '';
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) found += '\n';
  return found;
}
