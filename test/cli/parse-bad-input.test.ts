import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const ROOT = join(import.meta.dirname, '../..');
const RUN = readFileSync(join(ROOT, 'test/fixtures/migrate/up-three-verbose.1.log'));
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

/** Unpacks to more than gunzip gives at once, so that the run at its beginning is read before the damage. */
const LONG = Buffer.concat([RUN, Buffer.from(noise(20_000))]);

function noise(lines: number): string {
  let state = 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state.toString(36);
  };
  return Array.from({ length: lines }, () => `INFO request ${next()}${next()} served\n`).join('');
}

/** Files, in the order in which they are given; what is printed, and the exit code. */
test.each<[string, () => string[], { exitCode: number; runs: number; complaint: RegExp | null }]>([
  [
    'a missing file among several',
    () => [file('a.log', RUN), join(folder, 'none.log'), file('b.log', RUN)],
    { exitCode: 2, runs: 2, complaint: /^\S+none\.log: no such file\n$/ },
  ],
  [
    'a folder among files',
    () => [folder, file('a.log', RUN)],
    { exitCode: 2, runs: 1, complaint: /is a directory; expected a log file\n$/ },
  ],
  [
    'binary data among files',
    () => [
      file(
        'program',
        Uint8Array.from({ length: 9_000 }, (_, index) => index % 251),
      ),
      file('a.log', RUN),
    ],
    { exitCode: 2, runs: 1, complaint: /program: binary data/ },
  ],
  [
    'an empty file',
    () => [file('empty.log', '')],
    { exitCode: 2, runs: 0, complaint: /empty; nothing to read/ },
  ],
  ['a file of blank lines', () => [file('blank.log', '\n \n')], { exitCode: 2, runs: 0, complaint: /empty/ }],
  [
    'a file that is cut in the middle of a character',
    () => [file('cut.log', Buffer.concat([RUN, Buffer.from('done ✔').subarray(0, -1)]))],
    { exitCode: 0, runs: 1, complaint: null },
  ],
  [
    'UTF-16 that is cut in the middle of a character',
    () => [file('cut16.log', Buffer.from(`\ufeff${RUN}x`, 'utf16le').subarray(0, -1))],
    { exitCode: 0, runs: 1, complaint: null },
  ],
  [
    'gzip that is cut short: what could be unpacked is explained',
    () => [file('cut.gz', gzipSync(LONG).subarray(0, -5_000))],
    { exitCode: 2, runs: 1, complaint: /cut\.gz: damaged gzip data\n$/ },
  ],
  [
    'gzip with nothing in it but damage',
    () => [file('bad.gz', Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(40, 0xff)]))],
    { exitCode: 2, runs: 0, complaint: /bad\.gz: damaged gzip data\n$/ },
  ],
  ['gzip', () => [file('whole.gz', gzipSync(LONG))], { exitCode: 0, runs: 1, complaint: null }],
])('%s', async (_name, paths, { exitCode, runs, complaint }) => {
  const result = await runCli(['parse', '--json', ...paths()]);
  expect({ exitCode: result.exitCode, runs: result.stdout.match(/\n/g)?.length ?? 0 }).toEqual({
    exitCode,
    runs,
  });
  if (complaint) expect(result.stderr).toMatch(complaint);
  else expect(result.stderr).toBe('');
});

test('a text that goes on is explained run by run, and SIGINT explains the rest', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/cli.ts', 'parse', '--json'], { cwd: ROOT });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let printed = '';
  const line = new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => {
      printed += text;
      if (printed.includes('\n')) resolve();
    }),
  );
  // The second run is open: plain output does not show its end.
  child.stdin.write(`${RUN}1/u first (1ms)\n`);
  await line;
  const seen = printed
    .trimEnd()
    .split('\n')
    .map((json) => JSON.parse(json).source);
  expect(seen).toEqual(['cli-verbose']);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(
    printed
      .trimEnd()
      .split('\n')
      .map((json) => JSON.parse(json).source),
  ).toEqual(['cli-verbose', 'cli']);
});
