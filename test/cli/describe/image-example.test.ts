import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseLine } from '../../../lambda/domain/lines/parse/parse-line.ts';
import { runCli } from '../run-cli.ts';
import { folderOf } from './folder.ts';

const EXAMPLE = 'examples/image';
const instructions = readFileSync(join(EXAMPLE, 'Dockerfile'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => /^([A-Z]+) (.*)$/.exec(line)!.slice(1) as [string, string]);
const all = (word: string) => instructions.filter(([found]) => found === word).map(([, text]) => text);

/** Does what the Dockerfile does, in a folder instead of an image. */
async function builtImage(commit: string): Promise<string> {
  const root = folderOf({});
  const build = join(root, 'build');
  mkdirSync(build);
  cpSync(join(EXAMPLE, 'migrations'), join(build, 'migrations'), { recursive: true });
  const [, describe] = all('RUN');
  const words = describe!.replace('"$COMMIT"', commit).split(' ');
  expect(words.shift()).toBe('migrate-watch');
  const typed = words.map((word) => (word.startsWith('migrations') ? join(build, word) : word));
  expect(await runCli(typed)).toMatchObject({ exitCode: 0, stdout: '' });
  const [from, to] = all('COPY')
    .find((text) => text.startsWith('--from=describe'))!
    .split(' ')
    .slice(1);
  cpSync(join(root, from!), join(root, to!), { recursive: true });
  return root;
}

test('the image announces what it was built from, and becomes migrate', async () => {
  const root = await builtImage('3d1b5508a747ede875dafc718072fe7f917c1e07');
  writeFileSync(join(root, 'migrate'), '#!/bin/sh\necho "no change, of $*" >&2\nexit 7\n', { mode: 0o755 });
  const entrypoint = readFileSync(join(EXAMPLE, 'entrypoint.sh'), 'utf8').replaceAll(
    '/migrations',
    join(root, 'migrations'),
  );
  const { stderr, stdout, status } = spawnSync(
    'sh',
    ['-c', entrypoint, 'entrypoint', ...JSON.parse(all('CMD')[0]!)],
    {
      encoding: 'utf8',
      env: { PATH: `${root}:${process.env['PATH']}`, DATABASE_URL: 'postgres://x', ENVIRONMENT: 'staging' },
    },
  );
  const [line, ran] = stderr.trimEnd().split('\n');
  expect(parseLine(line!).event).toMatchObject({
    kind: 'announced',
    announcement: {
      database: 'orders',
      environment: 'staging',
      files: { count: 2, newest: ['1', '2'] },
      digests: [expect.stringMatching(/^[0-9a-f]{8}$/), expect.stringMatching(/^[0-9a-f]{8}$/)],
      sql: [{ class: 'metadata' }, { class: 'rows', table: 'orders' }],
      commit: '3d1b5508a747ede875dafc718072fe7f917c1e07',
      refused: [],
    },
  });
  expect([ran, stdout, status]).toEqual([
    `no change, of -verbose -path ${join(root, 'migrations')} -database postgres://x up`,
    '',
    7,
  ]);
});

test('the Dockerfile copies files that are there, and stops golang-migrate with the signal that it heeds', () => {
  const copied = all('COPY').filter((text) => !text.startsWith('--from'));
  const sources = copied.map((text) => text.split(' ').filter((word) => !word.startsWith('--'))[0]!);
  expect(sources).toEqual(['migrations', 'entrypoint.sh']);
  expect(readdirSync(resolve(EXAMPLE))).toEqual(expect.arrayContaining(sources));
  expect(all('STOPSIGNAL')).toEqual(['SIGINT']);
  expect(JSON.parse(all('ENTRYPOINT')[0]!)).toEqual(['/entrypoint.sh']);
});

test('docs/announce.md shows both files as they are', () => {
  const docs = readFileSync('docs/announce.md', 'utf8');
  for (const file of ['Dockerfile', 'entrypoint.sh'])
    expect(docs).toContain(readFileSync(join(EXAMPLE, file), 'utf8'));
});
