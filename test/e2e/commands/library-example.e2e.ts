import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runJson } from '../../../bin/cli/run-json.ts';
import { readLogFile } from '../../../lambda/adapters/input/read-log-file.ts';
import { explainText } from '../../../lambda/pipeline/explain-text.ts';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { findProgram } from '../../../scripts/local-databases/find-program.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';

let server: DatabaseServer;
let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'library-example-'));
  program = join(folder, 'service');
  const go = findProgram(['go'], 'golang-go');
  const options = { cwd: 'examples/library', env: { ...process.env, CGO_ENABLED: '0' } };
  await promisify(execFile)(go, ['vet', '.'], options);
  await promisify(execFile)(go, ['build', '-trimpath', '-o', program, '.'], options);
  server = await startPostgres();
  await server.createDatabase('app');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);

/** Runs the service; sends the signal when the last migration is executing. Returns its exit code, its output, and what `parse` makes of it. */
async function service(url = server.url('app'), stopAt?: string) {
  const child = spawn(program, [folder], { env: { DATABASE_URL: url } });
  let output = '';
  child.stderr.on('data', (chunk) => {
    const before = output;
    output += chunk;
    const begins = stopAt !== undefined && output.includes(stopAt) && !before.includes(stopAt);
    if (begins) child.kill('SIGTERM');
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  const log = join(folder, 'service.log');
  writeFileSync(log, output);
  return { exitCode, output, runs: explainText(await readLogFile(log)).map(runJson) };
}

test('what the example in examples/library logs is understood, and a stop leaves the database clean', async () => {
  write('1_users.up.sql', 'CREATE TABLE users (id int);');
  const first = await service();
  expect(first).toMatchObject({
    exitCode: 0,
    runs: [{ outcome: 'succeeded', source: 'library', error: null }],
  });
  expect(await service()).toMatchObject({ exitCode: 0, runs: [{ outcome: 'no-change' }] });

  write('2_slow.up.sql', 'SELECT pg_sleep(1);');
  write('3_more.up.sql', 'CREATE TABLE more (id int);');
  const stopped = await service(undefined, 'Read and execute 2/u');
  expect(stopped).toMatchObject({ exitCode: 0, runs: [{ outcome: 'stopped-early', dirtyVersion: null }] });
  expect(await server.query('SELECT version, dirty FROM schema_migrations', 'app')).toBe('2\tf');

  write('4_bad.up.sql', 'ALTER TABEL users ADD name text;');
  const failed = await service();
  expect(failed).toMatchObject({
    exitCode: 1,
    runs: [{ outcome: 'failed', dirtyVersion: '4', error: { class: 'migration-failed' } }],
  });
  const blocked = await service();
  expect(blocked).toMatchObject({ exitCode: 1, runs: [{ outcome: 'blocked' }] });
});

test('no error quotes the password of the URL', async () => {
  for (const url of ['postgres://app:hun/ter2@127.0.0.1:1/app', 'postgres://app:hunter2@127.0.0.1:1/app']) {
    const { exitCode, output } = await service(url);
    expect(exitCode).toBe(1);
    expect(output).toContain('error: failed to open database');
    expect(output).not.toMatch(/hun/);
  }
});
