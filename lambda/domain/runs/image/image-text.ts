import type { ImageFinding } from './compare-image.ts';

/** A finding as one sentence that names the versions. */
export function imageText({ kind, versions, stands }: ImageFinding): string {
  switch (kind) {
    case 'skipped-lower-version':
      return `${theVersions(versions)} came with this image, below ${stands}, which the database had passed without ${versions.length === 1 ? 'it' : 'them'}`;
    case 'image-newer':
      return `the image has ${theVersions(versions)}, above ${stands}, which the database is at, but the run said no change`;
    case 'image-older':
      return `the database is at ${stands}, above the highest file of this image, ${versions[0]}`;
    default:
      return kind satisfies never;
  }
}

/** `version 2`, `versions 2, 5`, `versions 2, 5, 7 and 4 more`. */
export function theVersions(versions: readonly string[]): string {
  return `${versions.length === 1 ? 'version' : 'versions'} ${versionList(versions)}`;
}

/** The first few versions, and how many more there are. */
export function versionList(versions: readonly string[]): string {
  const more = versions.length - NAMED;
  return versions.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const NAMED = 3;
