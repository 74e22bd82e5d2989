import { tokenEnd } from '../../model/redaction-token.ts';
import { looksGenerated } from './generated.ts';
import { backslashesBefore, closingQuote, runEnd, trimmedEnd } from './quote.ts';
import type { RedactionScope } from './scope.ts';
import { maskShapedCredentials } from './vendor-tokens.ts';

/**
 * Keys whose values are credentials: `password=…`, `sslpassword: …`, `"api_key":"…"`, `DB_PASS=…`.
 *
 * The expression finds only the stem of the key. The text around it is checked by code, so that the search is fast for any text. A
 * stem that is also an everyday word or an abbreviation must be directly before the sign, because tests pass and print `PASS: …`.
 */
const KEY =
  /pass(?:wo?r?d|phrase|(?<!(?:by|com)pass)(?=\s{0,3}=|:\S|\\*["'`]\s?[:=])|(?<=[_-]pass)(?=:))|pwd|pw(?==)(?<=(?<![a-z0-9])(?:db)?pw)|secret|token|key(?<=(?:api|access|private|account|encryption|decryption|master|signing|stripe|license|routing|integration|service|shared|admin|app|application|client|deploy|webhook|storage|subscription|hmac|jwt|unseal|ingest)[_-]?key)|key(?==)(?<=_key)|auth(?:orization|(?==)(?<=[_-]auth)|(?=\\*"\s?:))|cred(?:ential|s?(?==)(?<=[_-]creds?))|signature(?==|%3D)|sig(?==)(?<=[?&;"']sig)|session(?==|_?id=)|op_session|cookie(?=:)/gi;

const BEARER = /(?<!\w)bearer\s{1,4}(?=[^\s(])/gi;
const NOT_A_TOKEN = /^(?:tokens?|auth\w*|scheme|realm|is|was|has|not|required|invalid|missing)\b/i;
const KEY_BLOCK = '-----BEGIN ';

/** Masks private key blocks, tokens and keys of a known form, and the values of credential keys in `text`. */
export function maskCredentials(text: string, scope: RedactionScope): string {
  const keys = maskKeyValues(maskKeyBlocks(text, scope), scope);
  return maskShapedCredentials(maskBearers(maskPgpass(maskStructs(keys, scope), scope), scope), scope);
}

/** Masks private keys in PEM form. A key that was cut is masked up to the end of the text. */
export function maskKeyBlocks(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  for (let at = text.indexOf(KEY_BLOCK); at >= 0; at = text.indexOf(KEY_BLOCK, done)) {
    const end = text.indexOf('-----END ', at);
    const close = end < 0 ? -1 : text.indexOf('-----', end + 9);
    const stop = close < 0 ? text.length : close + 5;
    out += text.slice(done, at) + scope.maskCredential(text.slice(at, stop), 'key', 'message');
    done = stop;
  }
  return out + text.slice(done);
}

/** A line of libpq's password file: `host:port:database:user:password`. */
const PGPASS =
  /(?<![\w.:*/-])([\w.*-]{1,64}:(?:\d{4,5}|\*):[\w*-]{1,64}:[\w.*-]{1,64}:)([^\s:/"'`‹]{4,128})(?!\w|:\S)/g;

function maskPgpass(text: string, scope: RedactionScope): string {
  if (!/:(?:\d{4,5}|\*):/.test(text)) return text;
  return text.replace(
    PGPASS,
    (_, before: string, password: string) =>
      before + scope.maskCredential(password, 'password', 'connection-string'),
  );
}

/** Masks the token after `Bearer `. */
export function maskBearers(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  BEARER.lastIndex = 0;
  for (let match = BEARER.exec(text); match; match = BEARER.exec(text)) {
    const start = match.index + match[0].length;
    const value = text.slice(start, trimmedEnd(text, start, runEnd(text, start)));
    if (NOT_A_TOKEN.test(value)) continue;
    out += text.slice(done, start) + scope.maskCredential(value, 'token', 'message');
    done = start + value.length;
    BEARER.lastIndex = Math.max(done, start);
  }
  return out + text.slice(done);
}

/** Decides whether the text from `from` to `to`, after a key whose stem is at `stem`, is a value. */
export type IsValue = (text: string, stem: number, from: number, to: number) => boolean;

/** Masks the values of credential keys, except those that `isValue` rejects. */
export function maskKeyValues(text: string, scope: RedactionScope, isValue?: IsValue): string {
  let out = '';
  let done = 0;
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    if (match.index < done) continue;
    const stemEnd = match.index + match[0].length;
    const stated = valueAfter(text, match.index, stemEnd);
    const value = stated ?? (isValue ? undefined : generatedAfter(text, stemEnd));
    if (value === undefined) continue;
    const [start, end] = value;
    if (isValue && !isValue(text, match.index, start, end)) continue;
    const kind = /^p/i.test(match[0]) ? 'password' : 'token';
    const hidden = text.slice(start, end);
    // A word that only looks like a credential is masked, but no leak is reported for it.
    const shown = stated ? scope.maskCredential(hidden, kind, 'connection-string') : scope.mask(hidden, kind);
    out += text.slice(done, start) + shown;
    done = end;
    KEY.lastIndex = end;
  }
  return out + text.slice(done);
}

/** Bounds of the value of the key whose stem ends at `stemEnd`; `undefined` when it is not a key with a value. */
function valueAfter(text: string, stem: number, stemEnd: number): [start: number, end: number] | undefined {
  const rest = /^[\w-]{0,24}\\*["'`]?\s{0,3}(=>|:=|=|:\[(?=[\w‹])|:|%3D|>(?=[^\s<]))\s{0,3}/.exec(
    text.slice(stemEnd, stemEnd + 40),
  );
  if (rest === null) return undefined;
  const start = stemEnd + rest[0].length;
  if (rest[1] === '>') return valueOfElement(text, stem, start);
  if (/^cookie$/i.test(text.slice(stem, stemEnd))) return [start, lineOrQuoteEnd(text, start)];
  const isToken = /^token$/i.test(text.slice(stem, stemEnd));
  // `unrecognized token: "x"` is about SQL; `(using password: YES)`, `key 0.pwd: invalid JSON literal` and `SMTP_AUTH=on` are not secret.
  if (
    isToken &&
    rest[1] === ':' &&
    /(?:unrecognized|unexpected|invalid|unknown) $/i.test(text.slice(Math.max(0, stem - 16), stem))
  ) {
    return undefined;
  }
  const masked = tokenEnd(text, start);
  if (masked > start) return [start, endOfRest(text, stem, start, masked)];
  const tail = text.slice(start, start + 16);
  if (/^(?:<%|\{\{)/.test(tail)) return [start, lineEnd(text, start)]; // `<%= ENV["X"] || "…" %>`
  if (rest[1] === ':' && /^(?:YES|NO|true|false|null|invalid JSON)\b/.test(tail)) return undefined;
  if (rest[1] === '=' && /^(?:yes|no|true|false|on|off)(?![^\s"',;&)}])/i.test(tail)) return undefined;
  if (/^\s|^$/.test(tail)) return undefined;
  let open = start;
  while (text[open] === '\\') open++;
  const quote = text[open];
  if (quote === '"' || quote === '`') {
    const close = closingQuote(text, open);
    return [open + 1, close < 0 ? text.length : close - backslashesBefore(text, open)];
  }
  if (quote === "'") return [open + 1, libpqQuoteEnd(text, open)];
  // `Authorization: Basic dXNlcjpwYXNz`
  const scheme = (/^authorization$/i.test(text.slice(stem, stemEnd)) ? ANY_SCHEME : SCHEME).exec(tail);
  if (scheme) return [start + scheme[0].length, bareEnd(text, stem, start + scheme[0].length)];
  return [start, bareEnd(text, stem, start)];
}

/** `the password … is wrong`, `auth_token … is not valid`: there is no sign before the value, but a word does not look like this. */
function generatedAfter(text: string, stemEnd: number): [start: number, end: number] | undefined {
  const before = /^\w{0,24}["'`]?\s{1,2}(?:(?:is|was)\s{1,2})?["'`(]?/.exec(
    text.slice(stemEnd, stemEnd + 40),
  );
  if (before === null) return undefined;
  const start = stemEnd + before[0].length;
  const [word] = /^[\w.~+!*^-]{0,256}/.exec(text.slice(start, start + 256))!;
  // If the digits end the text, the rest of them may be cut off.
  const isHex = /^(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{8,}$/.test(word);
  const counts =
    looksGenerated(word) || (isHex && (word.length >= 24 || start + word.length === text.length));
  return counts ? [start, start + word.length] : undefined;
}

/** Go prints what is in a struct without the names: `&{db app secret 5432}`. */
const STRUCT = /&\{[^{}\n]{1,1024}/g;

function maskStructs(text: string, scope: RedactionScope): string {
  if (!text.includes('&{')) return text;
  return text.replace(STRUCT, (struct) =>
    struct.replace(/[\w.~+!*^-]{8,256}/g, (word) => (looksGenerated(word) ? scope.mask(word, 'text') : word)),
  );
}

const SCHEME = /^(?:bearer|basic|digest|token|negotiate)\s{1,4}(?=\S)/i;
const ANY_SCHEME = /^[a-z][\w-]{2,12}\s{1,2}(?=\S)/i;

/** The value in `<password>…</password>`; `a > b` is not an element. */
function valueOfElement(text: string, stem: number, start: number): [start: number, end: number] | undefined {
  if (!/<[\w:.-]{0,24}$/.test(text.slice(Math.max(0, stem - 25), stem))) return undefined;
  const end = text.indexOf('<', start);
  return [start, end < 0 ? text.length : end];
}

/** End of the rest of a value that an earlier rule masked in part. */
function endOfRest(text: string, stem: number, start: number, masked: number): number {
  if (
    !/[\w.,!*~^+%$#@-]/.test(text[masked] ?? '') ||
    /^(?:[,.]\s|,[\w.-]{1,64}[=:])/.test(text.slice(masked, masked + 80))
  )
    return masked;
  const quote = text.slice(masked, masked + 512).search(/["'`]/);
  const end = bareEnd(text, stem, start);
  return Math.max(masked, quote < 0 ? end : Math.min(end, masked + quote));
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function lineOrQuoteEnd(text: string, start: number): number {
  const end = text.slice(start, start + 4_096).search(/["'`\n]/);
  return end < 0 ? text.length : start + end;
}

/** End of a quoted value. libpq escapes quotes with a backslash, and a quote directly before a word does not end the value either. */
function libpqQuoteEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === "'" && !/\w/.test(text[at + 1] ?? '')) return at;
  }
  return text.length;
}

/**
 * End of a value without quotes: the next blank, or the next `;key=` or `&key=`.
 *
 * In a `;` separated string (ADO, ODBC) blanks belong to the value. If the string itself is in quotes, the value ends with them.
 */
function bareEnd(text: string, stem: number, start: number): number {
  const window = text.slice(start, start + 512);
  const next = /[;&]\s?[A-Za-z][\w .-]{0,30}=|\\u0026[\w-]{1,30}=/.exec(window);
  const before = /(?:^|;)[^;=]{0,24}$/.test(text.slice(Math.max(0, stem - 24), stem)) && stem > 0;
  let end = runEnd(text, start);
  if (next && (before || start + next.index < end)) end = start + next.index;
  // After a backslash a blank belongs to the value (libpq).
  while (end < text.length && text[end - 1] === '\\' && text[end] !== '\n') end = runEnd(text, end + 1);
  return trimmedEnd(text, start, end);
}

const LOCAL = /[\p{L}\p{N}.!#$%&*+/=?^_{|}~-]/u;
const DOMAIN = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}(?![\p{L}\p{N}])/uy;

/** Masks e-mail addresses. `//user@host` in a URL is not one: user and host stay. */
export function maskEmails(text: string, scope: RedactionScope): string {
  let out = '';
  let done = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, done))) {
    DOMAIN.lastIndex = at + 1;
    if (!DOMAIN.test(text)) continue;
    const end = DOMAIN.lastIndex;
    let start = at;
    while (start > done && LOCAL.test(text[start - 1]!)) start--;
    if (text[at - 1] === '"') start = Math.max(done, text.lastIndexOf('"', at - 2));
    const local = text.slice(start, at);
    const url = local.lastIndexOf('//');
    if (url >= 0 && !local.slice(url + 2).includes('/')) continue;
    const slash = local.lastIndexOf('/');
    const from = Math.max(start + slash + 1, start + local.lastIndexOf('=') + 1);
    if (from === at || tokenEnd(text, from) > from) continue;
    out += text.slice(done, from) + scope.mask(text.slice(from, end), 'e-mail');
    done = end;
  }
  return out + text.slice(done);
}
