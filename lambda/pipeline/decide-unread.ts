import { decideIncidents, type IncidentChange } from '../domain/incidents/decide-incidents.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import type { PagePolicy } from '../domain/incidents/page-policy.ts';
import { settledIncidents } from '../domain/incidents/settled.ts';
import type { TargetState } from '../domain/incidents/target-state.ts';
import type { IncidentStore, TargetItems } from './ports.ts';

export interface Decided {
  readonly changes: readonly IncidentChange[];
  /** The incidents that were read. */
  readonly read: readonly Incident[];
  /** Settled incidents that were not read, because nothing of them changes: without titles, for example. */
  readonly unread: readonly Incident[];
}

interface DecideContext {
  readonly incidents: Pick<IncidentStore, 'readIncidents'>;
  readonly policy: PagePolicy;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Decides as {@link decideIncidents} does with all incidents in use, but reads a settled incident only if it changes, or if its key is
 * `about`.
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
    if (wanted.length === 0) return { changes, read, unread };
  }
}
