import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createScope,
  maskTarget,
  redactLine,
  renumberTokens,
} from '../../../../lambda/domain/lines/redact/redact.ts';
import { goQuote, leaks, secret, solidSecret } from './hostile.ts';

const runs = { seed: 20261122, numRuns: Number(process.env['RUNS'] ?? 300) };
type Frame = (secret: string) => string;

/** What `net/url` prints for a URL that it refuses: cut at `#`, the port as it reads it. */
function refused(url: string, quote: (url: string) => string): string {
  const cut = url.split('#', 1)[0]!;
  const authority = cut.slice(cut.indexOf('://') + 3).split(/[/?]/, 1)[0]!;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return `parse ${quote(cut)}: invalid port ${goQuote(host.slice(host.lastIndexOf(':')))} after host`;
}

/** fmt.Errorf(err.Error()): every verb is missing its argument. */
const debris = (text: string) => text.replace(/%[ +#0-9.]*([a-zA-Z!"])/g, '%!$1(MISSING)');

/** A secret without what would end it where nothing quotes it. */
const bare = (s: string) => s.replace(/^["'`\\]|[;&\\]/g, '_');
const dsn = (s: string) => s.replace(/["'`\s]/g, '_');
const urlUser = (s: string) => s.replace(/[/?#:@]/g, '_');

const solid: Record<string, Frame> = {
  'postgres, as it is': (s) =>
    `error: cannot use postgres://app:${s}@db.internal:5432/orders?sslmode=disable`,
  'pgx5, percent-encoded': (s) => `pgx5://app:${encodeURIComponent(s)}@db.internal/orders`,
  'mysql with a scheme': (s) => `url is mysql://app:${s}@tcp(db.internal:3306)/orders?multiStatements=true`,
  'mysql without a scheme': (s) => `dsn app:${s.replace(/[:"`]/g, '_')}@tcp(db.internal:3306)/orders`,
  sqlserver: (s) => `sqlserver://sa:${s}@db.internal:1433?database=orders`,
  mongodb: (s) => `mongodb://app:${s}@h1:27017,h2:27017/orders?replicaSet=rs0`,
  cockroachdb: (s) => `cockroachdb://app:${s}@db.internal:26257/orders`,
  'clickhouse, in a parameter': (s) =>
    `clickhouse://db.internal:9000?username=app&password=${s.replace(/&/g, '_')}&database=orders`,
  'cassandra, in a parameter': (s) => `cassandra://db:9042/ks?username=app&password=${s.replace(/&/g, '_')}`,
  sslpassword: (s) => `postgres://db.internal/orders?sslpassword=${s.replace(/&/g, '_')}&sslmode=require`,
  'a parameter nobody knows': (s) => `postgres://db.internal/orders?foo=${s.replace(/&/g, '_')}`,
  'a slash too many': (s) => `cannot use postgres:///app:${s.replace(/^\//, '_')}@db:5432/orders`,
  'a slash too few': (s) => `cannot use postgres:/app:${dsn(s)}@db.internal:5432/orders`,
  'no slash': (s) => `cannot use postgres:app:${dsn(s)}@db/orders`,
  'no scheme, host and port': (s) => `dial app:${dsn(s)}@db.internal:5432`,
  snowflake: (s) => `cannot use app:${dsn(s)}@account.eu-west-1/orders`,
  'git, the token is the user': (s) => `git clone https://${urlUser(s)}:x-oauth-basic@github.com/o/r`,
  'git, the token is the user, no password': (s) => `git clone https://${urlUser(s)}:@gitlab.example/o/r`,
  DB_PASS: (s) => `export DB_PASS=${bare(s)}`,
  'a password in capitals, with a colon': (s) => `DB_PASSWORD: ${bare(s)}`,
  'a struct of Go': (s) => `cannot open {User:app Pass:${bare(s)}`,
  'github token': (s) => `failed to open source: github://user:${s}@owner/repo/migrations#main`,
  'github token alone': (s) => `github://${s.replace(/[/?#:]/g, '_')}@owner/repo/migrations`,
  'gitlab token': (s) => `gitlab://user:${s}@gitlab.example/1234/migrations#main`,
  's3 session token': (s) =>
    `s3://bucket/prefix?X-Amz-Security-Token=${s.replace(/&/g, '_')}&region=eu-west-1`,
  'refused by Go before 1.14, which did not quote': (s) =>
    `error: ${refused(`postgres://app:${s}@db/orders`, (u) => u)}`,
  'key=value': (s) =>
    `open host=db.internal user=app password=${s.replace(/^["'`\\]|[;&\\]/g, '_')} dbname=orders`,
  'ADO.NET': (s) => `Server=db;User Id=sa;Password=${s.replace(/^["'`\\]|[;&\\]/g, '_')};Database=orders`,
  'environment variable': (s) => `DB_PASSWORD=${s.replace(/^["'`\\]|[;&\\]/g, '_')}`,
  'bearer token': (s) => `request failed: Authorization: Bearer ${s.replace(/["'`\\&;]/g, '_')}`,
};

const quoted: Record<string, Frame> = {
  'v4.18.0, failed to open database': (s) =>
    `error: failed to open database, ${goQuote(`postgres://app:${s}@db.internal:5432/orders`)}: dial tcp: refused`,
  'failed to open source': (s) => `error: failed to open source, ${goQuote(`github://user:${s}@o/r`)}: 401`,
  'refused URL': (s) =>
    `error: failed to open database: ${refused(`postgres://app:${s}@db/orders`, goQuote)}`,
  'refused URL with debris': (s) => `error: ${debris(refused(`postgres://app:${s}@db/orders`, goQuote))}`,
  'refused URL without a slash': (s) =>
    `error: parse ${goQuote(`app:${s}@db/orders`)}: first path segment in URL cannot contain colon`,
  'refused userinfo': (s) =>
    `error: parse ${goQuote(`mysql://app:${s.split('#')[0]}@tcp(db:3306)/o`)}: net/url: invalid userinfo`,
  'refused, in a logger': (s) =>
    `time="2026" level=error msg=${goQuote(refused(`postgres://app:${s}@db/orders`, goQuote))}`,
  'in JSON': (s) =>
    JSON.stringify({
      level: 'error',
      msg: `open postgres://app:${s.replace(/\s/g, '_')}@db/orders: refused`,
    }),
  'key=value in quotes': (s) => `open host=db password='${s.replace(/['\\]/g, '\\$&')}' dbname=orders`,
  'JSON field': (s) => JSON.stringify({ api_key: s, level: 'info' }),
};

describe('no piece of a credential survives', () => {
  const check = (arbitrary: fc.Arbitrary<string>, frame: Frame) =>
    fc.assert(
      fc.property(arbitrary, (value) => {
        const text = frame(value);
        const scope = createScope();
        const masked = redactLine(text, scope);
        expect(leaks(value, masked, frame(''))).toEqual([]);
        expect(redactLine(masked, createScope())).toBe(masked);
      }),
      runs,
    );
  test.each(Object.entries(solid))('%s', (_name, frame) => check(solidSecret, frame));
  test.each(Object.entries(quoted))('%s', (_name, frame) => check(secret, frame));
  test('an AWS key, a JWT, a private key', () => {
    const scope = createScope();
    const masked = redactLine(
      'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln -----BEGIN PRIVATE KEY-----\\nMIIEv\\n-----END PRIVATE KEY-----',
      scope,
    );
    expect(renumberTokens(masked)).toBe(
      '‹key #1, 16–31 chars› ‹key #2, 32–63 chars› ‹token #1, 32–63 chars› ‹key #3, 32–63 chars›',
    );
    expect(scope.leaked).toEqual([
      { kind: 'key', where: 'message' },
      { kind: 'token', where: 'message' },
    ]);
  });
});

describe('credential keys and what only looks like one', () => {
  test.each([
    ...[
      'DB_PASS',
      'DBPASS',
      'PGPASS',
      '--db-pass',
      '--pass',
      '--set db.pass',
      '-Ddb.pass',
      'host=db user=app pass',
    ],
    ...['DB_PW', '--pw', 'REDIS_AUTH', 'DB_CREDS', 'ENCRYPTION_KEY', 'RAILS_MASTER_KEY', 'JWT_SIGNING_KEY'],
    ...['STRIPE_KEY', 'NEW_RELIC_LICENSE_KEY'],
  ])('%s', (key) => {
    const line = redactLine(
      `[Container] 2026/03/05 02:13:08.100000 Running command ./x ${key}=hunter2 up`,
      createScope(),
    );
    expect(line).toMatch(/=‹(?:password|token) #1, 4–7 chars› up$/);
    expect(line).toContain(`${key}=`);
  });

  test.each([
    '--- PASS: TestMigrate (0.00s)',
    'export SMTP_AUTH=on PASS=true',
    'bypass=1',
    'error: error decoding key 0.pwd: invalid JSON input',
  ])('nothing is hidden in: %s', (line) => {
    expect(redactLine(line, createScope())).toBe(line);
  });

  const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9n';
  test.each([
    `ghp_${letters.slice(0, 36)}`,
    `ghs_123456_eyJ${letters}.${letters}`,
    `github_pat_${letters.slice(0, 22)}_${letters}`,
    `glpat-${letters.slice(0, 20)}`,
    'xoxb-123456789012-abc',
    `sk_live_${letters.slice(0, 24)}`,
    `AIza${letters.slice(0, 35)}`,
    `npm_${letters.slice(0, 36)}`,
    `dop_v1_${'0123456789abcdef'.repeat(4)}`,
    `hvs.${letters.slice(0, 24)}`,
  ])('the token %s', (token) => {
    expect(redactLine(`refused ${token} again`, createScope())).toMatch(
      /^refused ‹token #1, [\d+–]+ chars› again$/,
    );
  });

  test.each(['npm_downloads_daily', 'ghp_something_table', 'sk_live_sessions', 'hvs.secret_engine'])(
    'the name %s',
    (name) => {
      expect(redactLine(`relation ${name} exists`, createScope())).toBe(`relation ${name} exists`);
    },
  );
});

describe('what a reader needs of a connection stays', () => {
  test.each([
    'docker pull registry:5000/app/migrate:1.2.3@sha256:0123456789abcdef',
    'main.go:42 file:/go/pkg/mod/github.com/lib/pq@v1.10.9/conn.go:813',
    '/node_modules/.pnpm/x@1.0.0/node_modules/x/index.js:12:3',
    'git clone https://git@github.com/o/r',
    'sqlite3:///var/lib/a:b@c/app.db',
  ])('%s', (line) => {
    expect(redactLine(line, createScope())).toBe(line);
  });

  test.each([
    [
      'postgres://app:hunter2@db.internal:5432/orders?sslmode=disable',
      'postgres://app:‹password #1, 4–7 chars›@db.internal:5432/orders?sslmode=disable',
    ],
    [
      'mysql://app:hunter2@tcp(db:3306)/orders?tls=true',
      'mysql://app:‹password #1, 4–7 chars›@tcp(db:3306)/orders?tls=true',
    ],
    ['app:hunter2@tcp(db:3306)/orders', 'app:‹password #1, 4–7 chars›@tcp(db:3306)/orders'],
    ['github://user:abc@owner/repo/path#main', 'github://user:‹token #1, 1–3 chars›@owner/repo/path#main'],
    [
      'clickhouse://db:9000?username=app&password=hunter2',
      'clickhouse://db:9000?username=app&password=‹password #1, 4–7 chars›',
    ],
    ['postgres://app@db.internal:5432/orders', 'postgres://app@db.internal:5432/orders'],
    ['postgres://app:xxxxx@db/orders', 'postgres://app:xxxxx@db/orders'],
    ['mongodb://h1:27017,h2:27017/orders', 'mongodb://h1:27017,h2:27017/orders'],
    ['postgres://[::1]:5432/orders', 'postgres://[::1]:5432/orders'],
    ['sqlite3:///var/lib/app.db?x-no-tx-wrap=true', 'sqlite3:///var/lib/app.db?x-no-tx-wrap=true'],
    ['file:///migrations', 'file:///migrations'],
    ['s3://bucket/path?region=eu-west-1', 's3://bucket/path?region=eu-west-1'],
  ])('%s', (url, expected) => {
    expect(maskTarget(url)).toBe(expected);
    expect(redactLine(`using ${url} now`, createScope())).toBe(`using ${expected} now`);
  });

  test('a leaked credential is named by kind and place, once', () => {
    const scope = createScope();
    redactLine('postgres://a:secret1@h/d', scope);
    redactLine('postgres://a:secret2@h/d', scope);
    redactLine('postgres://a@h/d', scope);
    expect(scope.leaked).toEqual([{ kind: 'password', where: 'database-url' }]);
    expect(scope.count).toBe(2);
  });

  test('the pieces that Go quotes again have the number of the whole', () => {
    expect(
      redactLine('error: parse "postgres://bob:s3c": invalid port ":s3c" after host', createScope()),
    ).toBe(
      'error: parse "postgres://bob:‹password #1, 1–3 chars›": invalid port ":‹password #1, 1–3 chars›" after host',
    );
  });
});
