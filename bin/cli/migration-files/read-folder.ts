import { readdirSync } from 'node:fs';
import { compareVersions, withoutZeros } from '../../../lambda/domain/model/version.ts';
import { typedText } from '../monitor/typed-text.ts';

/** One file of a folder of migrations. */
export interface MigrationFile {
  /** Digits without leading zeros, as golang-migrate prints them. */
  readonly version: string;
  /** The part of the name between `_` and `.up.` or `.down.`; may be empty. */
  readonly identifier: string;
  readonly direction: 'up' | 'down';
  /** Name of the file in its folder. */
  readonly name: string;
}

/** A folder that golang-migrate cannot use either. The message is one sentence without its full stop. */
export class MigrationFolderError extends Error {
  override readonly name = 'MigrationFolderError';
}

/**
 * As golang-migrate reads names of files: the last `.up.` or `.down.` counts, and anything may follow it.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/source/parse.go
 */
const NAME = /^([0-9]+)_(.*)\.(down|up)\.(.*)$/;
/** golang-migrate skips a version that does not fit into 64 bits. */
const HIGHEST_VERSION = '18446744073709551615';

/** The migration that golang-migrate takes a file of this name for; `undefined` if it skips the file. */
export function migrationFile(name: string): MigrationFile | undefined {
  const [, digits, identifier = '', direction] = NAME.exec(name) ?? [];
  if (digits === undefined || compareVersions(digits, HIGHEST_VERSION) > 0) return undefined;
  return { version: withoutZeros(digits), identifier, direction: direction as 'up' | 'down', name };
}

/**
 * The migrations of a folder, ascending by version. Folders inside it, and files with other names, are skipped, as golang-migrate does.
 *
 * @throws {@link MigrationFolderError} if the folder cannot be read, has no `up` file, or has two files for one version and
 * direction: golang-migrate refuses such a folder
 */
export function readMigrationFolder(folder: string): readonly MigrationFile[] {
  const files = namesIn(folder)
    .flatMap((name) => migrationFile(name) ?? [])
    .sort((a, b) => compareVersions(a.version, b.version));
  if (!files.some(({ direction }) => direction === 'up'))
    throw new MigrationFolderError(
      `${typedText(folder)} has no file of golang-migrate, such as 12_add_email.up.sql`,
    );
  const seen = new Map<string, string>();
  for (const { version, direction, name } of files) {
    const other = seen.get(`${version} ${direction}`);
    if (other !== undefined)
      throw new MigrationFolderError(
        `${typedText(folder)} has two ${direction} files of version ${version}, ${typedText(other)} and ${typedText(name)}; golang-migrate refuses that`,
      );
    seen.set(`${version} ${direction}`, name);
  }
  return files;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [] : [entry.name],
    );
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new MigrationFolderError(`${typedText(folder)} cannot be read (${why})`);
  }
}
