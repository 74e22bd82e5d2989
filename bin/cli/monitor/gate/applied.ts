import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { endedClean, type Run } from '../../../../lambda/domain/model/run.ts';
import { compareVersions } from '../../../../lambda/domain/model/version.ts';

/** What a database's runs show about one version. */
export type Applied =
  /** It was applied clean, and nothing took it back. `name` is the migration's name in golang-migrate's lines, `digest` that of its file, if it was announced. */
  | {
      readonly kind: 'applied';
      readonly name: string;
      readonly digest: string | null;
      readonly runId: string;
    }
  /** It is not there, or did not get there clean; `why` continues a sentence that begins with the name of the database. */
  | { readonly kind: 'not'; readonly why: string; readonly runId: string | null }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * What the kept runs of a database show about `version`. `runs` are ordered by start, without those that were replaced.
 *
 * The newest run that did something about the version decides. A version that was forced counts as applied only if golang-migrate had
 * finished it before: `force` executes nothing.
 */
export function appliedIn(
  version: string,
  state: Pick<TargetState, 'cleanVersion' | 'dirty' | 'dirtyVersion'>,
  runs: readonly Run[],
): Applied {
  let forced: string | null = null;
  for (const run of runs.toReversed()) {
    const told = shownBy(run, version);
    if (told !== undefined) return told;
    if (run.command === 'force' && endedClean(run.outcome)) forced = run.id;
  }
  const { cleanVersion, dirty, dirtyVersion } = state;
  if (cleanVersion === null || compareVersions(cleanVersion, version) < 0) {
    if (dirty) return { kind: 'not', why: `is dirty${at(dirtyVersion)}`, runId: null };
    if (cleanVersion === null) return { kind: 'unknown', why: 'has no version that a run proved' };
    return { kind: 'not', why: `is at ${cleanVersion}`, runId: null };
  }
  if (forced !== null)
    return { kind: 'not', why: 'was forced past it, and no run applied it', runId: forced };
  return { kind: 'unknown', why: `is at ${cleanVersion}, and no kept run shows how this version got there` };
}

/** What one run shows about the version; `undefined` if it did nothing about it. */
function shownBy(run: Run, version: string): Applied | undefined {
  const { command, outcome, forcedVersion, migrations, id } = run;
  const not = (why: string): Applied => ({ kind: 'not', why, runId: id });
  const migration = migrations.findLast((each) => each.version === version && each.status !== 'queued');
  switch (migration?.status) {
    case 'applied':
      return migration.direction === 'up'
        ? { kind: 'applied', name: migration.identifier, digest: migration.digest ?? null, runId: id }
        : not('took it back with a down migration');
    case 'failed':
      return not('failed at it');
    case 'running':
      return not(outcome === 'running' ? 'has it in progress' : 'was interrupted in it');
    default:
  }
  if (command === 'drop' && endedClean(outcome) && !run.refused) return not('was dropped afterwards');
  if (forcedVersion !== undefined && endedClean(outcome) && isLower(forcedVersion, version))
    return not(`was forced back to ${forcedVersion} afterwards`);
  return undefined;
}

/** `force -1` means that no migration is applied. */
function isLower(forced: string, version: string): boolean {
  return forced.startsWith('-') || compareVersions(forced, version) < 0;
}

function at(version: string | null): string {
  return version === null ? '' : ` at ${version}`;
}
