/** Runs in a separate process: prints one line of JSON, {@link Growth}. */

import { decodeLogBatch } from '../../../lambda/adapters/input/decode-log-batch.ts';
import { MemoryFactStore } from '../../../lambda/adapters/local/memory-fact-store.ts';
import { SNAPSHOT_ANNOUNCED_MS, SNAPSHOT_LEAST_FACTS } from '../../../lambda/contract/defaults.ts';
import { foldFrom } from '../../../lambda/domain/runs/fold/fold.ts';
import { basisOf } from '../../../lambda/domain/runs/record/basis.ts';
import { distinctRuns, recordWrites } from '../../../lambda/domain/runs/record/record-writes.ts';
import { advanced } from '../../../lambda/domain/runs/record/snapshot.ts';
import { ingest } from '../../../lambda/pipeline/ingest.ts';
import type { OpenItems } from '../../../lambda/pipeline/ports.ts';
import { countedPorts } from '../counted-ports.ts';
import { interleave } from '../measure.ts';
import { longLife } from '../payloads/long-life.ts';

/** Costs of the batch of an early run and of a late one. */
export interface Growth {
  /** CPU time of the late batch ÷ CPU time of the early batch: items are parsed, folded and compared with their records. */
  readonly ratio: number;
  readonly ms: readonly number[];
  /** Bytes of facts, records and snapshot that each of the two reads, as JSON. */
  readonly bytes: readonly [early: number, late: number];
  /** The most that any batch reads, beginning with the early one. */
  readonly mostBytes: number;
}

const EARLY = 11;
const LATE = 1001;

const batches = longLife(LATE);
const read: string[] = [];
let now = 0;
const store = new MemoryFactStore();
const { ports } = countedPorts(() => now, store);
const readOpen: MemoryFactStore['readOpen'] = async (origin, rules) => {
  const items = await store.readOpen(origin, rules);
  last = JSON.stringify(items);
  return items;
};
let last = '';
for (const { event, at } of batches) {
  now = at;
  const decoded = decodeLogBatch(event);
  if (decoded.kind !== 'batch') throw new Error('the batch could not be decoded');
  await ingest(decoded.batch, { ...ports, store: { ...ports.store, readOpen } }, decoded);
  read.push(last);
}

function understand(text: string): unknown {
  const items = JSON.parse(text) as OpenItems;
  const [fact] = items.facts;
  const origin = items.records[0]!.run.origin;
  const folded = foldFrom(items.seed, items.facts, { origin, sources: [] });
  const rules = { basis: basisOf(items.facts, items.seed?.since ?? 0, 'rules'), change: undefined };
  const writes = recordWrites(distinctRuns(folded.runs), items, [fact!], now, rules);
  const known = { ...items, folded, rules: items.snapshot?.rules ?? '', now };
  const snapshots = { leastFacts: SNAPSHOT_LEAST_FACTS, announcedMs: SNAPSHOT_ANNOUNCED_MS };
  return [writes, advanced(known, snapshots)];
}

const [early, late] = [read[EARLY - 1]!, read[LATE - 1]!];
const { ms, ratios } = await interleave([() => understand(early), () => understand(late)]);
const result: Growth = {
  ratio: ratios[1] ?? Number.NaN,
  ms,
  bytes: [early.length, late.length],
  mostBytes: Math.max(...read.slice(EARLY - 1).map(({ length }) => length)),
};
console.log(JSON.stringify(result));
