import { statementsOf } from '../diagnosis/engine/profiles.ts';
import { lookUpKnowledge } from '../diagnosis/knowledge/look-up-knowledge.ts';
import { isMysql, sqlStateOf } from '../diagnosis/knowledge/sql-state.ts';
import { allWords } from '../model/error-words.ts';
import type { MigrateError } from '../model/event.ts';
import type { PageError } from '../model/page-message.ts';
import type { Run } from '../model/run.ts';

/** How many lines of the statement are shown before and after the failing one. */
const AROUND = 1;

/** The error of a run, explained; `null` when the run has none. */
export function pageError(run: Run | null): PageError | null {
  const error = run?.error;
  if (!error) return null;
  const [known] = lookUpKnowledge(error);
  const engine = isMysql(error) ? 'mysql' : null;
  return {
    plain: known?.title ?? error.class,
    usualCause: known?.cause ?? '',
    code: codeOf(error),
    text: allWords(error),
    where:
      error.line === null
        ? null
        : `line ${error.line}${error.column === null ? '' : `, column ${error.column}`}`,
    excerpt: linesOf(error.statement, error.line),
    ...(statementsOf(error.statement ?? '', engine).length > 1 ? { excerptOf: 'file' } : {}),
  };
}

function codeOf(error: MigrateError): string | null {
  const sqlState = sqlStateOf(error);
  if (sqlState !== null) return `SQLSTATE ${sqlState}`;
  if (error.vendorCode === null) return null;
  return `${isMysql(error) ? 'MySQL error' : 'error'} ${error.vendorCode}`;
}

/**
 * The failing line with the lines around it; the first lines if there is no line number. Empty if the statement has fewer lines
 * than the number, which happens when blank lines were lost in the log.
 */
function linesOf(statement: string | null, line: number | null): readonly string[] {
  if (statement === null) return [];
  const lines = statement.trimEnd().split('\n');
  if (line !== null && line > lines.length) return [];
  const from = line === null ? 0 : Math.max(0, line - 1 - AROUND);
  const shown = lines.slice(from, line === null ? 1 + 2 * AROUND : line + AROUND);
  return shown.map(
    (text, index) => `${from + index + 1 === (line ?? 1) ? '>' : ' '} ${from + index + 1} | ${text}`,
  );
}
