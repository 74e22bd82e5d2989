import { createScope, type RedactionScope, redactCommand, redactLine } from '../lines/redact/redact.ts';
import { nameIn } from '../model/account-name.ts';
import type { EndedFact, Fact, StartedFact, TaskTraits } from '../model/fact.ts';
import { ecsOriginId, logStreamOriginId, taskIdOfArn } from '../model/origin.ts';

/** A platform's report about a process that it runs: one event, already decoded and validated. */
export type StateEvent = TaskState | BuildState | { readonly kind: 'nothing' };

/** ECS *Task State Change*. */
export interface TaskState {
  readonly kind: 'task';
  /** Account that the task runs in; `null` if the event names none. */
  readonly account: string | null;
  /** Time of the event, epoch ms. */
  readonly at: number;
  readonly taskArn: string;
  /** Name of the cluster; `null` when neither the cluster's ARN nor the task's contains it. */
  readonly cluster: string | null;
  /** Family of the task definition. */
  readonly family: string | null;
  /** `RUNNING`, `STOPPED`, …; an unknown value is neither a start nor an end. */
  readonly lastStatus: string;
  readonly startedAt: number | null;
  /** When the containers had stopped, epoch ms; the task itself becomes STOPPED some time later. */
  readonly executionStoppedAt: number | null;
  readonly stoppedAt: number | null;
  readonly stopCode: string | null;
  readonly stoppedReason: string | null;
  readonly version: number;
  readonly containers: readonly ContainerState[];
}

export interface ContainerState {
  readonly name: string;
  readonly lastStatus: string;
  /** `null` when the container never ran. */
  readonly exitCode: number | null;
  readonly reason: string | null;
  readonly image: string | null;
  /** From the task's overrides; `null` when they name no command. */
  readonly command: readonly string[] | null;
}

/** CodeBuild *Build State Change*. */
export interface BuildState {
  readonly kind: 'build';
  /** Account that the build runs in; `null` if the event names none. */
  readonly account: string | null;
  readonly at: number;
  /** ARN of the build; its last part is `<project>:<uuid>`. */
  readonly buildArn: string;
  readonly project: string;
  /** `IN_PROGRESS`. Every other value, known or not, means an end. */
  readonly status: string;
  readonly startedAt: number | null;
  /** End of the last phase that has an end time, epoch ms. */
  readonly endedAt: number | null;
  readonly image: string | null;
  /** Messages of the phases that failed; they contain the command's exit status. */
  readonly reasons: readonly string[];
  readonly logGroup: string | null;
  readonly logStream: string | null;
}

/** A fact and the origin that it belongs to. */
export interface StateFact {
  readonly origin: string;
  readonly fact: Fact;
}

/**
 * The starts and ends that an event reports; empty for the states in between. All foreign text is redacted.
 *
 * @param own the monitor's account; names in another one are kept with it
 */
export function factsOf(event: StateEvent, own: string): readonly StateFact[] {
  switch (event.kind) {
    case 'task':
      return factsOfTask(event, own);
    case 'build':
      return factsOfBuild(event, own);
    case 'nothing':
      return [];
  }
}

function factsOfTask(reported: TaskState, own: string): readonly StateFact[] {
  const { account, cluster, taskArn } = reported;
  const id = taskIdOfArn(taskArn);
  if (id === undefined) return [];
  const taskId = nameIn(account, id, own);
  const task = { ...reported, cluster: cluster === null ? null : nameIn(account, cluster, own) };
  return task.containers.flatMap((container) => {
    const fact = containerEnded(task, container) ?? containerStarted(task, container);
    return fact ? [{ origin: ecsOriginId(taskId, container.name), fact }] : [];
  });
}

function containerStarted(task: TaskState, container: ContainerState): StartedFact | undefined {
  if (task.lastStatus !== 'RUNNING' || container.lastStatus !== 'RUNNING') return undefined;
  return {
    kind: 'started',
    id: 'started',
    at: task.startedAt ?? task.at,
    platform: 'ecs',
    ...traitsOf(task, container),
    container: container.name,
    command: redactWords(container.command),
    image: container.image === null ? null : redactImage(container.image),
    resource: task.taskArn,
    logGroup: null,
    logStream: null,
  };
}

/** A non-essential container may end while its task goes on. Then every later event of the task repeats that end. */
function containerEnded(task: TaskState, container: ContainerState): EndedFact | undefined {
  const taskStopped = task.lastStatus === 'STOPPED';
  if (!taskStopped && container.lastStatus !== 'STOPPED') return undefined;
  const taskWords = taskStopped ? [task.stoppedReason] : [];
  // In a task with one container, task and container often have the same reason.
  const reasons = [...new Set([container.reason, ...taskWords])].filter((reason) => reason !== null);
  const scope = createScope();
  const command = redactWords(container.command);
  return {
    kind: 'ended',
    id: `ended-${task.version}`,
    at: taskStopped ? (task.executionStoppedAt ?? task.stoppedAt ?? task.at) : task.at,
    platform: 'ecs',
    ...traitsOf(task, container),
    container: container.name,
    exitCode: container.exitCode,
    ...(task.startedAt !== null && { startedAt: task.startedAt }),
    ...(command !== null && { command }),
    ...(container.image !== null && { image: redactImage(container.image) }),
    stopCode: taskStopped ? task.stopCode : null,
    reason: redactReasons(reasons, scope),
    ...(container.reason !== null && { ownReason: redactReasons([container.reason], scope)! }),
    outOfMemory: reasons.some((reason) => OUT_OF_MEMORY.test(reason)),
    resource: task.taskArn,
    version: task.version,
    logGroup: null,
    logStream: null,
  };
}

function traitsOf({ cluster, family, containers }: TaskState, { name }: ContainerState): TaskTraits {
  const beside = containers.filter((other) => other.name !== name).map((other) => other.name);
  return {
    ...(cluster !== null && { cluster }),
    ...(family !== null && { family }),
    ...(beside.length > 0 && { beside }),
  };
}

/**
 * `OutOfMemoryError: Container killed due to memory usage`, `OutOfMemory: …`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
const OUT_OF_MEMORY = /\bOutOfMemory/i;

function factsOfBuild(build: BuildState, own: string): readonly StateFact[] {
  const { logGroup: name, logStream } = placeOf(build);
  const logGroup = nameIn(build.account, name, own);
  const place = {
    platform: 'codebuild' as const,
    container: null,
    resource: build.buildArn,
    logGroup,
    logStream,
  };
  const fact: Fact =
    build.status === 'IN_PROGRESS'
      ? {
          ...place,
          kind: 'started',
          id: 'started',
          at: build.startedAt ?? build.at,
          command: null,
          image: build.image === null ? null : redactImage(build.image),
        }
      : {
          ...place,
          kind: 'ended',
          id: 'ended',
          at: build.endedAt ?? build.at,
          exitCode: null,
          stopCode: build.status,
          reason: redactReasons(build.reasons, createScope()),
          outOfMemory: build.reasons.some((reason) => OUT_OF_MEMORY.test(reason)),
          version: 1,
        };
  return [{ origin: logStreamOriginId(logGroup, logStream), fact }];
}

/**
 * The event of a build that has only just begun may not name its log stream. Unless the project sets another one, it is this
 * stream.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/getting-started-build-log-console.html
 */
function placeOf({ project, buildArn, logGroup, logStream }: BuildState): {
  logGroup: string;
  logStream: string;
} {
  return {
    logGroup: logGroup ?? `/aws/codebuild/${project}`,
    logStream: logStream ?? buildArn.slice(buildArn.lastIndexOf(':') + 1),
  };
}

/** Most of a platform's reason that is kept, in UTF-16 units. */
const LONGEST_REASON = 2_000;

function redactReasons(reasons: readonly string[], scope: RedactionScope): string | null {
  if (reasons.length === 0) return null;
  const words = redactLine(reasons.join('; '), scope);
  return words.length <= LONGEST_REASON ? words : `${words.slice(0, LONGEST_REASON)} …`;
}

/** An image name may contain credentials, `user:password@registry/app:1.2`, although they are not needed there. */
function redactImage(image: string): string {
  return redactLine(image, createScope());
}

function redactWords(words: readonly string[] | null): readonly string[] | null {
  return words === null ? null : redactCommand(words, createScope());
}
