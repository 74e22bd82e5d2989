import type { Engine } from '../../contract/engine.ts';
import type { Run } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What is known beside the run's own lines. */
export interface VerdictContext {
  readonly engine: Engine | null;
  /** Known from settings; `null` keeps the verdict careful. */
  readonly multiStatement: boolean | null;
  /** SQLite: the driver runs no transaction around a file. Left out: not known. */
  readonly noTxWrap?: boolean | null;
  /** MySQL: the tables take back what is rolled back. Left out: not known. */
  readonly transactionalTables?: boolean | null;
  /** The database's last version that a stored run proved clean, `-1` for none; `null` when no record exists. */
  readonly versionBefore: string | null;
  /** True when a person's `force` marked that version, and no run proved it. Left out: no. */
  readonly markedByHand?: boolean;
  /** The run that made the database dirty, and what it left, for a run that was refused because of it. Left out: not known. */
  readonly dirtiedBy?: { readonly id: string; readonly verdict: Verdict };
}

/** A run as far as the verdict needs it. */
export type JudgedRun = Pick<
  Run,
  | 'outcome'
  | 'refused'
  | 'command'
  | 'job'
  | 'source'
  | 'resource'
  | 'task'
  | 'migrations'
  | 'dirtyVersion'
  | 'error'
  | 'exitCode'
  | 'stopReason'
  | 'findings'
>;
