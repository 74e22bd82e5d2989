import type { JudgedRun } from '../model/judged-run.ts';

/** What to start: the run's own command again, or these arguments instead of those that golang-migrate had. */
export type Start = 'again' | readonly string[];

/**
 * How to start `start` on the platform where the run was started, because nothing watches a person's shell.
 *
 * The command is part of a sentence: it replaces the command for a shell, and a person has to add what the platform did not report.
 * `undefined` when too little is known. Foreign text cannot alter the command: a name with unusual characters is not printed.
 */
export function whereItIsWatched(run: JudgedRun, start: Start): string | undefined {
  const [, service, region, path] = ARN.exec(run.resource ?? '') ?? [];
  if (region === undefined || path === undefined) return undefined;
  switch (service) {
    case 'ecs':
      return asTask(run, start, region, path);
    case 'codebuild':
      return asBuild(start, region, path);
    default:
      return undefined;
  }
}

const ARN = /^arn:[a-z-]+:(ecs|codebuild):([a-z0-9-]+):\d*:(.+)$/;
/** Names of clusters, task definitions, containers and projects. */
const NAME = /^[\w-]{1,255}$/;

function asTask({ task }: JudgedRun, start: Start, region: string, path: string): string | undefined {
  const [, cluster] = /^task\/([^/]+)\/[^/]+$/.exec(path) ?? [];
  const family = task?.family;
  if (cluster === undefined || !NAME.test(cluster) || family === undefined || !NAME.test(family))
    return undefined;
  const overrides = overridesOf(task!, start);
  const command = `aws ecs run-task --region ${region} --cluster '${cluster}' --task-definition '${family}'${overrides.flag}`;
  return `Best run as the watched task: \`${command}\`, with the launch type and the network configuration of this run's task${overrides.toAdd}.`;
}

interface Overrides {
  /** The option `--overrides`; empty if no override is needed, or if the overrides are not known. */
  readonly flag: string;
  /** What a person has to add, as the end of the sentence. */
  readonly toAdd: string;
}

function overridesOf({ container, command }: NonNullable<JudgedRun['task']>, start: Start): Overrides {
  if (command === undefined && start === 'again') return { flag: '', toAdd: '' };
  const words = command === undefined ? [FLAGS, ...start] : withArguments(command, start);
  const json = JSON.stringify({ containerOverrides: [{ name: container, command: words }] });
  if (words?.every(isPlain) !== true || !NAME.test(container) || json.length > MAX_OVERRIDES) {
    const changed = start === 'again' ? '' : `, with \`${start.join(' ')}\` in them`;
    return { flag: '', toAdd: `, and its overrides${changed}` };
  }
  return {
    flag: ` --overrides '${json}'`,
    toAdd: command === undefined ? `; ${FLAGS} stands for what its command has before \`${start[0]}\`` : '',
  };
}

const FLAGS = 'FLAGS';
const MAX_OVERRIDES = 700;

/** `command` with golang-migrate's command and everything after it replaced; `undefined` if the command is not a separate word. */
function withArguments(command: readonly string[], start: Start): readonly string[] | undefined {
  if (start === 'again') return command;
  const at = command.findLastIndex((word) => word === 'up' || word === 'down' || word === 'goto');
  return at < 0 ? undefined : [...command.slice(0, at), ...start];
}

/** Is the word safe between single quotes, without a backtick that would end the sentence's code, and not masked here or earlier? */
function isPlain(word: string): boolean {
  return /^[ !-&(-_a-~]*$/.test(word) && !word.includes('***');
}

function asBuild(start: Start, region: string, path: string): string | undefined {
  const [, project] = /^build\/([^:]+):[^:]+$/.exec(path) ?? [];
  if (project === undefined || !NAME.test(project)) return undefined;
  const command = `aws codebuild start-build --region ${region} --project-name '${project}'`;
  const changed =
    start === 'again'
      ? ''
      : `, with \`${start.join(' ')}\` in its commands, because unchanged it would do all of the job again`;
  return `Best run as the watched build: \`${command}\`${changed}.`;
}
