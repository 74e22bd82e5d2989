import { type Scenario, type Step, VERSIONS } from '../scenario.ts';
import { USERS } from './migrations.ts';

/** One `up` with the given -database value. */
function connecting(name: string, note: string, step: Partial<Step>, more: Partial<Scenario> = {}): Scenario {
  return { name, note, engine: 'postgres', migrations: USERS, steps: [{ run: 'up', ...step }], ...more };
}

const EVERY = { versions: VERSIONS, output: 'both' } as const;

/** Runs that never reach a migration: URLs, drivers, networks, credentials. v4.18.1 prints the whole URL. */
export const CONNECTIONS: readonly Scenario[] = [
  connecting(
    'wrong-password',
    '28P01.',
    { database: 'postgres://migrate:not-the-real-password@127.0.0.1:{port}/app?sslmode=disable' },
    EVERY,
  ),
  connecting('unknown-role', '28P01 again: the server does not say that the role is missing.', {
    database: 'postgres://nobody:not-a-real-password@127.0.0.1:{port}/app?sslmode=disable',
  }),
  connecting(
    'database-does-not-exist',
    '3D000.',
    { database: 'postgres://migrate:not-a-real-password@127.0.0.1:{port}/shop?sslmode=disable' },
    EVERY,
  ),
  connecting(
    'connection-refused',
    'Nothing listens on the port.',
    { database: 'postgres://migrate:not-a-real-password@127.0.0.1:1/app?sslmode=disable' },
    EVERY,
  ),
  connecting(
    'unknown-host',
    'The name server knows no such host.',
    {
      database: 'postgres://migrate:not-a-real-password@orders-db.internal.example:5432/app?sslmode=disable',
      knowsNoHost: true,
    },
    EVERY,
  ),
  connecting(
    'server-never-answers',
    'The port is open, nobody speaks; connect_timeout=1.',
    {
      database:
        'postgres://migrate:not-a-real-password@127.0.0.1:{silent}/app?sslmode=disable&connect_timeout=1',
    },
    { output: 'both' },
  ),
  connecting(
    'server-speaks-another-protocol',
    'An HTTP server on the port.',
    { database: 'postgres://migrate:not-a-real-password@127.0.0.1:{http}/app?sslmode=disable' },
    { output: 'both' },
  ),
  connecting(
    'tls-not-enabled',
    'No sslmode in the URL: lib/pq requires TLS, the server has none.',
    { database: 'postgres://migrate:not-a-real-password@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'too-many-connections',
    '53300 for the role.',
    { sql: 'ALTER ROLE migrate CONNECTION LIMIT 0', afterwards: 'ALTER ROLE migrate CONNECTION LIMIT -1' },
    { output: 'both' },
  ),
  connecting('login-not-permitted', '28000.', {
    sql: 'ALTER ROLE migrate NOLOGIN',
    afterwards: 'ALTER ROLE migrate LOGIN',
  }),
  connecting('unknown-parameter', '42704: a misspelt URL parameter goes to the server as a setting.', {
    params: 'ssl_mode=disable',
  }),
  connecting(
    'drop-cannot-connect',
    'drop asks first and only then tells that it cannot connect.',
    {
      run: 'drop',
      stdin: 'y\n',
      database: 'postgres://migrate:not-a-real-password@127.0.0.1:1/app?sslmode=disable',
    },
    { output: 'both' },
  ),
  connecting('version-cannot-connect', 'version against a port where nothing listens.', {
    run: 'version',
    database: 'postgres://migrate:not-a-real-password@127.0.0.1:1/app?sslmode=disable',
  }),

  connecting(
    'no-database-flag',
    'No -database at all: what an empty environment variable makes of it.',
    { database: '' },
    EVERY,
  ),
  connecting('no-path-flag', 'No -path at all.', { path: '' }, EVERY),
  connecting('url-without-scheme', 'The scheme is missing.', { database: '127.0.0.1:{port}/app' }, EVERY),
  connecting('url-host-only', 'Not even a colon in it.', { database: 'orders-db' }, EVERY),
  connecting(
    'unknown-database-driver',
    'A scheme that this build has no driver for.',
    { database: 'oracle://migrate:not-a-real-password@127.0.0.1:1521/app' },
    EVERY,
  ),
  connecting(
    'unknown-source-driver',
    'A source that this build has no driver for; its URL holds a token.',
    { path: '', flags: ['-source', 'github://deploy:not-a-real-token-ghp0000@acme/shop/migrations'] },
    EVERY,
  ),
  connecting(
    'password-leaks-slash',
    'An unescaped / in the password: Go takes what stands before it for a port and prints it.',
    { database: 'postgres://bob:s3c/not-a-real-password@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'password-leaks-percent',
    'An unescaped % in the password.',
    { database: 'postgres://bob:not%real-password@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'password-leaks-space',
    'A space in the password.',
    { database: 'postgres://bob:not a real password@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'password-leaks-hash',
    'An unescaped # in the password.',
    { database: 'postgres://bob:not#a-real-password@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'password-leaks-line-end',
    'A line end at the end of the secret, as `echo | base64` leaves it.',
    { database: 'postgres://bob:not-a-real-password\n@127.0.0.1:{port}/app' },
    EVERY,
  ),
  connecting(
    'url-ends-in-line-end',
    'A line end after the URL.',
    { database: 'postgres://bob:not-a-real-password@127.0.0.1:{port}/app?sslmode=disable\n' },
    EVERY,
  ),
  connecting(
    'option-unparsable',
    'x-multi-statement is neither true nor false.',
    { params: 'x-multi-statement=yes' },
    { versions: ['v4.19.1', 'v4.20.1'], output: 'both' },
  ),
  connecting('option-unparsable-number', 'x-statement-timeout takes milliseconds without a unit.', {
    params: 'x-statement-timeout=5s',
  }),
  connecting(
    'panic',
    'A lone quote as table name makes the driver panic: exit 2 and a goroutine trace.',
    { params: 'x-migrations-table=%22&x-migrations-table-quoted=1' },
    { output: 'both' },
  ),
  connecting('migrations-table-not-quoted', 'x-migrations-table-quoted without quotes around the name.', {
    params: 'x-migrations-table=ops.versions&x-migrations-table-quoted=1',
  }),

  connecting(
    'pgx5-wrong-password',
    '28P01 through pgx5.',
    { database: 'pgx5://migrate:not-the-real-password@127.0.0.1:{port}/app?sslmode=disable' },
    { engine: 'pgx5', versions: ['v4.17.1', 'v4.18.1', 'v4.19.1', 'v4.20.1'], output: 'both' },
  ),
  connecting(
    'pgx5-connection-refused',
    'Nothing listens, through pgx5.',
    { database: 'pgx5://migrate:not-a-real-password@127.0.0.1:1/app?sslmode=disable' },
    { engine: 'pgx5', versions: ['v4.17.1', 'v4.19.1', 'v4.20.1'], output: 'both' },
  ),
  connecting(
    'pgx5-unknown-host',
    'Unknown host through pgx5.',
    {
      database: 'pgx5://migrate:not-a-real-password@orders-db.internal.example:5432/app?sslmode=disable',
      knowsNoHost: true,
    },
    { engine: 'pgx5', versions: ['v4.19.1', 'v4.20.1'] },
  ),
  connecting(
    'pgx5-database-does-not-exist',
    '3D000 through pgx5.',
    { database: 'pgx5://migrate:not-a-real-password@127.0.0.1:{port}/shop?sslmode=disable' },
    { engine: 'pgx5', versions: ['v4.19.1', 'v4.20.1'] },
  ),
  connecting(
    'pgx5-password-leaks-slash',
    'An unescaped / in the password, through pgx5.',
    { database: 'pgx5://bob:s3c/not-a-real-password@127.0.0.1:{port}/app' },
    { engine: 'pgx5', versions: ['v4.17.1', 'v4.18.1', 'v4.19.1', 'v4.20.1'] },
  ),
  connecting(
    'pgx5-not-in-this-build',
    'A v4.15 build has no pgx5.',
    {},
    { engine: 'pgx5', versions: ['v4.15.2'] },
  ),

  connecting(
    'mysql-access-denied',
    '1045.',
    { database: 'mysql://migrate:not-the-real-password@tcp(127.0.0.1:{port})/app' },
    { engine: 'mysql', ...EVERY },
  ),
  connecting(
    'mysql-unknown-database',
    '1044: without rights on a database the server does not say whether it exists.',
    { database: 'mysql://migrate:not-a-real-password@tcp(127.0.0.1:{port})/shop' },
    { engine: 'mysql' },
  ),
  connecting(
    'mysql-connection-refused',
    'Nothing listens.',
    { database: 'mysql://migrate:not-a-real-password@tcp(127.0.0.1:1)/app' },
    { engine: 'mysql', output: 'both' },
  ),
  connecting(
    'mysql-url-without-tcp',
    'A URL in the form that PostgreSQL takes.',
    { database: 'mysql://migrate:not-a-real-password@127.0.0.1:{port}/app' },
    { engine: 'mysql', ...EVERY },
  ),
  connecting(
    'mysql-url-without-database',
    'No /database at the end.',
    { database: 'mysql://migrate:not-a-real-password@tcp(127.0.0.1:{port})' },
    { engine: 'mysql', versions: ['v4.18.1', 'v4.19.1'] },
  ),
  connecting(
    'mysql-no-database-name',
    'An empty database name.',
    { database: 'mysql://migrate:not-a-real-password@tcp(127.0.0.1:{port})/' },
    { engine: 'mysql' },
  ),
  connecting(
    'mysql-password-with-percent',
    'An unescaped % in the password.',
    { database: 'mysql://migrate:not%real-password@tcp(127.0.0.1:{port})/app' },
    { engine: 'mysql', versions: ['v4.18.1', 'v4.19.1'] },
  ),
  connecting(
    'sqlite-folder-missing',
    'The folder of the file does not exist.',
    { database: 'sqlite:///no-such-folder/app.db' },
    { engine: 'sqlite', versions: ['v4.15.2', 'v4.18.1', 'v4.19.1'] },
  ),
];
