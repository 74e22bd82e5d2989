import type { ExpectedRunSettings } from '../settings/settings.ts';

/** A run that has to come, as its schedule knows it. */
export type ExpectedCall = Pick<ExpectedRunSettings, 'name' | 'environment' | 'database' | 'withinMs'>;

/** What the schedule of an expected run calls the sweep with; `at`: the moment, or what stands for it in a schedule. */
export function expectedCall({ name, environment, database, withinMs }: ExpectedCall, at: string): object {
  return { expected: { name, environment, database, withinMs, at } };
}
