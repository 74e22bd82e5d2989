import type { Secrets } from './secrets.ts';

const open = (what: string) => `failed to open database: ${what}`;
const SCHEMES = [
  'postgres',
  'pgx5',
  'mysql',
  'mongodb+srv',
  'clickhouse',
  'libsql',
  'oracle',
  'duckdb',
  'tidb',
  'vertica',
  'databricks',
  'ydb',
  'amqps',
  'rediss',
  'http',
];
const rds = (s: Secrets) =>
  `Action=connect&DBUser=app&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAQQQQQQQQQQQQQQQQ%2F20261122%2Feu-west-1%2Frds-db%2Faws4_request&X-Amz-Date=20261122T124658Z&X-Amz-Expires=900&X-Amz-Security-Token=${s.base64(90)}&X-Amz-Signature=${s.hex(64)}`;

export const CONNECTIONS: Record<string, (s: Secrets) => string> = {
  'a URL': (s) => open(`${s.one(SCHEMES)}://app:${s.signs()}@db.internal:5432/orders: connection refused`),
  'a URL in quotes': (s) =>
    `failed to open database, "${s.one(SCHEMES)}://app:${s.password()}@db.internal:5432/orders?sslmode=disable": dial tcp: i/o timeout`,
  'three slashes': (s) => open(`${s.one(SCHEMES)}:///app:${s.password()}@db/orders: no such host`),
  'one slash': (s) => open(`${s.one(SCHEMES)}:/app:${s.password()}@db:5432/orders: no such host`),
  'an IPv6 host': (s) => open(`postgres://app:${s.password()}@[fd00::12]:5432/orders: connection refused`),
  'a DSN with an IPv6 host': (s) => open(`app:${s.password()}@[fd00::12]:5432/orders: connection refused`),
  'a DSN with an IPv6 host, MySQL': (s) =>
    open(`app:${s.signs()}@tcp([::1]:3306)/orders: connection refused`),
  'a DSN': (s) => open(`default addr for network 'app:${s.password()}@tcp(db:3306)/orders' unknown`),
  'a DSN whose password looks like a scheme': (s) =>
    open(`app:${s.word()}://${s.password()}@tcp(db:3306)/orders: invalid`),
  'an RDS token': (s) => open(`dial: orders.abc.eu-west-1.rds.amazonaws.com:5432/?${rds(s)}`),
  'an RDS token as password': (s) =>
    open(
      `cannot parse \`host=orders.abc.rds.amazonaws.com user=app password=orders.abc.rds.amazonaws.com:5432/?${rds(s)} dbname=o\``,
    ),
  'a presigned URL': (s) => `failed to open source: https://b.s3.amazonaws.com/x.zip?${rds(s)}: 403`,
  'a presigned URL of Google': (s) =>
    `failed to open source: https://storage.googleapis.com/b/x?X-Goog-Algorithm=GOOG4&X-Goog-Credential=a%2Fb&X-Goog-Signature=${s.hex(64)}: 403`,
  'a signature of Azure': (s) =>
    `failed to open source: acct.blob.core.windows.net/c/x?sv=2024-01-01&se=2026-01-01&sig=${s.base64(43)}%3D: 403`,
  'a key=value string': (s) =>
    open(`cannot parse \`host=db user=app password=${s.signs().replace(/,/g, '')} dbname=orders\`: x`),
  ODBC: (s) => open(`Driver={ODBC Driver 18};Server=tcp:db,1433;Uid=sa;Pwd=${s.password()};Encrypt=yes`),
  'ADO in braces': (s) => open(`server=db;user id=sa;password={${s.password()};x};database=o`),
  JDBC: (s) => open(`jdbc:postgresql://db/orders?user=app&password=${s.password()}&ssl=true`),
  'JDBC of SQL Server': (s) =>
    open(`jdbc:sqlserver://db:1433;databaseName=o;user=sa;password=${s.memorable()};encrypt=true`),
  'JDBC of Oracle': (s) => open(`jdbc:oracle:thin:app/${s.memorable()}@//db:1521/orders: ORA-01017`),
  'a struct of Go': (s) =>
    open(`cannot connect with {Host:db Port:5432 User:app Password:${s.password()} Database:orders}`),
  'a struct of Go, with names': (s) =>
    open(`&config.DB{Host:"db", User:"app", Password:"${s.signs()}", Token:"${s.password()}"}`),
  'a map of Go': (s) => open(`map[host:db password:${s.memorable()} user:app]`),
  'a header': (s) =>
    `failed to open source: GET https://api.example: 401: map[Authorization:[Bearer ${s.password()}] X-Api-Key:[${s.password()}]]`,
  'basic authorization': (s) => `failed to open source: Authorization: Basic ${s.base64(24)}: 401`,
  'a git token': (s) =>
    `failed to open source, "github://bot:${s.token('ghp_', 36)}@owner/repo/db#main": 401 Bad credentials []`,
  'a git remote': (s) =>
    `failed to open source: clone https://oauth2:${s.token('glpat-', 20)}@gitlab.example/o/r.git: authentication required`,
  'an answer as JSON': (s) =>
    `failed to open source: {"error":"invalid_grant","refresh_token":"${s.password()}","client_secret":"${s.password()}"}`,
  'a webhook': (s) =>
    `could not tell https://hooks.slack.com/services/T024AB9XY/B031CD8ZW/${s.token('', 24)}: migration failed in line 0: SELECT 1; (details: pq: x)`,
  'an unparsed URL': (s) =>
    `parse "app:${s.password()}@db/orders": first path segment in URL cannot contain colon`,
  'a bad port': (s) => {
    const password = s.password();
    return `parse "postgres://app:${password}": invalid port ":${password}" after host`;
  },
  'a bad escape': (s) => `parse "postgres://app:${s.password()}%zz@db/orders": invalid URL escape "%zz"`,
  'a DSN over lines': (s) =>
    open(`(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=o))) app/${s.memorable()}@db:1521/o`),
  'a cloud SQL user': (s) => open(`user=app password='${s.password()} ${s.password()}' host=/cloudsql/p:r:i`),
  'an error of Vault': (s) =>
    open(`Error making API request. URL: PUT https://vault/v1/auth. X-Vault-Token: ${s.token('s.', 24)}`),
  'a cookie': (s) => `failed to open source: 403: Set-Cookie: session_token=${s.hex(40)}; Path=/`,
};
