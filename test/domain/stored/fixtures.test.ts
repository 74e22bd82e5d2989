import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalDynamoDb, startDynamoDb } from '../../adapters/local-dynamodb.ts';
import { FROZEN, frozenFaults, hashOf, releasesIn } from './frozen.ts';
import { fill, readAll, readReleased, TABLE_NAME } from './released-table.ts';
import { type Told, writtenToday } from './today.ts';

/** The newest folder: what today's code writes. Raise it with the version of any form. */
const NEWEST = 1;
const FOLDER = new URL('../../fixtures/stored/', import.meta.url);
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
    'target history',
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

describe('what a release has written is kept for ever, unchanged', () => {
  const folders = Array.from({ length: NEWEST + 1 }, (_, n) => `v${n}`);
  const textIn = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

  test('so are the folders here', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...folders].sort());
    const releases = releasesIn(readFileSync('CHANGELOG.md', 'utf8'));
    expect(frozenFaults(NEWEST, FROZEN, textIn, releases)).toEqual([]);
  });

  const SAME = 'the same';
  const hashes = { 'store.json': hashOf(SAME), 'messages.json': hashOf(SAME) };
  const past = { since: '0.0.9', hashes };
  const [v0, v1] = [past, { since: '0.1.0' }];
  test.each<[string, number, Parameters<typeof frozenFaults>[1], readonly string[], readonly string[]]>([
    ['a form that no release writes may change', 1, [v0, v1], [], []],
    [
      'a form that a release writes is frozen',
      1,
      [v0, v1],
      ['0.1.0'],
      [`v1 is written by release 0.1.0: freeze it with hashes ${JSON.stringify(hashes)}`],
    ],
    ['a frozen form stays so in later releases', 1, [v0, { since: '0.1.0', hashes }], ['0.2.0', '0.1.0'], []],
    [
      'a former form is frozen, released or not',
      1,
      [{ since: '0.1.0' }, { since: '0.2.0' }],
      [],
      [`v0 is a former form: freeze it with hashes ${JSON.stringify(hashes)}`],
    ],
    [
      'a file that changed is named',
      1,
      [{ since: '0.0.9', hashes: { ...hashes, 'store.json': hashOf('as it was') } }, v1],
      [],
      ['v0/store.json has changed: a release has written it'],
    ],
    [
      'each folder has a row',
      1,
      [v0],
      [],
      ['v1 has no row in FROZEN: name the release that writes it first'],
    ],
  ])('%s', (_case, newest, frozen, releases, faults) => {
    expect(frozenFaults(newest, frozen, () => SAME, releases)).toEqual(faults);
  });

  test('releases are those that the changelog has a heading for', () => {
    expect(releasesIn('# Changelog\n\n## Unreleased\n\nFirst version, 0.1.0.\n')).toEqual([]);
    expect(releasesIn('## Unreleased\n## 1.2.0 (2027-02-01)\n### 9.9.9\n## 0.1.0\n')).toEqual([
      '1.2.0',
      '0.1.0',
    ]);
  });
});
