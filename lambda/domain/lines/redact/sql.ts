import type { SqlDialect } from '../sql/dialect.ts';
import type { RedactionScope } from './scope.ts';
import { sensitiveRanges } from './sql-data/sensitive-ranges.ts';
import type { SqlRange } from './sql-data/sql-text.ts';

/** SQL with its data masked. `regular` is false when its quotes do not balance, so that code and data cannot be told apart. */
export interface MaskedSql {
  readonly text: string;
  readonly regular: boolean;
}

/**
 * Masks the data in `sql`: literals, comments, COPY rows, unquoted passwords.
 *
 * Keywords, identifiers, structure and the number of lines stay. With several dialects, text that is data in any of them is masked.
 * If the quotes do not balance, everything from the first quote of that kind on is masked. A `fragment` may begin in the middle of
 * a statement.
 */
export function maskSql(
  sql: string,
  dialects: readonly SqlDialect[],
  scope: RedactionScope,
  fragment = false,
): MaskedSql {
  const read = dialects.map((dialect) => sensitiveRanges(sql, dialect, fragment));
  const regular = read.every((one) => one.brokenFrom === undefined);
  let ranges: readonly SqlRange[] = read[0]?.ranges ?? [];
  if (read.length > 1)
    ranges = union(
      sql,
      read.flatMap((one) => one.ranges),
    );
  for (const { brokenFrom } of read) if (brokenFrom !== undefined) scope.suspect(sql.slice(brokenFrom));
  const parts: string[] = [];
  let done = 0;
  for (const { from, to, kind, bare } of ranges) {
    const value = sql.slice(from, to);
    if (bare) scope.suspect(value);
    const shown =
      kind === 'password' ? scope.maskCredential(value, kind, 'statement') : scope.mask(value, kind);
    parts.push(sql.slice(done, from), shown);
    done = to;
  }
  parts.push(sql.slice(done));
  return { text: parts.join(''), regular };
}

/** Overlapping ranges become one, including the quote before them, because the dialects disagree where it closes. Equal ranges stay unchanged. */
function union(sql: string, ranges: SqlRange[]): SqlRange[] {
  const merged: SqlRange[] = [];
  for (const range of ranges.sort((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    if (last === undefined || range.from >= last.to) merged.push(range);
    else if (range.to > last.to) {
      const from = /['"]/.test(sql[last.from - 1] ?? '') ? last.from - 1 : last.from;
      merged[merged.length - 1] = { ...last, from, to: range.to, kind: 'text' };
    }
  }
  return merged;
}
