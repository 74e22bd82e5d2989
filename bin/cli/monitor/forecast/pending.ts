import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { compareVersions } from '../../../../lambda/domain/model/version.ts';

/** What is known about where a database is before the files are applied. */
export interface Standing {
  /** `null` if no run has shown a version: then it is not known which files are pending. */
  readonly version: string | null;
  readonly dirty: boolean;
  /** What a person has to know in addition; `null` if there is nothing. Without a full stop. */
  readonly note: string | null;
}

export function standingOf(state: TargetState | null): Standing {
  if (state === null || (state.cleanVersion === null && !state.dirty))
    return {
      version: null,
      dirty: false,
      note: 'no run has shown its version, so the pending files are not known',
    };
  const { cleanVersion, dirty, dirtyVersion } = state;
  if (!dirty) return { version: cleanVersion, dirty, note: null };
  const at = dirtyVersion === null ? '' : ` at ${dirtyVersion}`;
  return {
    version: cleanVersion,
    dirty,
    note: `it is dirty${at}, so golang-migrate refuses to run until it is repaired`,
  };
}

/** The files that `up` would apply, ascending: those above the version. */
export function pendingAbove<File extends { readonly version: string }>(
  version: string,
  files: readonly File[],
): readonly File[] {
  return files.filter((file) => compareVersions(file.version, version) > 0);
}
