import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type DatabaseServer,
  endProcess,
  FAKE_PASSWORD,
  holdSession,
  MIGRATE_USER,
  untilReady,
} from './database-server.ts';
import { findProgram } from './find-program.ts';
import { freePort } from './free-port.ts';
import { serverOwner, temporaryFolder } from './unprivileged.ts';

const run = promisify(execFile);
const ADMINISTRATOR = 'postgres';

/** A throw-away PostgreSQL on a free loopback port, passwords checked, nothing synced to disk. */
export async function startPostgres(): Promise<DatabaseServer> {
  const postgres = findProgram(['postgres'], 'postgresql');
  const initdb = findProgram(['initdb'], 'postgresql');
  const psql = findProgram(['psql'], 'postgresql-client');
  const owner = serverOwner('postgres');
  const folder = temporaryFolder('migrate-watch-postgres-', owner);
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  const port = await freePort();
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC', PGPASSWORD: FAKE_PASSWORD };

  writeFileSync(passwordFile, FAKE_PASSWORD, { mode: 0o644 });
  await run(
    initdb,
    [
      '-D',
      data,
      '-U',
      ADMINISTRATOR,
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-E',
      'UTF8',
      '--no-sync',
    ],
    { ...owner, cwd: folder, env: environment },
  );

  const settings = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'timezone=UTC',
  ];
  const psqlArguments = (database: string) => [
    ...['-h', '127.0.0.1', '-p', String(port), '-U', ADMINISTRATOR, '-d', database],
    ...['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1'],
  ];
  const query = async (sql: string, database: string) =>
    (await run(psql, [...psqlArguments(database), '-c', sql], { env: environment })).stdout.trimEnd();

  let child: ChildProcess | undefined;
  const start = async () => {
    const server = spawn(postgres, ['-D', data, '-p', String(port), ...settings.flatMap((s) => ['-c', s])], {
      ...owner,
      cwd: folder,
      env: environment,
      stdio: 'ignore',
    });
    child = server;
    await untilReady(server, () => query('SELECT 1', 'postgres'));
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child !== undefined) await endProcess(child, signal);
  };
  process.once('exit', () => {
    child?.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  });

  await start();
  await query(`CREATE ROLE ${MIGRATE_USER} LOGIN PASSWORD '${FAKE_PASSWORD}'`, 'postgres');

  return {
    port,
    url: (database, scheme = 'postgres') =>
      `${scheme}://${MIGRATE_USER}:${FAKE_PASSWORD}@127.0.0.1:${port}/${database}?sslmode=disable`,
    createDatabase: async (database) => {
      await query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`, 'postgres');
      await query(`CREATE DATABASE ${database} OWNER ${MIGRATE_USER}`, 'postgres');
    },
    query,
    hold: (sql, database) => holdSession(psql, psqlArguments(database), environment, sql),
    crash: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
