import { blankTokens } from '../../model/redaction-token.ts';
import { isLetterOrDigit } from './letter-or-digit.ts';
import { maskOracleLogins } from './oracle-login.ts';
import { backslashesBefore, closingQuote, runEnd, trimmedEnd } from './quote.ts';
import { createScope, type LeakPlace, type RedactionScope } from './scope.ts';
import { maskWebHooks } from './web-hook.ts';

/** Schemes of golang-migrate's database drivers. In their URLs a user name without a password stays; in others it may be a token. */
const DATABASE_SCHEME =
  /^(?:postgres|postgresql|pgx[45]?|redshift|cockroach(?:db)?|crdb-postgres|yugabyte(?:db)?|ysql|mysql|mariadb|sqlserver|mongodb(?:\+srv)?|clickhouse|cassandra|snowflake|spanner|neo4j|bolt|firebird(?:sql)?|sqlite3?|sqlcipher|ql|rqlite|stub)$/i;

/** Parameters whose values people need and that are never secret. Every other value is masked. */
const KEPT_PARAMETER =
  /^(?:x-(?:migrations-table|migrations-table-quoted|multi-statement|multi-statement-max-size|statement-timeout|lock-table|force-lock|no-lock|advisory-locking|advisory-lock-collection|advisory-lock-timeout|advisory-lock-timeout-interval|transaction-mode|migrations-collection|tls-insecure-skip-verify|no-tx-wrap|clean-statements|cluster-name|migrations-table-engine|consistency|lock-strategy|connect-insecure|multi-statement-enabled|lock-timeout)|sslmode|sslnegotiation|sslrootcert|sslcert|ssl|tls|encrypt|trustservercertificate|secure|skip_verify|database|dbname|db|user|username|host|port|application_name|app name|fallback_application_name|connect_timeout|connection timeout|dial timeout|timeout|readtimeout|writetimeout|read_timeout|write_timeout|statement_timeout|lock_timeout|search_path|target_session_attrs|binary_parameters|client_encoding|timezone|charset|collation|loc|parsetime|multistatements|allownativepasswords|clientfoundrows|interpolateparams|maxallowedpacket|rejectreadonly|replicaset|authsource|authmechanism|retrywrites|w|readpreference|directconnection|keyspace|consistency|protocol|disable-host-lookup|warehouse|role|schema|region|ref|pool_max_conns|pool_min_conns|debug)$/i;
/** Parameters that are credentials, so that their value counts as a leak. */
const PASSWORD_PARAMETER = /pass|pwd/i;
const TOKEN_PARAMETER = /token|secret|key|sig|credential|auth/i;
const PLAIN_VALUE = /^[\w.,:/%+~*-]*$/;
/** Complaints of Go's URL parser after the URL. The URL is broken, so any part of it may be the password. */
const COMPLAINT = /: (?=(?:net\/url: )?invalid |first path segment|missing )/g;
const REFUSED = /^\\*["'`]: (?:(?:net\/url: )?invalid |first path segment|missing )/;
const HOST =
  /^(?:[\w.-]+|\[[\da-fA-F:.%]+\])?(?::\d+)?(?:,[\w.-]+(?::\d+)?)*:?(?=[/?#]|$)|^\w+\([^()]*\)(?=[/?#]|$)/;
/** In a broken URL, a last part without port, path or dot may be a piece of the password, which Go cut at `#`. */
const SURE_HOST =
  /^(?:[\w-]+(?:\.[\w-]+)+|[\w.-]+:\d+|[\w.-]+(?=\/\w)|\[[\da-fA-F:.%]+\]|\w+\([^()]*\))(?::\d+)?(?=[/?]|$)/;

/** Masks the credentials of every URL in `text`, and of `user:password@tcp(host)` forms without a scheme. */
export function maskUrls(text: string, scope: RedactionScope): string {
  const encoded = text.includes('%') ? maskEncodedUrls(text, scope) : text;
  const masked = maskComplaints(maskSchemeUrls(maskWebHooks(encoded, scope), scope), scope);
  return maskOracleLogins(maskDriverDsns(masked, scope), scope);
}

/**
 * `url` (or the URL part of a key=value connection string) with its credentials masked, so that it can be shown as the target.
 *
 * Tokens are numbered by `scope`; by a new one if left out.
 */
export function maskTarget(url: string, scope: RedactionScope = createScope()): string {
  const scheme = url.indexOf('://');
  return scheme > 0 && /^[\w+.-]+$/.test(url.slice(0, scheme))
    ? maskUrl(url, false, scope)
    : maskDriverDsns(url, scope);
}

const ENCODED_SCHEME = /%3A%2F%2F/gi;

/** A URL that was percent-encoded as a whole: `postgres%3A%2F%2Fapp%3Asecret%40db`. */
function maskEncodedUrls(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  ENCODED_SCHEME.lastIndex = 0;
  for (let match = ENCODED_SCHEME.exec(text); match; match = ENCODED_SCHEME.exec(text)) {
    const from = match.index + match[0].length;
    const run = text.slice(from, runEnd(text, from)).toUpperCase();
    const at = run.lastIndexOf('%40');
    const colon = run.indexOf('%3A');
    const end = at < 0 ? run.length : at; // cut off
    if (colon < 0 || end < colon + 3 || (at < 0 && /^\d{1,5}(?:%|$)/.test(run.slice(colon + 3)))) continue;
    const password = text.slice(from + colon + 3, from + end);
    out += text.slice(done, from + colon + 3) + scope.maskCredential(password, 'password', 'source-url');
    done = ENCODED_SCHEME.lastIndex = from + end;
  }
  return out + text.slice(done);
}

function maskSchemeUrls(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  for (let sep = text.indexOf('://'); sep >= 0; sep = text.indexOf('://', Math.max(done, sep + 1))) {
    let start = sep;
    while (start > done && sep - start < 32 && isSchemeChar(text.charCodeAt(start - 1))) start--;
    if (isInPassword(text, start, sep)) continue; // `app:x://y@tcp(db:3306)/orders`
    const { end, broken } = extentOf(text, start, sep);
    out += text.slice(done, start) + maskUrl(text.slice(start, end), broken, scope);
    done = end;
  }
  // `parse "bob:secret@host/db": first path segment in URL cannot contain colon`: without a scheme nothing is certain.
  return maskUnparsed(done === 0 ? text : out + text.slice(done), scope);
}

/** The text after the password and the host's `@` in go-sql-driver's form, and the text before the password: the user and a colon. */
const DRIVER_HOST = /^[^\s"'`]{0,256}@(?:(?:tcp[46]?|unix|cloudsql|memory)\(|[a-z]{0,8}$)/;
const DRIVER_USER = /(?:^|[\s=('"`[{<,])[A-Za-z_][\w.%+~-]{0,63}:$/;

function isInPassword(text: string, start: number, sep: number): boolean {
  return (
    text[start - 1] === ':' &&
    !DATABASE_SCHEME.test(text.slice(start, sep)) &&
    DRIVER_USER.test(text.slice(Math.max(0, start - 66), start)) &&
    DRIVER_HOST.test(text.slice(sep + 3, sep + 300))
  );
}

/** Where the URL that starts at `start` ends, and whether Go's parser rejected it. */
function extentOf(text: string, start: number, sep: number): { end: number; broken: boolean } {
  const parsed = /parse\s*\\*["'`]?$/.test(text.slice(Math.max(0, start - 16), start));
  const before = text[start - 1];
  if (before === '"' || before === "'" || before === '`') {
    let end = closingQuote(text, start - 1, sep);
    while (end >= 0 && hangsLoose(text.slice(sep + 3, end))) {
      const next = closingQuote(text, start - 1, end + 1);
      const between = next < 0 ? '' : text.slice(end, next);
      if (!between.includes('@') || between.includes('://')) break;
      end = next;
    }
    if (end < 0) return { end: text.length, broken: true };
    end -= backslashesBefore(text, start - 1);
    return { end, broken: parsed || REFUSED.test(text.slice(end, end + 48)) };
  }
  if (parsed) {
    // Go before 1.14 did not quote the URL.
    COMPLAINT.lastIndex = sep;
    const complaint = COMPLAINT.exec(text);
    if (complaint) return { end: complaint.index, broken: true };
  }
  let end = runEnd(text, sep + 3);
  const ahead = text.slice(end, end + 256);
  if (hangsLoose(text.slice(sep + 3, end)) && !/:\/\/|\n/.test(ahead) && ahead.includes('@')) {
    end = runEnd(text, end + ahead.lastIndexOf('@'));
  }
  return { end: trimmedEnd(text, sep + 3, end), broken: parsed };
}

/** Is there no `@`, but a colon that no port follows? Then the text ends inside a password, whose rest comes later or was cut off. */
function hangsLoose(rest: string): boolean {
  return !rest.includes('@') && !HOST.test(blankTokens(rest));
}

/** How many extra slashes, from `at` on, precede a user and a password. */
function slashesTooMany(url: string, at: number): number {
  return (
    /^\/+(?=[^/?#:@]{1,128}:(?:[^/].*@|(?!\d{1,5}(?:[/?]|$))[^/@]+$))/s.exec(url.slice(at))?.[0].length ?? 0
  );
}

/** Schemes that are followed by a path, in which `:` and `@` have no special meaning. */
const IS_PATH = /^(?:file|sqlite3?|sqlcipher|ql|iofs)$/i;

/** Fixed passwords that GitHub and Bitbucket accept when the token is the user name. */
const FILLER = /^x-(?:oauth-basic|token-auth)$/;

function maskUrl(url: string, broken: boolean, scope: RedactionScope): string {
  const scheme = url.slice(0, url.indexOf('://'));
  const database = DATABASE_SCHEME.test(scheme);
  const where: LeakPlace = broken ? 'broken-url' : database ? 'database-url' : 'source-url';
  // `postgres:///app:secret@db/orders`: with one slash too many, user and password are where the path would be.
  const head = url.slice(
    0,
    scheme.length + 3 + (IS_PATH.test(scheme) ? 0 : slashesTooMany(url, scheme.length + 3)),
  );
  const rest = url.slice(head.length);
  const plain = blankTokens(rest);
  const first = plain.search(/[:/?#@]/);
  const mark = plain.indexOf('?');
  let at = plain.lastIndexOf('@');
  if (mark >= 0 && mark < at && /^[\w. -]{1,64}=/.test(plain.slice(mark + 1, mark + 66))) {
    // The last `@` is in a parameter, or the `?` is in the password.
    const authority = plain.slice(0, mark);
    if (authority.includes('@')) return head + maskAfterUser(rest, plain, where, scope);
    if (HOST.test(authority)) at = -1;
  }
  // `://:password@host` has an empty user; `:///path` has none.
  const hasUser =
    at >= 0 &&
    first !== -1 &&
    plain[0] !== '/' &&
    (database || ':@'.includes(plain[first]!) || /^\w{3,8}\(/.test(plain.slice(at + 1, at + 10)));
  if (!hasUser) {
    // In a broken URL, what looks like a port may be the beginning of the password.
    const known = scheme === 'file' || !plain.includes(':') || (!broken && HOST.test(plain));
    return head + (known ? maskTail(rest, database, where, scope) : maskAfterUser(rest, plain, where, scope));
  }
  let user = rest.slice(0, at);
  let password = '';
  const colon = plain.slice(0, at).indexOf(':');
  if (colon >= 0) {
    password = user.slice(colon + 1);
    user = user.slice(0, colon);
  }
  const host = rest.slice(at + 1);
  if (/[^\p{L}\p{N}_.%+~@|\\-]/u.test(blankTokens(user))) {
    password = colon >= 0 ? `${user}:${password}` : user;
    user = '';
  }
  if (broken ? !SURE_HOST.test(plain.slice(at + 1)) : !HOST.test(plain.slice(at + 1))) {
    // What looks like a host may be the rest of the password.
    return `${head}${user}:${scope.maskCredential(`${password}@${host}`, 'password', where)}`;
  }
  const isTokenAlone = password === '' || FILLER.test(password);
  if (isTokenAlone && !database && user !== 'git') user = scope.maskCredential(user, 'token', where);
  const separator = colon < 0 && password === '' ? '' : ':';
  const kind = database || broken ? 'password' : 'token';
  const shown = password === '' ? '' : scope.maskCredential(password, kind, where);
  return `${head}${user}${separator}${shown}@${maskTail(host, database, where, scope)}`;
}

/** Password, host and parameters cannot be told apart, so only the text before the first colon stays. */
function maskAfterUser(rest: string, plain: string, where: LeakPlace, scope: RedactionScope): string {
  const colon = plain.indexOf(':');
  if (colon < 0) return scope.maskCredential(rest, 'password', where);
  return `${rest.slice(0, colon)}:${scope.maskCredential(rest.slice(colon + 1), 'password', where)}`;
}

/** Masks the part after the user. Host and path stay, parameters by their names, a fragment only if it can be a git reference. */
function maskTail(tail: string, database: boolean, where: LeakPlace, scope: RedactionScope): string {
  const plain = blankTokens(tail);
  const mark = plain.indexOf('?');
  const hash = plain.indexOf('#');
  if (hash >= 0 && (mark < 0 || hash < mark)) {
    const reference = tail.slice(hash + 1);
    const plain = !database && /^[\w./-]*$/.test(reference);
    return `${tail.slice(0, hash)}#${plain ? reference : scope.mask(reference, 'parameter')}`;
  }
  if (mark < 0) return tail;
  const parameters = tail.slice(mark + 1).split(/(&|\\u0026)/);
  return `${tail.slice(0, mark)}?${parameters.map((one) => maskParameter(one, where, scope)).join('')}`;
}

function maskParameter(pair: string, where: LeakPlace, scope: RedactionScope): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return pair === '&' || pair === '\\u0026' ? pair : scope.mask(pair, 'parameter');
  const name = pair.slice(0, equals);
  const value = pair.slice(equals + 1);
  if (KEPT_PARAMETER.test(name) && PLAIN_VALUE.test(value)) return pair;
  if (!/^[\w. -]{1,64}$/.test(name)) return scope.mask(pair, 'parameter');
  if (PASSWORD_PARAMETER.test(name)) return `${name}=${scope.maskCredential(value, 'password', where)}`;
  if (TOKEN_PARAMETER.test(name)) return `${name}=${scope.maskCredential(value, 'token', where)}`;
  return `${name}=${scope.mask(value, 'parameter')}`;
}

/** The fragments that Go quotes after the URL: `invalid port ":s3c" after host`, `invalid URL escape "%zz"`. */
const FRAGMENTS: readonly (readonly [opening: string, closing: string])[] = [
  ['invalid port ', ' after host'],
  ['invalid URL escape ', ''],
  ['invalid character ', ' in host name'],
];

function maskComplaints(text: string, scope: RedactionScope): string {
  if (!text.includes('invalid ')) return text;
  let masked = text;
  for (const [opening, closing] of FRAGMENTS) {
    let out = '';
    let done = 0;
    const last = closing === '' ? -1 : masked.lastIndexOf(closing);
    for (let at = masked.indexOf(opening); at >= 0; at = masked.indexOf(opening, done)) {
      let start = at + opening.length;
      while (masked[start] === '\\') start++;
      if (masked[start] !== '"') {
        out += masked.slice(done, start);
        done = start;
        continue;
      }
      const quote = closingQuote(masked, start);
      const anchor = last < start ? -1 : masked.indexOf(closing, start);
      let end = anchor >= 0 ? anchor : quote >= 0 ? quote : masked.length;
      while (end > start + 1 && (masked[end - 1] === '"' || masked[end - 1] === '\\')) end--;
      if (masked[start + 1] === ':' && end > start + 1) start++; // the rest is a piece of the password, of the same number
      out += masked.slice(done, start + 1) + scope.mask(masked.slice(start + 1, end), 'password');
      done = end;
    }
    masked = out + masked.slice(done);
  }
  return masked;
}

/** Masks `parse "…"` of text without `://` as a whole. */
function maskUnparsed(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  for (let at = text.indexOf('parse "'); at >= 0; at = text.indexOf('parse "', Math.max(done, at + 1))) {
    const open = at + 6;
    const close = closingQuote(text, open);
    const end = close < 0 ? text.length : close;
    if (text.slice(open + 1, open + 40).includes('://')) continue;
    out +=
      text.slice(done, open + 1) + scope.maskCredential(text.slice(open + 1, end), 'password', 'broken-url');
    done = end;
  }
  return out + text.slice(done);
}

/** What follows the password: `@tcp(`, `@unix(`, `@/db` of go-sql-driver/mysql; for others a host with a port or a path, but not `@v1.2.3/`. */
const DSN_HOST =
  /@(?:(?:tcp[46]?|unix|cloudsql|memory)\(|\/\w|\[[\da-f:.%]{1,64}(?:\](?::\d{1,5})?|$)|(?!v\d)[\w.-]{1,255}(?::\d{1,5})?\/\w|[\w.-]{1,255}:\d{2,5}(?!\w)|(?!v?\d|sha256)[\w.-]{0,16}$)/g;
const DSN_HOST_AT = new RegExp(DSN_HOST.source, 'y');
/** The user, with at most a separator of words before it. A path, such as the name of a container image, does not match. */
const DSN_USER = /(?:^|[=('[{<,])([A-Za-z_][\w.%+~@-]{0,63})$/;

/** Text before a colon that is not a user, but a key whose value is masked elsewhere: `{User:app Pass:a@b/c}`. */
const CREDENTIAL_KEY = /pass|pwd|(?:secret|token|key)$/i;

/** A run of non-blank characters, read up to an `@`. */
interface DsnRun {
  /** Where the possible user begins. */
  from: number;
  /** Index of the colon after the user, -1 if there was none so far. */
  colon: number;
}

/** Masks `user:password@host` without a scheme, or with a scheme that lacks its slashes: `postgres:/app:secret@db/orders`. */
function maskDriverDsns(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  let read = 0;
  const run: DsnRun = { from: 0, colon: -1 };
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, done))) {
    for (; read < at; read++) readDsn(text, read, run);
    DSN_HOST_AT.lastIndex = at;
    if (run.colon < 0 || run.colon + 1 === at || !DSN_HOST_AT.test(text)) continue;
    const end = trimmedEnd(text, at, runEnd(text, at));
    let host = at;
    for (const { index } of text.slice(at, end).matchAll(DSN_HOST)) host = at + index;
    const tail = maskTail(text.slice(host + 1, end), true, 'database-url', scope);
    const password = scope.maskCredential(text.slice(run.colon + 1, host), 'password', 'database-url');
    out += `${text.slice(done, run.colon + 1)}${password}@${tail}`;
    done = read = end;
    run.colon = -1;
    run.from = end;
  }
  return maskCutDsn(out + text.slice(done), scope);
}

/** `failed to open database: user:passw`: a form without a scheme that was cut before its host. A host and a port do not follow such words. */
const CUT_DSN =
  /(?:open (?:database|source)|dsn|DSN|network)[:=]? ["'`]?[A-Za-z_][\w.-]{0,63}:(?!\d{1,5}$|\/\/)(?=[^\s"'`‹]{1,512}$)/;

function maskCutDsn(text: string, scope: RedactionScope): string {
  if (!text.includes(': ')) return text;
  const start = Math.max(0, text.length - LONGEST_CUT);
  const match = CUT_DSN.exec(text.slice(start));
  if (match === null) return text;
  const from = start + match.index + match[0].length;
  return text.slice(0, from) + scope.maskCredential(text.slice(from), 'password', 'database-url');
}
const LONGEST_CUT = 640;

function readDsn(text: string, at: number, run: DsnRun): void {
  const code = text.charCodeAt(at);
  if (code <= 0x20 || code === 0x22 || code === 0x60) {
    run.colon = -1;
    run.from = at + 1;
  } else if (code === 0x3a && run.colon < 0) {
    const user = DSN_USER.exec(text.slice(Math.max(run.from, at - 65), at))?.[1];
    if (text.startsWith('//', at + 1))
      run.from = text.length; // a URL, which is masked already
    else if (user === undefined || CREDENTIAL_KEY.test(user)) return;
    else if (DATABASE_SCHEME.test(user)) run.from = at + (text[at + 1] === '/' ? 2 : 1);
    else run.colon = at;
  }
}

function isSchemeChar(code: number): boolean {
  return isLetterOrDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e;
}
