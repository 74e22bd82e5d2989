import { own } from '../../../lambda/contract/own.ts';
import { ACCOUNT, arnOf, iso, REGION } from './place.ts';
import { stableId, stableUuid } from './stable-id.ts';

/** An ECS task on Fargate. */
export interface Task {
  /** 32 hex digits. */
  readonly id: string;
  readonly cluster: string;
  /** Family of its task definition. */
  readonly family: string;
  readonly containers: readonly TaskContainer[];
  /** Name of the service; left out for a task that somebody ran by hand. */
  readonly service?: string;
}

export interface TaskContainer {
  readonly name: string;
  readonly image?: string;
  /** Arguments of the image's entry point, where the task overrides them. Default: those of the task definition. */
  readonly command?: readonly string[] | undefined;
}

/** State of a container after its task has stopped. */
export interface ContainerEnd {
  /** Left out if the container never started, or its end was not seen. */
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
}

export interface TaskEnd {
  /** When the task stopped. */
  readonly at: number;
  readonly stopCode: string;
  readonly stoppedReason: string;
  /** When its containers ended; left out if none ever ran. */
  readonly executionStoppedAt?: number | undefined;
  /** Ends of the containers, by container name. */
  readonly containers: Readonly<Record<string, ContainerEnd>>;
}

/**
 * ECS *Task State Change* of a task whose containers run.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export function taskRunning(task: Task, startedAt: number, at = startedAt): unknown {
  return taskState(task, { at, version: 3, lastStatus: 'RUNNING', times: { startedAt } });
}

/** The same event for a task that has stopped; `startedAt` is `undefined` when it never ran. */
export function taskStopped(task: Task, startedAt: number | undefined, end: TaskEnd, at = end.at): unknown {
  const { executionStoppedAt, stopCode, stoppedReason } = end;
  return taskState(task, {
    at,
    version: 6,
    lastStatus: 'STOPPED',
    times: { startedAt, executionStoppedAt, stoppingAt: executionStoppedAt, stoppedAt: end.at },
    more: { stopCode, stoppedReason },
    ends: end.containers,
  });
}

/** The event of any other task state, or with fields that only some tasks have. */
export function taskState(
  task: Task,
  {
    at,
    version,
    lastStatus,
    times,
    more = {},
    ends = {},
  }: {
    readonly at: number;
    readonly version: number;
    readonly lastStatus: string;
    readonly times: Readonly<Record<string, number | undefined>>;
    readonly more?: object;
    readonly ends?: Readonly<Record<string, ContainerEnd>>;
  },
): unknown {
  const { id, cluster, family, containers, service } = task;
  const taskArn = arnOf('ecs', `task/${cluster}/${id}`);
  const known = Object.entries(times).flatMap(([name, time]) =>
    time === undefined ? [] : [[name, iso(time)] as const],
  );
  return {
    version: '0',
    id: stableUuid(id, version),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account: ACCOUNT,
    time: iso(at),
    region: REGION,
    resources: [taskArn],
    detail: {
      attachments: [],
      attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
      availabilityZone: `${REGION}a`,
      clusterArn: arnOf('ecs', `cluster/${cluster}`),
      connectivity: 'CONNECTED',
      containers: containers.map(({ name, image = `registry.example.com/${name}:7` }) => ({
        containerArn: arnOf('ecs', `container/${cluster}/${id}/${stableUuid(id, name)}`),
        lastStatus,
        name,
        image,
        runtimeId: `${id}-${stableId(name).slice(0, 10)}`,
        taskArn,
        networkInterfaces: [],
        cpu: '0',
        ...containerEnd(own(ends, name)),
      })),
      cpu: '256',
      createdAt: iso(Math.min(at, times['startedAt'] ?? at) - 20_000),
      desiredStatus: lastStatus,
      enableExecuteCommand: false,
      ephemeralStorage: { sizeInGiB: 20 },
      group: service === undefined ? `family:${family}` : `service:${service}`,
      launchType: 'FARGATE',
      lastStatus,
      memory: '512',
      overrides: {
        containerOverrides: containers.map(({ name, command }) => ({ name, ...(command && { command }) })),
      },
      platformVersion: '1.4.0',
      startedBy: service === undefined ? 'deploy' : `ecs-svc/${stableId(service).slice(0, 19)}`,
      taskArn,
      taskDefinitionArn: arnOf('ecs', `task-definition/${family}:7`),
      updatedAt: iso(at),
      version,
      ...Object.fromEntries(known),
      ...more,
    },
  };
}

function containerEnd({ exitCode, reason }: ContainerEnd = {}): object {
  return { ...(exitCode !== undefined && { exitCode }), ...(reason !== undefined && { reason }) };
}
