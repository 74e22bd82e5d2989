import type { Row } from './row.ts';

export interface BenchOptions {
  /** Writes a CPU profile of each timed process into `dist/bench`. */
  readonly profile: boolean;
}

/** Rows that are measured together. */
export interface Group {
  readonly names: readonly string[];
  /** Measures those of its rows that `wanted` names. */
  run(wanted: ReadonlySet<string>, options: BenchOptions): Row[] | Promise<Row[]>;
}
