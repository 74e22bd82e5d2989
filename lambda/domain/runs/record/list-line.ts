import type { Run } from '../../model/run.ts';
import { sameValue } from '../../model/same-value.ts';
import { type RunFields, runFields } from './run-line.ts';

/** One run in lists. */
export interface ListLine extends RunFields {
  /** Epoch ms; `null` while it is running, or if no line carries a time. */
  readonly endedAt: number | null;
}

/** A run as a list gives it. */
export interface ListedRun extends ListLine {
  readonly id: string;
  /** Epoch ms. If the start is not known, the end. */
  readonly startedAt: number;
}

/** What an attribute is if it is left out. */
const LEFT_OUT: Omit<ListLine, 'environment' | 'database' | 'outcome' | 'source'> = {
  command: null,
  version: null,
  dirtyVersion: null,
  migrationsApplied: 0,
  durationMs: null,
  longestMigrationMs: null,
  errorClass: null,
  sqlState: null,
  exitCode: null,
  alerts: [],
  findings: [],
  endedAt: null,
};

/** As it is stored: without what most runs do not have, so that most run records still cost one write unit. */
export type StoredListLine = Pick<ListLine, 'environment' | 'database' | 'outcome' | 'source'> &
  Partial<ListLine>;

export function listLine(run: Run): StoredListLine {
  const line = { ...runFields(run), endedAt: run.endedAt };
  const { environment, database, outcome, source } = line;
  const rest = (Object.keys(LEFT_OUT) as (keyof typeof LEFT_OUT)[])
    .map((name) => [name, line[name]] as const)
    .filter(([name, value]) => !sameValue(value, LEFT_OUT[name]));
  return { environment, database, outcome, source, ...Object.fromEntries(rest) };
}

/** Fills in what {@link listLine} left out. */
export function wholeListLine(stored: StoredListLine): ListLine {
  return { ...LEFT_OUT, ...stored };
}
