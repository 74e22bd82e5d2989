import { isWordAt } from './sql-lexer.ts';
import { formatToken, isMasked, lengthOf, type TokenKind } from './token.ts';

/** Where a credential was seen. */
export type LeakPlace =
  | 'database-url'
  | 'source-url'
  | 'broken-url'
  | 'connection-string'
  | 'statement'
  | 'message';

/** A credential that was in the text: what it was and where it stood, never its value. */
export interface LeakedCredential {
  readonly kind: 'password' | 'token' | 'key';
  readonly where: LeakPlace;
}

/**
 * Numbers equal secrets equally within one log batch, or one file in `parse`.
 *
 * Holds the plain values, in memory only: never store, send or log one.
 */
export interface RedactionScope {
  /** Redactions made so far. A token that was already there is not counted. */
  readonly count: number;
  /** Credentials seen so far, each pair of kind and place once, in order of first sight. */
  readonly leaked: readonly LeakedCredential[];
  /** The token for `value`, followed by as many newlines as the value had; masked or blank values come back as they are. */
  mask(value: string, kind: TokenKind): string;
  /** As {@link mask}, and notes that a credential leaked. */
  maskCredential(value: string, kind: LeakedCredential['kind'], where: LeakPlace): string;
  /** True when exactly `value` was masked in this scope. */
  hides(value: string): boolean;
  /** Notes text of which it cannot be told what is code and what is data. */
  suspect(text: string): void;
  /** True when `word` occurs in text noted by {@link suspect}. */
  isSuspect(word: string): boolean;
}

/** What loggers and drivers write in place of a password; it hides nothing. */
const PLACEHOLDER = /^(?:x{3,}|\*+|\.{3}|…|[<[({]?redacted[>\])}]?|%2A+)$/i;

class Scope implements RedactionScope {
  count = 0;
  readonly leaked: LeakedCredential[] = [];
  readonly #tokens = new Map<TokenKind, Map<string, string>>();
  readonly #suspects: string[] = [];

  mask(value: string, kind: TokenKind): string {
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
    // A word of one or two letters stands inside others everywhere.
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

/** Keeps the line count, so that the `in line N` of an error still points at its line. */
function newlinesOf(value: string): string {
  let found = '';
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) found += '\n';
  return found;
}
