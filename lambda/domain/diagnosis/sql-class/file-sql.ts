import { CLASSIFIED_ENGINES, type ClassifiedEngine } from '../../../contract/engine.ts';
import type { FileSql } from '../../model/announcement.ts';
import { profileOf } from '../engine/profiles.ts';
import { type Statement, splitStatements } from '../statements/statements.ts';
import { mysqlWork } from './mysql.ts';
import { postgresWork } from './postgres.ts';
import { rowsWork } from './rows-work.ts';
import { wordsOf } from './words.ts';
import { type FileContext, METADATA, type SchemaReader, UNKNOWN, type Work } from './work.ts';

/** Engines whose schema changes are known here. */
const READERS: Readonly<Record<ClassifiedEngine, SchemaReader>> = {
  postgres: postgresWork,
  mysql: mysqlWork,
};

/**
 * What the SQL of a migration file does on this engine. `null`, an unknown engine: the answer if PostgreSQL and MySQL give the same one.
 *
 * The class is `unknown` if one statement is. A table that the file itself creates has few rows, so what is done with it does not count as
 * work on rows. Linear in the length of `sql`.
 */
export function fileSql(sql: string, engine: ClassifiedEngine | null): FileSql {
  if (engine !== null) return sqlOf(sql, engine);
  const [one, other] = CLASSIFIED_ENGINES.map((each) => sqlOf(sql, each)) as [FileSql, FileSql];
  if (one.class !== other.class) return { class: 'unknown' };
  return one.table === other.table ? one : { class: one.class };
}

function sqlOf(sql: string, engine: ClassifiedEngine): FileSql {
  const { grammar } = profileOf(engine);
  const empty = new Set<string>();
  const types = new Set<string>();
  let found: FileSql = { class: 'metadata' };
  for (const statement of splitStatements(sql, grammar, Number.POSITIVE_INFINITY)) {
    const work = workOf(statement, engine, { types });
    if (work.class === 'unknown') return { class: 'unknown' };
    const isSmall = work.table !== undefined && empty.has(work.table);
    if (work.class === 'rows' && !isSmall) {
      if (work.fills !== undefined) empty.delete(work.fills);
      if (found.class === 'metadata')
        found = { class: 'rows', ...(work.table !== undefined && { table: work.table }) };
    }
    if (work.creates !== undefined) empty.add(work.creates);
    if (work.createsType !== undefined) types.add(work.createsType);
  }
  return found;
}

function workOf({ kind, text, body }: Statement, engine: ClassifiedEngine, file: FileContext): Work {
  switch (kind) {
    case 'begin':
    case 'commit':
    case 'rollback':
    case 'harmless':
      return METADATA;
    case 'routine':
    case 'masked':
      return UNKNOWN;
    default: {
      // The body of a materialized view is executed; other bodies are only stored, and are not looked at.
      const words = wordsOf(`${text} ${body}`, profileOf(engine).grammar.dialect);
      if (words === undefined) return UNKNOWN;
      return rowsWork(words) ?? READERS[engine](words, file);
    }
  }
}
