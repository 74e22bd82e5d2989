import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DatabaseServer, holdSession } from '../local-databases/database-server.ts';
import { findProgram } from '../local-databases/find-program.ts';
import { startMariadb } from '../local-databases/mariadb.ts';
import { startPostgres } from '../local-databases/postgres.ts';
import type { Engine } from './scenario.ts';

/** The database of every scenario. */
export const DATABASE = 'app';

/** What the database holds after a run. */
export interface DatabaseState {
  /** The row of `schema_migrations`; `null` when the table does not exist or has no row. */
  readonly databaseAfter: { readonly version: string; readonly dirty: boolean } | null;
  /** Tables with their columns, views, indexes: what the migrations really left behind. */
  readonly objectsAfter: readonly string[];
}

/** One engine as the scenarios need it. */
export interface Target {
  /** `undefined` for SQLite. */
  readonly port: number | undefined;
  readonly url: (params: string | undefined) => string;
  readonly reset: () => Promise<void>;
  readonly query: (sql: string) => Promise<string>;
  readonly hold: (sql: string) => Promise<() => Promise<void>>;
  readonly server: DatabaseServer | undefined;
  readonly state: () => Promise<DatabaseState>;
}

const POSTGRES_BUSY = `SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'`;

const POSTGRES_OBJECTS = `
  SELECT 'table ' || c.relname || ' (' || coalesce((SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
      WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), '') || ')'
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
  UNION ALL SELECT 'view ' || viewname FROM pg_views WHERE schemaname = 'public'
  UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
  UNION ALL SELECT 'index ' || c.relname || CASE WHEN i.indisvalid THEN '' ELSE ' (INVALID)' END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary AND t.relname <> 'schema_migrations'
  ORDER BY 1`;

const MYSQL_BUSY = `SELECT count(*) FROM information_schema.processlist
  WHERE db = DATABASE() AND id <> CONNECTION_ID() AND command = 'Query'`;

const MYSQL_OBJECTS = `
  SELECT concat('table ', table_name, ' (', group_concat(column_name ORDER BY ordinal_position SEPARATOR ', '), ')')
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations'
    GROUP BY table_name
  UNION ALL SELECT DISTINCT concat('index ', index_name) FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name <> 'schema_migrations' AND index_name <> 'PRIMARY'
  ORDER BY 1`;

const SQLITE_OBJECTS = `
  SELECT 'table ' || m.name || ' (' || (SELECT group_concat(name, ', ') FROM pragma_table_info(m.name)) || ')'
    FROM sqlite_master m WHERE m.type = 'table' AND m.name <> 'schema_migrations' ORDER BY 1`;

const STATE = 'SELECT version, CASE WHEN dirty THEN 1 ELSE 0 END FROM schema_migrations';

/** Starts each server on first use and keeps it until {@link Targets.stop}. */
export class Targets {
  readonly #servers = new Map<string, Promise<DatabaseServer>>();

  async target(engine: Engine, folder: string): Promise<Target> {
    if (engine === 'sqlite') return sqliteTarget(join(folder, 'app.db'));
    const kind = engine === 'mysql' ? 'mariadb' : 'postgres';
    let server = this.#servers.get(kind);
    if (server === undefined) {
      server = kind === 'mariadb' ? startMariadb() : startPostgres();
      this.#servers.set(kind, server);
    }
    return serverTarget(await server, engine);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.values()) await (await server).stop();
  }
}

function serverTarget(server: DatabaseServer, engine: Engine): Target {
  const query = (sql: string) => server.query(sql, DATABASE);
  const [busy, objects] =
    engine === 'mysql' ? [MYSQL_BUSY, MYSQL_OBJECTS] : [POSTGRES_BUSY, POSTGRES_OBJECTS];
  return {
    port: server.port,
    url: (params) => withParams(server.url(DATABASE, engine), params),
    reset: () => server.createDatabase(DATABASE),
    query,
    hold: (sql) => server.hold(sql, DATABASE),
    server,
    state: async () => {
      // A statement goes on after its client was killed: its effect is visible only afterwards.
      while ((await query(busy)) !== '0') await new Promise((resolve) => setTimeout(resolve, 100));
      return readState(query, objects);
    },
  };
}

function sqliteTarget(file: string): Target {
  const sqlite = findProgram(['sqlite3'], 'sqlite3');
  const query = async (sql: string) =>
    (await promisify(execFile)(sqlite, ['-separator', '\t', file, sql])).stdout.trimEnd();
  return {
    port: undefined,
    url: (params) => withParams(`sqlite://${file}`, params),
    reset: async () => rmSync(file, { force: true }),
    query,
    // Into a pipe sqlite3 prints a SELECT's rows only when it ends.
    hold: (sql) => holdSession(sqlite, [file], process.env, sql, '.system echo session-ready'),
    server: undefined,
    state: () => readState(query, SQLITE_OBJECTS),
  };
}

async function readState(query: Target['query'], objects: string): Promise<DatabaseState> {
  const row = await query(STATE).catch(() => ''); // no such table, or a table of another tool
  const [version, dirty] = row.split('\t');
  return {
    databaseAfter: version && dirty !== undefined ? { version, dirty: dirty === '1' } : null,
    objectsAfter: (await query(objects)).split('\n').filter(Boolean),
  };
}

function withParams(url: string, params: string | undefined): string {
  if (params === undefined) return url;
  return url + (url.includes('?') ? '&' : '?') + params;
}
