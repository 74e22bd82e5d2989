import type { Names } from '../contract/names.ts';
import type { AlarmNotification } from '../domain/incidents/alarm-notification.ts';
import type { Incident } from '../domain/incidents/incident.ts';
import { includeState, includesState } from '../domain/incidents/include-state.ts';
import { type IncidentName, incidentKey } from '../domain/model/incident-key.ts';
import { formerNames, hasFormerNames, presentName } from '../domain/model/names.ts';
import type { Run } from '../domain/model/run.ts';
import type { Target } from '../domain/model/target.ts';
import { type History, withTook } from '../domain/normal/history.ts';
import type { EventsMessage, RunMessage } from '../domain/runs/record/events-message.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { FactStore, HistoryReader, IncidentStore, OpenEntry, TargetItems } from './ports.ts';

// Stored items and messages that are late keep a former name (`was` in the settings). Everything here shows them under the present
// one, so that `page` and the sweep need not know of renames.

interface Stores {
  readonly incidents: IncidentStore;
  readonly facts: Pick<FactStore, 'readOrigin' | 'readOpen' | 'listOpen'>;
}

/** `stores`, with everything that they return under its present name. `stores` themselves if nothing was renamed. */
export function underPresentNames<T extends Stores>(stores: T, names: Names | undefined): T {
  if (!hasFormerNames(names)) return stores;
  const { incidents, facts } = stores;
  const present = <R extends { readonly records: readonly RunRecord[] }>(items: R): R => ({
    ...items,
    records: items.records.map((record) => presentRecord(record, names)),
  });
  return {
    ...stores,
    incidents: {
      readTarget: (target) => readWithFormer(target, incidents, names),
      readIncidents: (of) => incidents.readIncidents(of),
      putState: (...change) => incidents.putState(...change),
      putIncident: (...change) => incidents.putIncident(...change),
      readHistory: (target) => readHistoryWithFormer(target, incidents, names),
      putHistory: (...change) => incidents.putHistory(...change),
    },
    facts: {
      readOrigin: async (origin) => present(await facts.readOrigin(origin)),
      readOpen: async (...about) => present(await facts.readOpen(...about)),
      listOpen: async () => (await facts.listOpen()).map((entry) => presentEntry(entry, names)),
    },
  };
}

/**
 * Reads a database with what is stored under its former names. The state includes the former states from then on; incidents stay
 * where they are, under the keys that receivers know.
 */
async function readWithFormer(
  target: Target,
  store: IncidentStore,
  names: Names | undefined,
): Promise<TargetItems> {
  let items = await store.readTarget(target);
  for (const name of formerNames(target, names)) {
    const former = await store.readTarget(name);
    if (former.state === null || includesState(items.state, former.state)) continue;
    const settled = former.settled.map(({ kind, n }) => ({ target: name, kind, n }));
    const incidents = distinct([
      ...items.incidents,
      ...former.incidents,
      ...(await store.readIncidents(settled)),
    ]);
    items = {
      state: includeState(items.state, former.state, target),
      incidents,
      settled: items.settled,
      // Names that are in use under the former name may not be stored yet.
      inUse:
        items.state !== null && items.inUse === null
          ? null
          : distinct([...(items.inUse ?? []), ...namedIn(former)]),
    };
  }
  return items;
}

/** A database that was renamed has the history of its former name, until its own is written; then that includes the former one. */
export async function readHistoryWithFormer(
  target: Target,
  store: HistoryReader,
  names: Names | undefined,
): Promise<History> {
  let history = await store.readHistory(target);
  if (history.revision > 0) return history;
  for (const name of formerNames(target, names)) {
    history = withTook(history, (await store.readHistory(name)).took);
  }
  return history;
}

function namedIn({ inUse, incidents }: TargetItems): readonly IncidentName[] {
  return inUse ?? incidents.map(({ target, kind, n }: Incident) => ({ target, kind, n }));
}

function distinct<T extends IncidentName>(names: readonly T[]): readonly T[] {
  return [...new Map(names.map((name) => [incidentKey(name), name])).values()];
}

/** An entry of the open index under its present name. An incident keeps its key. */
export function presentEntry(entry: OpenEntry, names: Names | undefined): OpenEntry {
  switch (entry.kind) {
    case 'incident':
      return presentName(entry, names);
    case 'run':
      return { ...entry, record: presentRecord(entry.record, names) };
    case 'expected':
    case 'test':
    case 'unreadable':
      return entry;
    default:
      return entry satisfies never;
  }
}

/** A message under the present names of its databases. An incident keeps its key. */
export function presentMessage<T extends EventsMessage | AlarmNotification>(
  message: T,
  names: Names | undefined,
): T;
export function presentMessage(
  message: EventsMessage | AlarmNotification,
  names: Names | undefined,
): EventsMessage | AlarmNotification {
  if (!hasFormerNames(names)) return message;
  if (!('type' in message)) {
    const { environment, database } = message;
    if (environment === null) return message;
    const target = presentName({ environment, database: database ?? '' }, names);
    return { ...message, environment: target.environment, database: database && target.database };
  }
  switch (message.type) {
    case 'run':
      return presentRunMessage(message, names);
    case 'runs':
      return { ...message, runs: message.runs.map((each) => presentRunMessage(each, names)) };
    case 'missing':
    case 'gate-overridden':
      return { ...message, target: presentName(message.target, names) };
    case 'mute': {
      const { environment } = presentName({ environment: message.mute.environment, database: '' }, names);
      return { ...message, mute: { ...message.mute, environment } };
    }
    case 'incident-due':
    case 'action':
    case 'ask':
    case 'review-decided':
    case 'test-page':
    case 'test-over':
    case 'test-answered':
      return message;
    default:
      return message satisfies never;
  }
}

function presentRunMessage(message: RunMessage, names: Names | undefined): RunMessage {
  const { run, transition, successor } = message;
  return {
    ...message,
    run: presentRun(run, names),
    transition: { ...transition, ...(transition.left && { left: presentName(transition.left, names) }) },
    ...(successor && { successor: { ...successor, run: presentRun(successor.run, names) } }),
  };
}

/** A run record under the present name of its database. It is stored under the one that it was recorded with. */
export function presentRecord(record: RunRecord, names: Names | undefined): RunRecord {
  const run = presentRun(record.run, names);
  return run === record.run ? record : { ...record, run };
}

function presentRun(run: Run, names: Names | undefined): Run {
  const target = presentName(run.target, names);
  return target === run.target ? run : { ...run, target };
}
