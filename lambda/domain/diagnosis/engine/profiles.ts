import type { Engine } from '../../../contract/engine.ts';
import { type Statement, splitStatements } from '../statements/statements.ts';
import type { Driver } from './driver.ts';
import { mysql } from './mysql.ts';
import { notKnown, other } from './other.ts';
import { postgres } from './postgres.ts';
import type { EngineProfile } from './profile.ts';
import { sqlite } from './sqlite.ts';

const PROFILES: Readonly<Record<Engine, EngineProfile>> = { postgres, mysql, sqlite, other };

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
  cockroach: 'other',
  other: 'other',
};

/**
 * The declared engine, unless the driver that printed the error does not talk to it: what was printed outranks what was declared.
 * `null` if neither is known.
 */
export function engineOf(driver: Driver | null, declared: Engine | null): Engine | null {
  if (driver === null) return declared;
  return declared !== null && profileOf(declared).drivers.includes(driver) ? declared : ENGINE_OF[driver];
}

/** `sql` split into statements as `engine` would. */
export function statementsOf(sql: string, engine: Engine | null): readonly Statement[] {
  return splitStatements(sql, profileOf(engine).grammar);
}
