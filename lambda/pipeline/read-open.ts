import type { RunRecord } from '../domain/runs/record/run-record.ts';
import type { FactStore, OpenItems } from './ports.ts';

type Reader = Pick<FactStore, 'readOpen' | 'readOrigin'>;

/** {@link FactStore.readOpen}, and everything when one of the runs in `about` has no record among what that reads. */
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

/** Records of an origin, with that of the run `id` and those that it names among them, where they are stored. */
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
