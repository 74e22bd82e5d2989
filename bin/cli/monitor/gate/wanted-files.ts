import { readdirSync } from 'node:fs';
import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { isWhole } from '../../../../lambda/domain/model/announcement.ts';
import { compareVersions, withoutZeros } from '../../../../lambda/domain/model/version.ts';
import { MonitorFault } from '../fault.ts';
import { typedText } from '../typed-text.ts';

/** One migration that a pipeline is about to apply. */
export interface WantedFile {
  readonly version: string;
  /** The part of the file's name between `_` and `.up.`; `null` if only the version is known. */
  readonly name: string | null;
}

/** What a pipeline is about to apply. */
export interface WantedFiles {
  /** Ascending by version. */
  readonly files: readonly WantedFile[];
  /** Versions below this one are not listed; `null` if all are. */
  readonly from: string | null;
}

/** As golang-migrate reads names of files. @see https://github.com/golang-migrate/migrate/blob/v4.19.0/source/parse.go */
const UP_FILE = /^([0-9]+)_(.*)\.up\.(.*)$/;

/**
 * The `up` migrations of a folder.
 *
 * @throws {@link MonitorFault} if the folder cannot be read, or has none: then the wrong folder was typed
 */
export function filesIn(folder: string): WantedFiles {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new MonitorFault(`--path ${typedText(folder)} cannot be read (${why})`);
  }
  const files = names
    .flatMap((file): readonly WantedFile[] => {
      const [, digits, name = ''] = UP_FILE.exec(file) ?? [];
      return digits === undefined ? [] : [{ version: withoutZeros(digits), name }];
    })
    .sort((a, b) => compareVersions(a.version, b.version));
  if (files.length === 0)
    throw new MonitorFault(
      `--path ${typedText(folder)} has no file of golang-migrate, such as 12_add_email.up.sql`,
    );
  return { files, from: null };
}

/** What the last run of a database announced; `undefined` if none of its runs that are kept announced files. */
export function announcedFiles({ runs }: TargetState): WantedFiles | undefined {
  const image = runs.findLast((run) => !run.superseded && run.image !== undefined)?.image;
  if (image === undefined) return undefined;
  return {
    files: image.newest.map((version) => ({ version, name: null })),
    from: isWhole(image) ? null : image.newest[0]!,
  };
}
