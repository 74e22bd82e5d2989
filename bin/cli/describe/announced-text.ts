import { listText, sqlText } from '../../../lambda/domain/lines/parse/announced-values.ts';
import { type FileSql, LISTED_VERSIONS } from '../../../lambda/domain/model/announcement.ts';
import type { DescribedFile } from '../migration-files/describe-file.ts';

/**
 * Most characters of the text. FireLens cuts a record at 16 KB, and the entrypoint adds the names of database and environment.
 *
 * @see https://docs.docker.com/engine/logging/plugins/#max-log-size-and-buffering
 */
const MOST_CHARACTERS = 15_000;

/**
 * The part of an announcement that only the files and the commit decide: `files="…" digests="…" sql="…" commit=…`.
 *
 * Has the highest {@link LISTED_VERSIONS} files, because no more are kept. If that is too long, tables are left out, those of the lowest versions
 * first: their files are the least likely to be pending.
 *
 * @param files ascending by version, at least one
 */
export function announcedText(files: readonly DescribedFile[], commit: string | undefined): string {
  const listed = files.slice(-LISTED_VERSIONS);
  let sql: FileSql[] = listed.map((file) => file.sql);
  let text = textOf(listed, files.length, sql, commit);
  for (let index = 0; text.length > MOST_CHARACTERS && index < sql.length; index++) {
    sql = sql.with(index, { class: sql[index]!.class });
    text = textOf(listed, files.length, sql, commit);
  }
  return text;
}

function textOf(
  listed: readonly DescribedFile[],
  count: number,
  sql: readonly FileSql[],
  commit: string | undefined,
): string {
  return [
    `files="${listed.map(({ version }) => version).join(',')}"`,
    ...(count > listed.length ? [`of=${count}`] : []),
    `digests="${listText(
      listed.map(({ digest }) => digest),
      (digest) => digest,
    )}"`,
    `sql="${listText(sql, sqlText)}"`,
    ...(commit === undefined ? [] : [`commit=${commit}`]),
  ].join(' ');
}
