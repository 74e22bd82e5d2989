import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildHandlers } from '../../scripts/bundle.ts';
import { whileAlone } from '../../scripts/while-alone.ts';

let folder: string;
beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'build-')), 'lambda');
});
afterAll(() => rmSync(dirname(folder), { recursive: true }));

test('two builds at once make one, and unchanged sources are not built again', async () => {
  const [one, other] = await Promise.all([buildHandlers(folder), buildHandlers(folder)]);
  expect(other).toEqual(one);
  expect(one.map(({ name }) => name)).toContain('ingest');
  expect(readdirSync(dirname(folder))).toEqual(['lambda']);
  const file = join(folder, 'ingest/index.mjs');
  const before = statSync(file);
  expect(await buildHandlers(folder)).toEqual(one);
  expect(statSync(file).ino).toBe(before.ino);
});

test('bundles of other sources are replaced as a whole', async () => {
  writeFileSync(join(folder, 'built.json'), JSON.stringify({ sources: 'others', bundles: [] }));
  writeFileSync(join(folder, 'ingest/left.mjs'), '');
  expect((await buildHandlers(folder)).length).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'ingest/left.mjs'))).toBe(false);
  expect(readdirSync(dirname(folder))).toEqual(['lambda']);
});

test('work under one lock runs one after the other', async () => {
  const lock = `${folder}.lock`;
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
  };
  await Promise.all([whileAlone(lock, work('a')), whileAlone(lock, work('b'))]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a lock in a folder that nothing has made yet can be taken', async () => {
  const lock = join(folder, '../not-built-yet/lambda.lock');
  expect(await whileAlone(lock, async () => 'done')).toBe('done');
});

test('the lock of a process that died is taken over', async () => {
  const lock = `${folder}.lock`;
  await whileAlone(lock, async () => {
    // Process ids are smaller than this on every system.
    writeFileSync(join(lock, 'pid'), '99999999');
    expect(await whileAlone(lock, async () => 'done')).toBe('done');
  });
});
