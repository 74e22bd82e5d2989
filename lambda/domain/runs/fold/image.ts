import { type AnnouncedKey, type Announcement, type ImageFiles, isWhole } from '../../model/announcement.ts';
import { endedClean, type Finding, type Migration, type Outcome } from '../../model/run.ts';
import { compareVersions, withoutZeros } from '../../model/version.ts';
import { isOlder } from '../image/compare-image.ts';
import { imageText } from '../image/image-text.ts';
import type { OpenRun } from './open-run.ts';

/** What one run shows about its image. Findings that need several runs are made by `page`, which knows the database's other runs. */
export interface ShownImage {
  readonly image: ImageFiles | undefined;
  /** The announcement that {@link image} is from, with what it says about each file. */
  readonly about: Announcement | undefined;
  readonly findings: readonly Finding[];
}

/**
 * The announced files, unless the run applied a migration that is not among them. Then the announcement is wrong and is ignored.
 */
export function imageOf({ announcement, migrations, version }: OpenRun, outcome: Outcome): ShownImage {
  if (announcement === undefined) return NOTHING;
  const findings: Finding[] = announcement.refused.map((key) => ({
    kind: 'announcement',
    text: `what was announced as ${key} is ignored: ${EXPECTED[key]}`,
  }));
  const { files } = announcement;
  if (files === null) return { image: undefined, about: undefined, findings };
  const foreign = migrations.all.find(
    ({ version: applied, direction, identifier }) =>
      direction === 'up' && identifier !== '<empty>' && lacks(files, withoutZeros(applied)),
  );
  if (foreign !== undefined) {
    const text = `the announced files are not those of this run, which went to ${foreign.version}: they are ignored`;
    return { image: undefined, about: undefined, findings: [...findings, { kind: 'announcement', text }] };
  }
  if (endedClean(outcome) && version && !version.dirty && isOlder(files, version.version)) {
    const found = { kind: 'image-older', versions: [files.newest.at(-1)!], stands: version.version } as const;
    findings.push({ kind: found.kind, text: imageText(found) });
  }
  return { image: files, about: announcement, findings };
}

/** The migrations with what was announced about their files. Only an `up` file is announced. */
export function withFiles(
  migrations: readonly Migration[],
  { files, digests, sql }: Announcement,
): readonly Migration[] {
  if (files === null || (digests === undefined && sql === undefined)) return migrations;
  return migrations.map((migration) => {
    if (migration.direction !== 'up') return migration;
    const index = files.newest.indexOf(withoutZeros(migration.version));
    const [digest, does] = [digests?.[index], sql?.[index]];
    return { ...migration, ...(digest != null && { digest }), ...(does != null && { sql: does }) };
  });
}

const NOTHING: ShownImage = { image: undefined, about: undefined, findings: [] };

const EXPECTED: Readonly<Record<AnnouncedKey, string>> = {
  database: 'expected letters, digits, . _ and -, at most 50, beginning with a letter or digit',
  environment: 'expected the name of an environment that the settings would allow',
  files: 'expected versions, digits with commas between them, 5,000 at most',
  url: 'expected scheme://host:port/database, without a password and without options',
  digests: 'expected 8 to 64 hexadecimal digits or - for each of the files, with commas between them',
  sql: 'expected m, r, r:table, u or - for each of the files, with commas between them',
  commit: 'expected 7 to 64 hexadecimal digits',
};

function lacks(files: ImageFiles, version: string): boolean {
  if (files.newest.includes(version)) return false;
  return isWhole(files) || compareVersions(version, files.newest[0]!) > 0;
}
