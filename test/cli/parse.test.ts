import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/migrate', `${name}.log`);
let folder: string;
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('an announcement is compared with the run’s own lines, and is not a run', async () => {
  const announced = 'migrate-watch: database=orders environment=production files=1,2\n';
  expect(await runCli(['parse', '--json'], announced)).toMatchObject({ exitCode: 0, stdout: '' });
  const { stdout } = await runCli(['parse'], `${announced}2026/03/05 10:00:00 3\n`);
  expect(stdout).toContain('the database is at 3, above the highest file of this image, 2');
});

describe('cards', () => {
  test.each([
    ['up-three-verbose.1', ['✔ SUCCEEDED', '✔ 3/u add_email_to_users']],
    ['up-three-verbose.2', ['✔ NO CHANGE']],
    [
      'dirty-then-forced-verbose.1',
      [
        '✗ FAILED  database DIRTY at version 3',
        '✗ 3/u add_email',
        'relation "userz" does not exist',
        'do not',
      ],
    ],
    ['dirty-then-forced-verbose.2', ['✗ BLOCKED  database DIRTY at version 3']],
    ['killed-mid-migration-sigkill-verbose', ['? UNKNOWN END  database DIRTY at version 2', 'end not seen']],
    ['password-leaks-slash', ['✗ FAILED', 'rotate it']],
  ])('%s says what matters', async (name, expected) => {
    const { exitCode, stdout, stderr } = await runCli(['parse', fixture(name)]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const text of expected) expect(stdout).toContain(text);
    expect(stdout).not.toContain('\u001b');
  });

  test('never show a secret of the log', async () => {
    const { stdout } = await runCli(['parse', fixture('password-leaks-slash')]);
    expect(stdout).not.toMatch(/s3c|not-a-real-password/);
  });

  test('two runs of one log are two cards', async () => {
    const both = ['up-three-verbose.1', 'up-three-verbose.2']
      .map((name) => readFileSync(fixture(name)))
      .join('');
    const { stdout } = await runCli(['parse', '-'], both);
    expect(stdout.match(/SUCCEEDED|NO CHANGE/g)).toEqual(['SUCCEEDED', 'NO CHANGE']);
  });

  test('text without a run gets one plain sentence, and no JSON', async () => {
    const path = file('server.log', 'listening on :8080\nerror: cannot open cache\n');
    expect(await runCli(['parse', path])).toEqual({
      exitCode: 0,
      stdout: 'No golang-migrate run in this text.\n',
      stderr: '',
    });
    expect(await runCli(['parse', '--json', path])).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('escapes of the log do not reach the terminal', async () => {
    const { stdout } = await runCli(
      ['parse'],
      `${'GET /healthz 200\n'.repeat(40)}1/u evil\u001b]0;owned\u0007\u202e_name (1ms)\n`,
    );
    expect(stdout).toContain('APPLIED SO FAR');
    expect(stdout).toContain('evil');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('a plain run whose end is not shown', () => {
  const PLAIN = '10/u add_status (27.038099ms)\n';
  const shown = async (text: string) => (await runCli(['parse'], text)).stdout;

  test('does not look like a success: one that was killed in its next file prints the same', async () => {
    const card = await shown(PLAIN);
    expect(card).not.toContain('✔');
    expect(card).toMatch(/^\? APPLIED SO FAR\n/);
    expect(card.replace(/\s+/g, ' ')).toContain('a run that was killed in its next file prints the same');
    expect(card.replace(/\s+/g, ' ')).toContain('To make sure, look at the exit code.');

    const { stdout } = await runCli(['parse', '--json'], PLAIN);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'succeeded', endSeen: false, verdict: null });
  });

  test.each([
    ['verbose lines name what begins', '2026/03/01 10:00:00 Finished 1/u a (read 1ms, ran 2ms)\n'],
    ['another run follows', `${PLAIN}no change\n`],
  ])('unless %s', async (_name, text) => {
    expect(await shown(text)).toContain('✔ SUCCEEDED');
  });
});

describe('the width of the terminal', () => {
  const linesAt = async (args: readonly string[], columns?: number) =>
    (await runCli(args, undefined, columns)).stdout.split('\n');
  /** Commands stay whole, so that they can be copied. */
  const sentences = (lines: readonly string[]) =>
    lines.filter((line) => !/ (migrate|migrate-watch) -/.test(line));
  const widest = (lines: readonly string[]) => Math.max(...lines.map(({ length }) => length));
  const failed = ['parse', fixture('pg-syntax-error-verbose')];

  test.each([
    ['60 columns', 60, 60],
    ['100 columns', 100, 100],
    ['300 columns, too wide to read', 300, 100],
    ['a pipe', undefined, 100],
    ['a terminal that does not know', 0, 100],
  ])('%s', async (_name, columns, most) => {
    const lines = sentences(await linesAt(failed, columns));
    expect(widest(lines)).toBeLessThanOrEqual(most);
    expect(widest(lines)).toBeGreaterThan(most - 20);
  });

  test('a narrow one leaves the column of labels alone, and commands whole', async () => {
    const lines = await linesAt(failed, 60);
    const labelled = lines.slice(lines.findIndex((line) => line.startsWith('  error')));
    for (const line of labelled) expect(line).toMatch(/^$|^ {2}[a-z ]{11}\S/);
    expect(lines).toContain('             migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 2');
  });

  test.each(['parse', 'demo', 'redrive'])('%s --help', async (command) => {
    for (const columns of [50, 60]) {
      const help = await linesAt([command, '--help'], columns);
      const texts = help.filter((line) => !/^ {2}(migrate|aws|kubectl)/.test(line));
      expect(widest(texts)).toBeLessThanOrEqual(columns);
    }
    expect(widest(await linesAt([command, '--help']))).toBeGreaterThan(80);
  });
});

describe('--json', () => {
  test('prints one object per run and line, with the fields of the contract', async () => {
    const { stdout } = await runCli(['parse', '--json', fixture('pg-syntax-error-verbose')]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({
      outcome: 'failed',
      endSeen: true,
      command: null,
      source: 'cli-verbose',
      migrations: [
        migration('1', 'create_users', 'applied'),
        migration('2', 'create_orders', 'applied'),
        migration('3', 'syntax_error', 'failed'),
      ],
      dirtyVersion: '3',
      error: {
        class: 'migration-failed',
        message: 'syntax error at or near "TABEL"',
        sqlState: null,
        vendorCode: null,
        line: 1,
        column: 7,
        statement: expect.stringContaining('ALTER TABEL users'),
        details: 'pq: syntax error at or near "TABEL"',
      },
      verdict: {
        state: expect.any(String),
        evidence: expect.arrayContaining([expect.any(String)]),
        next: [
          { when: null, steps: expect.arrayContaining([{ command: expect.stringMatching(/ force 2$/) }]) },
        ],
        doNot: expect.arrayContaining([expect.any(String)]),
      },
      commit: null,
      databaseUrl: null,
      startedAt: null,
      endedAt: null,
      durationMs: null,
      redactions: expect.any(Number),
      file: fixture('pg-syntax-error-verbose'),
      line: 1,
      logStream: null,
    });
  });

  test('versions are text, plain figures are not durations, absent things are null', async () => {
    const { stdout } = await runCli(['parse', '--json', fixture('unix-nano-versions.1')]);
    const { migrations, error, verdict, dirtyVersion } = JSON.parse(stdout);
    expect(migrations[0].version).toMatch(/^\d{19}$/);
    expect(migrations[0].sinceQueuedMs).toBeTypeOf('number');
    expect({ error, verdict, dirtyVersion }).toEqual({ error: null, verdict: null, dirtyVersion: null });
  });

  test('times of the log come out as ISO 8601, UTC', async () => {
    const { stdout } = await runCli(['parse', '--json'], '2026-03-02T10:00:00.250Z stderr F no change\n');
    expect(JSON.parse(stdout)).toMatchObject({ startedAt: '2026-03-02T10:00:00.250Z', outcome: 'no-change' });
  });

  function migration(version: string, identifier: string, status: string) {
    const ranMs = status === 'applied' ? expect.any(Number) : null;
    const announced = { digest: null, sql: null };
    return { version, direction: 'up', identifier, status, ranMs, sinceQueuedMs: null, ...announced };
  }
});

describe('exit code', () => {
  test.each([
    ['up-three-verbose.1', 0, 0],
    ['up-three-verbose.2', 0, 0],
    ['pg-syntax-error', 0, 1],
    ['killed-mid-migration-sigkill-verbose', 0, 1],
  ])('%s: %i, and %i with --exit-code', async (name, plain, strict) => {
    expect((await runCli(['parse', fixture(name)])).exitCode).toBe(plain);
    expect((await runCli(['parse', '--exit-code', fixture(name)])).exitCode).toBe(strict);
    expect((await runCli(['parse', '--json', '--exit-code', fixture(name)])).exitCode).toBe(strict);
  });
});

describe('input that cannot be read: exit 2 and one line', () => {
  test.each<[string, () => string, RegExp]>([
    ['a missing file', () => join(folder, 'none.log'), /none\.log: no such file/],
    ['a directory', () => folder, /is a directory; expected a log file/],
    ['an empty file', () => file('empty.log', ''), /empty\.log: .*empty/],
    [
      'a binary',
      () => file('binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 255])),
      /binary: .*binary/,
    ],
  ])('%s', async (_name, path, message) => {
    for (const options of [[], ['--json'], ['--exit-code']]) {
      const { exitCode, stdout, stderr } = await runCli(['parse', ...options, path()]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.match(/\n/g)).toHaveLength(1);
    }
  });

  test('empty standard input', async () => {
    const { exitCode, stderr } = await runCli(['parse'], '');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^standard input: .*\n$/);
  });

  test.each([
    ['an unknown command', ['pasre'], 'migrate-watch --help'],
    ['an unknown option of parse', ['parse', '--jsno'], 'migrate-watch parse --help'],
    ['an unknown option of demo', ['demo', '--otu'], 'migrate-watch demo --help'],
    ['an option of redrive that makes no sense', ['redrive', '--max', 'x'], 'migrate-watch redrive --help'],
  ])('%s: points to the help that lists what there is', async (_name, args, pointer) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`(${pointer} shows what is possible)\n`);
  });

  const HOSTILE = '\u001b[2J\u009b31m\u202egepj\nerror: all is well';
  test.each([
    ['as a command', [HOSTILE]],
    ['as an option', ['parse', `--${HOSTILE}`]],
    ["as an option's value", ['redrive', '--max', HOSTILE]],
    ['as a value that is not among the choices', ['test-page', '--severity', HOSTILE]],
  ])('control characters that were typed %s are escaped, and stay in one line', async (_name, args) => {
    const { exitCode, stderr } = await runCli(args);
    expect(exitCode).toBe(2);
    const [first, ...others] = stderr.split('\n');
    expect(first).toMatch(/^error: .*\\u001b\[2J\\u009b31m\\u202egepj error: all is well/);
    expect(others).toEqual([
      expect.stringMatching(/^\(migrate-watch .*--help shows what is possible\)$/),
      '',
    ]);
  });

  test('a word that is nearly right is suggested in a line of its own', async () => {
    expect((await runCli(['parse', '--jsno'])).stderr.split('\n').slice(0, 2)).toEqual([
      "error: unknown option '--jsno'",
      '(Did you mean --json?)',
    ]);
  });

  test.each([
    ['as a command', []],
    ['as a file', ['parse']],
    ['as an option', ['parse', '--token=hunter2']],
    ["as the demo's log", ['demo', '--log']],
  ])('a database URL that was typed %s is not repeated with its password', async (_name, args) => {
    const { exitCode, stderr } = await runCli([...args, 'postgres://app:hunter2@db/orders']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/unknown|no such file/);
    expect(stderr).not.toContain('hunter2');
  });
});

test('help and version answer with exit 0', async () => {
  const help = await runCli(['parse', '--help']);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toContain('--exit-code');
  for (const option of ['--version', '-v', '-V'])
    expect((await runCli([option])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
