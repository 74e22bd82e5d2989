/**
 * Schema of every database before the first migration: an application's tables, with rows that migrations can collide
 * with.
 */
export const POSTGRES_BASE = `
CREATE TABLE accounts (id int PRIMARY KEY, ref text, amount int NOT NULL CHECK (amount >= 0), note text);
INSERT INTO accounts VALUES (1, 'a', 10, NULL), (2, 'a', 20, NULL), (3, 'b', 30, 'n');
CREATE INDEX accounts_amount ON accounts (amount);
CREATE TABLE entries (id int PRIMARY KEY, account_id int NOT NULL REFERENCES accounts (id));
INSERT INTO entries VALUES (1, 1);
CREATE TABLE loose (account_id int);
INSERT INTO loose VALUES (999);
CREATE TABLE ledger (name text PRIMARY KEY, amount int NOT NULL);
CREATE TABLE gate (id int);
CREATE TABLE busy (id int);
CREATE TABLE slots (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO slots VALUES (1);
CREATE TABLE guarded (id int);
CREATE MATERIALIZED VIEW totals AS SELECT sum(amount) FROM accounts;
CREATE TABLE history (id int) PARTITION BY RANGE (id);
CREATE TABLE history_1 PARTITION OF history FOR VALUES FROM (0) TO (100);
CREATE FUNCTION bump(what text, by int) RETURNS int LANGUAGE sql AS $$
  INSERT INTO ledger VALUES (what, by) ON CONFLICT (name) DO UPDATE SET amount = ledger.amount + by RETURNING 1 $$;
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused by a trigger'; END $$;
CREATE TRIGGER guarded_refuse BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE PROCEDURE keep_then_fail(what text) LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO ledger VALUES (what, 1); COMMIT; PERFORM 1/0; END $$;
`;

export const MYSQL_BASE = `
CREATE TABLE accounts (id INT PRIMARY KEY, ref VARCHAR(20), amount INT NOT NULL, note VARCHAR(20),
  CONSTRAINT amount_positive CHECK (amount >= 0));
INSERT INTO accounts VALUES (1, 'a', 10, NULL), (2, 'a', 20, NULL), (3, 'b', 30, 'n');
CREATE INDEX accounts_amount ON accounts (amount);
CREATE TABLE entries (id INT PRIMARY KEY, account_id INT NOT NULL, CONSTRAINT entries_account FOREIGN KEY (account_id) REFERENCES accounts (id));
INSERT INTO entries VALUES (1, 1);
CREATE TABLE loose (account_id INT);
INSERT INTO loose VALUES (999);
CREATE TABLE ledger (name VARCHAR(60) PRIMARY KEY, amount INT NOT NULL);
CREATE TABLE gate (id INT);
INSERT INTO gate VALUES (1);
CREATE TABLE guarded (id INT);
DELIMITER //
CREATE FUNCTION bump(what VARCHAR(60), change_by INT) RETURNS INT MODIFIES SQL DATA
BEGIN UPDATE ledger SET amount = amount + change_by WHERE name = what; RETURN 1; END//
CREATE PROCEDURE refuse() BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'; END//
CREATE PROCEDURE keep_then_fail(what VARCHAR(60))
BEGIN INSERT INTO ledger VALUES (what, 1); COMMIT; INSERT INTO no_such VALUES (1); END//
CREATE PROCEDURE keep_then_misspell(what VARCHAR(60))
BEGIN INSERT INTO ledger VALUES (what, 1); PREPARE misspelt FROM 'SELEC 1'; END//
CREATE PROCEDURE keep_then_call(what VARCHAR(60))
BEGIN INSERT INTO ledger VALUES (what, 1); CALL no_such_procedure(); END//
CREATE TRIGGER guarded_refuse BEFORE INSERT ON guarded FOR EACH ROW
BEGIN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused by a trigger'; END//
DELIMITER ;
`;

export const SQLITE_BASE = `
CREATE TABLE accounts (id INTEGER PRIMARY KEY, ref TEXT, amount INTEGER NOT NULL CHECK (amount >= 0), note TEXT);
INSERT INTO accounts VALUES (1, 'a', 10, NULL), (2, 'a', 20, NULL), (3, 'b', 30, 'n');
CREATE INDEX accounts_amount ON accounts (amount);
CREATE TABLE entries (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL);
INSERT INTO entries VALUES (1, 1);
CREATE TABLE ledger (name TEXT PRIMARY KEY, amount INTEGER NOT NULL);
CREATE TABLE guarded (id INTEGER);
CREATE TRIGGER guarded_refuse BEFORE INSERT ON guarded BEGIN SELECT RAISE(ABORT, 'refused by a trigger'); END;
`;
