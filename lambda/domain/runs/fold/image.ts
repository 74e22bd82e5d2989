import { type ImageFiles, isWhole } from '../../model/announcement.ts';
import { endedClean, type Finding, type Outcome } from '../../model/run.ts';
import { compareVersions, withoutZeros } from '../../model/version.ts';
import { isOlder } from '../image/compare-image.ts';
import { imageText } from '../image/image-text.ts';
import type { OpenRun } from './open-run.ts';

/** What one run shows about its image. Findings that need several runs are made by `page`, which knows the database's other runs. */
export interface ShownImage {
  readonly image: ImageFiles | undefined;
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
  if (files === null) return { image: undefined, findings };
  const foreign = migrations.all.find(
    ({ version: applied, direction, identifier }) =>
      direction === 'up' && identifier !== '<empty>' && lacks(files, withoutZeros(applied)),
  );
  if (foreign !== undefined) {
    const text = `the announced files are not those of this run, which went to ${foreign.version}: they are ignored`;
    return { image: undefined, findings: [...findings, { kind: 'announcement', text }] };
  }
  if (endedClean(outcome) && version && !version.dirty && isOlder(files, version.version)) {
    const found = { kind: 'image-older', versions: [files.newest.at(-1)!], stands: version.version } as const;
    findings.push({ kind: found.kind, text: imageText(found) });
  }
  return { image: files, findings };
}

const NOTHING: ShownImage = { image: undefined, findings: [] };

const EXPECTED = {
  database: 'expected letters, digits, . _ and -, at most 50, beginning with a letter or digit',
  environment: 'expected the name of an environment that the settings would allow',
  files: 'expected versions, digits with commas between them, 5,000 at most',
} as const;

function lacks(files: ImageFiles, version: string): boolean {
  if (files.newest.includes(version)) return false;
  return isWhole(files) || compareVersions(version, files.newest[0]!) > 0;
}
