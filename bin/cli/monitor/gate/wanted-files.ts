import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { isWhole } from '../../../../lambda/domain/model/announcement.ts';
import { describeUpFiles } from '../../migration-files/describe-file.ts';
import { MigrationFolderError, readMigrationFolder } from '../../migration-files/read-folder.ts';
import { MonitorFault } from '../fault.ts';

/** One migration that a pipeline is about to apply. */
export interface WantedFile {
  readonly version: string;
  /** The part of the file's name between `_` and `.up.`; `null` if only the version is known. */
  readonly name: string | null;
  /** First hexadecimal digits of the SHA-256 of the file; `null` if only the version is known. */
  readonly digest: string | null;
}

/** What a pipeline is about to apply. */
export interface WantedFiles {
  /** Ascending by version. */
  readonly files: readonly WantedFile[];
  /** Versions below this one are not listed; `null` if all are. */
  readonly from: string | null;
}

/**
 * The `up` migrations of a folder.
 *
 * @throws {@link MonitorFault} if golang-migrate could not use the folder, or has none: then the wrong folder was typed
 */
export function filesIn(folder: string): WantedFiles {
  try {
    const files = describeUpFiles(folder, readMigrationFolder(folder), null).map(
      ({ version, identifier, digest }) => ({ version, name: identifier, digest }),
    );
    return { files, from: null };
  } catch (error) {
    if (!(error instanceof MigrationFolderError)) throw error;
    throw new MonitorFault(`--path ${error.message}`);
  }
}

/** What the last run of a database announced; `undefined` if none of its runs that are kept announced files. */
export function announcedFiles({ runs }: TargetState): WantedFiles | undefined {
  const image = runs.findLast((run) => !run.superseded && run.image !== undefined)?.image;
  if (image === undefined) return undefined;
  return {
    files: image.newest.map((version) => ({ version, name: null, digest: null })),
    from: isWhole(image) ? null : image.newest[0]!,
  };
}
