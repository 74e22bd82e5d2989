import type { Target } from '../model/target.ts';

/** One run that is expected: by a schedule of the settings, or because a deploy said that it is about to come. */
export interface ExpectedRun {
  /** Its name in the settings; {@link ARMED} if a deploy armed it. */
  readonly name: string;
  readonly target: Target;
  /** A run that starts at this moment or later is the expected one, epoch ms. */
  readonly since: number;
  /** If it has not come by this moment, it is missing; epoch ms. */
  readonly dueAt: number;
  /** Version that it has to bring the database to. Left out if it only has to start. */
  readonly version?: string;
}

/**
 * Name of a run that a deploy expects. Each database has at most one: a later one replaces an earlier one. The settings do not allow this
 * name.
 */
export const ARMED = '(deploy)';

export function isArmed({ name }: Pick<ExpectedRun, 'name'>): boolean {
  return name === ARMED;
}

/** Its id in messages and notifications: equal ids are the same occurrence of the same expectation. */
export function expectedRunId({ name, dueAt }: Pick<ExpectedRun, 'name' | 'dueAt'>): string {
  return `${name}@${dueAt}`;
}
