import { COUNTING_WORDS } from '../../sql/words.ts';
import type { SqlPass, SqlText, SqlToken } from './sql-text.ts';

const CONNECTION_STRING = /passwo?r?d\s*=|:\/\/[^/\s@]*:[^\s@]*@/i;

/** All strings that are not blank. */
export const markStrings: SqlPass = (text) => {
  for (const token of text.tokens) {
    if (token.kind !== 'string' || token.isMarked) continue;
    const { from, to, isBlank } = contentOf(text, token);
    if (isBlank) continue;
    text.mark(
      token,
      isConnectionString(text.sql.slice(token.from, token.to)) ? 'password' : 'text',
      from,
      to,
    );
  }
};

/** Cheap test first: most literals have neither character. */
function isConnectionString(value: string): boolean {
  return (value.includes('=') || value.includes('@')) && CONNECTION_STRING.test(value);
}

/** What is masked of a string: its content, or all of it when it is in dollar quotes, because their tag may be data too. */
export function contentOf(
  { sql }: SqlText,
  token: SqlToken,
): { readonly from: number; readonly to: number; readonly isBlank: boolean } {
  const { start, from, to, closed } = token;
  const isBlank = sql.slice(from, to).trim() === '';
  if (sql[start] !== '$') return { from, to, isBlank };
  return { from: start, to: Math.min(sql.length, closed ? to + from - start : to), isBlank };
}

/** Numbers that are not structure. */
export const markNumbers: SqlPass = (text) => {
  for (const token of text.tokens)
    if (token.kind === 'number' && !isStructure(text, token)) text.mark(token, 'number');
};

/** Is the number a part of the schema or a count of rows, as in `varchar(64)` or `LIMIT 10`? 0 and 1 are never data. */
export function isStructure({ sql }: SqlText, { start, end, inside, previous }: SqlToken): boolean {
  const text = sql.slice(start, end);
  if (text === '0' || text === '1') return true;
  if (!/^\d{1,5}$/.test(text)) return false;
  return inside === 'sizes' || (previous?.kind === 'word' && COUNTING_WORDS.has(previous.text));
}
