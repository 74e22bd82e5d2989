import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announcementLine, readAnnouncement } from '../../../../lambda/domain/lines/parse/announcement.ts';
import { extractMigrateLines } from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { parseLine } from '../../../../lambda/domain/lines/parse/parse-line.ts';
import { imageFiles, LISTED_VERSIONS } from '../../../../lambda/domain/model/announcement.ts';
import type { LogEvent } from '../../../../lambda/domain/model/log-batch.ts';

const LINE = 'migrate-watch: database=orders environment=production files=1,2,3,20240601120000';
const NOTHING = { database: null, environment: null, files: null, refused: [] };

function event(message: string, n = 0): LogEvent {
  return { id: String(n).padStart(56, '0'), timestamp: n * 1_000, message };
}

/** What is stored of these log events. */
function stored(...messages: string[]) {
  const [admitted, ...others] = extractMigrateLines({
    logGroup: '/ecs/orders',
    logStream: 'orders/migrate/0123456789abcdef0123456789abcdef',
    events: messages.map(event),
  });
  expect(others).toEqual([]);
  return admitted;
}

describe('what a line says', () => {
  test.each([
    ['all of it', LINE, { database: 'orders', environment: 'production', refused: [] }],
    ['keys in any order', 'migrate-watch: files=2 database=orders', { database: 'orders', refused: [] }],
    ['an unknown key', 'migrate-watch: colour=red database=orders', { database: 'orders', refused: [] }],
    ['values in quotes', 'migrate-watch: files="1,2" database="orders"', { database: 'orders', refused: [] }],
    ['blanks at the end', 'migrate-watch:  database=orders  ', { database: 'orders', refused: [] }],
    ['one key alone', 'migrate-watch: environment=staging', { ...NOTHING, environment: 'staging' }],
  ])('%s', (_name, text, expected) => {
    expect(readAnnouncement(text)).toMatchObject(expected);
  });

  test('versions are digits as golang-migrate prints them: ascending, each once, without leading zeros', () => {
    const files = readAnnouncement('migrate-watch: files=20240601120000,3,000012,3,12')?.files;
    expect(files).toEqual({ count: 3, newest: ['3', '12', '20240601120000'] });
  });

  test('of many the highest are listed, and how many there are', () => {
    const versions = Array.from({ length: LISTED_VERSIONS + 1 }, (_, n) => String(n + 1));
    const files = readAnnouncement(`migrate-watch: files=${versions.join(',')}`)!.files!;
    expect(files.count).toBe(LISTED_VERSIONS + 1);
    expect(files.newest).toEqual(versions.slice(1));
    expect(readAnnouncement('migrate-watch: files=8,9 of=700')!.files).toEqual({
      count: 700,
      newest: ['8', '9'],
    });
  });

  test.each([
    ['its own order', 'files=12,3 digests=aaaaaaa1,bbbbbbb2', { digests: ['bbbbbbb2', 'aaaaaaa1'] }],
    ['zeros before a version', 'files=0003 digests=AAAAAAA1', { digests: ['aaaaaaa1'] }],
    ['whole digests', `files=3 digests=${'a1b2c3d4'.repeat(8)}`, { digests: ['a1b2c3d4'] }],
    ['one that is not known', 'files=3,12 digests=-,bbbbbbb2 sql=u,-', { digests: [null, 'bbbbbbb2'] }],
    ['a version twice, equal', 'files=3,03 digests=aaaaaaa1,aaaaaaa1', { digests: ['aaaaaaa1'] }],
    ['a version twice, different', 'files=3,3 digests=aaaaaaa1,bbbbbbb2', { digests: [null] }],
    [
      'classes and tables',
      'files=1,2,3,4 sql="m,r:Orders,r,u"',
      {
        sql: [
          { class: 'metadata' },
          { class: 'rows', table: 'orders' },
          { class: 'rows' },
          { class: 'unknown' },
        ],
      },
    ],
    [
      'a table with a schema',
      'files=1 sql=r:billing.invoices',
      { sql: [{ class: 'rows', table: 'billing.invoices' }] },
    ],
    ['a commit', 'commit=3D1B5508', { commit: '3d1b5508' }],
  ])('of each file: %s', (_name, pairs, expected) => {
    expect(readAnnouncement(`migrate-watch: ${pairs}`)).toMatchObject({ ...expected, refused: [] });
  });

  test.each([
    ['host and database', 'postgres://db.internal/orders', 'postgres://db.internal/orders'],
    ['a port', 'postgres://db.internal:5433/orders', 'postgres://db.internal:5433/orders'],
    ['a user and a masked password', 'postgres://app:***@db/orders', 'postgres://db/orders'],
    ['a user', 'postgres://app@db/orders', 'postgres://db/orders'],
    ['an IPv6 address', 'postgres://[fd00::1]:5432/orders', 'postgres://[fd00::1]:5432/orders'],
    ['the form of MySQL’s driver', 'mysql://app:***@tcp(db:3306)/orders', 'mysql://db:3306/orders'],
    ['a password', 'postgres://app:hunter2@db/orders', undefined],
    ['a password with an @', 'postgres://app:***@x@db/orders', undefined],
    ['what is left when a password with ? was cut there', 'postgres://app:hun', undefined],
    ['what is left when a password with / was cut there', 'postgres://app:hun/ter', undefined],
    ['options, which may be a password', 'postgres://db/orders?password=x', undefined],
    ['no database', 'postgres://db/', undefined],
    ['no scheme', 'db/orders', undefined],
    ['other words', 'postgres://db/orders;rm', undefined],
    ['a host that is too long', `postgres://${'a'.repeat(254)}/orders`, undefined],
  ])('an address with %s', (_name, url, expected) => {
    const said = readAnnouncement(`migrate-watch: database=orders url="${url}"`)!;
    expect([said.database, said.url, said.refused]).toEqual([
      'orders',
      expected,
      expected === undefined ? ['url'] : [],
    ]);
  });

  test('of a thousand files the digests and classes are those of the highest', () => {
    const numbers = Array.from({ length: 1_000 }, (_, n) => n);
    const versions = numbers.map((n) => String(20240601120000 + n));
    const digests = numbers.map((n) => n.toString(16).padStart(8, '0'));
    const sql = numbers.map((n) => (n % 2 === 0 ? 'm' : `r:table_${n}`));
    const lists = { files: versions, digests, sql };
    const text = Object.entries(lists).map(([key, list]) => `${key}="${list.join(',')}"`);
    const said = readAnnouncement(`migrate-watch: ${text.join(' ')}`)!;
    expect(said).toMatchObject({ files: { count: 1_000 }, refused: [] });
    expect(said.digests).toEqual(digests.slice(-LISTED_VERSIONS));
    expect(said.sql!.at(-1)).toEqual({ class: 'rows', table: 'table_999' });
    expect(said.sql).toHaveLength(LISTED_VERSIONS);
  });

  test.each([
    ['an empty name', 'database=', ['database']],
    ['the longest name', `database=${'a'.repeat(50)}`, []],
    ['a name that is too long', `database=${'a'.repeat(51)}`, ['database']],
    ['a name that begins with a dash', 'database=-orders', ['database']],
    ['a name with other characters', 'database=orders;drop', ['database']],
    ["the monitor's own environment", 'environment=canary', ['environment']],
    ['where runs go that nobody names', 'environment=unmatched', ['environment']],
    ['a key that is said twice', 'database=orders database=users', ['database']],
    ['a quote that nobody closed, as when the line was cut', 'files="1,2,2024', ['files']],
    ['no files', 'files=', ['files']],
    ['files that are not digits', 'files=1,two', ['files']],
    ['a comma too many', 'files=1,,2', ['files']],
    ['a negative version', 'files=-1', ['files']],
    ['as many digits as a version can have', `files=${'9'.repeat(20)}`, []],
    ['more digits than a version can have', `files=${'9'.repeat(21)}`, ['files']],
    ['as many files as are read', `files=${Array.from({ length: 5_000 }, (_, n) => n).join(',')}`, []],
    ['too many files', `files=${Array.from({ length: 5_001 }, (_, n) => n).join(',')}`, ['files']],
    ['a number of files that is not a number', 'files=1 of=many', ['files']],
    ['the longest line', `files=1 x=${'y'.repeat(48 * 1024 - 26)}`, []],
    ['a line so long that it may have been cut', `files=1 x=${'y'.repeat(48 * 1024 - 25)}`, ['files']],
    ['digests without files', 'digests=aaaaaaa1', ['digests']],
    ['digests of files that cannot be used', 'files=x digests=aaaaaaa1', ['files', 'digests']],
    ['fewer digests than files', 'files=1,2 digests=aaaaaaa1', ['digests']],
    ['more digests than files', 'files=1 digests=aaaaaaa1,bbbbbbb2', ['digests']],
    ['a digest that is too short', 'files=1 digests=aaaaaaa', ['digests']],
    ['a digest of other characters', 'files=1 digests=gggggggg', ['digests']],
    ['an unknown class', 'files=1 sql=x', ['sql']],
    ['a table of a class without rows', 'files=1 sql=m:', ['sql']],
    ['a table that is not a name', 'files=1 sql="r:orders; drop"', ['sql']],
    ['a table of three parts', 'files=1 sql=r:a.b.c', ['sql']],
    ['the longest table', `files=1 sql=r:${'a'.repeat(64)}`, []],
    ['a table that is too long', `files=1 sql=r:${'a'.repeat(65)}`, ['sql']],
    ['the shortest commit', 'commit=abcdef1', []],
    ['a commit that is too short', 'commit=abcdef', ['commit']],
    ['a commit that is a branch', 'commit=main', ['commit']],
    ['the longest commit', `commit=${'a'.repeat(64)}`, []],
    ['a commit that is too long', `commit=${'a'.repeat(65)}`, ['commit']],
    [
      'everything at once',
      'database=? environment=all,of,them files=x url=x digests=x sql=x commit=x',
      ['database', 'environment', 'url', 'files', 'digests', 'sql', 'commit'],
    ],
  ])('%s', (_name, pairs, refused) => {
    expect(readAnnouncement(`migrate-watch: ${pairs}`)?.refused).toEqual(refused);
  });

  test.each([
    ['the command line’s own words', 'migrate-watch: cannot read database=orders'],
    ['an unknown key', 'migrate-watch: colour=red'],
    ['nothing', 'migrate-watch: '],
    ['words behind it', `${LINE} and more`],
    ['another program', 'xmigrate-watch: database=orders'],
    ['what a shell’s trace shows', `+ echo '${LINE}'`],
  ])('%s is not an announcement', (_name, text) => {
    expect(parseLine(text).event.kind).not.toBe('announced');
  });

  test('for any text, reading is quick, and the normalised line reads the same', () => {
    const piece = fc.constantFrom(
      'database',
      'files',
      'digests',
      'sql',
      'r:',
      'aaaaaaa1',
      'url=postgres://db/orders',
      'commit=aaaaaaa1',
      '=',
      '"',
      ' ',
      ',',
      '1',
      '20240601',
      'orders',
      '\\',
      '‹',
      '=?',
    );
    const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 });
    fc.assert(
      fc.property(text, (pieces) => {
        const said = readAnnouncement(`migrate-watch: ${pieces.join('')}`);
        if (said !== undefined) expect(readAnnouncement(announcementLine(said))).toEqual(said);
      }),
      { seed: 20260305, numRuns: 3_000 },
    );
  });
});

describe('what is stored of it', () => {
  test.each([
    ['as it is', LINE],
    ['in a logger’s JSON', JSON.stringify({ level: 'info', msg: LINE })],
    ['behind compose’s prefix', `migrate-1  | ${LINE}`],
    ['behind a time', `2026-03-05T10:00:00.000Z ${LINE}`],
    ['behind Go’s stamp', `2026/03/05 10:00:00 ${LINE}`],
    ['in colour', `\u001b[32m${LINE}\u001b[0m`],
    ['in quotes', LINE.replace('orders', '"orders"').replace(/files=(.*)/, 'files="$1"')],
  ])('it is stored even without other lines, %s', (_name, message) => {
    const { lines, unrecognized } = stored(message)!;
    expect(lines).toEqual([expect.objectContaining({ text: LINE, redactions: 0 })]);
    expect(lines[0]).not.toHaveProperty('leaked');
    expect(unrecognized).toBe(0);
  });

  test('a secret in it is not kept, and is reported', () => {
    const [line] = stored('migrate-watch: database=orders password=hunter2hunter2 files=1')!.lines;
    expect(line).toMatchObject({ text: 'migrate-watch: database=orders files=1', leaked: ['password'] });
  });

  test('a name that is a token is refused', () => {
    const [line] = stored('migrate-watch: database=ghp_abcdefghijklmnopqrstuvwxyz0123456789 files=1')!.lines;
    expect(line).toMatchObject({ text: 'migrate-watch: database=? files=1', leaked: ['token'] });
  });

  test('an address with a password is not kept, and the rest of the line is', () => {
    const [line] = stored(
      'migrate-watch: database=orders url=postgres://app:hunter2hunter2@db/orders files=1',
    )!.lines;
    expect(line).toMatchObject({
      text: 'migrate-watch: database=orders url=? files=1',
      leaked: ['password'],
    });
  });

  test('everything that was announced is kept, in one order', () => {
    const said =
      'files=1,2 digests=aaaaaaa1,- sql=m,r:orders commit=3d1b5508a747ede875dafc718072fe7f917c1e07';
    const [line] = stored(
      `migrate-watch: url="postgres://app:***@db:5432/orders" ${said} database=orders`,
    )!.lines;
    expect(line).toMatchObject({
      text: `migrate-watch: database=orders url=postgres://db:5432/orders ${said}`,
      redactions: 0,
    });
    expect(line).not.toHaveProperty('leaked');
  });

  test('a token in one value does not cost the others', () => {
    const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789';
    const [line] = stored(`migrate-watch: database=orders files=1 digests=aaaaaaa1 sql=r:${token}`)!.lines;
    expect(line).toMatchObject({
      text: 'migrate-watch: database=orders files=1 digests=aaaaaaa1 sql=?',
      leaked: ['token'],
    });
  });

  test('of a line that is too long for one log event the names are kept', () => {
    const versions = Array.from({ length: 20_000 }, (_, n) => String(20240601120000 + n)).join(',');
    const text = `migrate-watch: database=orders commit=3d1b5508 files="${versions}" digests="aaaaaaa1"`;
    expect(text.length).toBeGreaterThan(256 * 1024);
    const [line] = stored(text)!.lines;
    expect(line!.text).toBe('migrate-watch: database=orders files=? commit=3d1b5508');
  });

  test('five thousand files are stored as the highest', () => {
    const versions = Array.from({ length: 3_000 }, (_, n) => String(20240601120000 + n));
    const [line] = stored(`migrate-watch: database=orders files="${versions.join(',')}"`)!.lines;
    expect(line!.text.length).toBeLessThan(4_096);
    expect(parseLine(line!.text).event).toMatchObject({
      announcement: { database: 'orders', files: imageFiles(versions) },
    });
  });

  test('it is a line of its own behind an error without a tail, and nothing inside a migration file', () => {
    const sqlite = ['error: near "TABEL": syntax error in line 0: CREATE TABEL t (id int);', LINE];
    expect(stored(...sqlite)!.lines.map(({ text }) => text)).toContain(LINE);
    const file = [
      'error: migration failed: syntax error at or near "TABEL" (column 7) in line 2: SELECT 1;',
      LINE,
      'ALTER TABEL t;',
      ' (details: pq: syntax error at or near "TABEL")',
    ];
    expect(stored(...file)!.lines).toHaveLength(1);
  });

  test('a line that is only like it is counted as one that nobody understands, beside one that is', () => {
    expect(stored(LINE, 'migrate-watch: files=1, 2')!.unrecognized).toBe(1);
  });
});
