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
    [
      'everything at once',
      'database=? environment=all,of,them files=x',
      ['database', 'environment', 'files'],
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
