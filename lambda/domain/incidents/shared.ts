import { isCanary } from '../model/is-canary.ts';
import { type Source, type Target, UNMATCHED } from '../model/target.ts';
import type { Incident } from './incident.ts';
import type { AlarmSummary } from './target-state.ts';

/** Stands for databases that are announced, not declared, when more of them are in trouble than people can be told of one by one. */
export const ANNOUNCED_DATABASES = 'announced-databases';

/** So many undeclared databases of one environment have incidents of their own at a time; those after them share one. */
export const MOST_ANNOUNCED = 10;

/** Does only an announcement name this database? */
export function isAnnounced({ environment, database }: Target, sources: readonly Source[]): boolean {
  if (database === UNMATCHED.database || database === ANNOUNCED_DATABASES || isCanary({ environment }))
    return false;
  return !sources.some(({ target }) => target.environment === environment && target.database === database);
}

/** What the shared incident is told of one of its databases. */
export function shareOf({ target, kind, openedAt }: Incident): AlarmSummary {
  return { name: target.database, kind, at: openedAt, text: 'in trouble' };
}
