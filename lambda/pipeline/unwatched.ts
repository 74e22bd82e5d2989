import type { Names } from '../contract/names.ts';
import { namedBy, watchesLogGroup } from '../domain/incidents/unwatched.ts';
import { presentName } from '../domain/model/names.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { type Source, UNMATCHED } from '../domain/model/target.ts';
import { foldFrom } from '../domain/runs/fold/fold.ts';
import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { OpenEntry, OpenItems } from './ports.ts';
import type { WriterContext } from './writer.ts';

/**
 * Do the settings still name what an entry of the open index is about? A log group that is watched may announce databases that no
 * setting names, and their runs are recorded as before.
 */
export function watchedBy(
  sources: readonly Source[],
  names: Names | undefined,
): (entry: OpenEntry) => boolean {
  const isNamed = namedBy(sources, names);
  return (entry) => {
    switch (entry.kind) {
      case 'run': {
        const { target, logGroup } = entry.record.run;
        return isNamed(presentName(target, names)) || watchesLogGroup(sources, logGroup);
      }
      case 'expected':
        return isNamed(presentName(entry.expected.target, names));
      case 'incident':
        return (
          entry.isOver === true ||
          isNamed(entry, entry.incidentKind) ||
          (entry.announcedIn !== undefined && watchesLogGroup(sources, entry.announcedIn))
        );
      case 'test':
      case 'unreadable':
        return true;
      default:
        return entry satisfies never;
    }
  };
}

/**
 * Takes runs of an origin out of the open index, if the settings name neither their database nor their log group any more: nothing
 * will say how they end. Their records say so too, and no message reports it. False if there are none.
 *
 * @param due the ids of the runs to look at
 */
export async function endUnwatched(
  { records, seed, facts }: OpenItems,
  { origin, runs: due }: { readonly origin: string; readonly runs: readonly string[] },
  { store, sources, names }: WriterContext,
): Promise<boolean> {
  const watches = watchedBy(sources, names);
  const unnamed = records.filter(
    (record) => due.includes(record.run.id) && !watches({ kind: 'run', record, dueAt: 0 }),
  );
  if (unnamed.length === 0) return false;
  // The settings may have another name for its place. Before its first line, a run has no log group.
  const present = new Map(foldFrom(seed, facts, { origin, sources }).runs.map((run) => [run.id, run.target]));
  const ended = unnamed.filter(({ run }) => sameValue(present.get(run.id) ?? UNMATCHED, UNMATCHED));
  // If another writer was faster, the next sweep sees what it wrote.
  for (const record of ended) await store.putRecord(withoutEnd(record), record.revision, null);
  return ended.length > 0;
}

function withoutEnd(record: RunRecord): RunRecord {
  const { retry: _, ...run } = record.run;
  const outcome = run.outcome === 'running' ? 'unknown' : run.outcome;
  return {
    ...record,
    run: { ...run, outcome, incomplete: null, unwatched: true },
    revision: record.revision + 1,
    outbox: [],
  };
}
