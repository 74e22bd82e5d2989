import { writeFileSync } from 'node:fs';
import type { ClassifiedEngine } from '../../lambda/contract/engine.ts';
import { own } from '../../lambda/contract/own.ts';
import { commitOf } from '../../lambda/domain/lines/parse/announced-values.ts';
import { SQL_CLASSES } from '../../lambda/domain/model/announcement.ts';
import { counted } from '../../lambda/domain/model/counted.ts';
import { announcedText } from './describe/announced-text.ts';
import { type DescribedFile, describeUpFiles } from './migration-files/describe-file.ts';
import {
  type MigrationFile,
  MigrationFolderError,
  readMigrationFolder,
} from './migration-files/read-folder.ts';
import { typedText } from './monitor/typed-text.ts';

export interface DescribeOptions {
  /** Default: a class that PostgreSQL and MySQL agree on, else `unknown`. */
  readonly engine?: ClassifiedEngine;
  /** Default: what CodeBuild, GitHub Actions or GitLab say in the environment. */
  readonly commit?: string;
  /** Default: standard output. */
  readonly output?: string;
}

/** Variables of build systems that hold a commit, in the order in which they are asked. */
const COMMIT_VARIABLES = ['CODEBUILD_RESOLVED_SOURCE_VERSION', 'GITHUB_SHA', 'CI_COMMIT_SHA'];

/** `migrate-watch describe`: writes what an entrypoint announces about its files; returns the exit code: 2 if the folder cannot be used. */
export function describe(folder: string, options: DescribeOptions, env: NodeJS.ProcessEnv): number {
  const notes: string[] = [];
  try {
    const files = readMigrationFolder(folder);
    const described = describeUpFiles(folder, files, options.engine ?? null);
    const commit = commitIn(options, env);
    if (commit === undefined)
      notes.push('The commit is left out: --commit is not given, or is not a commit.');
    write(`${announcedText(described, commit)}\n`, options.output);
    notes.push(classesOf(described), ...emptyVersions(files));
  } catch (error) {
    if (!(error instanceof MigrationFolderError)) throw error;
    process.stderr.write(`${error.message}.\n`);
    return 2;
  }
  process.stderr.write(`${notes.join('\n')}\n`);
  return 0;
}

function commitIn({ commit }: DescribeOptions, env: NodeJS.ProcessEnv): string | undefined {
  const said = [commit, ...COMMIT_VARIABLES.map((name) => own(env, name))];
  return said.flatMap((text) => commitOf(text ?? '') ?? [])[0];
}

function write(text: string, output: string | undefined): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new MigrationFolderError(`--output ${typedText(output)} cannot be written (${why})`);
  }
}

function classesOf(files: readonly DescribedFile[]): string {
  const counts = SQL_CLASSES.map(
    (kind) => [kind, files.filter(({ sql }) => sql.class === kind).length] as const,
  );
  const some = counts.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`);
  return `${counted(files.length, 'up file')}: ${some.join(', ')}.`;
}

/** Versions with a `down` file only. golang-migrate counts them: its `up` passes them as empty migrations. */
function emptyVersions(files: readonly MigrationFile[]): readonly string[] {
  const up = new Set(files.flatMap(({ direction, version }) => (direction === 'up' ? [version] : [])));
  const empty = files.filter(({ version }) => !up.has(version)).map(({ version }) => version);
  if (empty.length === 0) return [];
  const versions = empty.length === 1 ? 'Version' : 'Versions';
  return [
    `${versions} ${empty.join(', ')}: no up file, so golang-migrate's up passes it as an empty migration.`,
  ];
}
