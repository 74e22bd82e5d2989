import { type DatabaseServer, FAKE_PASSWORD } from '../../local-databases/database-server.ts';
import { findProgram } from '../../local-databases/find-program.ts';
import { POSTGRES_BASE } from '../base-schemas.ts';
import { readMark, type ScenarioDatabase, withParameters } from './database.ts';
import { script } from './script.ts';

const TEMPLATE = 'states_base';

/** Makes the template database, once for each server; every scenario's database is a copy of it. */
export async function preparePostgres(server: DatabaseServer): Promise<void> {
  await server.createDatabase(TEMPLATE);
  await server.query('CREATE ROLE powerless; GRANT powerless TO migrate', 'postgres');
  await server.query('CREATE TABLE vault (id int)', TEMPLATE);
  await byHand(server.url(TEMPLATE), POSTGRES_BASE);
}

function byHand(url: string, sql: string): Promise<string> {
  const psql = findProgram(['psql'], 'postgresql-client');
  return script(psql, [url, '-X', '-q', '-v', 'ON_ERROR_STOP=1'], sql, { PGPASSWORD: FAKE_PASSWORD });
}

const OF_MIGRATE = "FROM pg_stat_activity WHERE datname = current_database() AND usename = 'migrate'";

export async function openPostgres(
  server: DatabaseServer,
  name: string,
  scheme: 'postgres' | 'pgx5',
): Promise<ScenarioDatabase> {
  await server.query(`CREATE DATABASE ${name} OWNER migrate TEMPLATE ${TEMPLATE}`, 'postgres');
  const query = (sql: string) => server.query(sql, name);
  return {
    url: (parameters) => withParameters(server.url(name, scheme), parameters),
    ask: async (expressions) =>
      expressions.length === 0 ? [] : (await query(`SELECT ${expressions.join(', ')}`)).split('\t'),
    mark: async () =>
      readMark(await query('SELECT version, dirty::int FROM schema_migrations').catch(noSuchTable)),
    byHand: async (sql) => {
      await byHand(server.url(name), sql);
    },
    // A CONCURRENTLY statement on the other two tables begins, and then waits.
    closeGate: () =>
      server.hold(
        'BEGIN; LOCK TABLE gate IN ACCESS EXCLUSIVE MODE; LOCK TABLE busy, history IN ROW EXCLUSIVE MODE',
        name,
      ),
    waiting: async () => Number(await query(`SELECT count(*) ${OF_MIGRATE} AND wait_event_type = 'Lock'`)),
    working: async () => Number(await query(`SELECT count(*) ${OF_MIGRATE} AND state = 'active'`)),
    endSessions: async () => {
      await query(`SELECT pg_terminate_backend(pid) ${OF_MIGRATE} AND wait_event_type = 'Lock'`);
    },
    clientUrl: server.url(name),
    environment: {},
    drop: async () => {
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`, 'postgres');
    },
  };
}

function noSuchTable(): string {
  return '';
}
