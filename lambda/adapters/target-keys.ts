import type { IncidentName } from '../domain/incident/incident-key.ts';
import type { Target } from '../domain/target.ts';

/** Partition of all that `page` keeps of a database. */
export function targetPartition({ environment, database }: Target): string {
  return `target#${environment}#${database}`;
}

/** Sort key of the database's state. */
export const STATE = 'state';

/** Begins the sort keys of its incidents. */
export const INCIDENT = 'incident#';

/** Sort key of one incident. */
export function incidentSort({ kind, n }: Pick<IncidentName, 'kind' | 'n'>): string {
  return `${INCIDENT}${kind}#${n}`;
}
