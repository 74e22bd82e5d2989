import type { MigrateError } from '../event.ts';
import { explain } from '../knowledge/explain.ts';
import { sqlStateOf } from '../knowledge/sql-state.ts';
import type { Run } from '../run.ts';
import type { PageError } from './message.ts';

/** Lines of the statement shown around the failing one. */
const AROUND = 1;

/** The error of a run, explained; `null` when the run has none. */
export function pageError(run: Run | null): PageError | null {
  const error = run?.error;
  if (!error) return null;
  const [known] = explain(error);
  return {
    plain: known?.title ?? error.class,
    cause: known?.cause ?? '',
    code: codeOf(error),
    text: error.details ?? error.message,
    where:
      error.line === null
        ? null
        : `line ${error.line}${error.column === null ? '' : `, column ${error.column}`}`,
    excerpt: excerptOf(error.statement, error.line),
  };
}

function codeOf(error: MigrateError): string | null {
  const sqlState = sqlStateOf(error);
  if (sqlState !== null) return `SQLSTATE ${sqlState}`;
  return error.vendorCode === null ? null : `error ${error.vendorCode}`;
}

/** The failing line and its neighbours; without a line number, the beginning. A blank line may have been lost on the way. */
function excerptOf(statement: string | null, line: number | null): readonly string[] {
  if (statement === null) return [];
  const lines = statement.trimEnd().split('\n');
  if (line !== null && line > lines.length) return [];
  const from = line === null ? 0 : Math.max(0, line - 1 - AROUND);
  const shown = lines.slice(from, line === null ? 1 + 2 * AROUND : line + AROUND);
  return shown.map(
    (text, index) => `${from + index + 1 === (line ?? 1) ? '>' : ' '} ${from + index + 1} | ${text}`,
  );
}
