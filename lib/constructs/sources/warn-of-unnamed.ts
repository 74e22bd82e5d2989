import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { containersOf } from './run-container.ts';
import type { WatchedSource } from './watched-source.ts';

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
