import type { Scenario } from '../scenario.ts';
import { COCKROACHDB_DRIVER } from './cockroachdb-driver.ts';
import { COMMANDS } from './commands.ts';
import { CONNECTIONS } from './connections.ts';
import { LIBRARY } from './library.ts';
import { LOCKS } from './locks.ts';
import { MYSQL_FAILURES } from './mysql-failures.ts';
import { PGX5_FAILURES } from './pgx5-failures.ts';
import { POSTGRES_FAILURES } from './postgres-failures.ts';
import { SIGNALS } from './signals.ts';
import { SOURCES } from './sources.ts';
import { SQLITE_FAILURES } from './sqlite-failures.ts';
import { SUCCESS } from './success.ts';

/** Every captured case. */
export const SCENARIOS: readonly Scenario[] = [
  ...SUCCESS,
  ...COMMANDS,
  ...POSTGRES_FAILURES,
  ...PGX5_FAILURES,
  ...COCKROACHDB_DRIVER,
  ...MYSQL_FAILURES,
  ...SQLITE_FAILURES,
  ...SOURCES,
  ...CONNECTIONS,
  ...SIGNALS,
  ...LOCKS,
  ...LIBRARY,
];
