import type { JudgedRun } from '../model/judged-run.ts';

/** What is to be started: the run's own command again, or golang-migrate's arguments in the place of those that it had. */
export type Start = 'again' | readonly string[];

/**
 * How to start that where the run was started: a shell at hand is not watched, so nobody would see its end.
 *
 * The command stands in a sentence, because it comes in the place of the one for a shell, and what the platform did not
 * tell is for a person to add. `undefined` where too little is known. Nothing foreign can bend it: a name that holds anything unusual is not printed.
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
/** Of clusters, task definitions, containers and projects. */
const NAME = /^[\w-]{1,255}$/;

function asTask({ task }: JudgedRun, start: Start, region: string, path: string): string | undefined {
  const [, cluster] = /^task\/([^/]+)\/[^/]+$/.exec(path) ?? [];
  const family = task?.family;
  if (cluster === undefined || !NAME.test(cluster) || family === undefined || !NAME.test(family))
    return undefined;
  const overrides = overridesOf(task!, start);
  const command = `aws ecs run-task --region ${region} --cluster '${cluster}' --task-definition '${family}'${overrides.flag}`;
  return `Best run as a task, because a shell is not watched: \`${command}\`, with the launch type and the network configuration of this run's task${overrides.toAdd}.`;
}

interface Overrides {
  /** The option `--overrides`; empty: none is needed, or it cannot be told. */
  readonly flag: string;
  /** What a person has to add. */
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

/** The command's words with golang-migrate's command and all behind it replaced; `undefined` where that is no word of its own. */
function withArguments(command: readonly string[], start: Start): readonly string[] | undefined {
  if (start === 'again') return command;
  const at = command.findLastIndex((word) => word === 'up' || word === 'down' || word === 'goto');
  return at < 0 ? undefined : [...command.slice(0, at), ...start];
}

/** Nothing that a shell reads inside single quotes, that ends the sentence's own quotes, or that was masked, here or before. */
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
  return `Best run as a build, because a shell is not watched: \`${command}\`${changed}.`;
}
