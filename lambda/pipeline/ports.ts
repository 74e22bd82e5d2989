import type { Fact } from '../domain/fact.ts';
import type { LogBatch } from '../domain/log-batch.ts';
import type { RunRecord } from '../domain/run-record.ts';

/** Epoch ms, UTC. The pipeline reads it once per invocation. */
export type Clock = () => number;

/** Facts and run records of one origin, read together. */
export interface OriginItems {
  readonly facts: readonly Fact[];
  readonly records: readonly RunRecord[];
}

/** Facts and run records. Single-item writes only; every method may throw when the store is out of reach. */
export interface FactStore {
  /** Writes the fact unless it is there. */
  putFact(origin: string, fact: Fact): Promise<'written' | 'exists'>;
  /** Strongly consistent: everything written before the call is in the answer. */
  readOrigin(origin: string): Promise<OriginItems>;
  /** Writes on condition that the stored revision is still `expected` (`null`: no record yet). */
  putRecord(record: RunRecord, expected: number | null): Promise<'written' | 'conflict'>;
}

/** Re-reads a window of a log stream in order (reconcile). `from` and `to` are epoch ms, inclusive. */
export interface LogReader {
  readWindow(logGroup: string, logStream: string, from: number, to: number): Promise<LogBatch>;
}
