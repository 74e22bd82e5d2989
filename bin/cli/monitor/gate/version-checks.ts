import type { TargetState } from '../../../../lambda/domain/incidents/target-state.ts';
import { migrationName } from '../../../../lambda/domain/model/migration-name.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import { shortRunId } from '../../../../lambda/domain/model/run-id.ts';
import type { Target } from '../../../../lambda/domain/model/target.ts';
import { compareVersions } from '../../../../lambda/domain/model/version.ts';
import { shellWord } from '../../shell-word.ts';
import { appliedIn } from './applied.ts';
import type { CheckState, GateCheck } from './check.ts';
import { nameOf } from './database-checks.ts';
import { announcedFiles, type WantedFile, type WantedFiles } from './wanted-files.ts';

/** The same database in the environment that comes before. */
export interface EarlierDatabase {
  readonly target: Target;
  /** `null` if no run was ever seen. */
  readonly state: TargetState | null;
  /** Its kept runs, by start, without those that were replaced. */
  readonly runs: readonly Run[];
}

/** What the pipeline says it will apply: the files of a folder, or one version. `undefined`: what the earlier environment announced last. */
export type Wanted = { readonly files: WantedFiles } | { readonly version: string } | undefined;

/** Was each version that is about to be applied to `target`, which is clean at `version`, applied in the environment before? */
export function versionChecks(
  target: Target,
  version: string,
  wanted: Wanted,
  earlier: EarlierDatabase,
): readonly GateCheck[] {
  const answer = (state: CheckState, text: string, command: string | null = null): GateCheck => ({
    check: 'version',
    database: target.database,
    state,
    text,
    command,
  });
  const { state } = earlier;
  const before = nameOf(earlier.target);
  if (wanted !== undefined && 'version' in wanted && compareVersions(wanted.version, version) < 0)
    return [
      answer(
        'closed',
        `version ${wanted.version} is lower than version ${version} of ${nameOf(target)}, so golang-migrate's up skips it`,
        `migrate-watch status ${shellWord(nameOf(target))}`,
      ),
    ];
  const status = `migrate-watch status ${shellWord(earlier.target.environment)}`;
  if (state === null) return [answer('unknown', `no run of ${before} has been seen`, status)];
  const files = filesOf(wanted, state);
  if (files === undefined)
    return [
      answer(
        'unknown',
        `the files to apply are not known: no kept run of ${before} announced them, and neither --path nor --version is given`,
      ),
    ];
  if (files.from !== null && compareVersions(version, files.from) < 0)
    return [
      answer(
        'unknown',
        `the files from version ${version} of ${nameOf(target)} to ${files.from} are not known: announcements have the highest only; give --path`,
      ),
    ];
  const pending = files.files.filter((file) => compareVersions(file.version, version) > 0);
  if (pending.length === 0)
    return [answer('open', `${nameOf(target)} has every version already, so nothing is about to be applied`)];
  return pending.map((file) => {
    const { state: each, text, runId } = judged(file, before, state, earlier.runs);
    return answer(each, text, runId === null ? status : `migrate-watch show ${shortRunId(runId)}`);
  });
}

function filesOf(wanted: Wanted, earlier: TargetState): WantedFiles | undefined {
  if (wanted === undefined) return announcedFiles(earlier);
  return 'files' in wanted
    ? wanted.files
    : { files: [{ version: wanted.version, name: null, digest: null }], from: null };
}

interface Judged {
  readonly state: CheckState;
  readonly text: string;
  readonly runId: string | null;
}

function judged(
  { version, name, digest }: WantedFile,
  before: string,
  state: TargetState,
  runs: readonly Run[],
): Judged {
  const file = migrationName({ version, identifier: name ?? '' });
  const applied = appliedIn(version, state, runs);
  switch (applied.kind) {
    case 'applied': {
      const { runId } = applied;
      const isSameName = name === null || name === applied.name;
      if (isSameName && digest !== null && applied.digest !== null && digest !== applied.digest)
        return {
          state: 'closed',
          text: `version ${file} has another content than the file that was applied in ${before}`,
          runId,
        };
      if (isSameName) return { state: 'open', text: `version ${file} was applied clean in ${before}`, runId };
      const there = migrationName({ version, identifier: applied.name });
      return { state: 'closed', text: `version ${file} has another name in ${before}: ${there}`, runId };
    }
    case 'not':
      return {
        state: 'closed',
        text: `version ${file} was not applied clean in ${before}, which ${applied.why}`,
        runId: applied.runId,
      };
    case 'unknown':
      return {
        state: 'unknown',
        text: `whether version ${file} was applied in ${before} is not known: it ${applied.why}`,
        runId: null,
      };
    default:
      return applied satisfies never;
  }
}
