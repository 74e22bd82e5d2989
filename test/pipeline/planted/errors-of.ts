/** How golang-migrate prints what each engine's driver says about a file. */

/** lib/pq: the server's message is in the head and in the details. */
export const pq = (said: string, sql: string, detail = '') =>
  `migration failed: ${said}${detail && `, ${detail}`} (column 1) in line 1: ${sql}\n (details: pq: ${said})`;
export const pgx = (said: string, sql: string, state = '42601') =>
  `migration failed: ${said} (column 1) in line 1: ${sql}\n (details: ERROR: ${said} (SQLSTATE ${state}))`;
/** Engines whose driver says it in the details alone. */
export const details = (said: string, sql: string) =>
  `migration failed in line 0: ${sql}\n (details: ${said})`;
export const mysql = (said: string, sql: string) => details(`Error ${said}`, sql);
export const nearMysql = (sql: string, near = sql) =>
  mysql(
    `1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${near.slice(0, 80)}' at line 1`,
    sql,
  );
export const mssql = (said: string, sql: string) =>
  `migration failed: ${said} in line 1: ${sql}\n (details: mssql: ${said})`;
export const clickhouse = (said: string, sql: string) => details(`code: 62, message: ${said}`, sql);
export const spanner = (said: string, sql: string) =>
  details(`rpc error: code = InvalidArgument desc = ${said}`, sql);
/** SQLite prints no details. */
export const sqlite = (said: string, sql: string) => `${said} in line 0: ${sql}`;

/** A file that a parser refuses at its first word. */
export const refusedAtStart = (file: string) => {
  const word = /^[^\s=:]{1,63}/.exec(file)?.[0] ?? file.slice(0, 1);
  return pq(`syntax error at or near "${word}"`, file);
};
