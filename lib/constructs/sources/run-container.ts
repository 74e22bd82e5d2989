import type { IConstruct } from 'constructs';
import { isSidecar } from '../../../lambda/contract/sidecars.ts';
import type { SourceTasks } from './source-tasks.ts';

/**
 * Name of the container that runs golang-migrate: the given name, else the only container of the task definition that is not a
 * helper. `undefined` when there are several, or when the task definition is imported and its containers are not known.
 */
export function runContainer(tasks: SourceTasks | undefined): string | undefined {
  if (tasks === undefined) return undefined;
  const [only, ...others] =
    tasks.container === undefined ? containersOf(tasks.taskDefinition) : [tasks.container];
  return others.length === 0 ? only : undefined;
}

/** Containers that were added so far and are not helpers: CDK keeps them as children of the task definition. */
export function containersOf(taskDefinition: IConstruct | undefined): readonly string[] {
  const children: readonly IConstruct[] = taskDefinition?.node.children ?? [];
  return children.flatMap((child) => {
    const { containerName, firelensConfig } = child as { containerName?: unknown; firelensConfig?: unknown };
    const isHelper = firelensConfig !== undefined || isSidecar(String(containerName));
    return typeof containerName !== 'string' || isHelper ? [] : [containerName];
  });
}
