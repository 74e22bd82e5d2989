import { type Incident, incidentDueAt } from '../../domain/incidents/incident.ts';
import { namesToRead, type SettledIncident } from '../../domain/incidents/settled.ts';
import type { TargetState } from '../../domain/incidents/target-state.ts';
import { type IncidentName, incidentKey } from '../../domain/model/incident-key.ts';
import type { Target } from '../../domain/model/target.ts';
import type { IncidentEntry, IncidentStore, TargetItems } from '../../pipeline/ports.ts';

interface Stored {
  readonly state: TargetState;
  readonly inUse: readonly IncidentName[] | null;
  readonly settled: readonly SettledIncident[];
}

/** Behaves as the DynamoDB store does, but keeps everything in the memory of one process. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #states = new Map<string, Stored>();
  /** By database, then by kind and number. */
  readonly #incidents = new Map<string, Map<string, Incident>>();
  readonly #open = new Map<string, IncidentEntry>();
  /** Names of the incidents that have not ended or have pages to send. */
  readonly #pending = new Set<string>();

  async readTarget(target: Target): Promise<TargetItems> {
    const stored = this.#states.get(nameOf(target));
    const all = this.#of(target);
    const inUse = stored?.inUse ?? null;
    const settled = stored?.settled ?? [];
    const incidents =
      inUse === null ? [...all.values()] : await this.readIncidents(namesToRead(inUse, settled));
    return { state: stored?.state ?? null, incidents, settled, inUse };
  }

  async readIncidents(names: readonly IncidentName[]): Promise<readonly Incident[]> {
    return names.flatMap((name) => this.#of(name.target).get(incidentKey(name)) ?? []);
  }

  async putState(
    state: TargetState,
    expected: number | null,
    inUse?: readonly IncidentName[],
    settled: readonly SettledIncident[] = [],
  ): Promise<'written' | 'conflict'> {
    const name = nameOf(state.target);
    if ((this.#states.get(name)?.state.revision ?? null) !== expected) return 'conflict';
    this.#states.set(name, { state, inUse: inUse ?? null, settled });
    return 'written';
  }

  async putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    const all = this.#of(incident.target);
    const name = incidentKey(incident);
    if ((all.get(name)?.revision ?? null) !== expected) return 'conflict';
    all.set(name, incident);
    const { target, key, kind, conditions } = incident;
    const dueAt = incidentDueAt(incident);
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
        ...(incident.ended === null ? {} : { isOver: true }),
        dueAt,
      });
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

  /** The usual limit that the sweep compares running runs of `target` with, ms. */
  usualLimit(target: Target): number | null {
    return this.#states.get(nameOf(target))?.state.usualLimitMs ?? null;
  }

  /** All incidents, for the demo and tests. */
  allIncidents(): readonly Incident[] {
    return [...this.#incidents.values()].flatMap((all) => [...all.values()]);
  }

  /** The states of all databases. */
  allStates(): readonly TargetState[] {
    return [...this.#states.values()].map(({ state }) => state);
  }

  #of(target: Target): Map<string, Incident> {
    const name = nameOf(target);
    const found = this.#incidents.get(name) ?? new Map<string, Incident>();
    this.#incidents.set(name, found);
    return found;
  }
}

function nameOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}
