import { describe, expect, test } from 'vitest';
import { parseLine } from '../../../../lambda/domain/lines/parse/parse-line.ts';

const STAMP = '2026/03/05 10:00:00 ';

describe('lines that golang-migrate prints', () => {
  test.each([
    [
      'plain up',
      '1/u create_users (3.5ms)',
      {
        kind: 'migration-finished-plain',
        version: '1',
        direction: 'up',
        identifier: 'create_users',
        sinceQueuedMs: 3.5,
      },
    ],
    [
      'plain down',
      '12/d drop_users (1m2s)',
      { kind: 'migration-finished-plain', version: '12', direction: 'down', sinceQueuedMs: 62_000 },
    ],
    ['19 digits survive', '1755680400123456789/u add_index (2s)', { version: '1755680400123456789' }],
    [
      'an identifier with blanks and parentheses',
      '3/u add (old) name.v2 (4ms)',
      { identifier: 'add (old) name.v2' },
    ],
    ['an empty identifier', '3/u  (4ms)', { identifier: '' }],
    ['no file for the direction', `${STAMP}Scheduled 4/d <empty>`, { kind: 'queued', identifier: '<empty>' }],
    [
      'queued',
      `${STAMP}Start buffering 2/u add_email`,
      { kind: 'queued', version: '2', identifier: 'add_email' },
    ],
    ['executing', `${STAMP}Read and execute 2/u add_email`, { kind: 'executing', version: '2' }],
    [
      'finished',
      `${STAMP}Finished 2/u add_email (read 1.5ms, ran 2s)`,
      { kind: 'migration-finished', readMs: 1.5, ranMs: 2_000 },
    ],
    ['finished command', `${STAMP}Finished after 4.4s`, { kind: 'command-finished', tookMs: 4_400 }],
    ['closing', `${STAMP}Closing source and database`, { kind: 'closing' }],
    ['no change', 'no change', { kind: 'no-change' }],
    ['dirty version', '42 (dirty)', { kind: 'version', version: '42', dirty: true }],
    ['version, verbose', `${STAMP}42`, { kind: 'version', version: '42', dirty: false }],
    ['SIGINT', 'Stopping after this running migration ...', { kind: 'stopping' }],
    [
      'a prompt refused',
      'Aborted dropping the entire database schema',
      { kind: 'prompt', command: 'drop', answer: 'refused' },
    ],
    [
      'a prompt accepted',
      'Applying all down migrations',
      { kind: 'prompt', command: 'down', answer: 'accepted' },
    ],
    ['usage', 'Usage: migrate OPTIONS COMMAND [arg...]', { kind: 'usage' }],
  ])('%s', (_name, text, expected) => {
    expect(parseLine(text).event).toMatchObject(expected);
    expect(parseLine(text).caller).toBe(false);
  });
});

describe('words around them', () => {
  test.each([
    ['a caller names itself', 'migrate: Start buffering 1/u init', true],
    ['a caller before the plain line', 'db migration: 1/u init (3ms)', true],
    [
      'a caller before the error',
      'could not migrate: Dirty database version 3. Fix and force version.',
      true,
    ],
    ['a caller before no change', 'failed to migrate: no change', true],
    ['a platform with a bar', 'migrate-1  | 1/u init (3ms)', false],
    ['a pod in brackets', `[orders-7d9f] ${STAMP}Read and execute 1/u init`, false],
    ['indentation', '    1/u init (3ms)', false],
    ['a box', '│ error: no migration │', false],
    ['a level', 'INFO Read and execute 1/u init', true],
    ['a field in quotes', '{"data": {"line": "Read and execute 1/u init"}}', true],
    ['an error in quotes', 'fatal: error="Dirty database version 3. Fix and force version."', true],
    [
      'an error in quotes at the end',
      'boot failed: "Dirty database version 3. Fix and force version."',
      true,
    ],
    ['the code that the shell adds', 'Dirty database version 3. Fix and force version. exit status 1', true],
  ])('%s', (_name, text, caller) => {
    const parsed = parseLine(text);
    expect(parsed.event.kind).not.toBe('unrecognized');
    expect(parsed.caller).toBe(caller);
  });
});

describe('what platforms and shells say', () => {
  test.each([
    [
      'CodeBuild runs migrate',
      '[Container] 2026/03/05 10:00:00.123456 Running command migrate -path m -database "$DB" up',
      { kind: 'command-line', command: 'up', boundary: 'codebuild' },
    ],
    [
      'CodeBuild runs something else',
      '[Container] 2026/03/05 10:00:00 Running command npm ci',
      { kind: 'command-line', command: null },
    ],
    [
      'CodeBuild failed',
      '[Container] 2026/03/05 10:00:00 Command did not exit successfully migrate up exit status 1',
      { kind: 'process-exit', exitCode: 1 },
    ],
    ['a shell trace', '+ migrate -path db -database $DB force 3', { kind: 'command-line', command: 'force' }],
    [
      'a copied prompt',
      '❯ migrate -path db -database "$DB" -verbose up',
      { kind: 'command-line', command: 'up' },
    ],
    ['GitHub Actions', '##[error]Process completed with exit code 1.', { kind: 'process-exit', exitCode: 1 }],
    ['docker compose', 'migrate-1 exited with code 137', { kind: 'process-exit', exitCode: 137 }],
    ['a shell after SIGKILL', 'Killed', { kind: 'process-exit', exitCode: 137 }],
    ['make', 'make: *** [Makefile:12: migrate] Error 2', { kind: 'process-exit', exitCode: 2 }],
  ])('%s', (_name, text, expected) => {
    expect(parseLine(text).event).toMatchObject(expected);
  });
});

test.each([
  'user@host:~/app$ migrate -path m -database "$D" up 1',
  'root@db1:/app# /usr/local/bin/migrate -path m -database "$D" up 1',
  'PS C:\\app> migrate.exe -path m -database %D% up 1',
  '$migrate -path m -database "$D" up 1',
  'ana@host:~$ sudo DATABASE_URL=x docker run --rm migrate/migrate -path=/m -database x up 1',
])('typed at a prompt: %s', (text) => {
  expect(parseLine(text).event).toMatchObject({ kind: 'command-line', command: 'up', boundary: 'shell' });
});

describe("what is not golang-migrate's", () => {
  test.each([
    'listening on :8080',
    '1/3 tests passed (2ms)',
    '1/u something (soon)',
    '12',
    'Finished after lunch',
    'there was no change in the configuration',
    'No changes. Your infrastructure matches the configuration.',
    '// Finished 1/u create_users (read 1ms, ran 2ms)',
    '# error: Dirty database version 1. Fix and force version.',
    'if err.Error() == "Dirty database version 1. Fix and force version." {',
    'ErrLockTimeout = errors.New("timeout: can\'t acquire database lock")',
    'the docs say `Dirty database version 1. Fix and force version.` means trouble',
    "ERROR: can't acquire database lock, aborting.",
    'Error: pq: syntax error at or near "TABEL"',
    'ERROR:  syntax error at or near "TABEL" at character 8',
    'OK   00001_create_users.sql (12.4ms)',
    'goroutine 7 [running]:',
    'user@host:~$ vim docs/migrate.md',
    'SELECT id #> migrate',
    'ana wrote "Dirty database version 3. Fix and force version." what now?',
    'after Dirty database version 3. Fix and force version. you have to look',
    'got "Dirty database version 3. Fix and force version.", want nil',
    'search query="Dirty database version 3. Fix and force version." results=4',
    'case strings.Contains(msg, "Dirty database version 1. Fix and force version."):',
    "  expect(text).toBe('no migration found for version 13');",
    'return fmt.Errorf("failed to open database, \\"x:\\": %w", err)',
    'deploy: retry when try lock failed',
    "worker: can't acquire lock",
    'Error: failed to open database: Error 1045 (28000): Access denied',
    'could not parse x-forwarded-for',
    'opening first chunk: file does not exist',
    'SyntaxError: invalid syntax in line 0: def foo',
    'the verbose mode prints Read and execute 42/u add_email before it runs',
    'it prints `Read and execute 42/u add_email`',
    '\t"Read and execute 1/d 1.down.stub",',
    "  ['1/u init', 'Read and execute 7/u add_users'],",
    '| killed | `Read and execute 42/u add_email`, and no end |',
  ])('%s', (text) => {
    expect(parseLine(text).event).toEqual({ kind: 'unrecognized' });
  });

  test('an error: line of unknown wording is only a candidate', () => {
    expect(parseLine('error: the server is on fire').event).toMatchObject({ kind: 'error', own: false });
  });
});
