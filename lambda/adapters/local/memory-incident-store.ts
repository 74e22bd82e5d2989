import { type Incident, incidentDueAt } from '../../domain/incidents/incident.ts';
import { namesToRead, type SettledIncident } from '../../domain/incidents/settled.ts';
import type { TargetState } from '../../domain/incidents/target-state.ts';
import { toldOf } from '../../domain/incidents/told.ts';
import { type IncidentName, incidentKey } from '../../domain/model/incident-key.ts';
import type { Target } from '../../domain/model/target.ts';
import { emptyHistory, type History } from '../../domain/normal/history.ts';
import { readForm, withVersion } from '../../domain/stored/form.ts';
import { HISTORY } from '../../domain/stored/history.ts';
import { INCIDENT } from '../../domain/stored/incident.ts';
import { TARGET_STATE } from '../../domain/stored/target-state.ts';
import type { IncidentEntry, IncidentStore, TargetItems } from '../../pipeline/ports.ts';

interface Stored {
  /** As it is stored in the table, with the version of its form. */
  readonly state: object;
  readonly revision: number;
  readonly inUse: readonly IncidentName[] | null;
  readonly settled: readonly SettledIncident[];
}

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #states = new Map<string, Stored>();
  /** By database, then by kind and number. */
  readonly #incidents = new Map<string, Map<string, object>>();
  readonly #histories = new Map<string, object>();
  readonly #open = new Map<string, IncidentEntry>();
  /** Names of the incidents that have not ended or have pages to send. */
  readonly #pending = new Set<string>();

  async readTarget(target: Target): Promise<TargetItems> {
    const stored = this.#states.get(nameOf(target));
    const all = this.#of(target);
    const inUse = stored?.inUse ?? null;
    const settled = stored?.settled ?? [];
    const incidents =
      inUse === null ? incidentsIn(all) : await this.readIncidents(namesToRead(target, inUse, settled));
    return { state: stored ? stateIn(stored) : null, incidents, settled, inUse };
  }

  async readIncidents(names: readonly IncidentName[]): Promise<readonly Incident[]> {
    return names.flatMap((name) => this.#stored(name) ?? []);
  }

  async putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
    settled: readonly SettledIncident[] = [],
  ): Promise<'written' | 'conflict'> {
    const name = nameOf(state.target);
    if ((this.#states.get(name)?.revision ?? null) !== expected) return 'conflict';
    const { revision } = state;
    this.#states.set(name, {
      state: withVersion(TARGET_STATE, state),
      revision,
      inUse: inUse ?? null,
      settled,
    });
    return 'written';
  }

  async putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    const all = this.#of(incident.target);
    const name = incidentKey(incident);
    if ((this.#stored(incident)?.revision ?? null) !== expected) return 'conflict';
    all.set(name, withVersion(INCIDENT, incident));
    const { target, key, kind, conditions } = incident;
    const dueAt = incidentDueAt(incident);
    const told = toldOf(incident);
    if (incident.ended === null || incident.outbox.length > 0) this.#pending.add(name);
    else this.#pending.delete(name);
    if (dueAt === null) this.#open.delete(name);
    else
      this.#open.set(name, {
        kind: 'incident',
        incident: key,
        ...target,
        incidentKind: kind,
        conditions,
        ...(incident.announcedIn === undefined ? {} : { announcedIn: incident.announcedIn }),
        ...(told === undefined ? {} : { told }),
        ...(incident.ended === null ? {} : { isOver: true }),
        dueAt,
      });
    return 'written';
  }

  async readHistory(target: Target): Promise<History> {
    const stored = this.#histories.get(nameOf(target));
    return stored === undefined ? emptyHistory(target) : readForm(HISTORY, stored, 'in memory');
  }

  async putHistory(history: History, expected: number | null): Promise<'written' | 'conflict'> {
    const { revision } = await this.readHistory(history.target);
    if ((revision === 0 ? null : revision) !== expected) return 'conflict';
    this.#histories.set(nameOf(history.target), withVersion(HISTORY, history));
    return 'written';
  }

  /** The incidents that have not ended, and those with pages to send. */
  openIncidents(): readonly IncidentEntry[] {
    return [...this.#open].flatMap(([name, entry]) => (this.#pending.has(name) ? entry : []));
  }

  /** The incidents in the open index: also those that ended a short time ago. */
  indexedIncidents(): readonly IncidentEntry[] {
    return [...this.#open.values()];
  }

  /** All incidents, for the demo and tests. */
  allIncidents(): readonly Incident[] {
    return [...this.#incidents.values()].flatMap(incidentsIn);
  }

  /** The states of all databases. */
  allStates(): readonly TargetState[] {
    return [...this.#states.values()].map(stateIn);
  }

  #stored(name: IncidentName): Incident | undefined {
    const key = incidentKey(name);
    const stored = this.#of(name.target).get(key);
    return stored && readForm(INCIDENT, stored, key);
  }

  #of(target: Target): Map<string, object> {
    const name = nameOf(target);
    const found = this.#incidents.get(name) ?? new Map<string, object>();
    this.#incidents.set(name, found);
    return found;
  }
}

function stateIn({ state }: Stored): TargetState {
  return readForm(TARGET_STATE, state, 'in memory');
}

function incidentsIn(all: ReadonlyMap<string, object>): Incident[] {
  return [...all].map(([key, incident]) => readForm(INCIDENT, incident, key));
}

function nameOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}
