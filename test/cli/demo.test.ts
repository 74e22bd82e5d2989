import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-demo-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const out = (name: string) => join(folder, name);
const fixture = (name: string) => join(import.meta.dirname, '../fixtures/migrate', `${name}.log`);

test('--log explains one’s own log, from a file and from standard input', async () => {
  const fromFile = await runCli([
    'demo',
    '--log',
    fixture('pg-syntax-error-verbose'),
    '--out',
    out('file.html'),
  ]);
  expect(fromFile.exitCode).toBe(0);
  expect(fromFile.stdout).toContain('✗ FAILED  database DIRTY at version 3');

  const text = readFileSync(fixture('pg-syntax-error-verbose'));
  expect((await runCli(['demo', '--log', '-', '--out', out('stdin.html')], text)).exitCode).toBe(0);
  expect(readFileSync(out('stdin.html'), 'utf8')).toContain('ALTER TABEL users');
});

test.each([
  ['a log that is not there', ['--log', '/no/such.log'], /^\/no\/such\.log: no such file\n$/],
  [
    'a page that cannot be written',
    ['--log', fixture('up-three.1')],
    /^cannot write .*: its directory does not exist\n$/,
  ],
])('%s: exit 2 and one line', async (_name, options, message) => {
  const path = join(folder, 'none', 'page.html');
  const { exitCode, stderr } = await runCli(['demo', ...options, '--out', path]);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
  expect(existsSync(path)).toBe(false);
});

test('a page where a directory is: exit 2 and one line', async () => {
  const { exitCode, stderr } = await runCli(['demo', '--log', fixture('up-three.1'), '--out', folder]);
  expect(exitCode).toBe(2);
  expect(stderr).toBe(`cannot write ${folder}: it is a directory\n`);
});
