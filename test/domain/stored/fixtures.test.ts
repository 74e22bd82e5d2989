import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalDynamoDb, startDynamoDb } from '../../adapters/local-dynamodb.ts';
import { fill, readAll, readReleased, TABLE_NAME } from './released-table.ts';
import { type Told, writtenToday } from './today.ts';

/** The newest folder: what today's code writes. Raise it with the version of any form. */
const NEWEST = 1;
const FOLDER = new URL('../../fixtures/stored/', import.meta.url);
/** SHA-256 of what released versions wrote: it never changes. Add the newest folder's files here when a newer one begins. */
const RELEASED: Readonly<Record<string, string>> = {
  'v0/store.json': '305ef9af4a3d8571c761aace6b3d2fbb9ff6abce0edd205c100fce1aeefa1027',
  'v0/messages.json': '5ac2b374537288a737a7cd6d8c096c645e299cf2a2e88a7a0d8b903fe7ffe4d3',
};
const HOW =
  'the form of something stored or sent has changed: add an upgrade in lambda/domain/stored, raise NEWEST, and write the new folder with -u (docs/upgrading.md)';

const textOf = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
const { told } = readReleased(0).store as unknown as { readonly told: readonly Told[] };

let db: LocalDynamoDb;
beforeEach(async () => {
  db = await startDynamoDb(TABLE_NAME);
});
afterEach(() => db.close());

test('today’s code writes byte for byte what the newest fixtures hold', async () => {
  const { store, messages } = await writtenToday(db, told);
  await expect(textOf(store), HOW).toMatchFileSnapshot(new URL(`v${NEWEST}/store.json`, FOLDER).pathname);
  await expect(textOf(messages), HOW).toMatchFileSnapshot(
    new URL(`v${NEWEST}/messages.json`, FOLDER).pathname,
  );
  const partitions = store.items.map(({ pk, sk }) => `${pk!.S!.split('#')[0]} ${sk!.S!.split(/[#@]/)[0]}`);
  expect([...new Set(partitions)]).toEqual([
    'delivery oncall',
    'expected nightly',
    'origin fact',
    'origin run',
    'origin snapshot',
    'target incident',
    'target state',
  ]);
  for (const { body } of store.items) expect(JSON.parse(body!.S!)).toMatchObject({ v: expect.any(Number) });
});

describe.each(Array.from({ length: NEWEST + 1 }, (_, version) => version))('version %i', (version) => {
  test('is read through the stores and readers as expected', async () => {
    const released = readReleased(version);
    await fill(db, released.store.items);
    await expect(textOf(await readAll(db, released))).toMatchFileSnapshot(
      new URL(`v${version}/read.json`, FOLDER).pathname,
    );
  });
});

test('what a released version wrote is kept for ever, unchanged', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(Array.from({ length: NEWEST + 1 }, (_, n) => `v${n}`).sort());
  for (const [file, hash] of Object.entries(RELEASED))
    expect(
      createHash('sha256')
        .update(readFileSync(new URL(file, FOLDER)))
        .digest('hex'),
      file,
    ).toBe(hash);
  for (let n = 0; n < NEWEST; n++) expect(Object.keys(RELEASED)).toContain(`v${n}/store.json`);
});
