import { maskMessageValues } from './message-values.ts';
import { maskQuotations } from './quotations.ts';
import type { RedactionScope } from './scope.ts';
import { NOTHING_STATED, type StatedWords } from './stated-words.ts';

/**
 * Masks the values that an engine quotes in its messages. Names of relations, columns, constraints, databases and users stay.
 *
 * Quoted text stays only if the words before it show that it is a name, or if it is a message itself. A word that the engine
 * repeats from an expression may be an unquoted value, so it stays only if the statement uses it as a name (`stated`).
 */
export function maskMessage(
  text: string,
  scope: RedactionScope,
  stated: StatedWords = NOTHING_STATED,
): string {
  const { text: masked, decided } = maskMessageValues(text, scope, stated);
  return /["'`]/.test(masked) ? maskQuotations(masked, decided, scope, stated) : masked;
}
