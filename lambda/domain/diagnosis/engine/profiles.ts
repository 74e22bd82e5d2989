import type { Engine } from '../../../contract/engine.ts';
import { type Statement, splitStatements } from '../statements/statements.ts';
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

/** `sql` split into statements as `engine` would. */
export function statementsOf(sql: string, engine: Engine | null): readonly Statement[] {
  return splitStatements(sql, profileOf(engine).grammar);
}
