import type { Flaw, MakeFlaw, Names } from '../piece.ts';
import { postgresIndex, postgresTable } from '../pieces/postgres.ts';

/** `sql` fails; the correct file creates a table instead. */
const failing =
  (...choices: readonly ((names: Names) => string)[]): MakeFlaw =>
  (names) => ({ sql: names.pick(choices)(names), instead: postgresTable(names.name) });

const also =
  (make: MakeFlaw, more: Partial<Flaw>): MakeFlaw =>
  (names) => {
    const flaw = make(names);
    return flaw && { ...flaw, ...more };
  };

/** Faults of one statement that do not depend on earlier ones. Each can also occur in multi-statement mode. */
export const POSTGRES_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'syntax error': failing(
    ({ name }) => `CREATE TABEL ${name} (id int);`,
    () => 'ALTER TABLE accounts ADD COLUMN;',
    () => 'SELEC 1;',
    ({ name }) => `CREATE TABLE ${name} (id int,);`,
    ({ name }) => `INSERT INTO accounts (id ref) VALUES (9, '${name}');`,
    () => 'ALTER TABLE accounts ADD COLUMN when int DEFAUL 1;',
  ),
  'missing table': failing(
    ({ name }) => `ALTER TABLE ${name}_gone ADD COLUMN c int;`,
    ({ name }) => `INSERT INTO ${name}_gone VALUES (1);`,
    ({ name }) => `UPDATE ${name}_gone SET a = 1;`,
    ({ name }) => `DROP TABLE ${name}_gone;`,
    ({ name }) => `CREATE VIEW ${name} AS SELECT * FROM ${name}_gone;`,
    ({ name }) => `CREATE INDEX ${name} ON ${name}_gone (id);`,
    ({ name }) => `CREATE TABLE ${name} (id int REFERENCES ${name}_gone (id));`,
  ),
  'missing column': failing(
    ({ name }) => `UPDATE accounts SET ${name} = 1;`,
    ({ name }) => `CREATE INDEX ${name}_idx ON accounts (${name});`,
    ({ name }) => `ALTER TABLE accounts DROP COLUMN ${name};`,
    ({ name }) => `SELECT ${name} FROM accounts;`,
    ({ name }) => `CREATE UNIQUE INDEX CONCURRENTLY_${name} ON accounts (${name});`,
  ),
  'missing function, type, schema or role': failing(
    ({ name }) => `SELECT ${name}(1);`,
    ({ name }) => `ALTER TABLE accounts ADD COLUMN ${name} no_such_type;`,
    ({ name }) => `CREATE TABLE ${name}_schema.t (id int);`,
    ({ name }) => `GRANT SELECT ON accounts TO ${name};`,
    ({ name }) =>
      `CREATE TRIGGER ${name} BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION ${name}_gone();`,
  ),
  'duplicate key': failing(
    () => "INSERT INTO accounts (id, ref, amount) VALUES (1, 'x', 1);",
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 1), (${number}, 'y', 1);`,
    ({ name }) => `CREATE UNIQUE INDEX ${name} ON accounts (ref);`,
    ({ name }) => `ALTER TABLE accounts ADD CONSTRAINT ${name} UNIQUE (ref);`,
  ),
  constraint: failing(
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', -1);`,
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', NULL);`,
    ({ name }) => `ALTER TABLE accounts ADD CONSTRAINT ${name} CHECK (amount > 15);`,
    () => 'ALTER TABLE accounts ALTER COLUMN note SET NOT NULL;',
    ({ name }) => `ALTER TABLE accounts ADD COLUMN ${name} int NOT NULL;`,
    () => 'UPDATE accounts SET amount = amount - 15;',
  ),
  'foreign key': failing(
    ({ number }) => `INSERT INTO entries VALUES (${number}, 999);`,
    () => 'DELETE FROM accounts WHERE id = 1;',
    ({ name }) =>
      `ALTER TABLE loose ADD CONSTRAINT ${name} FOREIGN KEY (account_id) REFERENCES accounts (id);`,
    () => 'DROP TABLE accounts;',
    () => 'TRUNCATE accounts;',
  ),
  'constraint checked at commit': failing(
    () => 'INSERT INTO slots VALUES (1);',
    ({ number }) => `INSERT INTO slots VALUES (${number}), (${number});`,
  ),
  'type or value': failing(
    () => 'ALTER TABLE accounts ALTER COLUMN ref TYPE int USING ref::int;',
    () => 'ALTER TABLE accounts ALTER COLUMN ref TYPE int;',
    ({ number }) => `INSERT INTO accounts (id, ref, amount) VALUES (${number}, 'x', 'many');`,
    () => 'SELECT 1/0;',
    () => 'UPDATE accounts SET amount = amount / (id - 1);',
    () => 'UPDATE accounts SET amount = 99999999999;',
    ({ number }) =>
      `INSERT INTO accounts (id, ref, amount) SELECT ${number}, 'x', 1 / (amount - 10) FROM accounts;`,
    () => "SELECT 'now; then'::int;",
  ),
  permission: failing(
    ({ name }) => `CREATE ROLE ${name};`,
    ({ name }) => `ALTER TABLE vault ADD COLUMN ${name} int;`,
    () => 'INSERT INTO vault VALUES (1);',
    () => 'DROP TABLE vault;',
    () => 'CREATE EXTENSION file_fdw;',
    ({ name }) => `COPY accounts TO '/tmp/${name}';`,
  ),
  'there already': failing(
    () => 'CREATE TABLE accounts (id int);',
    () => 'ALTER TABLE accounts ADD COLUMN amount int;',
    () => 'CREATE INDEX accounts_amount ON accounts (amount);',
    () => 'CREATE VIEW totals AS SELECT 1;',
    ({ madeBefore }) => `CREATE TABLE ${madeBefore ?? 'entries'} (id int);`,
  ),
  'of a table made in the same file': (names) =>
    names.madeBefore === undefined
      ? null
      : failing(
          ({ madeBefore }) => `INSERT INTO ${madeBefore} (id) VALUES ('many');`,
          ({ madeBefore, name }) => `ALTER TABLE ${madeBefore} DROP COLUMN ${name};`,
          ({ madeBefore, name }) => `CREATE INDEX ${name} ON ${madeBefore} (${name});`,
          ({ madeBefore }) => `ALTER TABLE ${madeBefore} ADD COLUMN id int;`,
        )(names),
  'must be outside a transaction': (names) => ({
    sql: names.pick([
      'VACUUM accounts;',
      `CREATE DATABASE ${names.name};`,
      `CREATE INDEX CONCURRENTLY ${names.name} ON accounts (amount);`,
      'REINDEX INDEX CONCURRENTLY accounts_amount;',
      'DROP INDEX CONCURRENTLY accounts_amount;',
    ]),
    instead: postgresTable(names.name),
    inTransaction: true,
  }),
  'lock timeout': also(
    failing(
      ({ name }) => `ALTER TABLE gate ADD COLUMN ${name} int;`,
      () => 'UPDATE gate SET id = id;',
      ({ name }) => `CREATE INDEX ${name} ON gate (id);`,
    ),
    { gateHeld: true, parameters: 'options=-c%20lock_timeout%3D150' },
  ),
  'lock timeout of the file itself': also(
    failing(
      ({ name }) => `SET lock_timeout = '150ms';\nALTER TABLE gate ADD COLUMN ${name} int;`,
      () => "SET lock_timeout = '150ms';\nDELETE FROM gate;",
    ),
    { gateHeld: true },
  ),
  'statement timeout': also(
    failing(() => 'SELECT count(*) FROM gate;'),
    {
      gateHeld: true,
      parameters: 'options=-c%20statement_timeout%3D250',
    },
  ),
};

/** Statements that need a single Exec: multi-statement mode would cut them at an inner semicolon. */
export const POSTGRES_BODY_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'inside a body': failing(
    () => 'DO $$ BEGIN PERFORM 1/0; END $$;',
    ({ name }) => `DO $$ BEGIN RAISE EXCEPTION '${name} is not ready'; END $$;`,
    ({ name }) => `DO $body$\nBEGIN\n  INSERT INTO ${name}_gone VALUES (1);\nEND\n$body$;`,
    ({ name }) => `DO $$ BEGIN EXECUTE 'ALTER TABLE ${name}_gone ADD c int'; END $$;`,
    ({ name }) => `CREATE FUNCTION ${name}() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETUR 1; END $$;`,
    ({ name }) => `CREATE FUNCTION ${name}() RETURNS int LANGUAGE sql AS $$ SELECT id FROM ${name}_gone $$;`,
    () => 'INSERT INTO guarded VALUES (1);',
    () => 'DO $$ BEGIN INSERT INTO ledger VALUES (NULL, 1); END $$;',
    () => "DO $$ BEGIN EXECUTE 'SELEC 1'; END $$;",
    // A syntax error that the server finds only when it reaches this statement.
    () => "SELECT jsonb_path_exists('{}', '$.a b');",
  ),
  'a body that commits': ({ name, pick }) => ({
    sql: pick([
      `DO $$ BEGIN INSERT INTO ledger VALUES ('${name}', 1); COMMIT; PERFORM 1/0; END $$;`,
      `DO $$ BEGIN INSERT INTO ledger VALUES ('${name}', 1); COMMIT; EXECUTE 'SELEC 1'; END $$;`,
      `CALL keep_then_fail('${name}');`,
    ]),
    instead: counting(name),
  }),
  'a transaction that follows one that was committed': ({ name, pick }) => ({
    sql: `BEGIN;\nINSERT INTO ledger VALUES ('${name}', 1);\n${pick([
      'COMMIT AND CHAIN;\nSELECT 1/0;\nCOMMIT;',
      'COMMIT;\nBEGIN;\nSELECT 1/0;\nCOMMIT;',
      'COMMIT;\nSELECT 1/0;\nBEGIN;\nSELECT 2/0;\nCOMMIT;',
    ])}`,
    instead: counting(name),
    inTransaction: true,
  }),
  'a sequence keeps its place': ({ name }) => ({
    sql: `SELECT setval('${name}_places', 5);\nCOPY accounts TO '/tmp/${name}';`,
    instead: postgresTable(name),
    prepare: `CREATE SEQUENCE ${name}_places;`,
    residue: {
      probe: `(SELECT (last_value = 5)::int FROM ${name}_places)`,
      undo: `SELECT setval('${name}_places', 1, false);`,
    },
    inTransaction: true,
  }),
};

/** The file succeeds, but golang-migrate's own statement after it fails. */
export const POSTGRES_LATE_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'no right to mark it': () => ({ sql: 'SET ROLE powerless;', place: 'last' }),
  'read only afterwards': ({ pick }) => ({
    sql: pick([
      'SET default_transaction_read_only = on;',
      'SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;',
    ]),
    place: 'last',
  }),
  'an open transaction': () => ({ sql: 'BEGIN;', place: 'last' }),
};

const LOCKED_OUT = {
  place: 'alone',
  gateHeld: true,
  parameters: 'options=-c%20lock_timeout%3D150',
} as const;

function valuesOf(number: number): string {
  return `FOR VALUES FROM (${number}000) TO (${number}999)`;
}

/** Statements that work only if they are alone in their file. */
export const POSTGRES_CONCURRENT_FLAWS: Readonly<Record<string, MakeFlaw>> = {
  'unique index concurrently': ({ name }) => ({
    sql: `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON accounts (ref);`,
    instead: postgresIndex(name, 'accounts (ref)', 'CONCURRENTLY '),
    residue: invalid(name),
    place: 'alone',
  }),
  'index concurrently, refused': ({ name, pick }) => ({
    sql: pick([
      `CREATE INDEX CONCURRENTLY ${name} ON accounts (no_such);`,
      `CREATE INDEX CONCURRENTLY ${name} ON no_such (ref);`,
      `CREATE INDEX CONCURRENTLY accounts_amount ON accounts (amount);`,
    ]),
    instead: postgresIndex(name, 'accounts (ref)', 'CONCURRENTLY '),
    place: 'alone',
  }),
  'index concurrently, locked out': ({ name, pick }) => {
    const on = pick(['gate (id)', 'busy (id)']);
    return {
      sql: `CREATE INDEX CONCURRENTLY ${name} ON ${on};`,
      instead: postgresIndex(name, on, 'CONCURRENTLY '),
      residue: invalid(name),
      ...LOCKED_OUT,
    };
  },
  'drop index concurrently, locked out': ({ name, pick }) => {
    const on = pick(['gate (id)', 'busy (id)']);
    return {
      sql: `DROP INDEX CONCURRENTLY ${name};`,
      instead: {
        up: `DROP INDEX CONCURRENTLY ${name};`,
        down: `CREATE INDEX CONCURRENTLY ${name} ON ${on};`,
        probe: `(to_regclass('${name}') IS NULL)::int`,
        prepare: `CREATE INDEX ${name} ON ${on};`,
      },
      ...LOCKED_OUT,
    };
  },
  'reindex concurrently, locked out': ({ name }) => ({
    sql: `REINDEX INDEX CONCURRENTLY ${name};`,
    instead: postgresTable(`${name}_t`),
    prepare: `CREATE INDEX ${name} ON busy (id);`,
    residue: {
      probe: `(to_regclass('${name}_ccnew') IS NOT NULL)::int`,
      undo: `DROP INDEX ${name}_ccnew;`,
    },
    ...LOCKED_OUT,
  }),
  'detach concurrently, locked out': ({ name, number }) => ({
    sql: `ALTER TABLE history DETACH PARTITION ${name} CONCURRENTLY;`,
    instead: {
      up: `ALTER TABLE history DETACH PARTITION ${name} CONCURRENTLY;`,
      down: `ALTER TABLE history ATTACH PARTITION ${name} ${valuesOf(number)};`,
      probe: `(SELECT 1 - count(*) FROM pg_inherits WHERE inhrelid = '${name}'::regclass)`,
      prepare: `CREATE TABLE ${name} PARTITION OF history ${valuesOf(number)};`,
    },
    residue: {
      probe: `(SELECT count(*) FROM pg_inherits WHERE inhrelid = '${name}'::regclass AND inhdetachpending)`,
      undo: `ALTER TABLE history DETACH PARTITION ${name} FINALIZE;\nALTER TABLE history ATTACH PARTITION ${name} ${valuesOf(number)};`,
    },
    ...LOCKED_OUT,
  }),
  'drop index concurrently, missing': ({ name }) => ({
    sql: `DROP INDEX CONCURRENTLY ${name};`,
    instead: postgresTable(`${name}_t`),
    place: 'alone',
  }),
  'reindex concurrently, refused': ({ pick, name }) => ({
    sql: pick([`REINDEX INDEX CONCURRENTLY ${name};`, `REINDEX TABLE CONCURRENTLY ${name};`]),
    instead: postgresTable(`${name}_t`),
    place: 'alone',
  }),
  'refresh concurrently, refused': ({ name }) => ({
    sql: 'REFRESH MATERIALIZED VIEW CONCURRENTLY totals;',
    instead: postgresTable(name),
    place: 'alone',
  }),
  'detach concurrently, refused': ({ name, pick }) => ({
    sql: pick([
      `ALTER TABLE history DETACH PARTITION ${name} CONCURRENTLY;`,
      'ALTER TABLE accounts DETACH PARTITION entries CONCURRENTLY;',
    ]),
    instead: postgresTable(`${name}_t`),
    place: 'alone',
  }),
};

function invalid(name: string): NonNullable<Flaw['residue']> {
  return {
    probe: `(SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = '${name}' AND NOT i.indisvalid)`,
    undo: `DROP INDEX ${name};`,
  };
}

function counting(name: string): NonNullable<Flaw['instead']> {
  return {
    up: `INSERT INTO ledger VALUES ('${name}', 1);`,
    down: `DELETE FROM ledger WHERE name = '${name}';`,
    probe: `(SELECT count(*) FROM ledger WHERE name = '${name}')`,
  };
}
