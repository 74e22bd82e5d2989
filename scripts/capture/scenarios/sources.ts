import { type Scenario, VERSIONS } from '../scenario.ts';
import { ORDERS, SHOP, USERS } from './migrations.ts';

/** Faults of the migrations folder, or of how it fits the database. */
export const SOURCES: readonly Scenario[] = [
  {
    name: 'image-older-than-database',
    note: 'The database is at 3, the folder ends at 2: the complaint is printed twice, glued together in plain output.',
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: SHOP,
    steps: [
      { run: 'up', preparation: true },
      { run: 'up', files: { '3_add_email_to_users.up.sql': null, '3_add_email_to_users.down.sql': null } },
      { run: 'version' },
      { run: 'down 1' },
    ],
  },
  {
    name: 'empty-directory',
    note: 'No file at all in the folder.',
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: {},
    steps: [{ run: 'up' }],
  },
  {
    name: 'no-usable-file',
    note: 'Files whose names are not migrations are passed over in silence.',
    engine: 'postgres',
    output: 'both',
    migrations: { 'README.md': 'x\n', 'create_users.sql': 'SELECT 1;\n', 'v1_users.up.sql': 'SELECT 1;\n' },
    steps: [{ run: 'up' }],
  },
  {
    name: 'missing-directory',
    note: 'The folder is not in the image.',
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: {},
    steps: [{ run: 'up', path: 'not-copied' }],
  },
  {
    name: 'duplicate-file',
    note: 'Two files of version 2.',
    engine: 'postgres',
    versions: VERSIONS,
    output: 'both',
    migrations: { ...USERS, ...ORDERS, '2_create_invoices.up.sql': 'SELECT 1;\n' },
    steps: [{ run: 'up' }],
  },
  {
    name: 'file-is-a-directory',
    note: 'A folder named like a migration file: passed over in silence.',
    engine: 'postgres',
    output: 'both',
    migrations: USERS,
    steps: [{ run: 'up', folders: ['2_create_orders.up.sql'] }],
  },
  {
    name: 'rails-owns-schema-migrations',
    note: "schema_migrations is Ruby on Rails' table, without a column dirty.",
    engine: 'postgres',
    versions: ['v4.15.2', 'v4.19.1'],
    output: 'both',
    migrations: USERS,
    steps: [
      {
        run: 'up',
        sql: 'CREATE TABLE schema_migrations (version VARCHAR PRIMARY KEY); GRANT ALL ON schema_migrations TO migrate',
      },
    ],
  },
  {
    name: 'version-column-too-narrow',
    note: 'schema_migrations was made by another tool with an INT version: a 14-digit version does not fit. Fails in a statement of migrate itself.',
    engine: 'postgres',
    output: 'both',
    migrations: { '20240117093000_create_users.up.sql': 'SELECT 1;\n' },
    steps: [
      {
        run: 'up',
        sql: 'CREATE TABLE schema_migrations (version INT PRIMARY KEY, dirty BOOLEAN NOT NULL); ALTER TABLE schema_migrations OWNER TO migrate',
      },
    ],
  },
  {
    name: 'migrations-table-not-truncatable',
    note: 'schema_migrations belongs to another role: reading works, writing the version does not.',
    engine: 'postgres',
    versions: ['v4.15.2', 'v4.19.1'],
    output: 'both',
    migrations: USERS,
    steps: [
      {
        run: 'up',
        sql: 'CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, dirty BOOLEAN NOT NULL); GRANT SELECT ON schema_migrations TO migrate',
      },
    ],
  },
  {
    name: 'migration-drops-migrations-table',
    note: 'A migration that drops everything, schema_migrations too: marking it clean fails.',
    engine: 'postgres',
    output: 'both',
    migrations: { ...USERS, '2_start_over.up.sql': 'DROP TABLE users, schema_migrations;\n' },
    steps: [{ run: 'up' }],
  },
  {
    name: 'search-path-changed-by-migration',
    note: "A dump with set_config(search_path, ''): later migrations in the same session find nothing.",
    engine: 'postgres',
    output: 'both',
    migrations: {
      '1_dump.up.sql':
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.users (id BIGINT);\n",
      '2_email.up.sql': 'ALTER TABLE users ADD COLUMN email TEXT;\n',
    },
    steps: [{ run: 'up' }],
  },
];
