import type { ExpectedRunSettings } from '../settings/settings.ts';

/** An expected run, as its schedule describes it. */
export type ExpectedCall = Pick<ExpectedRunSettings, 'name' | 'environment' | 'database' | 'withinMs'>;

/**
 * Payload with which the schedule of an expected run calls the sweep. `at` is the moment, or the schedule's placeholder
 * for it.
 */
export function expectedCall({ name, environment, database, withinMs }: ExpectedCall, at: string): object {
  return { expected: { name, environment, database, withinMs, at } };
}
