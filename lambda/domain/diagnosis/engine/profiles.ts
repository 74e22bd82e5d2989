import type { Engine } from '../../../contract/engine.ts';
import type { MigrateError } from '../../model/event.ts';
import { saidByCockroach } from '../knowledge/said-by-cockroach.ts';
import { type Statement, splitStatements } from '../statements/statements.ts';
import { cockroach } from './cockroach.ts';
import { type Driver, driverOf } from './driver.ts';
import { mysql } from './mysql.ts';
import { notKnown, other } from './other.ts';
import { postgres } from './postgres.ts';
import type { EngineProfile } from './profile.ts';
import { sqlite } from './sqlite.ts';

const PROFILES: Readonly<Record<Engine, EngineProfile>> = { postgres, cockroach, mysql, sqlite, other };

/** The profile of an engine; a careful one for `null`, an unknown engine. */
export function profileOf(engine: Engine | null): EngineProfile {
  return engine === null ? notKnown : PROFILES[engine];
}

/** The engine that a driver usually talks to. */
const ENGINE_OF: Readonly<Record<Driver, Engine>> = {
  'lib/pq': 'postgres',
  pgx: 'postgres',
  mysql: 'mysql',
  sqlite: 'sqlite',
  // Two engines and some programs print in this form.
  cockroach: 'other',
  other: 'other',
};

/**
 * The declared engine, unless the error shows another: by the server's own words, or because its driver does not talk to the declared
 * one. What was printed outranks what was declared. `null` if neither is known.
 */
export function engineOf(error: MigrateError | null, declared: Engine | null): Engine | null {
  const driver = error === null ? null : driverOf(error);
  if (error === null || driver === null) return declared;
  if (PROFILES.cockroach.drivers.includes(driver) && saidByCockroach(error)) return 'cockroach';
  return declared !== null && profileOf(declared).drivers.includes(driver) ? declared : ENGINE_OF[driver];
}

/** `sql` split into statements as `engine` would. */
export function statementsOf(sql: string, engine: Engine | null): readonly Statement[] {
  return splitStatements(sql, profileOf(engine).grammar);
}
