import type fc from 'fast-check';
import { goQuote } from '../domain/lines/redact/hostile.ts';
import { anySecret, longSecret, solidSecret, wordSecret } from './planted.ts';

/** A text of a run that contains a secret. */
export interface Carrier {
  readonly secrets: fc.Arbitrary<string>;
  /** What golang-migrate or its caller prints, line breaks and all. */
  readonly text: (secret: string) => string;
  /** Set when the secret ends with its line: cut in two by an agent, what follows is code to any reader. */
  readonly wholeLines?: true;
}

const PG = 'postgres://app';
const HOST = 'db.internal:5432/orders?sslmode=disable';

/** What `net/url` says of a URL that it refuses: cut at `#`, the port as it reads it. */
function refused(url: string): string {
  const cut = url.split('#', 1)[0]!;
  const authority = cut.slice(cut.indexOf('://') + 3).split(/[/?]/, 1)[0]!;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return `parse ${goQuote(cut)}: invalid port ${goQuote(host.slice(host.lastIndexOf(':')))} after host`;
}

const pq = (head: string, sql: string, said: string) => `${head}: ${sql}\n (details: pq: ${said})`;
const SYNTAX = 'migration failed: syntax error at or near "FRM" (column 3) in line 2';
const syntax = (sql: string) => pq(SYNTAX, sql, 'syntax error at or near "FRM"');
const mysql = (sql: string, said: string) => `migration failed in line 0: ${sql}\n (details: ${said})`;
const near = (sql: string) =>
  `Error 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${sql.slice(0, 80)}' at line 1`;

/** An escape of what a form cannot hold as it is. */
const single = (s: string) => s.replace(/'/g, "''");
const backslashed = (s: string) => s.replace(/[\\']/g, '\\$&');
const inTag = (s: string) => s.replace(/\$/g, '.');

const connections: Record<string, Carrier> = {
  'URL in an error of v4.18.0': {
    secrets: anySecret,
    text: (s) =>
      `failed to open database, ${goQuote(`${PG}:${s}@${HOST}`)}: dial tcp: lookup db.internal: no such host`,
  },
  'URL percent-encoded': {
    secrets: anySecret,
    text: (s) => `failed to open database, "${PG}:${encodeURIComponent(s)}@${HOST}": dial tcp: refused`,
  },
  'broken URL': {
    secrets: anySecret,
    text: (s) => `failed to open database: ${refused(`${PG}:${s}@${HOST}`)}`,
  },
  'broken URL, cut': { secrets: anySecret, text: (s) => `failed to open database: ${refused(`${PG}:${s}`)}` },
  'broken URL, v4.5': {
    secrets: anySecret,
    text: (s) =>
      `Unable to parse URL. Did you escape all reserved URL characters? See: https://github.com/golang-migrate/migrate#database-urls Error: ${refused(`${PG}:${s}@${HOST}`)}`,
  },
  'refused user information': {
    secrets: anySecret,
    text: (s) =>
      `failed to open database: parse ${goQuote(`mysql://app:${s.split('#')[0]}@tcp(db:3306)/o`)}: net/url: invalid userinfo`,
  },
  'source URL': {
    secrets: solidSecret,
    text: (s) =>
      `failed to open source, ${goQuote(`github://bot:${s}@owner/repo/migrations#main`)}: 401 Bad credentials`,
  },
  'source URL, token alone': {
    secrets: wordSecret,
    text: (s) => `failed to open source, "gitlab://${s}@gitlab.example/42/migrations": 401`,
  },
  'parameter of a source URL': {
    secrets: wordSecret,
    text: (s) =>
      `failed to open source, "s3://bucket/x?X-Amz-Security-Token=${s}&region=eu-west-1": AccessDenied`,
  },
  'driver DSN': {
    secrets: solidSecret,
    text: (s) =>
      `failed to open database: default addr for network 'app:${s.replace(/['"`:]/g, '.')}@tcp(db:3306)/orders' unknown`,
  },
  'password in a key=value string': {
    secrets: wordSecret,
    text: (s) =>
      `failed to open database: cannot parse \`host=db user=app password=${s} dbname=orders\`: failed to connect`,
  },
  'password in a quoted key=value string': {
    secrets: anySecret,
    text: (s) =>
      `failed to open database: cannot parse "host=db user=app password='${backslashed(s)}' dbname=orders": failed`,
  },
};

const statements: Record<string, Carrier> = {
  literal: {
    secrets: longSecret,
    text: (s) => syntax(`INSERT INTO users (name)\nSELECT '${single(s)}' FRM t;`),
  },
  'E-string': {
    secrets: longSecret,
    text: (s) => syntax(`UPDATE users\nSET note = E'it\\'s ${backslashed(s)}' FRM t;`),
  },
  'dollar quotes': {
    secrets: longSecret,
    text: (s) =>
      syntax(
        `CREATE FUNCTION f() RETURNS text AS $fn$\nBEGIN RETURN '${inTag(s)}'; END $fn$ LANGUAGE plpgsql FRM;`,
      ),
  },
  'line comment': {
    wholeLines: true,
    secrets: anySecret,
    text: (s) => syntax(`-- ask ${s} before you run this\nALTER TABLE users FRM x;`),
  },
  'block comment': {
    secrets: longSecret,
    text: (s) => syntax(`/* for /* nested */ ${s.replace(/[*/]/g, '.')} */\nALTER TABLE users FRM x;`),
  },
  'a role with its password': {
    secrets: anySecret,
    text: (s) => syntax(`CREATE ROLE app LOGIN\nENCRYPTED PASSWORD '${single(s)}' FRM;`),
  },
  'a literal that nobody closes': {
    secrets: anySecret,
    text: (s) =>
      pq(
        'migration failed: unterminated quoted string at or near "\'' +
          `${s.replace(/'/g, '.')};" (column 30) in line 2`,
        `INSERT INTO users\nVALUES (1, '${s.replace(/'/g, '.')};`,
        `unterminated quoted string at or near "'${s.replace(/'/g, '.')};"`,
      ),
  },
  'COPY rows': {
    wholeLines: true,
    secrets: wordSecret,
    text: (s) => syntax(`COPY users (id, name) FROM stdin;\n1\t${s}\n2\tmore ${s}\n\\.\nSELECT FRM;`),
  },
  'DETAIL of a duplicate key': {
    secrets: anySecret,
    text: (s) =>
      `migration failed: duplicate key value violates unique constraint "users_name_key", Key (name)=(${s}) already exists. in line 0: INSERT INTO users (name)\nVALUES ('${single(s)}');\n (details: pq: duplicate key value violates unique constraint "users_name_key")`,
  },
  'DETAIL of a failing row': {
    secrets: anySecret,
    text: (s) =>
      `migration failed: null value in column "id" of relation "users" violates not-null constraint, Failing row contains (null, ${s}, 2026-01-01). in line 0: INSERT INTO users (name)\nVALUES ('${single(s)}');\n (details: pq: null value in column "id" of relation "users" violates not-null constraint)`,
  },
  'invalid input': {
    secrets: anySecret,
    text: (s) =>
      pq(
        `migration failed: invalid input syntax for type integer: "${s}" (column 20) in line 2`,
        `SELECT 1;\nINSERT INTO n VALUES ('${single(s)}');`,
        `invalid input syntax for type integer: "${s}"`,
      ),
  },
  'pgx with SQLSTATE': {
    secrets: longSecret,
    text: (s) =>
      `migration failed: relation "userz" does not exist (column 13) in line 2: SELECT '${single(s)}';\nINSERT INTO userz VALUES (1);\n (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))`,
  },
  'MySQL literal in double quotes': {
    secrets: longSecret,
    text: (s) => {
      const sql = `INSRT INTO \`users\` VALUES ("${s.replace(/[\\"]/g, '\\$&')}", 1);`;
      return mysql(sql, near(sql));
    },
  },
  'MySQL literal in single quotes': {
    secrets: longSecret,
    text: (s) => {
      const sql = `INSRT INTO users VALUES ('${backslashed(s)}') # done`;
      return mysql(sql, near(sql));
    },
  },
  'MySQL hash comment': {
    wholeLines: true,
    secrets: anySecret,
    text: (s) => mysql(`# ask ${s}\nINSRT INTO users VALUES (1);`, near('INSRT INTO users VALUES (1)')),
  },
  'MySQL user with its password': {
    secrets: anySecret,
    text: (s) => {
      const sql = `CREATE USR 'app'@'%' IDENTIFIED BY '${backslashed(s)}';`;
      return mysql(sql, near(sql.slice(7)));
    },
  },
  'MySQL duplicate entry': {
    secrets: anySecret,
    text: (s) =>
      mysql(
        `INSERT INTO users (name)\nVALUES ('${backslashed(s)}');`,
        `Error 1062 (23000): Duplicate entry '${s}' for key 'users.name'`,
      ),
  },
  'MySQL wrong value': {
    secrets: anySecret,
    text: (s) =>
      mysql(
        `INSERT INTO n VALUES ('${backslashed(s)}');`,
        `Error 1366 (HY000): Incorrect integer value: '${s}' for column 'n' at row 1`,
      ),
  },
  'SQLite, which prints no details': {
    secrets: longSecret,
    text: (s) => `near "INSRT": syntax error in line 0: INSRT INTO users VALUES ('${single(s)}');`,
  },
  'two errors at once': {
    secrets: longSecret,
    text: (s) =>
      `2 errors occurred:\n\t* ${syntax(`INSERT INTO users\nSELECT '${single(s)}' FRM t;`)}\n\t* sql: connection is already closed in line 0: SELECT pg_advisory_unlock($1)\n\n`,
  },
  'two errors joined by a line break': {
    secrets: longSecret,
    text: (s) =>
      `${syntax(`INSERT INTO users\nSELECT '${single(s)}' FRM t;`)}\nsql: connection is already closed in line 0: SELECT pg_advisory_unlock($1)`,
  },
};

/** Command lines that a build or a shell shows before it runs them. */
export const COMMANDS: Record<string, (secret: string) => string> = {
  'database URL': (s) => `migrate -path db -database ${PG}:${s}@${HOST} up`,
  'database URL in quotes': (s) => `migrate -path db -database "${PG}:${s}@${HOST}" -verbose up`,
  'driver DSN': (s) => `migrate -database 'mysql://app:${s}@tcp(db:3306)/orders' up 1`,
  'environment variable': (s) => `PGPASSWORD=${s} migrate -path db -database postgres://app@${HOST} up`,
  'exported variable': (s) => `export DATABASE_URL="${PG}:${s}@${HOST}"`,
  'source URL': (s) => `migrate -source github://bot:${s}@owner/repo/db -database $DATABASE_URL up`,
  'a variable ending in PASS': (s) => `export DB_PASS=${s} && ./migrate.sh up`,
  'a value of a chart': (s) => `helm upgrade orders ./chart --set db.pass=${s}`,
  'a property of Java': (s) => `java -Ddb.pass=${s} -jar flyway.jar`,
  'database URL with a slash too many': (s) => `migrate -database postgres:///app:${s}@db:5432/orders up`,
  'database URL without slashes': (s) => `migrate -database postgres:app:${s}@db:5432/orders up`,
  'git token as the user': (s) => `git clone https://${s}:x-oauth-basic@github.com/owner/repo`,
  'a flag and its value': (s) => `./migrate.sh --db-password ${s} --env production`,
  'a flag and its value, with a sign': (s) => `./migrate.sh --api-token=${s} up`,
  'a parameter of AWS': (s) => `aws ssm put-parameter --name /orders/db --type SecureString --value ${s}`,
  'mysql -p': (s) => `mysql -h db -u app -p${s} -e "SELECT 1"`,
  'docker login': (s) => `docker login -u AWS -p ${s} 111122223333.dkr.ecr.eu-west-1.amazonaws.com`,
  'curl -u': (s) => `curl -sf -u deploy:${s} https://ci.example/hook`,
  'curl with a header': (s) => `curl -H "Authorization: Bearer ${s}" https://ci.example/hook`,
  'here string': (s) => `echo "${s}" | docker login --username AWS --password-stdin registry.example`,
};

export const CARRIERS: Record<string, Carrier> = { ...connections, ...statements };
