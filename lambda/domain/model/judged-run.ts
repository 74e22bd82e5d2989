import type { Engine } from '../../contract/engine.ts';
import type { Run } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What is known in addition to the run's own lines. */
export interface VerdictContext {
  readonly engine: Engine | null;
  /** From the settings. `null` if not known, in which case the verdict stays careful. */
  readonly multiStatement: boolean | null;
  /** SQLite: the driver runs no transaction around a file. Left out if not known. */
  readonly noTxWrap?: boolean | null;
  /** MySQL: all tables are transactional, so a rollback undoes row changes. Left out if not known. */
  readonly transactionalTables?: boolean | null;
  /** The database's last version that a stored run proved clean, `-1` for none; `null` when no record exists. */
  readonly versionBefore: string | null;
  /** True when a person's `force` set that version, and no run proved it. Left out otherwise. */
  readonly markedByHand?: boolean;
  /** For a refused run: the run that made the database dirty, and its verdict. Left out if not known. */
  readonly dirtiedBy?: { readonly id: string; readonly verdict: Verdict };
}

/** The fields of a run that a verdict needs. */
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

/** A run and its context: the input of every rule of the judgement. */
export interface JudgedCase {
  readonly run: JudgedRun;
  readonly context: VerdictContext;
  readonly engine: Engine | null;
}
