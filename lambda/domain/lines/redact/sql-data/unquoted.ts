import { isStringPrefix } from '../../sql/lexer.ts';
import type { SqlPass, SqlText, SqlToken } from './sql-text.ts';

const CALLED_OR_QUALIFYING = /^\s{0,8}[(.]/;

/** `VALUES (hunter2)`: a word that somebody forgot to quote. */
export const markUnquotedValues: SqlPass = (text) => {
  for (const token of text.tokens) {
    if (token.kind !== 'word' || token.inside !== 'values' || token.role.known) continue;
    if (touchesQuote(text, token) || isQualified(token) || isCalledOrQualifying(text, token)) continue;
    text.markBare(token, 'text');
  }
};

/** Is `token` the name of a function, or a name before a dot? */
export function isCalledOrQualifying(text: SqlText, token: SqlToken): boolean {
  return CALLED_OR_QUALIFYING.test(text.after(token, 9));
}

/** Is the token a name directly after a dot, `@` or `:`? */
export function isQualified({ previous, start }: SqlToken): boolean {
  return previous?.kind === 'operator' && '.@:'.includes(previous.text) && previous.end === start;
}

/** Is the token the prefix of a literal, such as `E` in `E'…'`? */
export function touchesQuote({ sql }: SqlText, { text, end }: SqlToken): boolean {
  return isStringPrefix(text) && /['"$]/.test(sql[end] ?? '');
}
