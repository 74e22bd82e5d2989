import { type Scenario, VERSIONS, type When } from '../scenario.ts';
import { ORDERS, shopThen, USERS } from './migrations.ts';

const SLEEPS: When = {
  sql: "SELECT count(*) FROM information_schema.processlist WHERE user = 'migrate' AND info LIKE '%SLEEP(%'",
};

const BOTH = { output: 'both' } as const;
const ALL = { output: 'both', versions: VERSIONS } as const;

/** A failing third migration on MariaDB. */
function failing(name: string, note: string, up: string, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    note,
    engine: 'mysql',
    migrations: shopThen(`3_${name.replace(/^mysql-/, '').replaceAll('-', '_')}`, up),
    steps: [{ run: 'up' }],
    ...more,
  };
}

/** Failures on MariaDB: numbers instead of SQLSTATEs, and DDL that is not rolled back. */
export const MYSQL_FAILURES: readonly Scenario[] = [
  failing('mysql-syntax-error', '1064.', 'ALTER TABEL users ADD COLUMN email VARCHAR(200);\n', ALL),
  failing(
    'mysql-syntax-error-in-line',
    '1064 with the server\'s own "at line 4".',
    'CREATE TABLE notes (\n  id BIGINT PRIMARY KEY,\n  body TEXT\n  author VARCHAR(100)\n);\n',
    BOTH,
  ),
  failing(
    'mysql-partly-applied',
    '1146: the first two statements stay, the fourth never runs.',
    'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nCREATE INDEX users_email ON users (email);\nALTER TABLE userz ADD COLUMN phone VARCHAR(20);\nALTER TABLE users ADD COLUMN phone VARCHAR(20);\n',
    BOTH,
  ),
  failing('mysql-duplicate-column', '1060.', 'ALTER TABLE users ADD COLUMN name VARCHAR(100);\n', BOTH),
  {
    name: 'mysql-rerun-after-partial-apply',
    note: 'Fails half-way (1146); forced back and run again it fails earlier, on what is already there (1060).',
    engine: 'mysql',
    output: 'both',
    migrations: shopThen(
      '3_contact',
      'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nALTER TABLE userz ADD COLUMN phone VARCHAR(20);\n',
    ),
    steps: [{ run: 'up' }, { run: 'force 2' }, { run: 'up' }],
  },
  failing('mysql-duplicate-table', '1050.', 'CREATE TABLE users (id BIGINT);\n'),
  failing('mysql-missing-table', '1146.', 'INSERT INTO userz VALUES (1);\n'),
  failing('mysql-unknown-column', '1054.', 'UPDATE users SET emial = name;\n', BOTH),
  failing(
    'mysql-duplicate-key-name',
    '1061.',
    'CREATE INDEX users_name ON users (name);\nCREATE INDEX users_name ON users (name);\n',
  ),
  failing('mysql-cannot-drop', '1091.', 'ALTER TABLE users DROP COLUMN phone;\n'),
  failing(
    'mysql-duplicate-entry',
    '1062 with the value.',
    "INSERT INTO users VALUES (1, 'ana.perez@example.com'), (1, 'jo@example.org');\n",
    BOTH,
  ),
  failing(
    'mysql-unique-index-on-duplicates',
    '1062 from CREATE UNIQUE INDEX.',
    "INSERT INTO users VALUES (1, 'ana.perez@example.com'), (2, 'ana.perez@example.com');\nCREATE UNIQUE INDEX users_name ON users (name);\n",
  ),
  failing('mysql-data-too-long', '1406.', `INSERT INTO users VALUES (1, '${'x'.repeat(120)}');\n`, BOTH),
  failing(
    'mysql-data-truncated',
    '1265: text into an ENUM.',
    "ALTER TABLE users ADD COLUMN mood ENUM('ok');\nINSERT INTO users VALUES (1, 'Ana', 'sad');\n",
  ),
  failing('mysql-incorrect-value', '1366.', "INSERT INTO users VALUES ('one', 'Ana');\n"),
  failing(
    'mysql-incorrect-date',
    '1292.',
    "CREATE TABLE days (d DATE NOT NULL);\nINSERT INTO days VALUES ('2024-02-30');\n",
  ),
  failing('mysql-no-default', '1364.', 'INSERT INTO users (id) VALUES (1);\n'),
  failing('mysql-column-cannot-be-null', '1048.', 'INSERT INTO users VALUES (1, NULL);\n'),
  failing(
    'mysql-out-of-range',
    '1264.',
    'CREATE TABLE small (n TINYINT);\nINSERT INTO small VALUES (300);\n',
  ),
  failing('mysql-foreign-key-parent-missing', '1452.', 'INSERT INTO orders VALUES (1, 4711, 19.90);\n', BOTH),
  failing(
    'mysql-foreign-key-child-exists',
    '1451.',
    "INSERT INTO users VALUES (1, 'Ana');\nINSERT INTO orders VALUES (1, 1, 19.90);\nDELETE FROM users;\n",
  ),
  failing(
    'mysql-foreign-key-incompatible',
    '1005 with errno 150.',
    'CREATE TABLE notes (id INT PRIMARY KEY, user_id INT, FOREIGN KEY (user_id) REFERENCES users (id));\n',
  ),
  failing(
    'mysql-check-violation',
    "4025, MariaDB's own number.",
    "ALTER TABLE users ADD COLUMN age INT CHECK (age >= 0);\nINSERT INTO users VALUES (1, 'Ana', -3);\n",
  ),
  failing('mysql-key-too-long', '1071.', 'CREATE TABLE wide (k VARCHAR(2000) PRIMARY KEY);\n'),
  failing(
    'mysql-row-too-large',
    '1118.',
    'CREATE TABLE wide (a VARCHAR(9000), b VARCHAR(9000)) CHARACTER SET utf8mb4;\n',
  ),
  failing(
    'mysql-unknown-collation',
    '1273: a collation of MySQL 8 on MariaDB.',
    'CREATE TABLE notes (id BIGINT) COLLATE utf8mb4_0900_ai_ci;\n',
  ),
  failing(
    'mysql-signal',
    "1644: the migration's own check.",
    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'three users have no name';\n",
  ),
  failing('mysql-empty-file', '1065: a file of no bytes fails, other than on PostgreSQL.', '', BOTH),
  failing(
    'mysql-comment-only',
    'A file with nothing but a comment succeeds, other than an empty one.',
    '-- nothing to do\n',
  ),
  failing(
    'mysql-delimiter-command',
    '1064: DELIMITER belongs to the mysql client.',
    'DELIMITER //\nCREATE PROCEDURE one() BEGIN SELECT 1; END //\nDELIMITER ;\n',
  ),
  failing(
    'mysql-password-in-create-user',
    '1227; the quoted file holds a password.',
    "CREATE USER reporting IDENTIFIED BY 'not-a-real-password-7f3a';\nGRANT SELECT ON app.* TO reporting;\n",
    BOTH,
  ),
  failing(
    'mysql-personal-data-in-inserts',
    '1062; the quoted file holds e-mail addresses, one in double quotes.',
    "INSERT INTO users (id, name) VALUES\n  (1, 'Ana Pérez <ana.perez@example.com>'),\n  (2, \"jo@example.org\"),\n  (1, 'O\\'Brien');\n",
    BOTH,
  ),
  {
    name: 'mysql-command-denied',
    note: '1142: the account may not ALTER.',
    engine: 'mysql',
    output: 'both',
    migrations: {
      ...USERS,
      ...ORDERS,
      '3_add_email.up.sql': 'ALTER TABLE users ADD COLUMN email VARCHAR(200);\n',
    },
    steps: [
      { run: 'up 2', preparation: true },
      { run: 'up', sql: "REVOKE ALTER ON app.* FROM migrate@'127.0.0.1'" },
    ],
  },
  {
    name: 'mysql-rails-owns-schema-migrations',
    note: "1054: schema_migrations is Ruby on Rails' table.",
    engine: 'mysql',
    output: 'both',
    migrations: USERS,
    steps: [{ run: 'up', sql: 'CREATE TABLE schema_migrations (version VARCHAR(200) PRIMARY KEY)' }],
  },
  {
    name: 'mysql-down-fails',
    note: 'A failing down: dirty at the version before.',
    engine: 'mysql',
    output: 'both',
    migrations: { ...USERS, '1_create_users.down.sql': 'DROP TABLE userz;\n' },
    steps: [{ run: 'up', preparation: true }, { run: 'down 1' }, { run: 'up' }],
  },
  {
    name: 'mysql-lock-held-by-another',
    note: 'GET_LOCK gives up after 10 s: the second migrator ends although the first is well.',
    engine: 'mysql',
    versions: ['v4.15.2', 'v4.18.1', 'v4.19.1'],
    migrations: { ...USERS, '2_backfill.up.sql': 'SELECT SLEEP(11);\n' },
    steps: [{ run: 'up', preparation: true, overlapWhen: SLEEPS }, { run: 'up' }],
  },
  {
    name: 'mysql-lock-wait-on-row',
    note: '1205: another session holds the row.',
    engine: 'mysql',
    output: 'both',
    migrations: shopThen('3_rename', "SET innodb_lock_wait_timeout = 1;\nUPDATE users SET name = 'x';\n"),
    steps: [
      { run: 'up 2', preparation: true },
      { run: 'up', sql: "INSERT INTO users VALUES (1, 'Ana')", hold: 'BEGIN; UPDATE users SET name = name' },
    ],
  },
  {
    name: 'mysql-lock-wait-on-table',
    note: '1205 for the metadata lock: an open transaction has read the table.',
    engine: 'mysql',
    output: 'both',
    migrations: shopThen('3_add_email', 'ALTER TABLE users ADD COLUMN email VARCHAR(200);\n'),
    steps: [
      { run: 'up 2', preparation: true },
      { run: 'up', params: 'lock_wait_timeout=1', hold: 'BEGIN; SELECT * FROM users' },
    ],
  },
  {
    name: 'mysql-statement-timeout-client',
    note: "x-statement-timeout: the driver's own [mysql] line comes first, unlocking fails too, and the statement goes on in the server. v4.15.2 does not know the option.",
    engine: 'mysql',
    versions: ['v4.15.2', 'v4.19.1'],
    output: 'both',
    migrations: shopThen('3_backfill', 'CREATE TABLE names AS SELECT name FROM users;\nSELECT SLEEP(2);\n'),
    steps: [{ run: 'up', params: 'x-statement-timeout=400' }],
  },
  {
    name: 'mysql-statement-timeout-server',
    note: "1969: MariaDB's max_statement_time.",
    engine: 'mysql',
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'SELECT sum(a.seq * b.seq) FROM seq_1_to_1000000 a, seq_1_to_1000000 b;\n',
    ),
    steps: [{ run: 'up', params: 'max_statement_time=0.4' }],
  },
  {
    name: 'mysql-killed-connection',
    note: "KILL by an administrator: go-sql-driver's own [mysql] line, then two errors.",
    engine: 'mysql',
    versions: ['v4.15.2', 'v4.19.1'],
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nSELECT SLEEP(5);\n',
    ),
    steps: [{ run: 'up', disturb: [{ when: SLEEPS, sql: 'KILL USER migrate' }] }],
  },
  {
    name: 'mysql-server-crashes-mid-migration',
    note: 'The server is gone at once.',
    engine: 'mysql',
    output: 'both',
    migrations: shopThen(
      '3_backfill',
      'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nSELECT SLEEP(5);\n',
    ),
    steps: [{ run: 'up', disturb: [{ when: SLEEPS, crashServer: true }] }],
  },
  {
    name: 'mysql-killed-mid-migration-sigkill',
    note: 'SIGKILL between two statements of one file: what the server has received it goes on with.',
    engine: 'mysql',
    output: 'both',
    migrations: shopThen(
      '3_contact',
      'ALTER TABLE users ADD COLUMN email VARCHAR(200);\nDO SLEEP(1.5);\nALTER TABLE users ADD COLUMN phone VARCHAR(20);\n',
    ),
    steps: [{ run: 'up', disturb: [{ when: SLEEPS, signal: 'SIGKILL' }] }, { run: 'up' }],
  },
];
