import type { ErrorClass } from '../../model/error-class.ts';
import type { MigrateError } from '../../model/event.ts';
import { isBookkeeping, NEO4J_BOOKKEEPING } from '../wording/own-wording.ts';
import { classOfLocking, isAboutLocking } from './classify-lock.ts';

/** A rule table: tried in order; first match wins. The wordings are those of golang-migrate and its drivers, for all versions of v4. */
const CLASS_WORDING: readonly (readonly [ErrorClass, RegExp])[] = [
  ['dirty-blocked', /Dirty database version -?\d+/],
  ['bookkeeping', /can't unlock, as not|unable to release already released lock/],
  [
    'lock',
    /can't acquire (?:database )?lock|database locked$|unable to obtain lock|lock could not be acquired/,
  ],
  ['bookkeeping', NEO4J_BOOKKEEPING],
  ['short-limit', /limit \d+ short/],
  ['no-version', /(?:^|: )no migration$/],
  [
    'usage',
    /flag provided but not defined|please specify (?:version argument|name)|can't read (?:version|limit) argument|argument V must be|-all cannot be used|too many arguments|-ext flag must be|digits must be positive|seq and format options|next sequence number|malformed migration filename|duplicate migration version|time format may not/i,
  ],
  ['config', /unknown driver|forgott[eo]n import|source driver: invalid URL scheme/],
  [
    'source',
    /failed to open source|failed to init driver|file does not exist|no migration found for version|duplicate migration file|unable to parse file|no migration files found|\bopen \S.*(?:no such file|cannot find the (?:file|path)|permission denied|incorrect)|\bGET https?:\/\/\S+: \d{3}|\boperation error S3|NoSuch(?:Bucket|Key)\b|\bstorage: (?:object|bucket) doesn't exist/,
  ],
  [
    'config',
    /URL cannot be empty|no scheme|invalid URL scheme|failed to parse scheme|parse "|parse [a-z0-9]+:\/\/|net\/url|Unable to parse URL|no config$|no database name|no schema$|no keyspace|unable to parse option|strconv\.|default addr for network|invalid DSN|invalid URL escape|unrecognized configuration parameter|must be quoted|could not parse|failed to append PEM|version must be >= -1|unknown lock strategy/i,
  ],
  [
    'migration-failed',
    /failed to execute command:|unmarshaling json error|migration failed|failed to (?:start|commit) transaction/,
  ],
  [
    'bookkeeping',
    /save version failed|drop migrations collection failed|failed to get migration version|unknown type: |schema_?migrations?\b/i,
  ],
  [
    'connection',
    /\bdial(?:: | (?:tcp|udp|unix|error))|\bno such host|i\/o timeout|connection (?:refused|reset|timed out|is (?:already )?closed)|reset by peer|broken pipe|no route to host|network is unreachable|\bfailed to connect\b|server selection|no reachable servers|unable to create session|[Cc]onnectivity|\bEOF\b|bad connection|invalid connection|conn closed|unexpected packet/,
  ],
  [
    'connection',
    /\bauthentication\b|Access denied for user|SSL is not enabled|no pg_hba\.conf|x509: |\btls: |certificate|too many (?:connections|clients)|remaining connection slots|starting up|shutting down|in recovery mode|(?:database|role|user) "[^"]*" does not exist|Unknown database|not permitted to log in|[Ll]ogin failed for user|Cannot open (?:database|server)|unable to open database file|file is not a database|database is locked|context deadline exceeded|code = (?:Unavailable|Unauthenticated|DeadlineExceeded)\b/,
  ],
];

/** An error without a statement is recognised by its first words. The bound limits the cost of hostile text. */
const LOOKED_AT = 4_096;

/** Class of an error without a statement; `unknown` for an unknown wording. */
export function classifyText(text: string): ErrorClass {
  const inner = text.slice(0, LOOKED_AT).replace(/["'\s]+$/, '');
  if (isAboutLocking(inner)) return classOfLocking(inner, null);
  const known = CLASS_WORDING.find(([, wording]) => wording.test(inner))?.[0];
  return known ?? (text.startsWith('runtime error: ') ? 'panic' : 'unknown');
}

/** What the lines before an error show about the run. */
export interface Among {
  /** A migration is executing: its `Read and execute` came, but no end. */
  readonly executing: boolean;
  /** The lines name each migration that begins. */
  readonly verbose: boolean;
}

/**
 * Class of an error that came after the run had named a migration.
 *
 * An error in an unknown wording belongs to the executing migration, because some drivers return only the engine's message. Between
 * two files it belongs to the source, unless it names a statement of golang-migrate's bookkeeping or a lost connection, because
 * nothing else happens there.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database/neo4j/neo4j.go (Run), and migrate.go (runMigrations)
 */
export function classifyAmongMigrations(error: MigrateError, { executing, verbose }: Among): ErrorClass {
  const { class: atFirst, message, statement } = error;
  if (executing || (!verbose && SERVERS_OWN.test(message)))
    return atFirst === 'unknown' ? 'migration-failed' : atFirst;
  if (!verbose) return atFirst;
  switch (atFirst) {
    case 'unknown':
      return 'source';
    case 'connection':
      return LOST.test(message) && !OVER_HTTPS.test(message) ? 'connection' : 'source';
    case 'migration-failed':
      return statement !== null && WRITES_VERSION.test(statement) ? 'bookkeeping' : atFirst;
    default:
      return atFirst;
  }
}

/** What Neo4j's driver puts before the server's answer. */
const SERVERS_OWN = /^(?:Server error: \[Neo|Neo4jError: )/;

/** A connection that broke, or could not be opened again. */
const LOST =
  /\bEOF\b|bad connection|invalid connection|connection (?:refused|reset|is (?:already )?closed)|conn closed|reset by peer|broken pipe|(?:dial|read|write) (?:tcp|unix) |i\/o timeout|server selection|terminating connection|shutting down/;
const OVER_HTTPS = /:443\b|https:\/\//;

/** How golang-migrate records a version, in a table of any name. */
const WRITES_VERSION = /^(?:TRUNCATE|INSERT\s+INTO|DELETE\s+FROM|ALTER\s+TABLE\s+\S+\s+DELETE|UPSERT)\b/i;

/** First words of drivers that print every error of a migration with `migration failed` before it and details after it. */
const DRIVER_OF_DETAILS =
  /^(?:.*: )?(?:pq: |mssql: |Error \d{4}\b|code: \d+, message: |rpc error: |gocql: |ERROR: .*\(SQLSTATE )/;

/**
 * Class of a `database.Error`, which names the statement: that of a migration, of the lock, or of bookkeeping.
 *
 * Bookkeeping statements are recognised by their wording. If the table has another name, they are recognised by missing words: only
 * the drivers of SQLite, ql and rqlite print a migration's error without words around it.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/database (Run and SetVersion of each driver)
 */
export function classifyDatabaseError(body: string, message: string, details: string | null): ErrorClass {
  if (/^migration failed|^failed to execute command/.test(message)) return 'migration-failed';
  if (isAboutLocking(body)) return classOfLocking(message, details);
  const own =
    isBookkeeping(body) ||
    /^transaction (?:start|commit) failed/.test(message) ||
    body.startsWith('failed to open database') ||
    (details === null && DRIVER_OF_DETAILS.test(message));
  return own ? 'bookkeeping' : 'migration-failed';
}
