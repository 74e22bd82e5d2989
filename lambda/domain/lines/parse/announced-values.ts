import { DIGEST_DIGITS, type FileSql, type ImageFiles, SQL_CLASSES } from '../../model/announcement.ts';

/** Stands for one value of a list that is not known. */
const NOT_KNOWN = '-';

const DIGEST = /^[0-9a-f]{8,64}$/i;
const COMMIT = /^[0-9a-f]{7,64}$/i;

/** A table, with a schema or without, at most 64 characters. Names with other characters are left out by {@link sqlText}. */
const TABLE = /^(?=.{1,64}$)[\w$]+(?:\.[\w$]+)?$/;
const FILE_SQL = /^([mru])(?::(.+))?$/;

/**
 * `scheme://host:port/database`. A user and a masked password are accepted and dropped. Anything else may hold a credential: a
 * password, options, and characters that a host name or the name of a database does not have.
 */
const URL =
  /^([a-z][a-z0-9+.-]{0,20}):\/\/(?:[^\s:@/?#"]{1,128}(?::\*{1,8})?@)?(?:tcp\()?([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::(\d{1,5}))?\)?\/([\w.-]{1,64})$/;

/** The address without user and password, built from its parts; `undefined` when the text is not such an address. */
export function urlOf(text: string): string | undefined {
  const [, scheme, host, port, database] = URL.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  return `${scheme}://${host}${port === undefined ? '' : `:${port}`}/${database}`;
}

export function commitOf(text: string): string | undefined {
  return COMMIT.test(text) ? text.toLowerCase() : undefined;
}

/** A digest as it is announced, compared and stored; `undefined` when the text is not one. */
export function digestOf(text: string): string | undefined {
  return DIGEST.test(text) ? text.slice(0, DIGEST_DIGITS).toLowerCase() : undefined;
}

/** One value of the list `sql`: `m`, `u`, `r`, or `r:orders`. */
export function fileSqlOf(text: string): FileSql | undefined {
  const [, letter, table] = FILE_SQL.exec(text) ?? [];
  const found = SQL_CLASSES.find(([first]) => first === letter);
  if (found === undefined || (table !== undefined && !TABLE.test(table))) return undefined;
  return { class: found, ...(table !== undefined && { table: table.toLowerCase() }) };
}

export function sqlText({ class: kind, table }: FileSql): string {
  return table !== undefined && TABLE.test(table) ? `${kind[0]}:${table}` : kind[0]!;
}

/**
 * A list with one value for each of the versions that `files` lists, in the order of {@link ImageFiles.newest}.
 *
 * `undefined` when there are more or fewer values than versions, or one that cannot be used. A version that is listed twice with
 * different values has `null`.
 *
 * @param versions as the line lists them, without leading zeros
 */
export function listOf<T>(
  list: string,
  versions: readonly string[],
  { newest }: ImageFiles,
  read: (text: string) => T | undefined,
): readonly (T | null)[] | undefined {
  const texts = list.split(',', versions.length + 1);
  if (texts.length !== versions.length) return undefined;
  const byVersion = new Map<string, string>();
  for (const [index, version] of versions.entries()) {
    const text = texts[index]!;
    const other = byVersion.get(version);
    byVersion.set(version, other === undefined || other === text ? text : NOT_KNOWN);
    if (text !== NOT_KNOWN && read(text) === undefined) return undefined;
  }
  return newest.map((version) => {
    const text = byVersion.get(version)!;
    return text === NOT_KNOWN ? null : read(text)!;
  });
}

/** The text that {@link listOf} reads. */
export function listText<T>(values: readonly (T | null)[], write: (value: T) => string): string {
  return values.map((value) => (value === null ? NOT_KNOWN : write(value))).join(',');
}
