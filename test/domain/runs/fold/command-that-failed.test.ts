import { expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

const UP = 'migrate -path m -database "$DB" up';
const TRACE = `+ ${UP}`;

/** Runs of a log of these lines, as `parse` reads them. */
const runsOf = (lines: readonly string[]) => explainText(readLogText(Buffer.from(`${lines.join('\n')}\n`)));

test.each<[string, string, number]>([
  ['bash', `script.sh: line 3:    17 Killed                  ${UP}`, 137],
  ['bash, of a job', `[1]+  Killed                  ${UP}`, 137],
  ['bash, a stop', `bash: line 1: 9 Terminated              ${UP}`, 143],
  ['zsh', `zsh: killed     ${UP}`, 137],
  ['zsh, of a job', `[1]  + 123 killed     ${UP}`, 137],
  ['sh', 'Killed', 137],
  ['make', 'make: *** [Makefile:3: migrate] Error 137', 137],
  ['make within make', 'make[1]: *** [migrate] Killed', 137],
  ['Go', 'signal: killed', 137],
  ['Go, a code', 'exit status 137', 137],
  ['npm', 'error Command failed with exit code 137.', 137],
  ['docker compose', 'app-migrate-1 exited with code 137', 137],
  ['GitLab', 'ERROR: Job failed: exit code 143', 143],
  ['GitHub Actions', '##[error]Process completed with exit code 137.', 137],
])('a command line that printed nothing and was killed, in the words of %s', (_name, words, exitCode) => {
  expect(runsOf([TRACE, words])).toMatchObject([
    { outcome: 'killed', endSeen: true, command: 'up', exitCode, migrations: [], dirtyVersion: null },
  ]);
});

test('the message about an end applies to the open run', () => {
  const begun = '2026/03/05 02:13:00 Read and execute 3/u add_email';
  expect(runsOf([`${TRACE} -verbose`, begun, `bash: line 1: 9 Killed     ${UP}`])).toMatchObject([
    { outcome: 'killed', exitCode: 137, dirtyVersion: '3' },
  ]);
});

test.each<[string, readonly string[]]>([
  ['bash', ['/bin/bash: line 15: /usr/bin/migrate: cannot execute binary file: Exec format error']],
  ['bash, by its path', ['bash: ./migrate: Permission denied', 'exit status 126']],
  ['dash', ['sh: 1: migrate: not found']],
  ['busybox', ['/bin/sh: migrate: not found', 'exit status 127']],
  ['zsh', ['zsh: command not found: migrate']],
  ['zsh on a Mac', ['zsh: bad CPU type in executable: migrate']],
  ['fish', ['fish: Unknown command: migrate']],
  ['env', ["env: 'migrate': No such file or directory"]],
  ['timeout', ['timeout: failed to run command ‘migrate’: No such file or directory']],
  ['sudo', ['sudo: migrate: command not found']],
  ['make', ['make: migrate: No such file or directory', 'make: *** [Makefile:2: up] Error 127']],
  ['PowerShell', ["migrate : The term 'migrate' is not recognized as the name of a cmdlet"]],
  [
    'docker',
    [
      'docker: Error response from daemon: OCI runtime create failed: runc create failed: unable to start container process: exec: "migrate": executable file not found in $PATH: unknown.',
    ],
  ],
  ['nobody, but its exit code', ['exit status 127']],
])('a command line that could not be started, in the words of %s', (_name, words) => {
  expect(runsOf([TRACE, ...words])).toMatchObject([
    {
      outcome: 'failed',
      endSeen: true,
      command: 'up',
      error: { class: 'not-started' },
      verdict: { state: 'not-applied' },
    },
  ]);
});

test.each([
  'exec /usr/local/bin/migrate: exec format error',
  'exec /migrate: no such file or directory',
  'standard_init_linux.go:228: exec /usr/bin/migrate: exec format error',
])('a container whose entry point is golang-migrate and cannot be started: %s', (line) => {
  expect(runsOf([line])).toMatchObject([{ outcome: 'failed', error: { class: 'not-started' } }]);
});

test.each<[string, readonly string[]]>([
  ['another program that was killed', ['+ npm test', 'bash: line 1: 9 Killed  npm test']],
  ['a kill that nobody names', ['Killed']],
  ['an exit code that nobody names', ['exit status 1']],
  ['another program of that name', ['+ knex migrate up', 'exit status 1']],
  ['another command of that name', ['+ npm run migrate', 'exit status 137']],
  ['a command that prints nothing', ['+ migrate -path m -database x force 3', 'exit status 1']],
  ['output that went to a file', [`${TRACE} > /tmp/log 2>&1`, 'exit status 1']],
  ['a refusal without a command line', ['bash: migrate: command not found']],
  ['a container of another service', [TRACE, 'db-1 exited with code 137']],
  ['an entry point of its own', ['exec /entrypoint.sh: exec format error']],
  ['a text about it', ['If you see "bash: migrate: command not found", install it']],
])('%s is not a run', (_name, lines) => {
  expect(runsOf(lines)).toEqual([]);
});

test('a later command that fails says nothing about a run that had ended', () => {
  const lines = [TRACE, 'no change', '+ npm test', 'bash: line 1: 9 Killed  npm test'];
  expect(runsOf(lines)).toMatchObject([{ outcome: 'no-change', exitCode: null }]);
});

test('the end of another service of a compose file says nothing about the run that is open', () => {
  const begun = '2026/03/05 02:13:00 Read and execute 3/u add_email';
  expect(runsOf([begun, 'db-1 exited with code 137'])).toMatchObject([
    { outcome: 'unknown', exitCode: null },
  ]);
  expect(runsOf([begun, 'app-migrate-1 exited with code 137'])).toMatchObject([{ outcome: 'killed' }]);
});

test('a secret in a command line that was killed is masked', () => {
  const command = 'migrate -path m -database postgres://app:hunter2@db/app up';
  const runs = runsOf([`+ ${command}`, `bash: line 1: 123 Killed                  ${command}`]);
  expect(runs).toMatchObject([{ outcome: 'killed' }]);
  expect(JSON.stringify(runs)).not.toContain('hunter2');
});
