import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresError } from 'pg-error-enum';
import { describe, expect, test } from 'vitest';
import { anchorOf, headingOf } from '../../../lambda/domain/diagnosis/knowledge/knowledge.ts';
import { KNOWLEDGE, lookUpKnowledge } from '../../../lambda/domain/diagnosis/knowledge/look-up-knowledge.ts';
import { SERVER_WORDING } from '../../../lambda/domain/diagnosis/knowledge/server-wording.ts';
import { sqlStateOf } from '../../../lambda/domain/diagnosis/knowledge/sql-state.ts';
import { renderRunbook } from '../../../lambda/domain/diagnosis/runbook.ts';
import { ERROR_CLASSES } from '../../../lambda/domain/model/error-class.ts';
import { renderAlarmGuides } from '../../../lib/runbook.ts';
import { error } from './builders.ts';

const sqlStates = KNOWLEDGE.filter(({ kind }) => kind === 'sqlstate').map(({ code }) => code);

describe('the table', () => {
  test('has every class, at least 60 codes, and no code twice', () => {
    expect(KNOWLEDGE.filter(({ kind }) => kind === 'class').map(({ code }) => code)).toEqual([
      ...ERROR_CLASSES,
    ]);
    expect(KNOWLEDGE.filter(({ kind }) => kind !== 'class').length).toBeGreaterThanOrEqual(60);
    const anchors = KNOWLEDGE.map(anchorOf);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test('names only SQLSTATEs that PostgreSQL has, with its condition names', () => {
    const conditions = Object.entries(PostgresError).map(
      ([name, code]) => [code, name.toLowerCase()] as const,
    );
    // The package sets some names apart by a prefix, `t_r_deadlock_detected`.
    const has = (code: string, condition: string) =>
      conditions.some(
        ([one, name]) => one === code && (name === condition || name.endsWith(`_${condition}`)),
      );
    const file = readFileSync(
      join(import.meta.dirname, '../../../lambda/domain/diagnosis/knowledge/sqlstates.ts'),
      'utf8',
    );
    const commented = [...file.matchAll(/\/\/ (\w+)\n {2}(?:'(\w{5})'|(\w{5})): \{/g)].map(
      ([, name, quoted, bare]) => [quoted ?? bare, name],
    );
    expect(commented.map(([code]) => code).sort()).toEqual(sqlStates);
    expect(commented.filter(([code, condition]) => !has(code!, condition!))).toEqual([]);
  });

  test.each(KNOWLEDGE.map((knowledge) => [headingOf(knowledge), knowledge] as const))(
    '%s consists of short, whole sentences',
    (_heading, knowledge) => {
      expect(knowledge.title).toMatch(/^(?:[A-Z]|golang-migrate ).*[^.]$/);
      expect(knowledge.title.length).toBeLessThanOrEqual(60);
      for (const text of [knowledge.meaning, knowledge.cause, knowledge.firstStep, knowledge.doNot]) {
        expect(text).toMatch(/^(?:[A-Z`]|golang-migrate ).*\.$/);
        expect(text.length).toBeLessThanOrEqual(180);
      }
      expect(knowledge.doNot).toMatch(/^Do not /);
    },
  );

  test('the runbook is not stale', () => {
    const file = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
    expect(file, 'run `npx tsx scripts/write-runbook.ts`').toBe(
      `${renderRunbook()}\n${renderAlarmGuides()}\n`,
    );
    for (const knowledge of KNOWLEDGE) expect(file).toContain(`\n### ${headingOf(knowledge)}\n`);
  });
});

describe('explain', () => {
  const codesOf = (given: Parameters<typeof error>[0]) =>
    lookUpKnowledge(error(given)).map(({ code }) => code);

  test.each([
    [
      'the printed SQLSTATE, then the class',
      {
        class: 'migration-failed',
        sqlState: '42P07',
        details: 'ERROR: relation "a" already exists (SQLSTATE 42P07)',
      },
      ['42P07', 'migration-failed'],
    ],
    [
      'the MySQL number, not its coarse SQLSTATE',
      {
        class: 'migration-failed',
        sqlState: '42000',
        vendorCode: 1064,
        details: 'Error 1064 (42000): You have an error',
      },
      ['1064', 'migration-failed'],
    ],
    [
      "golang-migrate's own lock, not the server's code for one on a table",
      { class: 'lock', message: 'try lock failed', details: 'pq: canceling statement due to lock timeout' },
      ['lock'],
    ],
    [
      "a number of ClickHouse is not MySQL's",
      { class: 'migration-failed', vendorCode: 1050, details: 'code: 1050, message: x' },
      ['migration-failed'],
    ],
    [
      'a code that is not in the table',
      { class: 'migration-failed', sqlState: '01000', details: 'x (SQLSTATE 01000)' },
      ['migration-failed'],
    ],
    [
      "lib/pq's wording",
      { class: 'migration-failed', message: 'x', details: 'pq: relation "users" already exists' },
      ['42P07', 'migration-failed'],
    ],
    [
      'lib/pq behind other words',
      {
        class: 'connection',
        message: 'failed to open database: pq: password authentication failed for user "x"',
      },
      ['28P01', 'connection'],
    ],
    [
      'wording without lib/pq before it says nothing',
      { class: 'connection', message: 'deadlock detected' },
      ['connection'],
    ],
    [
      'a server that speaks another language',
      { class: 'migration-failed', details: 'pq: Relation »users« existiert bereits' },
      ['migration-failed'],
    ],
  ] as const)('%s', (_name, given, codes) => {
    expect(codesOf(given)).toEqual(codes);
  });

  test.each([
    ['relation "x" already exists', '42P07'],
    ['syntax error at or near "TABEL"', '42601'],
    ['syntax error at end of input', '42601'],
    ['unterminated quoted string at or near "\'abc"', '42601'],
    ['deadlock detected', '40P01'],
    ['canceling statement due to lock timeout', '55P03'],
    ['could not obtain lock on relation "users"', '55P03'],
    ['canceling statement due to statement timeout', '57014'],
    ['canceling statement due to user request', '57014'],
    ['permission denied for table users', '42501'],
    ['permission denied for schema public', '42501'],
    ['must be owner of table users', '42501'],
    ['column "email" of relation "users" already exists', '42701'],
    ['column "email" does not exist', '42703'],
    ['column u.email does not exist', '42703'],
    ['column "email" of relation "users" does not exist', '42703'],
    ['relation "users" does not exist', '42P01'],
    ['table "users" does not exist', '42P01'],
    ['index "i" does not exist', '42704'],
    ['type "mood" already exists', '42710'],
    ['function uuid_generate_v4() does not exist', '42883'],
    ['operator does not exist: text = integer', '42883'],
    ['role "app" does not exist', '42704'],
    ['schema "app" does not exist', '3F000'],
    ['database "app" does not exist', '3D000'],
    ['duplicate key value violates unique constraint "users_pkey"', '23505'],
    ['could not create unique index "users_email"', '23505'],
    ['insert or update on table "a" violates foreign key constraint "fk"', '23503'],
    ['column "email" of relation "users" contains null values', '23502'],
    ['null value in column "a" of relation "b" violates not-null constraint', '23502'],
    ['check constraint "c" of relation "users" is violated by some row', '23514'],
    ['value too long for type character varying(3)', '22001'],
    ['integer out of range', '22003'],
    ['invalid input syntax for type integer: "x"', '22P02'],
    ['CREATE INDEX CONCURRENTLY cannot run inside a transaction block', '25001'],
    ['cannot execute CREATE TABLE in a read-only transaction', '25006'],
    ['current transaction is aborted, commands ignored until end of transaction block', '25P02'],
    ['cannot drop table a because other objects depend on it', '2BP01'],
    ['unsafe use of new value "x" of enum type "mood"', '55P04'],
    ['terminating connection due to administrator command', '57P01'],
    ['the database system is starting up', '57P03'],
    ['sorry, too many clients already', '53300'],
    ['column "a" cannot be cast automatically to type integer', '42804'],
    ['division by zero', '22012'],
    ['application says no', null],
  ])('%s is %s', (words, sqlState) => {
    expect(sqlStateOf(error({ class: 'migration-failed', details: `pq: ${words}` }))).toBe(sqlState);
  });

  test('every wording leads to an entry', () => {
    const known = KNOWLEDGE.map(({ code }) => code);
    for (const [sqlState] of SERVER_WORDING) expect(known).toContain(sqlState);
  });
});
