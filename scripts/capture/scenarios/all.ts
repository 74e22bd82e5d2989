import type { Scenario } from '../scenario.ts';
import { COMMANDS } from './commands.ts';
import { CONNECTIONS } from './connections.ts';
import { LOCKS } from './locks.ts';
import { POSTGRES_FAILURES } from './postgres-failures.ts';
import { SIGNALS } from './signals.ts';
import { SOURCES } from './sources.ts';
import { SUCCESS } from './success.ts';

/** Every captured case. */
export const SCENARIOS: readonly Scenario[] = [
  ...SUCCESS,
  ...COMMANDS,
  ...POSTGRES_FAILURES,
  ...SOURCES,
  ...CONNECTIONS,
  ...SIGNALS,
  ...LOCKS,
];
