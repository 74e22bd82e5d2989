import { join } from 'node:path';
import { findProgram } from '../../local-databases/find-program.ts';
import { SQLITE_BASE } from '../base-schemas.ts';
import { readMark, type ScenarioDatabase, withParameters } from './database.ts';
import { script } from './script.ts';

export async function openSqlite(folder: string): Promise<ScenarioDatabase> {
  const file = join(folder, 'app.db');
  const sqlite = findProgram(['sqlite3'], 'sqlite3');
  const run = (sql: string) =>
    script(sqlite, ['-batch', '-bail', '-separator', '\t', '-cmd', '.timeout 5000', file], sql);
  await run(SQLITE_BASE);
  return {
    url: (parameters) => withParameters(`sqlite://${file}`, parameters),
    ask: async (expressions) =>
      expressions.length === 0 ? [] : (await run(`SELECT ${expressions.join(', ')};`)).split('\t'),
    mark: async () => readMark(await run('SELECT version, dirty FROM schema_migrations;').catch(() => '')),
    byHand: async (sql) => {
      await run(sql);
    },
    closeGate: async () => async () => undefined,
    waiting: async () => 0,
    working: async () => 0,
    endSessions: async () => undefined,
    clientUrl: file,
    environment: {},
    drop: async () => undefined,
  };
}
