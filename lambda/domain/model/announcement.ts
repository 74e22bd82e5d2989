import { compareVersions } from './version.ts';

export const ANNOUNCED_KEYS = ['database', 'environment', 'files'] as const;
export type AnnouncedKey = (typeof ANNOUNCED_KEYS)[number];

/** What an entrypoint says of the run that it is about to start; docs/announce.md. */
export interface Announcement {
  /** `null` when it says none that can be used. */
  readonly database: string | null;
  readonly environment: string | null;
  readonly files: ImageFiles | null;
  /** Keys that are in the line with a value that cannot be used. */
  readonly refused: readonly AnnouncedKey[];
}

/** Versions of the `up` files that an image carries. */
export interface ImageFiles {
  /** How many there are; more than are listed, when there are more than {@link LISTED_VERSIONS}. */
  readonly count: number;
  /** The highest of them, ascending, without leading zeros; at least one. */
  readonly newest: readonly string[];
}

/** A file that is merged late has a version near the highest: nobody needs the old ones. */
export const LISTED_VERSIONS = 200;

/** Are all files listed, or is there something below that is not known? */
export function isWhole({ count, newest }: ImageFiles): boolean {
  return newest.length >= count;
}

/** Files of these versions, in any order; `count` is what they are part of. */
export function imageFiles(versions: Iterable<string>, count = 0): ImageFiles {
  const all = [...new Set(versions)].sort(compareVersions);
  return { count: Math.max(all.length, count), newest: all.slice(-LISTED_VERSIONS) };
}

export function highestOf({ newest }: ImageFiles): string {
  return newest.at(-1)!;
}
