import { expect, test } from 'vitest';
import { inStyle } from '../../scripts/states/style.ts';

test.each([
  { name: 'nothing', quote: '', lowerCase: false, written: 'CREATE TABLE parcel_1 (id int);' },
  { name: 'lower case', quote: '', lowerCase: true, written: 'create table parcel_1 (id int);' },
  { name: 'quoted names', quote: '"', lowerCase: false, written: 'CREATE TABLE "parcel_1" (id int);' },
])('$name', ({ quote, lowerCase, written }) => {
  expect(inStyle('CREATE TABLE parcel_1 (id int);', { quote, lowerCase })).toBe(written);
});

test.each([
  ['literals', "SELECT BUMP('Parcel_1', 1);", "select bump('Parcel_1', 1);"],
  ['comments', '-- Do parcel_1\nDROP TABLE parcel_1;', '-- Do parcel_1\ndrop table `parcel_1`;'],
  ['routine bodies', 'DO $$ BEGIN parcel_1; END $$;', 'do $$ BEGIN parcel_1; END $$;'],
  [
    'parts of names',
    'DROP INDEX ON_PARCEL_1; DROP INDEX on_parcel_1;',
    'drop index on_parcel_1; drop index on_parcel_1;',
  ],
])('%s stay as they are', (_name, sql, written) => {
  expect(inStyle(sql, { quote: '`', lowerCase: true })).toBe(written);
});
