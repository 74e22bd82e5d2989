import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLine } from '../../lambda/domain/lines/parse/parse-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'announce-'));
  mkdirSync(join(folder, 'migrations'));
  writeFileSync(join(folder, 'migrate'), '#!/bin/sh\necho "no change, of $*" >&2\nexit 7\n', { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the entrypoint of docs/announce.md unchanged, on these files. */
function entrypoint(files: readonly string[]) {
  for (const name of files) writeFileSync(join(folder, 'migrations', name), '');
  const script = /```sh\n([\s\S]*?)```/.exec(readFileSync('docs/announce.md', 'utf8'))![1]!;
  const { stdout, stderr, status } = spawnSync(
    'sh',
    ['-c', script.replaceAll('/migrations', join(folder, 'migrations')), 'entrypoint', 'up', '2'],
    { encoding: 'utf8', env: { PATH: `${folder}:${process.env['PATH']}`, DATABASE_URL: 'postgres://x' } },
  );
  return { stdout, lines: stderr.trimEnd().split('\n'), status };
}

test('the documented entrypoint announces the up files that golang-migrate would read, and becomes migrate', () => {
  const { stdout, lines, status } = entrypoint([
    '000012_pad.up.sql',
    '000012_pad.down.sql',
    '3_a name (old) v2.up.sql',
    '20240601120000_stamp.up.sql',
    '4_only.down.sql',
    '5_.up.sql',
    '6_mongo.up.json',
    'README.md',
    'x7_y.up.sql',
  ]);
  expect(stdout).toBe('');
  expect(parseLine(lines[0]!).event).toEqual({
    kind: 'announced',
    announcement: {
      database: 'orders',
      environment: 'production',
      files: { count: 5, newest: ['3', '5', '6', '12', '20240601120000'] },
      refused: [],
    },
  });
  expect(lines[1]).toMatch(/^no change, of -path .*migrations -database postgres:\/\/x up 2$/);
  expect(status).toBe(7);
});

test('of a folder without files it announces what a person has to look at', () => {
  expect(parseLine(entrypoint([]).lines[0]!).event).toMatchObject({ announcement: { refused: ['files'] } });
});
