import { maskArgumentWords, mayBeCommand } from './arguments.ts';
import { maskErrorBlock, maskPartialBlock, maskSecrets, maskText } from './block.ts';
import { createScope, type RedactionScope } from './scope.ts';
import { maskShapedCredentials, mayHoldToken } from './vendor-tokens.ts';

export { maskCutEnds } from './cut-ends.ts';
export { createScope, type RedactionScope } from './scope.ts';
export { renumberTokens, tokenPattern } from './token.ts';
export { maskTarget } from './url.ts';

/** Characters and words without one of which there is nothing to mask: most lines end here. */
const TRIGGER =
  /["'`@=‘’“”«„]|:\/\/|-----BEGIN|row contains|value is|dup key|with value|command:\[|[Bb]earer |BEARER |constant \(|statement: |rocessing|[Ii]n (?:scope|query)|\(line \d|\(\.\.\.| \([^()[\]]{0,40}\[| in line -?\d|(?:[Pp]ass|PASS|[Pp]wd|PWD|[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Kk]ey|KEY|[Cc]redential|CREDENTIAL|[Aa]uthorization|AUTHORIZATION|[Cc]ookie)\w{0,16}[\s:>]|&\{|:_(?:auth|password)|\s--?[A-Za-z]|:(?:\d{4,5}|\*):|value: |XML |hooks?\/|unknown\b|source SQL/;
const IN_LINE = / in line -?\d+:/;

/**
 * One line with an anchor of its own: a line that golang-migrate prints, or its caller's text around it.
 *
 * Masks URLs' credentials, tokens, row values, values that engines quote, and e-mail addresses. Keeps versions, identifiers, names of
 * relations, columns and constraints, durations, SQLSTATEs, the wording, ` in line N` and ` (details: …)`. A line that holds the SQL of an
 * error is treated by {@link redactErrorBlock}.
 */
export function redactLine(text: string, scope: RedactionScope): string {
  if (!TRIGGER.test(text) && !mayBeCommand(text))
    return mayHoldToken(text) ? maskShapedCredentials(text, scope) : text;
  return IN_LINE.test(text) ? maskErrorBlock(text, scope) : maskText(text, scope);
}

/** A sentence of our own that repeats what somebody typed: only its credentials are masked, so that he knows his words again. */
export function redactSecrets(text: string): string {
  return maskSecrets(text, createScope());
}

/** Words of a command, as a platform tells them: as many words come back. */
export function redactCommand(words: readonly string[], scope: RedactionScope): readonly string[] {
  return maskArgumentWords(words, (word) => redactLine(word, scope), scope);
}

/**
 * A whole error, head and tail in one piece, of any number of lines.
 *
 * The SQL between ` in line N: ` and ` (details: ` is read in the dialect that the driver's text betrays: literals and comments are
 * masked; keywords, identifiers, structure and line count stay. Without details the SQL goes on to the end (SQLite), unless the
 * head says `migration failed`: then it is masked wholly.
 */
export function redactErrorBlock(text: string, scope: RedactionScope): string {
  return maskErrorBlock(text, scope);
}

/**
 * The head of an error whose tail is not there, or the reverse: the SQL in it is masked wholly, its line count kept.
 *
 * A head without ` in line N: ` is treated as text; a tail without ` (details: ` is masked wholly.
 */
export function redactPartialBlock(text: string, part: 'head' | 'tail', scope: RedactionScope): string {
  return maskPartialBlock(text, part, scope);
}
