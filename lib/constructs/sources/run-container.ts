import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSidecar } from '../../../lambda/contract/sidecars.ts';
import type { WatchedSource } from './watched-source.ts';

/**
 * Name of the container that runs golang-migrate: the given name, else the only container of the task definition that is not a
 * helper. `undefined` when there are several, or when the task definition is imported and its containers are not known.
 */
export function runContainer(tasks: WatchedSource['tasks']): string | undefined {
  if (tasks === undefined) return undefined;
  const [only, ...others] =
    tasks.container === undefined ? containersOf(tasks.taskDefinition) : [tasks.container];
  return others.length === 0 ? only : undefined;
}

/** Warns if `dedicated` leaves open which container's end is the end of the run. */
export function warnOfUnnamed(scope: IConstruct, sources: readonly WatchedSource[]): void {
  for (const { tasks, dedicated, rules } of sources) {
    if (dedicated !== true || tasks === undefined || rules.every(({ container }) => container !== undefined))
      continue;
    const names = tasks.container === undefined ? containersOf(tasks.taskDefinition) : [];
    if (names.length < 2) continue;
    Annotations.of(scope).addWarningV2(
      'migrate-watch:nameContainer',
      `Tasks of ${tasks.family} have ${names.length} containers that may run golang-migrate (${names.join(', ')}): a run that prints nothing is not seen until tasks.container names the one that does`,
    );
  }
}

/** Containers that were added so far and are not helpers: CDK keeps them as children of the task definition. */
function containersOf(taskDefinition: IConstruct | undefined): readonly string[] {
  const children: readonly IConstruct[] = taskDefinition?.node.children ?? [];
  return children.flatMap((child) => {
    const { containerName, firelensConfig } = child as { containerName?: unknown; firelensConfig?: unknown };
    const isHelper = firelensConfig !== undefined || isSidecar(String(containerName));
    return typeof containerName !== 'string' || isHelper ? [] : [containerName];
  });
}
