import { createHash } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { announcedText } from '../../../bin/cli/describe/announced-text.ts';
import { describe as describeFolder } from '../../../bin/cli/describe.ts';
import type { DescribedFile } from '../../../bin/cli/migration-files/describe-file.ts';
import { readAnnouncement } from '../../../lambda/domain/lines/parse/announcement.ts';
import { runCli } from '../run-cli.ts';
import { folderOf } from './folder.ts';

const FILES = {
  '1_users.up.sql': 'CREATE TABLE users (id int);',
  '1_users.down.sql': 'DROP TABLE users;',
  '2_index.up.sql': 'CREATE INDEX users_id ON users (id);',
  '3_do.up.sql': 'DO $$ BEGIN END $$;',
  '4_mongo.up.json': '[{ "insert": "users" }]',
};
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);

test('it writes one line, which an announcement can hold', async () => {
  const { exitCode, stdout, stderr } = await runCli(['describe', folderOf(FILES), '--commit', '3D1B5508']);
  expect([exitCode, stdout.split('\n').length]).toEqual([0, 2]);
  expect(stderr).toBe('4 up files: 1 metadata, 1 rows, 2 unknown.\n');
  expect(readAnnouncement(`migrate-watch: database=orders ${stdout}`)).toEqual({
    database: 'orders',
    environment: null,
    files: { count: 4, newest: ['1', '2', '3', '4'] },
    digests: Object.entries(FILES)
      .filter(([name]) => name.includes('.up.'))
      .map(([, text]) => sha256(text)),
    sql: [
      { class: 'metadata' },
      { class: 'rows', table: 'users' },
      { class: 'unknown' },
      { class: 'unknown' },
    ],
    commit: '3d1b5508',
    refused: [],
  });
});

test('one changed byte changes the digest of that file only', async () => {
  const digests: (readonly (string | null)[])[] = [];
  for (const files of [FILES, { ...FILES, '2_index.up.sql': `${FILES['2_index.up.sql']} ` }]) {
    const { stdout } = await runCli(['describe', folderOf(files)]);
    digests.push(readAnnouncement(`migrate-watch: ${stdout}`)!.digests!);
  }
  const [before, after] = digests;
  expect(after!.map((digest, index) => digest === before![index])).toEqual([true, false, true, true]);
});

test('--output writes the line into a file, which golang-migrate then skips', async () => {
  const folder = folderOf(FILES);
  const output = join(folder, 'announcement');
  const first = await runCli(['describe', folder, '--output', output]);
  expect(first).toMatchObject({ exitCode: 0, stdout: '' });
  const text = readFileSync(output, 'utf8');
  expect(readAnnouncement(`migrate-watch: ${text}`)).toMatchObject({ files: { count: 4 }, refused: [] });
  await runCli(['describe', folder, '--output', output]);
  expect(readFileSync(output, 'utf8')).toBe(text);
});

test('--engine decides about statements that engines do differently', async () => {
  const folder = folderOf({ '1_a.up.sql': 'ALTER TABLE t ALTER COLUMN a TYPE bigint' });
  const sqlFor = async (...words: string[]) => {
    const { stdout } = await runCli(['describe', folder, ...words]);
    return readAnnouncement(`migrate-watch: ${stdout}`)!.sql![0];
  };
  expect(await sqlFor('--engine', 'postgres')).toEqual({ class: 'rows', table: 't' });
  expect(await sqlFor()).toEqual({ class: 'unknown' });
  expect((await runCli(['describe', folder, '--engine', 'oracle'])).exitCode).toBe(2);
});

describe('the commit', () => {
  const commitFrom = async (words: readonly string[], env: Record<string, string> = {}) => {
    const output = join(folderOf({}), 'announcement');
    const [, commit] = words;
    describeFolder(folderOf(FILES), { output, ...(commit !== undefined && { commit }) }, env);
    return readAnnouncement(`migrate-watch: ${readFileSync(output, 'utf8')}`)!.commit;
  };
  test.each<[string, string[], Record<string, string>, string | undefined]>([
    ['as typed', ['--commit', 'abcdef1'], { GITHUB_SHA: 'bbbbbbb' }, 'abcdef1'],
    ['of CodeBuild', [], { CODEBUILD_RESOLVED_SOURCE_VERSION: 'abcdef1' }, 'abcdef1'],
    [
      'of GitHub Actions, where CodeBuild has the version of an S3 object',
      [],
      { CODEBUILD_RESOLVED_SOURCE_VERSION: 'a.V1', GITHUB_SHA: 'abcdef1' },
      'abcdef1',
    ],
    ['of GitLab', [], { CI_COMMIT_SHA: 'abcdef1' }, 'abcdef1'],
    [
      'of the environment, where the build argument is empty',
      ['--commit', ''],
      { GITHUB_SHA: 'abcdef1' },
      'abcdef1',
    ],
    ['left out when it is a branch', ['--commit', 'main'], {}, undefined],
  ])('is %s', async (_name, words, env, expected) => {
    expect(await commitFrom(words, env)).toBe(expected);
  });

  test('that is left out is mentioned', async () => {
    const { stderr } = await runCli(['describe', folderOf(FILES), '--commit', 'main']);
    expect(stderr).toContain('The commit is left out');
  });
});

test('a version with a down file only is mentioned: up passes it as an empty migration', async () => {
  const folder = folderOf({ '1_a.up.sql': '', '2_b.down.sql': '', '3_c.down.sql': '' });
  const { stderr, stdout } = await runCli(['describe', folder]);
  expect(stderr).toContain(
    "Versions 2, 3: no up file, so golang-migrate's up passes it as an empty migration.",
  );
  expect(stdout).toContain('files="1"');
});

describe('exit code 2', () => {
  test('for a folder that golang-migrate refuses, with nothing on standard output', async () => {
    const folder = folderOf({ '1_a.up.sql': '', '1_b.up.sql': '' });
    const { exitCode, stdout, stderr } = await runCli(['describe', folder]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/has two up files of version 1, 1_a.up.sql and 1_b.up.sql/);
  });

  test('for a file that cannot be written', async () => {
    const folder = folderOf(FILES);
    const { exitCode, stderr } = await runCli(['describe', folder, '--output', '/none/announcement']);
    expect([exitCode, stderr]).toEqual([2, '--output /none/announcement cannot be written (ENOENT).\n']);
  });

  test.skipIf(process.getuid?.() === 0)('for a file that cannot be read', async () => {
    const folder = folderOf(FILES);
    chmodSync(join(folder, '2_index.up.sql'), 0);
    expect(await runCli(['describe', folder])).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('many files', () => {
  const file = (n: number, table: string): DescribedFile => ({
    version: String(20240601120000 + n),
    identifier: 'x',
    direction: 'up',
    name: 'x',
    digest: n.toString(16).padStart(8, '0'),
    sql: { class: 'rows', table },
  });
  const read = (text: string) => readAnnouncement(`migrate-watch: ${text}`)!;

  test('the highest 200 of a thousand are listed, and how many there are', () => {
    const text = announcedText(
      Array.from({ length: 1_000 }, (_, n) => file(n, 'orders')),
      undefined,
    );
    const { files, digests, sql, refused } = read(text);
    expect([files!.count, files!.newest.length, digests!.length, sql!.length, refused]).toEqual([
      1_000,
      200,
      200,
      200,
      [],
    ]);
    expect(text.length).toBeLessThan(15_000);
  });

  test('long names of tables are left out until the line fits, those of the lowest versions first', () => {
    const text = announcedText(
      Array.from({ length: 200 }, (_, n) => file(n, 'a'.repeat(64))),
      'a'.repeat(64),
    );
    const { sql } = read(text);
    const named = sql!.map((each) => each!.table !== undefined);
    expect(text.length).toBeLessThanOrEqual(15_000);
    expect(named.indexOf(true)).toBeGreaterThan(0);
    expect(named.slice(named.indexOf(true)).every(Boolean)).toBe(true);
    expect(text.length).toBeGreaterThan(15_000 - 70);
  });

  test('a table whose name an announcement cannot hold is left out', () => {
    const text = announcedText(
      [file(1, 'bestellungen größer'), file(2, 'a'.repeat(65)), file(3, 'ok')],
      undefined,
    );
    expect(read(text).sql!.map((each) => each!.table)).toEqual([undefined, undefined, 'ok']);
  });
});
