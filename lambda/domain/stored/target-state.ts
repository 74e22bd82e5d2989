import type { TargetState } from '../incidents/target-state.ts';
import { type Form, unchanged } from './form.ts';

/** The other attributes of a state's item, such as its settled incidents, belong to the same version. */
export const TARGET_STATE: Form<TargetState> = {
  what: 'database state',
  upgrades: [unchanged],
};
