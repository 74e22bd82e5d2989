import type { DeadlineTimes, RunLimit } from '../../lambda/contract/defaults.ts';

/** Deadlines that an environment may set differently, in ms. */
export type Thresholds = Pick<DeadlineTimes, RunLimit>;

/** The deadlines that are written for single environments, for the functions. One that equals the default is written too. */
export function deadlinesByEnvironment(
  environments: readonly { readonly name: string; readonly deadlines: Partial<Thresholds> }[],
): Readonly<Record<string, Partial<Thresholds>>> {
  return Object.fromEntries(
    environments.flatMap(({ name, deadlines }) =>
      Object.keys(deadlines).length === 0 ? [] : [[name, deadlines] as const],
    ),
  );
}
