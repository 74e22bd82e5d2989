import type { SqlPass, SqlText, SqlToken } from './sql-text.ts';
import { isCalledOrQualifying } from './unquoted.ts';

/** Words before a value. */
const LEADS_TO_VALUE: ReadonlySet<string> = new Set(['like', 'ilike', 'default']);
const NAME = /^[\p{L}_][\p{L}\p{N}_ $.#-]{0,127}$/u;

/** Text in the quotes of an identifier that is a value by its place, or that no identifier looks like. */
export const markQuotedNames: SqlPass = (text) => {
  for (const token of text.tokens) {
    if (token.kind === 'undecided') text.mark(token, 'text');
    else if (token.kind === 'quoted' && (isValue(text, token) || !NAME.test(content(text, token))))
      text.markBare(token, 'text');
  }
};

function isValue(text: SqlText, token: SqlToken): boolean {
  const isPlaced = token.inside === 'values' || (text.sql[token.start] === '"' && isCompared(token));
  return isPlaced && !isCalledOrQualifying(text, token);
}

/** Does the token come after `=` or a similar word, where a quoted text may be a name or a value? */
function isCompared({ previous }: SqlToken): boolean {
  if (previous?.kind === 'operator') return previous.text === '=' || previous.text === '>';
  return previous?.kind === 'word' && LEADS_TO_VALUE.has(previous.text);
}

function content({ sql }: SqlText, { from, to }: SqlToken): string {
  return sql.slice(from, to);
}
