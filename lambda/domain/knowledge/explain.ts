import { ERROR_CLASSES } from '../error-class.ts';
import type { MigrateError } from '../event.ts';
import { CLASS_KNOWLEDGE } from './error-classes.ts';
import type { Entry, Knowledge } from './knowledge.ts';
import { MYSQL_KNOWLEDGE } from './mysql-errors.ts';
import { SERVER_WORDING } from './server-wording.ts';
import { SQLSTATE_KNOWLEDGE } from './sqlstates.ts';

/** Every entry, in the runbook's order: classes, SQLSTATEs, MySQL numbers. */
export const KNOWLEDGE: readonly Knowledge[] = [
  ...ERROR_CLASSES.map((code) => ({ kind: 'class' as const, code, ...CLASS_KNOWLEDGE[code] })),
  ...byCode(SQLSTATE_KNOWLEDGE).map(([code, entry]) => ({
    kind: 'sqlstate' as const,
    code,
    ...entry,
  })),
  ...byCode(MYSQL_KNOWLEDGE).map(([code, entry]) => ({ kind: 'mysql' as const, code, ...entry })),
];

/** An object's own order puts codes that look like numbers first. */
function byCode(table: Readonly<Record<string, Entry>>): readonly (readonly [string, Entry])[] {
  return Object.entries(table).sort(([one], [other]) => (one < other ? -1 : 1));
}

const BY_KEY = new Map(KNOWLEDGE.map((knowledge) => [`${knowledge.kind} ${knowledge.code}`, knowledge]));

/** What is known about `error`, most specific first; the last one is its class's, so it is never empty. */
export function explain(error: MigrateError): readonly Knowledge[] {
  const number = isMysql(error) ? BY_KEY.get(`mysql ${error.vendorCode}`) : undefined;
  const sqlState = sqlStateOf(error);
  const state = sqlState === null ? undefined : BY_KEY.get(`sqlstate ${sqlState}`);
  return [number, state, BY_KEY.get(`class ${error.class}`)].filter((one) => one !== undefined);
}

/**
 * PostgreSQL's SQLSTATE of `error`: the printed one, else the one its English wording stands for.
 *
 * `null` for MySQL, whose SQLSTATEs are coarser than its numbers, and for wording that is not in the table.
 */
export function sqlStateOf(error: MigrateError): string | null {
  if (isMysql(error)) return null;
  if (error.sqlState !== null) return error.sqlState;
  const words = /^pq: ([\s\S]*)$/.exec(error.details ?? error.message)?.[1] ?? pqWords(error.message);
  if (words === undefined) return null;
  return (
    SERVER_WORDING.find(
      ([, wording, only]) => wording.test(words) && (only ?? error.class) === error.class,
    )?.[0] ?? null
  );
}

/** `failed to open database: pq: …` and whatever else a caller wrote before the driver's words. */
function pqWords(message: string): string | undefined {
  return /\bpq: ([^\n]*)/.exec(message)?.[1];
}

function isMysql({ vendorCode, details, message }: MigrateError): boolean {
  return vendorCode !== null && /\bError \d{4}\b/.test(details ?? message);
}
