import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, FAKE_PASSWORD, MIGRATE_USER } from '../../local-databases/database-server.ts';
import { findProgram } from '../../local-databases/find-program.ts';
import { MYSQL_BASE } from '../base-schemas.ts';
import { readMark, type ScenarioDatabase, withParameters } from './database.ts';
import { script } from './script.ts';

/** The option file that pages mention is written to `folder`. */
export async function openMysql(
  server: DatabaseServer,
  name: string,
  folder: string,
): Promise<ScenarioDatabase> {
  await server.createDatabase(name);
  const optionFile = join(folder, 'my.cnf');
  writeFileSync(
    optionFile,
    `[client]\nhost=127.0.0.1\nport=${server.port}\nuser=${MIGRATE_USER}\npassword=${FAKE_PASSWORD}\ndatabase=${name}\n`,
  );
  const client = findProgram(['mariadb', 'mysql'], 'mariadb-client');
  const run = (sql: string) => script(client, [`--defaults-file=${optionFile}`, '--batch'], sql);
  await run(MYSQL_BASE);
  const query = (sql: string) => server.query(sql, name);
  const ofMigrate = `FROM information_schema.processlist WHERE db = '${name}' AND user = '${MIGRATE_USER}'`;
  return {
    url: (parameters) => withParameters(server.url(name), parameters),
    ask: async (expressions) =>
      expressions.length === 0 ? [] : (await query(`SELECT ${expressions.join(', ')}`)).split('\t'),
    mark: async () => readMark(await query('SELECT version, dirty FROM schema_migrations').catch(() => '')),
    // Routines contain semicolons.
    byHand: async (sql) => {
      await run(`DELIMITER //\n${sql}\n//\n`);
    },
    closeGate: () => server.hold('LOCK TABLES gate WRITE', name),
    waiting: async () =>
      Number(await query(`SELECT COUNT(*) ${ofMigrate} AND state LIKE 'Waiting for table%'`)),
    working: async () => Number(await query(`SELECT COUNT(*) ${ofMigrate} AND command = 'Query'`)),
    endSessions: async () => {
      const ids = await query(`SELECT id ${ofMigrate} AND state LIKE 'Waiting for table%'`);
      for (const id of ids.split('\n').filter(Boolean)) await query(`KILL ${id}`);
    },
    clientUrl: server.url(name),
    environment: { MYSQL_CNF: optionFile },
    drop: async () => {
      await query(`DROP DATABASE ${name}`);
    },
  };
}
