import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
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

/** A throw-away MariaDB on a free loopback port; the administrator connects through the socket. */
export async function startMariadb(): Promise<DatabaseServer> {
  const mariadbd = findProgram(['mariadbd', 'mysqld'], 'mariadb-server');
  const install = findProgram(['mariadb-install-db', 'mysql_install_db'], 'mariadb-server');
  const client = findProgram(['mariadb', 'mysql'], 'mariadb-client');
  const owner = serverOwner('mysql');
  const folder = temporaryFolder('migrate-watch-mariadb-', owner);
  const data = join(folder, 'data');
  const socket = join(folder, 'socket');
  const port = await freePort();
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };

  await run(
    install,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { ...owner, cwd: folder, env: environment },
  );

  const clientArguments = (database: string) => [
    ...['--no-defaults', '-u', 'root', '-S', socket, '-D', database],
    ...['--batch', '--unbuffered', '--skip-column-names'],
  ];
  const query = async (sql: string, database: string) =>
    (await run(client, [...clientArguments(database), '-e', sql], { env: environment })).stdout.trimEnd();

  let child: ChildProcess | undefined;
  const start = async () => {
    const server = spawn(
      mariadbd,
      [
        ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--port=${port}`],
        ...[
          '--bind-address=127.0.0.1',
          `--pid-file=${join(folder, 'pid')}`,
          '--innodb-flush-log-at-trx-commit=0',
        ],
        ...['--character-set-server=utf8mb4', '--innodb-buffer-pool-size=32M'],
      ],
      { ...owner, cwd: folder, env: environment, stdio: 'ignore' },
    );
    child = server;
    await untilReady(server, () => query('SELECT 1', 'mysql'));
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child !== undefined) await endProcess(child, signal);
  };
  process.once('exit', () => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  await start();
  await query(`CREATE USER ${MIGRATE_USER}@'127.0.0.1' IDENTIFIED BY '${FAKE_PASSWORD}'`, 'mysql');

  return {
    port,
    url: (database, scheme = 'mysql') =>
      `${scheme}://${MIGRATE_USER}:${FAKE_PASSWORD}@tcp(127.0.0.1:${port})/${database}`,
    createDatabase: async (database) => {
      await query(`DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database}`, 'mysql');
      await query(`GRANT ALL ON ${database}.* TO ${MIGRATE_USER}@'127.0.0.1'`, 'mysql');
    },
    query,
    hold: (sql, database) => holdSession(client, clientArguments(database), environment, sql),
    crash: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
