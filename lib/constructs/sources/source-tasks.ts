import type { IConstruct } from 'constructs';
import type { WatchedTasks } from './state-events.ts';

/** The ECS tasks that write to a log group. */
export interface SourceTasks extends WatchedTasks {
  /**
   * Container that runs golang-migrate; then only its log streams count.
   *
   * @default the only container of `taskDefinition` besides helpers (log routers, agents, collectors), else every
   * container of the task
   */
  readonly container?: string;
  /**
   * The task definition (any `ITaskDefinition`), with its containers added: it determines `container` if it has exactly one
   * container that is not a helper.
   *
   * @default the task's containers are not known before an event names them
   */
  readonly taskDefinition?: IConstruct;
}
