import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';

/** What docs/announce.md says about the signal that stops a task. */
describe('a migrate that is stopped in the middle of a migration', () => {
  let server: DatabaseServer;
  let migrate: string;
  const folder = mkdtempSync(join(tmpdir(), 'stop-signal-'));
  beforeAll(async () => {
    [server, migrate] = await Promise.all([startPostgres(), buildMigrate('v4.19.1')]);
    writeFileSync(join(folder, '1_a.up.sql'), 'CREATE TABLE a (id int);');
    writeFileSync(join(folder, '2_b.up.sql'), 'CREATE TABLE b (id int); SELECT pg_sleep(2);');
    writeFileSync(join(folder, '3_c.up.sql'), 'CREATE TABLE c (id int);');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  test.each<[string, NodeJS.Signals[], number | null, string, string]>([
    ['SIGINT: it finishes the migration, and the database is clean', ['SIGINT'], 0, '2\tf', 'a,b'],
    ['SIGTERM: the database is dirty', ['SIGTERM'], null, '2\tt', 'a,b'],
    [
      'SIGINT, and SIGKILL before it has finished: the database is dirty',
      ['SIGINT', 'SIGKILL'],
      null,
      '2\tt',
      'a,b',
    ],
  ])('%s', async (_name, signals, exitCode, recorded, tables) => {
    await server.createDatabase('app');
    const child = spawn(migrate, ['-verbose', '-path', folder, '-database', server.url('app'), 'up']);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const ask = (sql: string) => server.query(sql, 'app');
    const sleeping =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(2)' || ';'";
    while ((await ask(sleeping)) !== '1') await ask('SELECT pg_sleep(0.05)');
    for (const signal of signals) child.kill(signal);
    expect(await ended).toBe(exitCode);
    // The server goes on with the statement that the client sent, and commits it.
    while ((await ask(sleeping)) !== '0') await ask('SELECT pg_sleep(0.05)');
    expect(await ask('SELECT version, dirty FROM schema_migrations')).toBe(recorded);
    expect(
      await ask(
        "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relname IN ('a', 'b', 'c')",
      ),
    ).toBe(tables);
  });
});
