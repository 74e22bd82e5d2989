import type { LoadUnit } from '../../contract/load-unit.ts';

/**
 * What a metric did while a run ran.
 *
 * `moved`: for three minutes or longer. `perhaps`: the same, seen in one or two minutes. `unmoved`: it did neither. `unpublished`: it has
 * no data. `late`: its data of the run's last minutes had not come.
 */
export type LoadWord = 'moved' | 'perhaps' | 'unmoved' | 'unpublished' | 'late';

/** One metric of a database or of what uses it, before and during a run. */
export interface MetricLoad {
  readonly label: string;
  readonly unit: LoadUnit;
  readonly word: LoadWord;
  /** Median of the hour before; `null` without data. */
  readonly before: number | null;
  /** Median while it ran. */
  readonly during: number | null;
  /** Farthest from {@link before} while it ran. */
  readonly peak: number | null;
  /** Minute of {@link peak}, epoch ms. */
  readonly peakAt: number | null;
}

/** Load while a run ran. It says that a metric moved, never why. */
export interface Load {
  /** 1 or 2: how often it was asked. */
  readonly attempt: 1 | 2;
  /** Left out if it was measured; else why nothing is known: the run was too short, CloudWatch did not answer, or the settings no longer say what to ask. */
  readonly why?: 'short' | 'unavailable' | 'unasked';
  /** Version of the migration that it is about. Left out if it is about the whole run. */
  readonly version?: string;
  /** Runs of the same database at the same time, at most three ids. Left out if there were none. */
  readonly beside?: readonly string[];
  /** Empty if {@link why} is set. */
  readonly metrics: readonly MetricLoad[];
}
