import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { FactStore, OpenItems } from './ports.ts';

type Reader = Pick<FactStore, 'readOpen' | 'readOrigin'>;

/** Reads as {@link FactStore.readOpen} does. Reads everything instead if that returns no record of one of the runs in `about`. */
export async function readOpen(
  store: Reader,
  origin: string,
  rules: string,
  about: Iterable<string>,
): Promise<OpenItems> {
  const open = await store.readOpen(origin, rules);
  if (open.seed === null) return open;
  const ids = new Set(open.records.map(({ run }) => run.id));
  if ([...about].every((id) => ids.has(id))) return open;
  return { ...open, ...(await store.readOrigin(origin)), seed: null };
}

/**
 * Run records of an origin. They include the record of the run `id`, of the run that blocked it, and of the run that replaced it,
 * if these are stored.
 */
export async function recordsAround(
  store: Reader,
  origin: string,
  rules: string,
  id: string,
): Promise<readonly RunRecord[]> {
  const { records, seed } = await readOpen(store, origin, rules, [id]);
  const record = records.find(({ run }) => run.id === id);
  const named = [record?.run.blockedBy, record?.supersededBy].filter((each) => each != null);
  const isWhole = seed === null || named.every((each) => records.some(({ run }) => run.id === each));
  return isWhole ? records : (await store.readOrigin(origin)).records;
}
