import type { ErrorClass } from '../error-class.ts';
import type { MigrateError } from '../event.ts';
import { BOOKKEEPING_STATEMENT } from './own-wording.ts';

/** In this order; first match wins. Texts are golang-migrate's and its drivers' over all of v4. */
const CLASS_WORDING: readonly (readonly [ErrorClass, RegExp])[] = [
  ['dirty-blocked', /Dirty database version -?\d+/],
  [
    'lock',
    /can't acquire (?:database )?lock|database locked$|can't unlock, as not|try lock failed|unable to (?:obtain|release already released) lock|failed to (?:fetch|set|release) migration lock|lock could not be acquired|pg_advisory_lock/,
  ],
  ['short-limit', /limit \d+ short/],
  ['no-version', /(?:^|: )no migration$/],
  [
    'usage',
    /flag provided but not defined|please specify (?:version argument|name)|can't read (?:version|limit) argument|argument V must be|-all cannot be used|too many arguments|-ext flag must be|digits must be positive|seq and format options|next sequence number|malformed migration filename|duplicate migration version|time format may not/i,
  ],
  ['config', /unknown driver|forgott[eo]n import|source driver: invalid URL scheme/],
  [
    'source',
    /failed to open source|file does not exist|no migration found for version|duplicate migration file|unable to parse file|no migration files found|\bopen \S.*(?:no such file|cannot find the (?:file|path)|permission denied|incorrect)/,
  ],
  [
    'config',
    /URL cannot be empty|no scheme|invalid URL scheme|failed to parse scheme|parse "|parse [a-z0-9]+:\/\/|net\/url|Unable to parse URL|no config$|no database name|no schema$|no keyspace|unable to parse option|strconv\.|default addr for network|invalid DSN|invalid URL escape|unrecognized configuration parameter|must be quoted|could not parse|failed to append PEM|version must be >= -1/i,
  ],
  [
    'migration-failed',
    /failed to execute command:|unmarshaling json error|migration failed|failed to (?:start|commit) transaction/,
  ],
  [
    'bookkeeping',
    /save version failed|drop migrations collection failed|failed to get migration version|unknown type: /,
  ],
  [
    'connection',
    /\bdial |lookup .*no such host|authentication failed|Access denied|SSL is not enabled|server selection|failed to connect|refused|reset by peer|i\/o timeout|failed to open database|does not exist|Unknown database|no pg_hba\.conf|too many (?:connections|clients)|starting up|shutting down|x509|tls:|EOF|bad connection|invalid connection|unable to open database file|context deadline exceeded/,
  ],
];

/** An error without a statement says what it is in its first words; the bound is for hostile text. */
const LOOKED_AT = 4_096;

/** Class of an error without a statement; golang-migrate's unclassified start-up errors come from opening the database. */
export function classifyText(text: string): ErrorClass {
  return knownClass(text) ?? (text.startsWith('runtime error: ') ? 'panic' : 'connection');
}

function knownClass(text: string): ErrorClass | undefined {
  const inner = text.slice(0, LOOKED_AT).replace(/["'\s]+$/, '');
  return CLASS_WORDING.find(([, wording]) => wording.test(inner))?.[0];
}

/**
 * Class of an error that came after the run had named a migration.
 *
 * In words that nobody knows it is the migration's: some drivers return what the engine said, and nothing around it.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/neo4j/neo4j.go (Run)
 */
export function classifyAmongMigrations({ class: atFirst, message, statement }: MigrateError): ErrorClass {
  const guessed = atFirst === 'connection' && statement === null && knownClass(message) === undefined;
  return guessed ? 'migration-failed' : atFirst;
}

const LOCKING = /try lock failed|migration lock|lock could not be acquired|pg_advisory_lock|GET_LOCK/;

/** First words of drivers that put `migration failed` before, and details behind, whatever a migration caused. */
const DRIVER_OF_DETAILS =
  /^(?:.*: )?(?:pq: |mssql: |Error \d{4}\b|code: \d+, message: |rpc error: |gocql: |ERROR: .*\(SQLSTATE )/;

/**
 * Class of a `database.Error`, which names the statement: a migration's, a lock's, or bookkeeping's.
 *
 * The statements of golang-migrate's own are known by their words, and where they are not (its table may have any name)
 * by what their driver does not print: only those of SQLite, ql and rqlite print a migration's error bare.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database (Run and SetVersion of each driver)
 */
export function classifyDatabaseError(body: string, message: string, details: string | null): ErrorClass {
  if (/^migration failed|^failed to execute command/.test(message)) return 'migration-failed';
  if (LOCKING.test(body)) return 'lock';
  const own =
    BOOKKEEPING_STATEMENT.test(body) ||
    /^transaction (?:start|commit) failed/.test(message) ||
    body.startsWith('failed to open database') ||
    (details === null && DRIVER_OF_DETAILS.test(message));
  return own ? 'bookkeeping' : 'migration-failed';
}
