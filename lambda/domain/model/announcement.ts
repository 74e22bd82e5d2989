import { compareVersions } from './version.ts';

export const ANNOUNCED_KEYS = [
  'database',
  'environment',
  'url',
  'files',
  'digests',
  'sql',
  'commit',
] as const;
export type AnnouncedKey = (typeof ANNOUNCED_KEYS)[number];

/** What an entrypoint announces about the run that it is about to start; docs/announce.md. */
export interface Announcement {
  /** `null` when the line has no usable name. */
  readonly database: string | null;
  readonly environment: string | null;
  readonly files: ImageFiles | null;
  /** `scheme://host:port/database`, without user and password. Left out if the line has no usable one. */
  readonly url?: string;
  /** First 8 hexadecimal digits of the SHA-256 of each file of {@link ImageFiles.newest}, in that order; `null` where not known. */
  readonly digests?: readonly (string | null)[];
  /** What each of these files does, in the same order. */
  readonly sql?: readonly (FileSql | null)[];
  /** The commit that the image was built from, 7 to 64 hexadecimal digits. */
  readonly commit?: string;
  /** Keys that are in the line with an unusable value. */
  readonly refused: readonly AnnouncedKey[];
}

/**
 * Does the time that a migration takes depend on how many rows the tables have?
 *
 * `metadata`: no. `rows`: yes. `unknown`: its SQL does not show it.
 */
export const SQL_CLASSES = ['metadata', 'rows', 'unknown'] as const;
export type SqlClass = (typeof SQL_CLASSES)[number];

/** What the SQL of one file does, as `migrate-watch describe` reads it. */
export interface FileSql {
  readonly class: SqlClass;
  /** The table whose rows the first statement of the class `rows` works on, in lower case; `schema.table` if the file names a schema. Left out if not known. */
  readonly table?: string;
}

/** A digest has this many hexadecimal digits. */
export const DIGEST_DIGITS = 8;

/** Versions of the `up` files that an image carries. */
export interface ImageFiles {
  /** How many files there are. If there are more than {@link LISTED_VERSIONS}, only the highest versions are listed. */
  readonly count: number;
  /** The highest versions, ascending, without leading zeros; at least one. */
  readonly newest: readonly string[];
}

/** A late-merged file has a version near the highest, so the old versions are not needed. */
export const LISTED_VERSIONS = 200;

/** Are all files listed? If not, the versions below the listed ones are unknown. */
export function isWhole({ count, newest }: ImageFiles): boolean {
  return newest.length >= count;
}

/** `versions` may come in any order. `count` is the size of the whole set, when `versions` is only a part of it. */
export function imageFiles(versions: Iterable<string>, count = 0): ImageFiles {
  const all = [...new Set(versions)].sort(compareVersions);
  return { count: Math.max(all.length, count), newest: all.slice(-LISTED_VERSIONS) };
}

export function highestOf({ newest }: ImageFiles): string {
  return newest.at(-1)!;
}
