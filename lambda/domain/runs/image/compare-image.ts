import { highestOf, type ImageFiles, isWhole } from '../../model/announcement.ts';
import type { FindingKind } from '../../model/run.ts';
import { compareVersions } from '../../model/version.ts';

/** What an image that fits its database does not show, although the run was green. */
export interface ImageFinding {
  readonly kind: Extract<FindingKind, 'skipped-lower-version' | 'image-newer' | 'image-older'>;
  /** Skipped ones, those above the database, or the image's highest; ascending, at least one. */
  readonly versions: readonly string[];
  /** Version that the database stands at, or had passed them by at. */
  readonly stands: string;
}

/** Files up to a version that the database stood at, as announcements until then showed them. */
export interface Passed {
  readonly at: string;
  /** Versions up to `at`, ascending. */
  readonly files: readonly string[];
  /** Below this nothing is known; `null`: {@link files} are all there were. */
  readonly from: string | null;
}

/** What is known of the database beside the image's files. */
export interface KnownDatabase {
  /** Version that it stands at, clean, after the run; `null` when that is not known. */
  readonly version: string | null;
  /** What it had passed before the run; `null` when no announcement shows it. */
  readonly passed: Passed | null;
  /** True when the run was to apply all there is, and said `no change`. */
  readonly foundNothing: boolean;
}

/**
 * What is wrong with a clean run whose image carries these files; in the order in which a page tells it.
 *
 * A version is skipped when it is below one that the database had passed, while an announcement of then did not have it:
 * golang-migrate only goes upwards. What no announcement shows is never found.
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

/** Does the database stand above all files of the image? */
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

/** What a database has passed that stands at `version`, when `image` is the first that shows its files. */
export function passedWith(image: ImageFiles, version: string): Passed {
  return limited({
    at: version,
    files: image.newest.filter((each) => compareVersions(each, version) <= 0),
    from: isWhole(image) ? null : image.newest[0]!,
  });
}

/** The same when it had passed others before: a file that is merged late is not among them, now or later. */
export function passedFurther(passed: Passed, image: ImageFiles, version: string): Passed {
  if (compareVersions(version, passed.at) <= 0) return passed;
  const { files, from } = passedWith(image, version);
  const added = files.filter((each) => compareVersions(each, passed.at) > 0);
  const begins = from !== null && compareVersions(from, passed.at) > 0 ? from : passed.from;
  return limited({ at: version, files: [...passed.files, ...added], from: begins });
}

/** So much of it is kept, the highest. */
const KEPT_VERSIONS = 400;

function limited({ at, files, from }: Passed): Passed {
  if (files.length <= KEPT_VERSIONS) return { at, files, from };
  const kept = files.slice(-KEPT_VERSIONS);
  const [lowest] = kept;
  return { at, files: kept, from: from !== null && compareVersions(from, lowest!) > 0 ? from : lowest! };
}
