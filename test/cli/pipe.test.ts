import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const CLI = 'node --import tsx bin/cli.ts';
const FIXTURES = 'test/fixtures/migrate';
const shell = (command: string) =>
  promisify(execFile)('sh', ['-c', command], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } });

test('reads from a pipe and writes into one, without colours', async () => {
  const { stdout, stderr } = await shell(`cat ${FIXTURES}/up-three-verbose.1.log | ${CLI} parse | cat`);
  expect(stdout).toMatch(/^✔ SUCCEEDED\n/);
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe('');
});

test('a reader that has seen enough and closes the pipe makes no noise', async () => {
  const lines = `yes "$(cat ${FIXTURES}/up-three-verbose.1.log)" | head -n 11000`;
  const { stdout, stderr } = await shell(`(${lines}) | ${CLI} parse --json | head -c 10`);
  expect(stdout).toBe('{"outcome"');
  expect(stderr).toBe('');
});
