import type { MigrateError } from '../../model/event.ts';
import { SERVER_WORDING } from './server-wording.ts';

/**
 * PostgreSQL's SQLSTATE of `error`: the printed one, else the one that its English message stands for.
 *
 * `null` for MySQL, whose SQLSTATEs are coarser than its numbers, and for a message that is not in the table. This function has its
 * own file, because writers need it and must not bundle all the texts of the knowledge tables.
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

/** The server's message after other words and `pq: `, as in `failed to open database: pq: …`. */
function pqWords(message: string): string | undefined {
  return /\bpq: ([^\n]*)/.exec(message)?.[1];
}

/** Is it an error of MySQL or MariaDB? Their numbers say more than their SQLSTATEs. */
export function isMysql({ vendorCode, details, message }: MigrateError): boolean {
  return vendorCode !== null && /\bError \d{4}\b/.test(details ?? message);
}
