import type { Secrets } from './secrets.ts';

/** Errors of connections, as more libraries print them. */
export const FURTHER_CONNECTIONS: Record<string, (s: Secrets) => string> = {
  'pgx: cannot parse': (s) =>
    `failed to open database: cannot parse \`postgres://app:${s.signs()}@db:5432/orders?sslmode=maybe\`: failed to configure TLS (sslmode is invalid)`,
  'pgx: config': (s) =>
    `failed to open database: failed to connect to \`host=db user=app database=orders password=${s.word()}\`: dial error`,
  'URL with @ in the password': (s) =>
    `failed to open database: postgres://app:${s.password()}@${s.password()}@db/orders: x`,
  'URL with / in the password': (s) =>
    `failed to open database: postgres://app:${s.password()}/${s.password()}@db/orders: x`,
  'URL with # in the password': (s) =>
    `failed to open database: parse "postgres://app:${s.password()}": invalid port ":${s.password()}" after host`,
  'URL user only, a token': (s) => `failed to open source: https://${s.password()}@api.example/x: 401`,
  'URL in angle brackets': (s) => `failed to open source: Get <https://u:${s.password()}@h/x>: EOF`,
  'URL percent': (s) =>
    `failed to open database: postgres%3A%2F%2Fapp%3A${s.password()}%40db%2Forders: unknown driver`,
  'URL in a map': (s) => `failed to open database: map[url:postgres://app:${s.signs()}@db/o user:app]`,
  'Redis URL': (s) => `failed to open database: rediss://:${s.password()}@cache:6379/0: unknown driver`,
  AMQP: (s) => `failed to open source: amqp://guest:${s.signs()}@mq/%2f: x`,
  SMTP: (s) =>
    `could not mail: smtp://app:${s.password()}@mail:587: migration failed in line 0: SELECT 1; (details: pq: x)`,
  'mongodb several hosts': (s) =>
    `failed to open database: mongodb://app:${s.password()}@a:27017,b:27017/o?replicaSet=r: no reachable servers`,
  'sqlserver query': (s) =>
    `failed to open database: sqlserver://db?database=o&user+id=sa&password=${s.password()}: x`,
  'sqlserver dsn': (s) =>
    `failed to open database: server=db;user id=sa;password=${s.password()};port=1433: login error`,
  snowflake: (s) =>
    `failed to open database: snowflake://app:${s.password()}@acct/db/schema?warehouse=w: 390100 (08004): Incorrect username or password was specified.`,
  'spanner credentials': (s) =>
    `failed to open database: credentials: {"private_key_id":"${s.hex(40)}","private_key":"-----BEGIN PRIVATE KEY-----\\n${s.base64(64)}\\n-----END PRIVATE KEY-----\\n"}`,
  'aws error': (s) =>
    `failed to open source: SignatureDoesNotMatch: AWSAccessKeyId=AKIAQQQQQQQQQQQQQQQQ, Signature=${s.base64(27)}=, StringToSign=x`,
  'aws v4 header': (s) =>
    `failed to open source: Authorization: AWS4-HMAC-SHA256 Credential=AKIAQQQQQQQQQQQQQQQQ/20261122/x, SignedHeaders=host, Signature=${s.hex(64)}`,
  cloudfront: (s) =>
    `failed to open source: https://d.cloudfront.net/x?Expires=1&Signature=${s.base64(80).replace(/[+/]/g, '~')}&Key-Pair-Id=K: 403`,
  oauth: (s) =>
    `failed to open source: oauth2: cannot fetch token: 400 Response: {"access_token":"${s.password()}","id_token":"${s.jwt()}"}`,
  'oauth form': (s) =>
    `failed to open source: POST grant_type=password&username=app&password=${s.password()}&client_secret=${s.password()}: 401`,
  'header dump': (s) =>
    `failed to open source: request: GET / HTTP/1.1 Proxy-Authorization: Basic ${s.base64(24)} X-Auth-Token: ${s.password()}`,
  'vault path': (s) => `failed to open database: secret/data/db#password=${s.password()}: no such host`,
  'dotted key': (s) => `failed to open database: config: db.credentials.password=${s.password()}`,
  'camel key': (s) =>
    `failed to open database: {dbPassword:${s.password()} apiSecret:${s.password()} accessToken:${s.password()}}`,
  'spew dump': (s) =>
    `failed to open database: (config.DB) { Password: (string) (len=12) "${s.password()}" }`,
  'quoted key, single': (s) => `failed to open database: {'user': 'app', 'password': '${s.signs()}'}`,
  'env dump': (s) => `failed to open database: environ: [PATH=/bin DB_PASSWORD=${s.password()} HOME=/root]`,
  'bearer lower': (s) => `failed to open source: authorization: bearer ${s.password()}`,
  'x-vault-token': (s) => `failed to open source: -H X-Vault-Token:${s.password()}`,
  ssh: (s) => `failed to open source: ssh://git:${s.password()}@host/x: denied`,
  passphrase: (s) => `failed to open source: ssh: passphrase: "${s.signs()}" is wrong`,
  pin: (s) => `failed to open database: sslpassword=${s.password()} sslkey=/x: wrong`,
};
