import { compareVersions } from './version.ts';

export const ANNOUNCED_KEYS = ['database', 'environment', 'files'] as const;
export type AnnouncedKey = (typeof ANNOUNCED_KEYS)[number];

/** What an entrypoint announces about the run that it is about to start; docs/announce.md. */
export interface Announcement {
  /** `null` when the line has no usable name. */
  readonly database: string | null;
  readonly environment: string | null;
  readonly files: ImageFiles | null;
  /** Keys that are in the line with an unusable value. */
  readonly refused: readonly AnnouncedKey[];
}

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
