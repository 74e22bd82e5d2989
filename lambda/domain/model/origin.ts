import { isMonitorLogGroup } from '../../contract/log-groups.ts';
import { nameBeside } from './account-name.ts';

/**
 * What facts are grouped by, the stream of this event-sourced app: one container of one ECS task, or one log stream. A CodeBuild
 * build counts as its log stream, because its state events name group and stream. Facts and run records share the origin id
 * as partition key.
 */
export interface Origin {
  /**
   * `ecs/<task id>/<container>` or `logs/<log group>/<log stream>`. In another account than the monitor's, the task id or the log
   * group is preceded by `<account>:`.
   */
  readonly id: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Container name, when the stream name or the record around the line contains it. */
  readonly container: string | null;
}

/** ECS task ids: 32 hex digits, or a UUID in accounts that keep the old format. */
const TASK_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Origin id of one container of an ECS task. */
export function ecsOriginId(taskId: string, container: string): string {
  return `ecs/${taskId}/${container}`;
}

/** Origin id of a log stream that is not known to be an ECS task's. */
export function logStreamOriginId(logGroup: string, logStream: string): string {
  return `logs/${logGroup}/${logStream}`;
}

/** Task id inside a task ARN (`arn:aws:ecs:…:task/<cluster>/<id>`, or without the cluster in old ARNs). */
export function taskIdOfArn(taskArn: string): string | undefined {
  const id = taskArn.slice(taskArn.lastIndexOf('/') + 1);
  return TASK_ID.test(id) ? id : undefined;
}

/** Cluster inside a task ARN; `undefined` in old ones, which do not name it. */
export function clusterOfArn(taskArn: string): string | undefined {
  return /:task\/([^/]+)\/[^/]+$/.exec(taskArn)?.[1];
}

/** Project inside a build ARN (`arn:aws:codebuild:…:build/<project>:<id>`). */
export function projectOfArn(buildArn: string): string | undefined {
  return /:build\/([^:/]+):[^:/]+$/.exec(buildArn)?.[1];
}

/**
 * Origin of a log stream: the awslogs driver names streams `<prefix>/<container>/<task id>`.
 *
 * CodeBuild streams are a bare UUID, so a task id counts only with a container segment before it. In the monitor's own log groups no
 * name is a task's, so that who may write there cannot add lines to a task.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
 */
export function originOfStream(logGroup: string, logStream: string): Origin {
  const beforeTask = logStream.lastIndexOf('/');
  const beforeContainer = beforeTask > 0 ? logStream.lastIndexOf('/', beforeTask - 1) : -1;
  const taskId = logStream.slice(beforeTask + 1);
  if (
    !isMonitorLogGroup(logGroup) &&
    beforeContainer >= 0 &&
    beforeTask - beforeContainer > 1 &&
    TASK_ID.test(taskId)
  ) {
    const container = logStream.slice(beforeContainer + 1, beforeTask);
    return { id: ecsOriginId(nameBeside(logGroup, taskId), container), logGroup, logStream, container };
  }
  return { id: logStreamOriginId(logGroup, logStream), logGroup, logStream, container: null };
}
