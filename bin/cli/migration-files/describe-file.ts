import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassifiedEngine } from '../../../lambda/contract/engine.ts';
import { fileSql } from '../../../lambda/domain/diagnosis/sql-class/file-sql.ts';
import { DIGEST_DIGITS, type FileSql } from '../../../lambda/domain/model/announcement.ts';
import { typedText } from '../monitor/typed-text.ts';
import { type MigrationFile, MigrationFolderError } from './read-folder.ts';

/** An `up` file, with what an announcement says about it. */
export interface DescribedFile extends MigrationFile {
  /** First hexadecimal digits of the SHA-256 of its bytes. */
  readonly digest: string;
  readonly sql: FileSql;
}

/**
 * Describes the `up` files among `files`, in the same order.
 *
 * A file whose name does not end with `.sql` is `unknown`: golang-migrate also runs JSON files, for MongoDB.
 *
 * @throws {@link MigrationFolderError} if a file cannot be read
 */
export function describeUpFiles(
  folder: string,
  files: readonly MigrationFile[],
  engine: ClassifiedEngine | null,
): readonly DescribedFile[] {
  return files
    .filter(({ direction }) => direction === 'up')
    .map((file) => {
      const bytes = bytesOf(join(folder, file.name));
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_DIGITS);
      const isSql = file.name.toLowerCase().endsWith('.sql');
      const sql: FileSql = isSql ? fileSql(bytes.toString('utf8'), engine) : { class: 'unknown' };
      return { ...file, digest, sql };
    });
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new MigrationFolderError(`${typedText(file)} cannot be read (${why})`);
  }
}
