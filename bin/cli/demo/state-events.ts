import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from './subscription-payload.ts';

/** One-off task of the week, or a service's. */
export interface Task {
  readonly id: string;
  readonly cluster: string;
  readonly container: string;
  readonly image: string;
  /** Words after the image's entry point `migrate`; `undefined`: the task definition's own. */
  readonly command: readonly string[] | undefined;
}

export interface TaskEnd {
  readonly at: number;
  readonly exitCode: number | null;
  readonly stopCode: string;
  readonly reason: string;
  readonly containerReason?: string;
}

/** 32 hex digits that stay the same in every demo. */
export function stableId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);
}

/** The same as a UUID, as CodeBuild names builds. */
export function stableUuid(...parts: readonly (string | number)[]): string {
  return stableId(...parts).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * ECS *Task State Change* of a container that runs.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export function taskRunning(task: Task, at: number): unknown {
  return taskEvent(task, at, 2, 'RUNNING', { startedAt: iso(at) }, {});
}

/** The same of a task that has stopped. */
export function taskStopped(task: Task, startedAt: number, end: TaskEnd): unknown {
  const { at, exitCode, stopCode, reason, containerReason } = end;
  const times = { startedAt: iso(startedAt), executionStoppedAt: iso(at), stoppedAt: iso(at + 900) };
  const container = {
    ...(exitCode !== null && { exitCode }),
    ...(containerReason && { reason: containerReason }),
  };
  return taskEvent(task, at + 1_000, 4, 'STOPPED', { ...times, stopCode, stoppedReason: reason }, container);
}

function taskEvent(
  { id, cluster, container, image, command }: Task,
  at: number,
  version: number,
  lastStatus: string,
  more: object,
  containerMore: object,
): unknown {
  const arn = (path: string) => `arn:aws:ecs:${REGION}:${ACCOUNT}:${path}`;
  return {
    version: '0',
    id: stableUuid(id, version),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: ACCOUNT,
    time: iso(at),
    region: REGION,
    resources: [arn(`task/${cluster}/${id}`)],
    detail: {
      clusterArn: arn(`cluster/${cluster}`),
      taskArn: arn(`task/${cluster}/${id}`),
      lastStatus,
      desiredStatus: lastStatus,
      launchType: 'FARGATE',
      version,
      containers: [{ name: container, image, lastStatus, ...containerMore }],
      overrides: { containerOverrides: [{ name: container, ...(command && { command }) }] },
      ...more,
    },
  };
}

export interface Build {
  readonly project: string;
  readonly id: string;
  readonly logGroup: string;
  readonly startedAt: number;
}

/**
 * CodeBuild *Build State Change*.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export function buildState(
  { project, id, logGroup, startedAt }: Build,
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED',
  at: number,
  failure?: string,
): unknown {
  const arn = `arn:aws:codebuild:${REGION}:${ACCOUNT}:build/${project}:${id}`;
  const phase = {
    'phase-type': 'BUILD',
    'phase-status': status,
    'phase-context': [failure ?? ': '],
    'start-time': zoneless(startedAt),
    'end-time': zoneless(at),
  };
  return {
    version: '0',
    id: stableUuid(id, status),
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    account: ACCOUNT,
    time: iso(at),
    region: REGION,
    resources: [arn],
    detail: {
      'build-status': status,
      'project-name': project,
      'build-id': arn,
      'additional-information': {
        'build-start-time': zoneless(startedAt),
        logs: { 'group-name': logGroup, 'stream-name': id },
        ...(status !== 'IN_PROGRESS' && { phases: [phase] }),
      },
    },
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** `Mar 2, 2026 8:30:00 AM`, as CodeBuild writes its times: UTC, without saying so. */
function zoneless(at: number): string {
  return new Date(at)
    .toLocaleString('en-US', {
      timeZone: 'UTC',
      month: 'short',
      day: 'numeric',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
    })
    .replace(/(\d{4}),/, '$1');
}
