import { maskArgumentWords, mayBeCommand } from './arguments.ts';
import { maskErrorBlock, maskPartialBlock, maskSecrets, maskText } from './block.ts';
import { createScope, type RedactionScope } from './scope.ts';
import { maskShapedCredentials, mayHoldToken } from './vendor-tokens.ts';

export { renumberTokens, tokenPattern } from '../../model/redaction-token.ts';
export { maskCutEnds } from './cut-ends.ts';
export { createScope, type RedactionScope } from './scope.ts';
export { maskTarget } from './url.ts';

/** Cheap test: a line without any of these characters and words has nothing to mask. Most lines have none. */
const TRIGGER =
  /["'`@=‘’“”«„]|:\/\/|-----BEGIN|row contains|value is|dup key|with value|command:\[|[Bb]earer |BEARER |constant \(|statement: |rocessing|[Ii]n (?:scope|query)|\(line \d|\(\.\.\.| \([^()[\]]{0,40}\[| in line -?\d|(?:[Pp]ass|PASS|[Pp]wd|PWD|[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Kk]ey|KEY|[Cc]redential|CREDENTIAL|[Aa]uthorization|AUTHORIZATION|[Cc]ookie)\w{0,16}[\s:>]|&\{|:_(?:auth|password)|\s--?[A-Za-z]|:(?:\d{4,5}|\*):|value: |XML |hooks?\/|unknown\b|source SQL/;
const IN_LINE = / in line -?\d+:/;

/**
 * Redacts one line that has an anchor: a line of golang-migrate, or a caller's text around it.
 *
 * Masks credentials in URLs, tokens, row values, values that engines quote, and e-mail addresses. Keeps versions, identifiers, names of
 * relations, columns and constraints, durations, SQLSTATEs, the wording, ` in line N` and ` (details: …)`. A line that contains the SQL
 * of an error is handled by {@link redactErrorBlock}.
 */
export function redactLine(text: string, scope: RedactionScope): string {
  if (!TRIGGER.test(text) && !mayBeCommand(text))
    return mayHoldToken(text) ? maskShapedCredentials(text, scope) : text;
  return IN_LINE.test(text) ? maskErrorBlock(text, scope) : maskText(text, scope);
}

/** Redacts a sentence that repeats what a user typed. Masks only credentials, so that users recognise their own words. */
export function redactSecrets(text: string): string {
  return maskSecrets(text, createScope());
}

/** Redacts the words of a command, as a platform gives them; returns the same number of words. */
export function redactCommand(words: readonly string[], scope: RedactionScope): readonly string[] {
  return maskArgumentWords(words, (word) => redactLine(word, scope), scope);
}

/**
 * Redacts a complete error, with head and tail, of any number of lines.
 *
 * The SQL between ` in line N: ` and ` (details: ` is read in the dialect that the driver's text shows. Literals and comments are
 * masked; keywords, identifiers, structure and line count stay. Without details the SQL goes on to the end (SQLite), unless the
 * head says `migration failed`; then it is masked as a whole.
 */
export function redactErrorBlock(text: string, scope: RedactionScope): string {
  return maskErrorBlock(text, scope);
}

/**
 * Redacts the head of an error whose tail is missing, or the reverse. The SQL in it is masked as a whole; its line count stays.
 *
 * A head without ` in line N: ` is treated as text. A tail without ` (details: ` is masked as a whole.
 */
export function redactPartialBlock(text: string, part: 'head' | 'tail', scope: RedactionScope): string {
  return maskPartialBlock(text, part, scope);
}
