import { decideIncidents, type IncidentChange } from '../domain/incidents/decide-incidents.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import { outOfIndex } from '../domain/incidents/index-time.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { settledIncidents } from '../domain/incidents/settled.ts';
import type { TargetState } from '../domain/incidents/target-state.ts';
import { parseIncidentKey } from '../domain/model/incident-key.ts';
import type { IncidentStore, TargetItems } from './ports.ts';

export interface Decided {
  readonly changes: readonly IncidentChange[];
  /** The incidents that were read. */
  readonly read: readonly Incident[];
  /** Settled incidents that were not read, because nothing of them changes: without titles, for example. */
  readonly unread: readonly Incident[];
}

export interface DecideContext {
  readonly incidents: Pick<IncidentStore, 'readIncidents'>;
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Decides as {@link decideIncidents} does with all incidents in use, but reads a settled incident only if it changes, or if its key is
 * `about`. An incident with that key also leaves the open index, if it is over and its time there has passed.
 *
 * An entry keeps everything that a decision depends on. So a decision that changes no unread incident is the one that would be made
 * with all of them.
 */
export async function decideUnread(
  state: TargetState,
  { incidents, settled }: Pick<TargetItems, 'incidents' | 'settled'>,
  about: string | undefined,
  { incidents: store, policy, now }: DecideContext,
): Promise<Decided> {
  let read = incidents;
  let unread = settledIncidents(state.target, settled);
  let wanted = unread.filter(({ key }) => key === about);
  for (;;) {
    if (wanted.length > 0) {
      read = [...read, ...(await store.readIncidents(wanted))];
      const gone = new Set(wanted);
      unread = unread.filter((each) => !gone.has(each));
    }
    const changes = decideIncidents(state, [...read, ...unread], policy, now);
    const changed = new Set(changes.map(({ incident }) => incident.key));
    wanted = unread.filter(({ key }) => changed.has(key));
    // Each repeat leaves fewer unread, so the loop ends.
    if (wanted.length > 0) continue;
    const named = await readNamed(about, read, store);
    const left = named && !changed.has(named.key) ? outOfIndex(named, now) : undefined;
    const all = named === undefined || read.includes(named) ? read : [...read, named];
    if (named === undefined || left === undefined) return { changes, read: all, unread };
    const leaving = { incident: left, expected: named.revision, plan: null };
    return { changes: [...changes, leaving], read: all, unread };
  }
}

/** The incident that a message names; it may be so old that the state does not name it any more. */
async function readNamed(
  key: string | undefined,
  read: readonly Incident[],
  store: DecideContext['incidents'],
): Promise<Incident | undefined> {
  if (key === undefined) return undefined;
  const known = read.find((incident) => incident.key === key);
  if (known !== undefined) return known;
  const name = parseIncidentKey(key);
  return name && (await store.readIncidents([name]))[0];
}
