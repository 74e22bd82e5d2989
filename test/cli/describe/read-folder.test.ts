import { describe, expect, test } from 'vitest';
import { migrationFile, readMigrationFolder } from '../../../bin/cli/migration-files/read-folder.ts';
import { folderOf } from './folder.ts';

describe('a name that golang-migrate takes for a migration', () => {
  test.each([
    ['12_add_email.up.sql', '12', 'up', 'add_email'],
    ['000012_pad.down.sql', '12', 'down', 'pad'],
    ['0_zero.up.sql', '0', 'up', 'zero'],
    ['5_.up.sql', '5', 'up', ''],
    ['6_mongo.up.json', '6', 'up', 'mongo'],
    ['7_no_end.up.', '7', 'up', 'no_end'],
    ['8_a name (old) v2.up.sql', '8', 'up', 'a name (old) v2'],
    ['9_the.up.last_word.down.sql', '9', 'down', 'the.up.last_word'],
    ['18446744073709551615_highest.up.sql', '18446744073709551615', 'up', 'highest'],
  ])('%s', (name, version, direction, identifier) => {
    expect(migrationFile(name)).toEqual({ version, direction, identifier, name });
  });

  test.each([
    'README.md',
    'x7_y.up.sql',
    '7-y.up.sql',
    '7_y.sql',
    '7_y.UP.sql',
    '7_y.up',
    '18446744073709551616_y.up.sql',
    '_y.up.sql',
  ])('not %s', (name) => {
    expect(migrationFile(name)).toBeUndefined();
  });
});

describe('a folder', () => {
  test('has its migrations by version, whatever the gaps; folders in it are skipped', () => {
    const folder = folderOf({
      '10_b.up.sql': '',
      '9_a.up.sql': '',
      '9_a.down.sql': '',
      '20240601120000_c.up.sql': '',
      announcement: '',
      '3_folder.up.sql/file': '',
    });
    expect(readMigrationFolder(folder).map(({ name }) => name)).toEqual([
      '9_a.down.sql',
      '9_a.up.sql',
      '10_b.up.sql',
      '20240601120000_c.up.sql',
    ]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'two files of one version',
      { '1_a.up.sql': '', '01_b.up.sql': '' },
      /has two up files of version 1, 01_b.up.sql and 1_a.up.sql; golang-migrate refuses that$/,
    ],
    [
      'two down files',
      { '1_a.up.sql': '', '1_a.down.sql': '', '1_b.down.sql': '' },
      /has two down files of version 1/,
    ],
    ['no up file', { '1_a.down.sql': '' }, /has no file of golang-migrate, such as 12_add_email.up.sql$/],
    ['nothing', {}, /has no file of golang-migrate/],
  ])('is refused with %s', (_name, files, message) => {
    expect(() => readMigrationFolder(folderOf(files))).toThrow(message);
  });

  test('that cannot be read is named, without a credential in its name', () => {
    expect(() => readMigrationFolder('/none/postgres://a:hunter2hunter2@db/x')).toThrow(
      /^(?!.*hunter2).* cannot be read \(ENOENT\)$/,
    );
  });
});
