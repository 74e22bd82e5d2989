/** How errors of golang-migrate look whose message is long: `database.Error` prints message, statement and details in a row. */

/** A migration of about `size` characters. */
function migrationOf(size: number): string {
  const lines: string[] = [];
  for (let length = 0, i = 0; length < size; i++) {
    lines.push(`INSERT INTO users VALUES (${i}, 'Name ${i}', 'some text here ${i}');`);
    length += lines.at(-1)!.length + 1;
  }
  return lines.join('\n');
}

function sentences(words: string, size: number): string {
  return words.repeat(Math.ceil(size / words.length)).trimEnd();
}

/** PostgreSQL quotes the rest of the file where nobody closed a quote; newer versions of lib/pq add the place and the code. */
function unterminated(size: number, place: string): string {
  const rest = `'x;\n${migrationOf(size)}`;
  const message = `unterminated quoted string at or near "${rest}"`;
  return `error: migration failed: ${message} (column 34) in line 1: INSERT INTO users VALUES (0, ${rest} (details: pq: ${message}${place})`;
}

/** What a function raises has any length: the words of a file, or of rows that no file has. */
function raised(size: number, between: string, statement: (said: string) => string): string {
  const said = sentences(`check 12 of the invoices failed${between}`, size);
  return `error: migration failed: ${said} in line 0: ${statement(said)} (details: pq: ${said})`;
}

/** SQLite does the same, and its driver puts no word of golang-migrate's before it. */
function sqlite(size: number): string {
  const rest = `'x;\n${migrationOf(size)}`;
  return `error: unrecognized token: "${rest}" in line 0: INSERT INTO users VALUES (0, ${rest}`;
}

/** CockroachDB's detail quotes the file up to the place. */
function cockroach(size: number): string {
  const file = `${migrationOf(size)}\nINSRT INTO x VALUES (1);`;
  const message = 'at or near "insrt": syntax error';
  return `error: migration failed: ${message}, source SQL:\n${file}\n^ in line 0: ${file} (details: pq: ${message})`;
}

/** By name; the argument is about how many characters the migration, or the message, has. */
export const LONG_ERRORS: Readonly<Record<string, (size: number) => string>> = {
  unterminated: (size) => unterminated(size, ''),
  'unterminated, newer driver': (size) => unterminated(size, ' at column 34 (42601)'),
  'raised on one line': (size) =>
    raised(size, ' ', (said) => `DO $$ BEGIN RAISE EXCEPTION '${said}'; END $$;`),
  'raised on many lines': (size) =>
    raised(size, '\n', (said) => `DO $$ BEGIN RAISE EXCEPTION '${said}'; END $$;`),
  'raised from rows': (size) => raised(size, '; ', () => 'SELECT check_invoices();\nSELECT 1;'),
  'raised from rows, on many lines': (size) =>
    raised(size, '\n', () => 'SELECT check_invoices();\nSELECT 1;'),
  sqlite,
  cockroach,
};

function zap(text: string): string {
  const error = text.replace(/^error: /, '');
  return JSON.stringify({ level: 'error', ts: 1_764_000_000, msg: 'migrate up', error });
}

/** FireLens records of one text, cut as Docker cuts. */
function pieces(text: string, marked: boolean): string[] {
  const all = text.match(/[\s\S]{1,16384}/g)!;
  return all.map((log, index) =>
    JSON.stringify({
      container_id: '0f1c',
      container_name: 'migrate',
      source: 'stderr',
      log,
      ...(marked && {
        partial_message: 'true',
        partial_id: `${text.length} ${text.slice(0, 8)}`,
        partial_ordinal: String(index + 1),
        partial_last: String(index === all.length - 1),
      }),
    }),
  );
}

/** By name: the log events that carry a text. */
export const CARRIERS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  'one event': (text) => [text],
  'one event, stamped': (text) => [`2026/11/22 12:00:00 ${text}`],
  lines: (text) => text.split('\n'),
  'lines, the long ones in pieces': (text) =>
    text.split('\n').flatMap((line) => (line.length > 16_384 ? pieces(line, true) : [line])),
  'pieces of the whole': (text) => pieces(text, true),
  zap: (text) => [zap(text)],
  'zap, in pieces': (text) => pieces(zap(text), true),
  'zap, in pieces that do not say so': (text) => pieces(zap(text), false),
};
