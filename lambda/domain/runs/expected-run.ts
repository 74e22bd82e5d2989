import type { Target } from '../model/target.ts';

/** One occurrence of a run that the settings expect. */
export interface ExpectedRun {
  /** Its name in the settings. */
  readonly name: string;
  readonly target: Target;
  /** A run that starts at this moment or later is the expected one, epoch ms. */
  readonly since: number;
  /** If it has not come by this moment, it is missing; epoch ms. */
  readonly dueAt: number;
}

/** Its id in messages and notifications: equal ids are the same occurrence of the same expectation. */
export function expectedRunId({ name, dueAt }: ExpectedRun): string {
  return `${name}@${dueAt}`;
}
