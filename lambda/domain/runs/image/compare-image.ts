import { highestOf, type ImageFiles, isWhole } from '../../model/announcement.ts';
import type { FindingKind } from '../../model/run.ts';
import { compareVersions } from '../../model/version.ts';

/** A mismatch between an image and its database, although the run succeeded. */
export interface ImageFinding {
  readonly kind: Extract<FindingKind, 'skipped-lower-version' | 'image-newer' | 'image-older'>;
  /** The skipped versions, those above the database's version, or the image's highest, by kind; ascending, at least one. */
  readonly versions: readonly string[];
  /** The version of the database; for skipped versions, the one that it was at when it passed them. */
  readonly stands: string;
}

/** The files up to a version that the database was at, as the announcements until then showed them. */
export interface Passed {
  readonly at: string;
  /** Versions up to `at`, ascending. */
  readonly files: readonly string[];
  /** Below this version the files are not known; `null` if {@link files} is complete. */
  readonly from: string | null;
}

/** What is known about the database, in addition to the image's files. */
export interface KnownDatabase {
  /** The clean version that it is at after the run; `null` when not known. */
  readonly version: string | null;
  /** What it had passed before the run; `null` when no announcement shows it. */
  readonly passed: Passed | null;
  /** True when the run should have applied everything, and said `no change`. */
  readonly foundNothing: boolean;
}

/**
 * What is wrong with a clean run whose image contains these files, in the order in which a page shows it.
 *
 * A version was skipped if it is below a version that the database had reached while the files of that time did not contain it:
 * `up` only goes upwards from the current version. If no files were announced, nothing can be found.
 */
export function compareImage(
  image: ImageFiles,
  { version, passed, foundNothing }: KnownDatabase,
): readonly ImageFinding[] {
  const findings: ImageFinding[] = [];
  const skipped = passed === null ? [] : passedWithout(image, passed);
  if (skipped.length > 0)
    findings.push({ kind: 'skipped-lower-version', versions: skipped, stands: passed!.at });
  if (version === null) return findings;
  const above = foundNothing ? image.newest.filter((each) => compareVersions(each, version) > 0) : [];
  if (above.length > 0) findings.push({ kind: 'image-newer', versions: above, stands: version });
  return isOlder(image, version)
    ? [...findings, { kind: 'image-older', versions: [highestOf(image)], stands: version }]
    : findings;
}

/** Is the database's version above all files of the image? */
export function isOlder(image: ImageFiles, version: string): boolean {
  return compareVersions(highestOf(image), version) < 0;
}

function passedWithout(image: ImageFiles, { at, files, from }: Passed): readonly string[] {
  const there = new Set(files);
  return image.newest.filter(
    (each) =>
      !there.has(each) && compareVersions(each, at) < 0 && (from === null || compareVersions(each, from) > 0),
  );
}

/** What a database at `version` has passed, if `image` is the first that shows its files. */
export function passedWith(image: ImageFiles, version: string): Passed {
  return limited({
    at: version,
    files: image.newest.filter((each) => compareVersions(each, version) <= 0),
    from: isWhole(image) ? null : image.newest[0]!,
  });
}

/** Like {@link passedWith}, for a database that had passed other files before. A late-merged file does not become one of them. */
export function passedFurther(passed: Passed, image: ImageFiles, version: string): Passed {
  if (compareVersions(version, passed.at) <= 0) return passed;
  const { files, from } = passedWith(image, version);
  const added = files.filter((each) => compareVersions(each, passed.at) > 0);
  const begins = from !== null && compareVersions(from, passed.at) > 0 ? from : passed.from;
  return limited({ at: version, files: [...passed.files, ...added], from: begins });
}

/** How many of the passed versions are kept: the highest. */
const KEPT_VERSIONS = 400;

function limited({ at, files, from }: Passed): Passed {
  if (files.length <= KEPT_VERSIONS) return { at, files, from };
  const kept = files.slice(-KEPT_VERSIONS);
  const [lowest] = kept;
  return { at, files: kept, from: from !== null && compareVersions(from, lowest!) > 0 ? from : lowest! };
}
