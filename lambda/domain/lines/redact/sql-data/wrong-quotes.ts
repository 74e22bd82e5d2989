import { isStringPrefix, isWordAt } from '../../sql/lexer.ts';
import type { SqlText, SqlToken } from './sql-text.ts';

/**
 * Where the text begins whose quotes were not paired as the engine pairs them, so that code and data cannot be told apart: at the first
 * quote of that kind. Undefined if all quotes are plausible.
 */
export function wrongQuoteAt({ sql, tokens }: SqlText): number | undefined {
  const firstOf = new Map<string, number>();
  /** Words since the last string that are not SQL's; -1 after anything else. */
  let unknownWords = -1;
  for (const token of tokens) {
    const { kind, start } = token;
    if (kind === 'comment') continue;
    // A backslash is never code, so the quotes before it were not read as the engine reads them.
    if (kind === 'foreign' && sql[start] === '\\') return firstOf.values().next().value ?? start;
    if (kind === 'string' || kind === 'quoted' || kind === 'undecided') {
      const quote = sql[start]!;
      if (!firstOf.has(quote)) firstOf.set(quote, start);
      if (quote !== '$' && !(token.closed && standsFree(sql, token))) return firstOf.get(quote);
      // 'say ' hunter2 ' twice': the quotes balance but pair wrongly, so what looks like code is inside a literal.
      if (kind === 'string' && unknownWords > 0) return firstOf.get(quote);
    }
    if (kind === 'string') unknownWords = 0;
    else if (kind !== 'word' || token.role.known) unknownWords = -1;
    else if (unknownWords >= 0 && !isStringPrefix(token.text)) unknownWords++;
  }
  return undefined;
}

/** False if a word, a number or another literal is adjacent to the quotes. */
function standsFree(sql: string, { start, to, previous }: SqlToken): boolean {
  if (previous?.end === start) {
    if (previous.kind === 'word' && !isStringPrefix(previous.text)) return false;
    if (ADJACENT_TO_NO_QUOTE.has(previous.kind)) return false;
  }
  return sql[to + 1] !== '\\' && !isWordAt(sql, to + 1);
}

const ADJACENT_TO_NO_QUOTE: ReadonlySet<string> = new Set(['number', 'foreign', 'string', 'quoted']);
