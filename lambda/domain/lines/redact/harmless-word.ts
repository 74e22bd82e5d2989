import { isMasked } from '../../model/redaction-token.ts';
import { SQL_WORDS } from '../sql/words.ts';
import type { RedactionScope } from './scope.ts';
import type { StatedWords } from './stated-words.ts';

/** A word that may be a name, or `%` or `*`: any name. */
export const NAME = /^(?:[\p{L}_][\p{L}\p{N}_$.-]{0,127}|[%*])$/u;

/** Is it an operator, or one word that is a name ({@link isName})? */
export function isHarmlessWord(value: string, scope: RedactionScope, stated: StatedWords): boolean {
  if (isMasked(value)) return true;
  if (value.length <= 3 && /^[^\p{L}\p{N}'"`]+$/u.test(value)) return true;
  const word = /^"[^"]+"$/.test(value) ? value.slice(1, -1) : value;
  return NAME.test(word) && isName(word, scope, stated);
}

/** Is it a keyword, or does the statement use it as a name and nowhere as data? */
export function isName(word: string, scope: RedactionScope, stated: StatedWords): boolean {
  return SQL_WORDS.has(word.toLowerCase()) || (stated(word) && !isData(word, scope));
}

/** Is the word hidden somewhere else, or suspected to be data? */
export function isData(word: string, scope: RedactionScope): boolean {
  return scope.hides(word) || scope.isSuspect(word);
}
