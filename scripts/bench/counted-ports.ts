import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { IngestPorts } from '../../lambda/pipeline/ingest.ts';
import type { HistoryReader } from '../../lambda/pipeline/ports.ts';

/** Counts of calls to the ports. */
export interface Counts {
  /** Puts of facts and records, including refused ones: DynamoDB charges for each. */
  writes: number;
  /** Calls of the metric sink; each is one PutMetricData for up to 1,000 data. */
  metricCalls: number;
  /** Calls of any kind. */
  calls: number;
}

/** The writers' ports in memory, which count calls; `now` is the time of their clock. */
export function countedPorts(
  now: () => number,
  memory = new MemoryFactStore(),
): { readonly ports: IngestPorts & { readonly histories: HistoryReader }; readonly counts: Counts } {
  const counts: Counts = { writes: 0, metricCalls: 0, calls: 0 };
  const counted = <A extends unknown[], R>(
    call: (...args: A) => R,
    ...also: ('writes' | 'metricCalls')[]
  ) => {
    return (...args: A): R => {
      for (const count of [...also, 'calls' as const]) counts[count] += 1;
      return call(...args);
    };
  };
  const ports = {
    histories: new MemoryIncidentStore(),
    store: {
      putFact: counted(memory.putFact.bind(memory), 'writes'),
      putRecord: counted(memory.putRecord.bind(memory), 'writes'),
      readOrigin: counted(memory.readOrigin.bind(memory)),
      readOpen: counted(memory.readOpen.bind(memory)),
      putSnapshot: counted(memory.putSnapshot.bind(memory), 'writes'),
      listOpen: counted(memory.listOpen.bind(memory)),
    },
    publisher: { publish: counted(async () => {}) },
    metrics: { put: counted(async () => {}, 'metricCalls') },
    runLog: { write: () => {} },
    healthLog: { warn: () => {} },
    clock: now,
    random: () => 0,
    pause: async () => {},
    monitor: { account: '111122223333' },
    sources: [],
    deadlines: DEADLINES,
  };
  return { ports, counts };
}
