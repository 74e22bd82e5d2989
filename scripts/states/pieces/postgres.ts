import type { MakePiece, Piece } from '../piece.ts';

const relation = (name: string) => `(to_regclass('${name}') IS NOT NULL)::int`;
const column = (table: string, name: string) =>
  `(SELECT count(*) FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attname = '${name}' AND NOT attisdropped)`;
const constraint = (name: string) => `(SELECT count(*) FROM pg_constraint WHERE conname = '${name}')`;
const routine = (name: string) => `(SELECT count(*) FROM pg_proc WHERE proname = '${name}')`;
/** Counts executions of a statement, so that a second execution is visible. */
const counted = (name: string) => `(SELECT coalesce(sum(amount), 0) FROM ledger WHERE name = '${name}')`;

export const postgresTable = (name: string): Piece => ({
  up: `CREATE TABLE ${name} (id int);`,
  down: `DROP TABLE ${name};`,
  probe: relation(name),
});

/** An index that exists and is VALID. */
export function postgresIndex(name: string, on: string, how = ''): Piece {
  return {
    up: `CREATE INDEX ${how}${name} ON ${on};`,
    down: `DROP INDEX ${how}${name};`,
    probe: `(SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = '${name}' AND i.indisvalid)`,
  };
}

/** Changes that PostgreSQL makes in a transaction. */
export const POSTGRES_PIECES: readonly MakePiece[] = [
  ({ name }) => postgresTable(name),
  ({ name }) => ({
    up: `CREATE TABLE ${name} (\n  id int PRIMARY KEY,\n  made timestamptz DEFAULT now()\n);\nINSERT INTO ${name} (id) VALUES (1), (2);`,
    down: `DROP TABLE ${name};`,
    probe: relation(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE accounts ADD COLUMN ${name} int;`,
    down: `ALTER TABLE accounts DROP COLUMN ${name};`,
    probe: column('accounts', name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE entries ADD COLUMN ${name} text NOT NULL DEFAULT 'a; b';`,
    down: `ALTER TABLE entries DROP COLUMN ${name};`,
    probe: column('entries', name),
  }),
  ({ name }) => postgresIndex(name, 'accounts (amount)'),
  ({ name, number }) => ({
    up: `INSERT INTO accounts (id, ref, amount) VALUES (${number}, '${name}', 5);`,
    down: `DELETE FROM accounts WHERE id = ${number};`,
    probe: `(SELECT count(*) FROM accounts WHERE id = ${number})`,
  }),
  ({ name }) => ({
    up: `UPDATE ledger SET amount = amount + 1 WHERE name = '${name}';`,
    down: `UPDATE ledger SET amount = amount - 1 WHERE name = '${name}';`,
    probe: counted(name),
    prepare: `INSERT INTO ledger VALUES ('${name}', 0);`,
  }),
  ({ name }) => ({
    up: `SELECT bump('${name}', 1);`,
    down: `SELECT bump('${name}', -1);`,
    probe: counted(name),
  }),
  ({ name }) => ({
    up: `CREATE VIEW ${name} AS SELECT id, ref FROM accounts;`,
    down: `DROP VIEW ${name};`,
    probe: relation(name),
  }),
  ({ name }) => ({
    up: `CREATE TYPE ${name} AS ENUM ('open', 'closed');`,
    down: `DROP TYPE ${name};`,
    probe: `(to_regtype('${name}') IS NOT NULL)::int`,
  }),
  ({ name }) => ({
    up: `CREATE FUNCTION ${name}() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  UPDATE accounts SET amount = amount;\n  RETURN 1;\nEND;\n$$;`,
    down: `DROP FUNCTION ${name}();`,
    probe: routine(name),
  }),
  ({ name }) => ({
    up: `CREATE FUNCTION ${name}() RETURNS int LANGUAGE sql AS 'SELECT 1';`,
    down: `DROP FUNCTION ${name}();`,
    probe: routine(name),
  }),
  ({ name }) => ({
    up: `CREATE TRIGGER ${name} BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION keep_row();`,
    down: `DROP TRIGGER ${name} ON entries;`,
    probe: `(SELECT count(*) FROM pg_trigger WHERE tgname = '${name}')`,
  }),
  ({ name }) => ({
    up: `DO $$ BEGIN EXECUTE 'CREATE TABLE ${name} (id int)'; END $$;`,
    down: `DO $$ BEGIN EXECUTE 'DROP TABLE ${name}'; END $$;`,
    probe: relation(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE accounts ADD CONSTRAINT ${name} CHECK (amount < 1000000);`,
    down: `ALTER TABLE accounts DROP CONSTRAINT ${name};`,
    probe: constraint(name),
  }),
  ({ name }) => ({
    up: `ALTER TABLE ${name}_old RENAME TO ${name};`,
    down: `ALTER TABLE ${name} RENAME TO ${name}_old;`,
    probe: relation(name),
    prepare: `CREATE TABLE ${name}_old (id int);`,
  }),
  ({ name }) => ({
    up: `CREATE SEQUENCE ${name} START 100;`,
    down: `DROP SEQUENCE ${name};`,
    probe: relation(name),
  }),
  ({ name }) => ({
    up: `CREATE SCHEMA ${name};`,
    down: `DROP SCHEMA ${name};`,
    probe: `(to_regnamespace('${name}') IS NOT NULL)::int`,
  }),
  ({ name }) => ({
    up: `DROP TABLE ${name};`,
    down: `CREATE TABLE ${name} (id int);`,
    probe: `(to_regclass('${name}') IS NULL)::int`,
    prepare: `CREATE TABLE ${name} (id int);`,
  }),
];

/** Statements without a lasting effect. */
export const POSTGRES_FILLERS: readonly string[] = [
  'SELECT 1;',
  'SET search_path = public;',
  '-- nothing to see; here',
  'CREATE TEMPORARY TABLE scratch (id int);',
  "COMMENT ON TABLE accounts IS 'who; pays';",
  'ANALYZE accounts;',
  '/* two\nlines */',
];
