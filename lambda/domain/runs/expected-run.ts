import type { Target } from '../model/target.ts';

/** One time that a run has to come. */
export interface ExpectedRun {
  /** What the settings call it. */
  readonly name: string;
  readonly target: Target;
  /** A run that starts at this moment or later is the expected one, epoch ms. */
  readonly since: number;
  /** From this moment on it is missing, epoch ms. */
  readonly dueAt: number;
}

/** Names it wherever it is told of: equal ids are the same time of the same expectation. */
export function expectedRunId({ name, dueAt }: ExpectedRun): string {
  return `${name}@${dueAt}`;
}
