import { maskArguments } from './arguments.ts';
import { maskBearers, maskKeyBlocks, maskKeyValues } from './credential.ts';
import type { RedactionScope } from './scope.ts';
import { isVerb, SQL_WORDS } from './sql-words.ts';
import { isMasked, tokenEnd } from './token.ts';
import { maskUrls } from './url.ts';
import { maskShapedCredentials } from './vendor-tokens.ts';

/** Masks what its shape gives away, before SQL is read: to a lexer `-----BEGIN` is a comment, and `xoxb-1-2-x` holds numbers. */
export function maskKnownSecrets(sql: string, scope: RedactionScope): string {
  return maskShapedCredentials(maskKeyBlocks(sql, scope), scope);
}

/**
 * Masks the credentials that SQL holds outside its literals, which are masked already: URLs, `KEY=value` of what is no SQL, settings
 * that are named after a secret, and tokens of known shape.
 *
 * A column that is compared with another, or with a parameter, stays.
 */
export function maskSqlCredentials(sql: string, scope: RedactionScope): string {
  const urls = maskUrls(maskArguments(sql, scope), scope);
  const keys = /[=:>]/.test(urls) ? maskKeyValues(urls, scope, isNoColumn) : urls;
  return maskGoingOn(maskSettings(maskBearers(keys, scope), scope), scope);
}

/** Words of SQL behind which a column stands, and `,` `(` and operators. */
const BEFORE_COLUMN =
  /(?:[,(<>+\-*/|&!%=]|(?<![\w$])(?:set|where|and|or|on|not|when|if|elseif|elsif|having|check|then|else|select|by|return|returning|using|while|until|distinct))\s{0,200}$/i;
/** The column's own qualifiers and quotation marks, a variable's sign. */
const NAME_BEFORE = /[\w.$"`[\]@-]{1,128}$/;
/** How far back is looked for the word before a column. */
const LOOK_BACK = 400;

/** Columns and parameters; a name with capitals and digits among small letters is none: generators make such passwords. */
const PARAMETER = /^(?:[$:?@({%]|\d{1,2}$)/;
const COLUMN = /^[A-Za-z_][\w$]{0,127}(?:\.[A-Za-z_][\w$]{0,127}){0,3}(?![\w$#!?^~\\])/;
const GENERATED = /(?=[^A-Z]{0,127}[A-Z])(?=[^a-z]{0,127}[a-z])(?=\D{0,127}\d)/;

function isNoColumn(text: string, stem: number, from: number, to: number): boolean {
  const value = text.slice(from, to);
  if (PARAMETER.test(value) || isMasked(value)) return false;
  const before = text.slice(Math.max(0, stem - LOOK_BACK), stem).replace(NAME_BEFORE, '');
  if (!BEFORE_COLUMN.test(before)) return true;
  // `"a" = "b"` is for the lexer to tell: a literal, or a name.
  if (/["'`]/.test(text[from - 1] ?? ''))
    return /:\s{0,3}["'`]$/.test(text.slice(Math.max(0, from - 5), from));
  if (/(?::|[^=]>)\s{0,3}$/.test(text.slice(Math.max(0, from - 5), from))) return true;
  const column = COLUMN.exec(value);
  return column === null || GENERATED.test(column[0]);
}

/** A credential without quotes that ended with its line, where an agent may have cut it in two. */
const GOES_ON =
  /(?<=(?:[=:(]|\bto)\s{0,4}‹(?:password|token|key) #[^›]{1,40}›\n)([^\s;‹]{1,512})(?!\s{0,4}[:=])/gi;

function maskGoingOn(sql: string, scope: RedactionScope): string {
  if (!sql.includes('›\n')) return sql;
  return sql.replace(GOES_ON, (run: string) => {
    const word = run.toLowerCase();
    return isVerb(word) || SQL_WORDS.has(word) || /[:=]/.test(run)
      ? run
      : scope.maskCredential(run, 'password', 'statement');
  });
}

/** `SET app.secret TO word`, `ALTER DATABASE o SET "app.token" = word`: settings whose name says what they hold; not `SET NEW.token = …`. */
const SETTING =
  /\bset\s{1,8}(?:local\s{1,8}|session\s{1,8}|global\s{1,8})?"?((?!(?:new|old|excluded)\.)[\w-]{1,64}\.[\w.-]{1,64})"?\s{0,8}(?:=|\bto\s)\s{0,8}/gi;
/** SQLCipher's key; `PRAGMA` itself may be cut in two. */
const PRAGMA =
  /(?:\bpragma\s{1,8}(?:\w{1,64}\.)?(?:hex|text)?(?:re)?key\s{0,8}[=(]|(?:^|[;\n])\s{0,8}p?r?a?g?m?a\s{1,8}(?:re)?key\s{0,8}=)\s{0,8}/gi;
const SECRET_NAME = /pass|pwd|secret|token|key|cred|auth|salt|private/i;

function maskSettings(sql: string, scope: RedactionScope): string {
  let masked = sql;
  if (/\bset\s/i.test(sql))
    masked = maskBehind(
      masked,
      SETTING,
      scope,
      (name, at) => SECRET_NAME.test(name) && isSetting(masked, at),
    );
  return /ma\s{1,8}\S{0,80}key/i.test(masked) ? maskBehind(masked, PRAGMA, scope, () => true) : masked;
}

/** In these `SET a.b = …` sets a column. */
const SETS_COLUMNS = /\b(?:update|insert|merge|replace)\b/i;

function isSetting(sql: string, at: number): boolean {
  const from = sql.lastIndexOf(';', at) + 1;
  return !SETS_COLUMNS.test(sql.slice(Math.max(from, at - 2_000), at));
}

function maskBehind(
  text: string,
  opening: RegExp,
  scope: RedactionScope,
  counts: (name: string, at: number) => boolean,
): string {
  let out = '';
  let done = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const from = match.index + match[0].length;
    if (tokenEnd(text, from) > from || !counts(match[1] ?? '', match.index)) continue;
    const value = /^[^\s;,)]{0,512}/.exec(text.slice(from, from + 512))![0];
    const name = value.toLowerCase();
    if (value === '' || /^['"]|‹/.test(value) || name === 'default' || /^[$@:]/.test(value)) continue;
    out += text.slice(done, from) + scope.maskCredential(value, 'password', 'statement');
    done = opening.lastIndex = from + value.length;
  }
  return out + text.slice(done);
}
