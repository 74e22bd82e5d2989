import { type Incident, incidentDueAt } from '../domain/incident/incident.ts';
import type { TargetState } from '../domain/incident/target-state.ts';
import type { Target } from '../domain/target.ts';
import type { IncidentEntry, IncidentStore, TargetItems } from '../pipeline/ports.ts';

/** The local twin of the DynamoDB store: same answers, one process, nothing kept. */
export class MemoryIncidentStore implements IncidentStore {
  readonly #states = new Map<string, TargetState>();
  readonly #incidents = new Map<string, Incident>();

  async readTarget(target: Target): Promise<TargetItems> {
    const incidents = this.allIncidents().filter((each) => nameOf(each.target) === nameOf(target));
    return { state: this.#states.get(nameOf(target)) ?? null, incidents };
  }

  async putState(state: TargetState, expected: number | null): Promise<'written' | 'conflict'> {
    return putIf(this.#states, nameOf(state.target), state, expected);
  }

  async putIncident(incident: Incident, expected: number | null): Promise<'written' | 'conflict'> {
    return putIf(this.#incidents, incident.key, incident, expected);
  }

  /** What shares the open index with the runs. */
  openIncidents(): readonly IncidentEntry[] {
    return this.allIncidents().flatMap((incident) => {
      const dueAt = incidentDueAt(incident);
      const { target, key, kind, causes } = incident;
      return dueAt === null
        ? []
        : { kind: 'incident', incident: key, ...target, incidentKind: kind, causes, dueAt };
    });
  }

  /** What the sweep compares running runs of `target` with. */
  usualLimit(target: Target): number | null {
    return this.#states.get(nameOf(target))?.usualLimitMs ?? null;
  }

  /** Every incident, for those who look at the whole (the demo, tests). */
  allIncidents(): readonly Incident[] {
    return [...this.#incidents.values()];
  }

  /** Every database's state. */
  allStates(): readonly TargetState[] {
    return [...this.#states.values()];
  }
}

function nameOf({ environment, database }: Target): string {
  return JSON.stringify([environment, database]);
}

function putIf<T extends { readonly revision: number }>(
  items: Map<string, T>,
  key: string,
  item: T,
  expected: number | null,
): 'written' | 'conflict' {
  if ((items.get(key)?.revision ?? null) !== expected) return 'conflict';
  items.set(key, item);
  return 'written';
}
