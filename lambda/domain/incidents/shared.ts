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
export function shareOf({ target, kind, openedAt, ended }: Incident): AlarmSummary {
  const over = ended === null ? {} : { over: ended.at };
  return { name: target.database, kind, at: openedAt, text: 'in trouble', ...over };
}

/**
 * `shares` with one more, or with the end of one: of what is told of one database again and again, one note is kept. An end that is heard of before
 * the trouble is kept, because messages have no order; the very same if nothing is new.
 */
export function withShare(shares: readonly AlarmSummary[], share: AlarmSummary): readonly AlarmSummary[] {
  const isSame = ({ name, kind, at }: AlarmSummary) =>
    name === share.name && kind === share.kind && at === share.at;
  const known = shares.find(isSame);
  const { over } = share;
  if (over === undefined) {
    if (known === undefined) return [...shares, share];
    if (!known.unheard) return shares;
    const { unheard: _, ...heard } = known;
    return shares.map((each) => (each === known ? heard : each));
  }
  // Its trouble may have been told with a later begin, before older runs were heard of.
  const ends = (each: AlarmSummary) =>
    each.over === undefined &&
    each.name === share.name &&
    each.kind === share.kind &&
    (each === known || each.at < over);
  const ended = shares.map((each) => (ends(each) ? { ...each, over } : each));
  if (known === undefined) return [...ended, { ...share, unheard: true }];
  return shares.some(ends) ? ended : shares;
}
