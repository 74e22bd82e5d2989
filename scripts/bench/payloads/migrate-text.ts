import type { Random } from './random.ts';

const TABLES = ['users', 'orders', 'invoices', 'order_items', 'addresses', 'audit_log', 'payments'];
const VERBS = ['create', 'alter', 'add_index_on', 'backfill', 'drop_column_from'];

function goDuration(random: Random): string {
  return random.pick([
    `${random.int(1, 9)}.${random.int(100_000, 999_999)}ms`,
    `${random.int(10, 900)}.${random.int(1, 999)}ms`,
    `${random.int(1, 59)}.${random.int(100_000_000, 999_999_999)}s`,
    `${random.int(1, 9)}m${random.int(1, 59)}.5s`,
    `${random.int(100, 900)}µs`,
  ]);
}

function names(random: Random, count: number): string[] {
  const first = random.int(1, 400);
  return Array.from(
    { length: count },
    (_, index) => `${first + index}/u ${random.pick(VERBS)}_${random.pick(TABLES)}`,
  );
}

/**
 * A migration file as its error prints it: statements over several lines, with comments, literals and a dollar-quoted
 * body.
 */
function failedFile(random: Random): string[] {
  const table = random.pick(TABLES);
  const columns = Array.from(
    { length: random.int(4, 18) },
    (_, index) =>
      `  column_${index} varchar(${random.int(8, 255)}) NOT NULL DEFAULT 'value ${random.hex(6)}',`,
  );
  return [
    `CREATE TABLE ${table} (`,
    ...columns,
    '  id bigint PRIMARY KEY -- the one that others point at',
    ');',
    `INSERT INTO ${table} (id, email) VALUES (${random.int(1, 999)}, 'somebody.${random.hex(4)}@example.org');`,
    'CREATE FUNCTION touch() RETURNS trigger AS $body$',
    "BEGIN NEW.touched := now(); RAISE NOTICE 'touched %', NEW.id; RETURN NEW; END;",
    '$body$ LANGUAGE plpgsql;',
    `ALTER TABEL ${table} ADD COLUMN token text DEFAULT '${random.hex(24)}';`,
  ];
}

function migrationError(random: Random): string[] {
  const line = random.int(1, 30);
  return [
    `error: migration failed: syntax error at or near "TABEL" (column 7) in line ${line}: ${failedFile(random)[0]}`,
    ...failedFile(random).slice(1),
    ` (details: pq: syntax error at or near "TABEL")`,
  ];
}

function verboseRun(random: Random, migrations: number, fails: boolean, stamp: string): string[] {
  const all = names(random, migrations);
  const done = fails ? all.slice(0, -1) : all;
  const dated = (text: string): string => `${stamp} ${text}`;
  return [
    ...all.slice(0, 10).map((name) => dated(`Start buffering ${name}`)),
    ...done.flatMap((name, index) => [
      dated(`Read and execute ${name}`),
      dated(`Finished ${name} (read ${goDuration(random)}, ran ${goDuration(random)})`),
      ...(all[index + 10] === undefined ? [] : [dated(`Start buffering ${all[index + 10]}`)]),
    ]),
    ...(fails
      ? [
          dated(`Read and execute ${all.at(-1)}`),
          ...migrationError(random).map((line, index) => (index === 0 ? dated(line) : line)),
        ]
      : [dated(`Finished after ${goDuration(random)}`), dated('Closing source and database')]),
  ];
}

function plainRun(random: Random, migrations: number, fails: boolean): string[] {
  const all = names(random, migrations);
  return [
    ...(fails ? all.slice(0, -1) : all).map((name) => `${name} (${goDuration(random)})`),
    ...(fails ? migrationError(random) : []),
  ];
}

/**
 * One whole run as golang-migrate prints it, at most `limit` lines: verbose or plain; one run in `failing` ends with a multi-line
 * error, and some have nothing to do.
 */
export function migrateRun(random: Random, at: number, limit: number, failing: number): readonly string[] {
  const fails = random.int(1, failing) === 1;
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  const migrations = random.int(1, 14);
  const lines = random.pick([
    () => verboseRun(random, migrations, fails, stamp),
    () => verboseRun(random, migrations, fails, stamp),
    () => plainRun(random, migrations, fails),
    () => ['no change'],
  ])();
  return lines.slice(0, limit);
}
