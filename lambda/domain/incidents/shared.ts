import { isCanary } from '../model/is-canary.ts';
import { type Source, type Target, UNMATCHED } from '../model/target.ts';
import type { Incident } from './incident.ts';
import type { AlarmSummary } from './target-state.ts';

/**
 * Database name of an incident that many announced databases share: databases that no setting declares, when more of them are in
 * trouble than people can read pages about.
 */
export const ANNOUNCED_DATABASES = 'announced-databases';

/** At most this many announced databases of one environment have pages of their own at a time; further ones share an incident. */
export const MOST_ANNOUNCED = 10;

/** Is this database announced but not declared? */
export function isAnnounced({ environment, database }: Target, sources: readonly Source[]): boolean {
  if (database === UNMATCHED.database || database === ANNOUNCED_DATABASES || isCanary({ environment }))
    return false;
  return !sources.some(({ target }) => target.environment === environment && target.database === database);
}

/** The observation about one database's incident that the shared incident gets (a share). */
export function shareOf({ target, kind, openedAt, ended }: Incident): AlarmSummary {
  const over = ended === null ? {} : { over: ended.at };
  return { name: target.database, kind, at: openedAt, text: 'in trouble', ...over };
}

/**
 * Adds a share, or the end of one, to `shares`. Repeats change nothing: then `shares` itself is returned. Messages arrive in any
 * order, so an end that arrives before its begin is stored too, marked as `unheard` until the begin arrives.
 */
export function withShare(shares: readonly AlarmSummary[], share: AlarmSummary): readonly AlarmSummary[] {
  const isSame = ({ name, kind, at }: AlarmSummary) =>
    name === share.name && kind === share.kind && at === share.at;
  const known = shares.find(isSame);
  const { over } = share;
  if (over === undefined) {
    if (known === undefined) return [...shares, share];
    if (!known.unheard) return shares;
    const { unheard: _, ...begun } = known;
    return shares.map((each) => (each === known ? begun : each));
  }
  // The begin may differ from the one stored before: older runs that arrive late change it.
  const ends = (each: AlarmSummary) =>
    each.over === undefined &&
    each.name === share.name &&
    each.kind === share.kind &&
    (each === known || each.at < over);
  const ended = shares.map((each) => (ends(each) ? { ...each, over } : each));
  if (known === undefined) return [...ended, { ...share, unheard: true }];
  return shares.some(ends) ? ended : shares;
}
