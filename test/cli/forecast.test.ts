import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { folderOf } from './describe/folder.ts';
import { begins, END, FAILS, GateMonitor, SETTINGS } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const HERE = process.cwd();
let monitor: GateMonitor;
let folder: string;
beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 2, 16, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
  folder = folderOf({});
  writeFileSync(
    join(folder, 'migrate-watch.yaml'),
    `${SETTINGS}\nroutes: { critical: [oncall@example.com] }\n`,
  );
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(HERE);
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

const NAME = (version: number) => `${version}_file_${version}.up.sql`;

/** A run applies these versions, each in this time. `announced`: what its entrypoint announces. */
async function applied(database: string, took: Readonly<Record<number, string>>, announced?: string) {
  const lines = Object.entries(took).flatMap(([version, ran]) => {
    const file = `${version}/u file_${version}`;
    return [...begins(file), `Finished ${file} (read 1ms, ran ${ran})`];
  });
  await monitor.prints(database, [...(announced === undefined ? [] : [announced]), ...lines, ...END]);
}

/** Versions 1 to `count` took 60 s in staging and 240 s in production, more or less. */
async function pairs(count: number, ratio = (n: number) => [3.2, 4.1, 4.9, 3.7][n % 4]!) {
  for (let n = 1; n <= count; n++) {
    await applied('staging/orders', { [n]: '60s' });
    await applied('production/orders', { [n]: `${60 * ratio(n)}s` });
  }
}

async function asked(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now + 60_000 });
  const args = ['forecast', folderOf(files), '--environment', 'production', '--database', 'orders', ...words];
  const { exitCode, stdout, stderr } = await runCli(args);
  vi.useRealTimers();
  expect(stderr).toBe('');
  return { exitCode, lines: stdout.trimEnd().split('\n').slice(0, -1), stdout };
}

async function askedJson(files: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const { stdout } = await asked(files, '--json', ...words);
  return JSON.parse(stdout).databases[0];
}

const INDEX = 'CREATE INDEX i ON orders (id);';

describe('what is said of one pending file', () => {
  test('that ran nowhere before', async () => {
    await applied('production/orders', { 1: '1s' });
    const { exitCode, lines } = await asked({ [NAME(1)]: '', [NAME(2)]: INDEX });
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      'production/orders is at 1; 1 file is pending.',
      '  2 file_2 (rows of orders)',
      '    not known: this file has not run in another environment.',
      '  Together: not known, because the file is not known well enough.',
    ]);
  });

  test('that ran nowhere, where many others ran', async () => {
    for (let n = 1; n <= 19; n++) await applied('production/orders', { [n]: n === 19 ? '16s' : '2s' });
    const { lines } = await asked({ [NAME(20)]: INDEX });
    expect(lines[2]).toBe(
      '    not known: this file has not run in another environment. Migrations of orders in production: 9 of 10 took under 2 s.',
    );
  });

  test('that ran in staging, while nothing shows how production compares', async () => {
    await applied('production/orders', { 1: '1s' });
    await applied('staging/orders', { 2: '62s' });
    const { lines } = await asked({ [NAME(2)]: INDEX });
    expect(lines[2]).toMatch(
      /^ {4}staging took 62 s\. How production compares is not known yet \(0 of 2 files/,
    );
    const { files, together } = await askedJson({ [NAME(2)]: INDEX });
    expect(files[0]).toMatchObject({ known: 'learning', lowMs: null, medianMs: null, highMs: null });
    expect(together).toMatchObject({ lowMs: null, highMs: null });
  });

  test('that few files of its size were compared with: rough, with the reason', async () => {
    await pairs(3);
    await applied('staging/orders', { 4: '60s' });
    const { lines } = await asked({ [NAME(4)]: INDEX });
    expect(lines[2]).toMatch(/^ {4}staging took 60 s; here .* \(9 of 10 times\), most likely .*: few files/);
    const { files } = await askedJson({ [NAME(4)]: INDEX });
    expect(files[0].known).toBe('rough');
    expect(files[0].lowMs).toBeLessThan(files[0].medianMs);
    expect(files[0].medianMs).toBeLessThan(files[0].highMs);
  });

  test('that many files of its size were compared with', async () => {
    await pairs(24);
    await applied('staging/orders', { 25: '60s' });
    const { lines } = await asked({ [NAME(25)]: INDEX });
    expect(lines[2]).toMatch(/^ {4}expected \d+–\d+ min \(9 of 10 times\), from staging's 60 s\.$/);
    expect(lines[3]).toMatch(/^ {2}Together: \d+–\d+ min \(9 of 10 times\), most likely \d+ min\.$/);
    expect(lines[4]).toBe('  24 of the last 24 forecasts held.');
    const { files } = await askedJson({ [NAME(25)]: INDEX });
    expect(files[0]).toMatchObject({ known: 'known', source: { environment: 'staging', ms: 60_000 } });
  });

  test('after forecasts that did not hold, it says how many did', async () => {
    await pairs(24, (n) => (n > 20 ? 40 : 4));
    await applied('staging/orders', { 25: '60s' });
    const { lines } = await asked({ [NAME(25)]: INDEX });
    expect(lines.at(-1)).toMatch(/^ {2}2[0-3] of the last 24 forecasts held\.$/);
  });

  test('that took less than a second: it promises nothing unless it is metadata', async () => {
    await applied('production/orders', { 1: '1s' });
    await applied('staging/orders', { 2: '20ms', 3: '20ms' });
    const { files } = await askedJson({
      [NAME(2)]: 'ALTER TABLE orders ADD COLUMN n int;',
      [NAME(3)]: INDEX,
    });
    expect(files.map((each: { text: string }) => each.text)).toEqual([
      'under a second, unless it works on rows',
      'under a second, unless it works on rows',
    ]);
    expect(files.map((each: { highMs: number | null }) => each.highMs !== null)).toEqual([true, false]);
  });

  test('that was edited after staging ran it', async () => {
    await applied('production/orders', { 1: '1s' });
    await applied('staging/orders', { 2: '60s' }, 'migrate-watch: files=2 digests=aaaaaaa1');
    const { lines } = await asked({ [NAME(2)]: INDEX });
    expect(lines[2]).toBe('    not known: the file that ran in staging under this name has another content.');
  });
});

test('the sum is known only if every file is', async () => {
  await pairs(24);
  await applied('staging/orders', { 25: '60s', 26: '60s' });
  const known = { [NAME(25)]: INDEX, [NAME(26)]: INDEX };
  const { together, files } = await askedJson(known);
  const [one] = files;
  expect(together.medianMs).toBeGreaterThan(1.8 * one.medianMs);
  // Quantiles do not add: both are rarely slow together.
  expect(together.highMs).toBeLessThan(2 * one.highMs);
  const { lines } = await asked({ ...known, [NAME(27)]: INDEX });
  expect(lines.at(-2)).toMatch(
    /^ {2}Together: not known, because 1 file is not known well enough; the other 2: \d+–\d+ min/,
  );
});

describe('which files are pending', () => {
  test('those above the version; none is said too', async () => {
    await applied('production/orders', { 1: '1s', 2: '1s' });
    const { exitCode, lines } = await asked({ [NAME(1)]: '', [NAME(2)]: '', '3_down.down.sql': '' });
    expect([exitCode, lines]).toEqual([0, ['production/orders is at 2; no file is pending.']]);
  });

  test('is not known while no run has shown a version: exit code 3', async () => {
    const { exitCode, lines } = await asked({ [NAME(1)]: '' });
    expect([exitCode, lines]).toEqual([
      3,
      ['production/orders: no run has shown its version, so the pending files are not known.'],
    ]);
  });

  test('of a dirty database: that it must be repaired first', async () => {
    await applied('production/orders', { 1: '1s' });
    await monitor.prints('production/orders', [...begins('2/u file_2'), FAILS]);
    const { lines } = await asked({ [NAME(1)]: '', [NAME(2)]: INDEX });
    expect(lines[0]).toBe(
      'production/orders is at 1; 1 file is pending; it is dirty at 2, so golang-migrate refuses to run until it is repaired.',
    );
  });
});

test('without --database all databases of the environment are asked about', async () => {
  await applied('production/orders', { 1: '1s' });
  const { stdout, exitCode } = await runCli([
    'forecast',
    folderOf({ [NAME(1)]: '' }),
    '--environment',
    'production',
  ]);
  expect(stdout).toMatch(
    /^production\/orders is at 1; no file is pending\.\nproduction\/users: no run has shown/,
  );
  expect(exitCode).toBe(3);
});

describe('exit code 2', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['a folder that is not there', ['/none'], /^\/none cannot be read \(ENOENT\)\n$/],
    ['an environment after itself', ['.', '--after', 'production'], /^--after must name another environment/],
  ])('%s', async (_name, words, message) => {
    const { exitCode, stderr, stdout } = await runCli(['forecast', ...words, '--environment', 'production']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
