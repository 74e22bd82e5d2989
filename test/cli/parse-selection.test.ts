import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures/migrate', `${name}.log`), 'utf8');
const at = (time: string, text: string) => text.trimEnd().replace(/^/gm, `${time} `);
const LOG = `${[
  at('2026-03-16T07:00:00Z', fixture('up-three-verbose.1')),
  at('2026-03-16T08:00:00Z', fixture('pg-syntax-error-verbose')),
  at('2026-03-16T09:00:00Z', 'no change'),
].join('\n')}\n`;

let folder: string;
let log: string;
let clean: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-'));
  log = join(folder, 'orders.log');
  clean = join(folder, 'users.log');
  writeFileSync(log, LOG);
  writeFileSync(clean, at('2026-03-16T10:00:00Z', 'no change'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const outcomes = async (...args: string[]) => {
  const { stdout } = await runCli(['parse', '--json', ...args]);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line).outcome));
};

test('each card says where the run was read, and the last line counts the runs', async () => {
  const { stdout } = await runCli(['parse', log, clean]);
  for (const [place, line] of [
    [log, 1],
    [log, 12],
    [log, 22],
    [clean, 1],
  ])
    expect(stdout.replaceAll('\n  ', '')).toContain(`${place}:${line}`);
  expect(stdout).toMatch(/\n\n4 runs: 1 succeeded, 2 without change, 1 failed; 1 left the database dirty\n$/);
});

test('one run needs no summary; standard input has lines only; a stream has its name', async () => {
  const { stdout } = await runCli(['parse'], 'web-1  | ready\nmigrate-1  | no change\n');
  expect(stdout).toMatch(/\n {2}line 2 · stream migrate-1$/m);
  expect(stdout).not.toContain('1 run');
});

describe('selection', () => {
  test.each<[string, string[], string[]]>([
    ['--failed', ['--failed'], ['failed']],
    ['--last', ['--last'], ['no-change']],
    ['--last --failed, if the last one is well', ['--last', '--failed'], []],
    ['--since a moment: what ended at it counts', ['--since', '2026-03-16T08:00'], ['failed', 'no-change']],
    ['--since a moment with a zone', ['--since', '2026-03-16T10:00:00.001+01:00'], []],
    ['--since a day', ['--since', '2026-03-16'], ['succeeded', 'failed', 'no-change']],
  ])('%s', async (_name, options, expected) => {
    expect(await outcomes(...options, log)).toEqual(expected);
  });

  test('a run without a time may be a new one', async () => {
    const path = join(folder, 'plain.log');
    writeFileSync(path, 'no change\n');
    expect(await outcomes('--since', '1h', path)).toEqual(['no-change']);
  });

  test('--last of several files is the newest of all', async () => {
    const { stdout } = await runCli(['parse', '--json', '--last', clean, log]);
    expect(JSON.parse(stdout)).toMatchObject({ file: clean });
  });

  test('what is hidden is counted', async () => {
    const { stdout } = await runCli(['parse', '--last', '--failed', log]);
    expect(stdout).toBe('3 runs: 1 succeeded, 1 without change, 1 failed; 1 left the database dirty\n');
  });

  test.each([
    [['--since', 'yesterday'], "--since is 'yesterday'; expected 90s"],
    [['--follow'], '--follow needs the name of one file'],
    [['--follow', 'a.log', 'b.log'], '--follow needs the name of one file'],
  ])('%s is refused', async (args, message) => {
    const { exitCode, stderr } = await runCli(['parse', ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('--exit-code', () => {
  const MIGRATE = 'migrate -path db -database "$URL"';
  test.each<[string, string, number]>([
    ['a shell that does not find the program', 'bash: line 1: migrate: command not found\n', 1],
    ['dash', 'sh: 1: migrate: not found\n', 1],
    ['permission', '/bin/sh: 1: /usr/bin/migrate: Permission denied\n', 1],
    [
      'the wrong processor',
      'bash: /usr/local/bin/migrate: cannot execute binary file: Exec format error\n',
      1,
    ],
    ['a container runtime', 'exec: "migrate": executable file not found in $PATH\n', 1],
    ['set -x and a refusal', `+ ${MIGRATE} up\nsh: 1: migrate: not found\n`, 1],
    ['a prompt and a refusal', `$ ${MIGRATE} up\nbash: migrate: command not found\n`, 1],
    ['a command that printed nothing, although it always does', `+ ${MIGRATE} up\n+ echo done\ndone\n`, 1],
    ['a command that succeeds in silence', `+ ${MIGRATE} force 3\n`, 0],
    ['a command whose output goes to a file', `+ ${MIGRATE} up > log 2>&1\n`, 0],
    ['another program that is not found', 'bash: psql: command not found\n', 0],
    ['a service', 'listening on :8080\n', 0],
    ['a run that ended well', `+ ${MIGRATE} up\nno change\n`, 0],
  ])('%s', async (_name, text, expected) => {
    expect((await runCli(['parse', '--exit-code'], text)).exitCode).toBe(expected);
    expect((await runCli(['parse'], text)).exitCode).toBe(0);
  });

  test('judges what --last and --since leave, whatever --failed shows', async () => {
    expect((await runCli(['parse', '--exit-code', log])).exitCode).toBe(1);
    expect((await runCli(['parse', '--exit-code', '--last', log])).exitCode).toBe(0);
    expect((await runCli(['parse', '--exit-code', '--failed', clean])).exitCode).toBe(0);
    expect((await runCli(['parse', '--exit-code', '--since', '2026-03-16T08:30', log])).exitCode).toBe(0);
  });
});
