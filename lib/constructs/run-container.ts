import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isSidecar } from '../../lambda/contract/sidecars.ts';
import type { WatchedSource } from './watched-source.ts';

/**
 * Name of the container that runs golang-migrate: the one that is given, else the only one of the task definition that is no
 * helper; `undefined` when there are several, or when it is imported, so that nothing is known of its containers.
 */
export function runContainer(tasks: WatchedSource['tasks']): string | undefined {
  if (tasks === undefined) return undefined;
  const [only, ...others] =
    tasks.container === undefined ? containersOf(tasks.taskDefinition) : [tasks.container];
  return others.length === 0 ? only : undefined;
}

/** Says where `dedicated` cannot tell which container's end is the end of the run. */
export function warnOfUnnamed(scope: IConstruct, sources: readonly WatchedSource[]): void {
  for (const { tasks, dedicated, rules } of sources) {
    if (dedicated !== true || tasks === undefined || rules.every(({ container }) => container !== undefined))
      continue;
    const names = tasks.container === undefined ? containersOf(tasks.taskDefinition) : [];
    if (names.length < 2) continue;
    Annotations.of(scope).addWarningV2(
      'migrate-watch:nameContainer',
      `Tasks of ${tasks.family} have ${names.length} containers that may run golang-migrate (${names.join(', ')}): a run that prints nothing is not seen until tasks.container names the one`,
    );
  }
}

/** Those that are there by now and no helpers: CDK keeps them as the task definition's own children. */
function containersOf(taskDefinition: IConstruct | undefined): readonly string[] {
  const children: readonly IConstruct[] = taskDefinition?.node.children ?? [];
  return children.flatMap((child) => {
    const { containerName, firelensConfig } = child as { containerName?: unknown; firelensConfig?: unknown };
    const isHelper = firelensConfig !== undefined || isSidecar(String(containerName));
    return typeof containerName !== 'string' || isHelper ? [] : [containerName];
  });
}
