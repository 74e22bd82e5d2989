import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { arrival, everythingSaid, LOG_GROUP, LOG_STREAM, leaks } from './everything-said.ts';
import { wordSecret } from './planted.ts';
import { buildFailed, taskRan, taskStopped, wordsOf } from './platform-events.ts';
import { CARRIERS, COMMANDS } from './secret-carriers.ts';
import { ENVELOPES } from './secret-envelopes.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

/** `SECRECY_RUNS=500` looks longer. */
const RUNS = { seed: 20261122, numRuns: Number(process.env['SECRECY_RUNS'] ?? 8) };
const envelope = fc.constantFrom(...Object.entries(ENVELOPES));

describe('a secret in an error is never stored, sent or logged, in any envelope and any delivery', () => {
  test.each(Object.entries(CARRIERS))('%s', async (_name, { secrets, text, wholeLines }) => {
    await fc.assert(
      fc.asyncProperty(secrets, envelope, arrival, async (secret, [, wrap], how) => {
        const after = taskStopped({ exitCode: 1, reason: 'Essential container in task exited' });
        const arrives = wholeLines ? { ...how, cut: undefined } : how;
        expect(leaks(await everythingSaid(wrap(text(secret)), arrives, { after }), secret)).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Places where a platform or a shell repeats a command line. */
const PLACES: Record<
  string,
  (command: string) => { messages: readonly string[]; before?: unknown; after?: unknown }
> = {
  'CodeBuild: its log': (command) => ({
    messages: [
      `[Container] 2026/03/05 02:13:08.100000 Running command ${command}`,
      '1/u create_users (3.5ms)',
      `[Container] 2026/03/05 02:13:09.100000 Command did not exit successfully ${command} exit status 1`,
    ],
  }),
  'CodeBuild: the build state event': (command) => ({
    messages: LINES,
    after: buildFailed(
      LOG_GROUP,
      LOG_STREAM,
      `COMMAND_EXECUTION_ERROR: Error while executing command: ${command}. Reason: exit status 1`,
    ),
  }),
  'a shell with -x, GitHub Actions': (command) => ({
    messages: [`+ ${command}`, '1/u create_users (3.5ms)', `##[group]Run ${command}`, ...LINES],
  }),
  'ECS: a script as command override, and stoppedReason': (command) => ({
    messages: LINES,
    before: taskRan(['sh', '-c', command]),
    after: taskStopped({ exitCode: null, reason: `CannotStartContainerError: failed to run ${command}` }),
  }),
  "ECS: the command's words as override, and the container's reason": (command) => ({
    messages: LINES,
    before: taskRan(wordsOf(command)),
    after: taskStopped({
      exitCode: 1,
      reason: 'Task failed',
      containerReason: `exec: "${command}": not found`,
    }),
  }),
};
const LINES = ['1/u create_users (3.5ms)', 'error: limit 1 short'];

describe.each(Object.entries(COMMANDS))(
  'a secret in a command line is never stored, sent or logged: %s',
  (_name, command) => {
    test.each(Object.entries(PLACES))('%s', async (place, show) => {
      // `echo <secret> |` needs the shell: its words are a script, which the case before this one has.
      if (place.startsWith("ECS: the command's") && command('').includes('|')) return;
      await fc.assert(
        fc.asyncProperty(wordSecret, arrival, async (secret, how) => {
          const { messages, ...platform } = show(command(secret));
          expect(leaks(await everythingSaid(messages, how, platform), secret)).toEqual([]);
        }),
        { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 4) },
      );
    });
  },
);

test('the search is effective: a harmless word of the error is stored, sent, logged, paged and printed', async () => {
  const how = { cut: undefined, batches: [0], order: [0], twice: false, reread: true };
  const ended = taskStopped({ exitCode: 1, reason: 'WKXQZJ' });
  const messages = [
    '1/u WKXQZJ (3.5ms)',
    'Read and execute 2/u WKXQZJ',
    'error: migration failed in line 0: SELECT WKXQZJ;',
  ];
  const said = await everythingSaid([...messages, ' (details: pq: column WKXQZJ does not exist)'], how, {
    after: ended,
  });
  const places = new Set(said.filter(({ text }) => text.includes('WKXQZJ')).map(({ where }) => where));
  expect([...places].sort()).toEqual([
    'HTML',
    'events topic',
    'page, body',
    'page, subject',
    'page, text',
    'parse',
    'parse --json',
    // The name of a file.
    'run log',
    'stored item',
  ]);
  expect(said.map((one) => one.where)).toContain('metrics');
});
