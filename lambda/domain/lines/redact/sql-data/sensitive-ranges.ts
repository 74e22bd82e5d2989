import { isMasked } from '../../../model/redaction-token.ts';
import type { SqlDialect } from '../../sql/dialect.ts';
import { markNumbers, markStrings } from './literals.ts';
import { markNotCode } from './not-code.ts';
import { enterParentheses } from './parentheses.ts';
import { markPasswords } from './passwords.ts';
import { markQuotedNames } from './quoted-names.ts';
import { readTokens } from './read-tokens.ts';
import { type SqlPass, type SqlRange, SqlText } from './sql-text.ts';
import { markUnquotedValues } from './unquoted.ts';
import { wrongQuoteAt } from './wrong-quotes.ts';

/** The data in an SQL text: ranges in order, without overlap. From `brokenFrom` on, code and data cannot be told apart. */
export interface SensitiveRanges {
  readonly ranges: readonly SqlRange[];
  readonly brokenFrom: number | undefined;
}

/** The rules, in order: a token that a pass has marked is not marked again. A new rule is a new pass in this list. */
const PASSES: readonly SqlPass[] = [
  enterParentheses,
  markPasswords,
  markUnquotedValues,
  markQuotedNames,
  markStrings,
  markNumbers,
  markNotCode,
];

/**
 * Finds what is data in `sql` as `dialect` reads it.
 *
 * Text that does not begin like a statement, up to the next `;`, is not SQL: a file of settings, a list of rows, a script. All of it is
 * data, unless `sql` is a `fragment`, which may begin anywhere.
 */
export function sensitiveRanges(sql: string, dialect: SqlDialect, fragment = false): SensitiveRanges {
  const text = new SqlText(sql, readTokens(sql, dialect, fragment));
  for (const pass of PASSES) pass(text);
  const ranges = inOrder(sql, text.found);
  const brokenFrom = wrongQuoteAt(text);
  return brokenFrom === undefined ? { ranges, brokenFrom } : brokenAt(brokenFrom, ranges, sql.length);
}

/** All text from `at` on is one range, which begins earlier if another range contains `at`. */
function brokenAt(at: number, ranges: readonly SqlRange[], end: number): SensitiveRanges {
  const kept = ranges.filter((range) => range.to <= at);
  const from = Math.min(at, ranges[kept.length]?.from ?? at);
  return { ranges: [...kept, { from, to: end, kind: 'text' }], brokenFrom: from };
}

/** Sorts `ranges`, and removes overlaps, surrounding blanks, and text that is masked already. */
function inOrder(sql: string, ranges: SqlRange[]): readonly SqlRange[] {
  const ordered: SqlRange[] = [];
  let done = 0;
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const { kind, bare } = range;
    let { from, to } = range;
    if (kind !== 'text') {
      while (from < to && isBlank(sql.charCodeAt(from))) from++;
      while (to > from && isBlank(sql.charCodeAt(to - 1))) to--;
    }
    from = Math.max(from, done);
    if (from >= to || (sql[from] === '‹' && isMasked(sql.slice(from, to)))) continue;
    ordered.push(bare ? { from, to, kind, bare } : { from, to, kind });
    done = to;
  }
  return ordered;
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
