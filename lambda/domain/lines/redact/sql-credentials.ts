import { isMasked } from '../../model/redaction-token.ts';
import { isVerb, SQL_WORDS } from '../sql/words.ts';
import { maskArguments } from './arguments.ts';
import { maskBearers, maskKeyBlocks, maskKeyValues } from './credential.ts';
import type { RedactionScope } from './scope.ts';
import { maskSettings } from './sql-settings.ts';
import { maskUrls } from './url.ts';
import { maskShapedCredentials } from './vendor-tokens.ts';

/** Masks credentials of a known form before the SQL is read, because for a lexer `-----BEGIN` is a comment and `xoxb-1-2-x` contains numbers. */
export function maskKnownSecrets(sql: string, scope: RedactionScope): string {
  return maskShapedCredentials(maskKeyBlocks(sql, scope), scope);
}

/**
 * Masks the credentials in SQL outside its literals, which are masked already: URLs, `KEY=value` in text that is not SQL, settings whose
 * names announce a secret, and bearer tokens.
 *
 * A column that is compared with another column, or with a parameter, stays.
 */
export function maskSqlCredentials(sql: string, scope: RedactionScope): string {
  const urls = maskUrls(maskArguments(sql, scope), scope);
  const keys = /[=:>]/.test(urls) ? maskKeyValues(urls, scope, isNoColumn) : urls;
  return maskGoingOn(maskSettings(maskBearers(keys, scope), scope), scope);
}

/** SQL keywords after which a column comes, and `,` `(` and operators. */
const BEFORE_COLUMN =
  /(?:[,(<>+\-*/|&!%=]|(?<![\w$])(?:set|where|and|or|on|not|when|if|elseif|elsif|having|check|then|else|select|by|return|returning|using|while|until|distinct))\s{0,200}$/i;
/** Characters of a column with its qualifiers and quotation marks, and the sign of a variable. */
const NAME_PART = /[\w.$"`[\]@-]/;
const LONGEST_NAME = 128;
/** How far back the word before a column is searched for, in UTF-16 units. */
const LOOK_BACK = 400;

/** Parameters and columns. A name with capitals and digits among small letters is not a column: generated passwords look like that. */
const PARAMETER = /^(?:[$:?@({%]|\d{1,2}$)/;
const COLUMN = /^[A-Za-z_][\w$]{0,127}(?:\.[A-Za-z_][\w$]{0,127}){0,3}(?![\w$#!?^~\\])/;

function isNoColumn(text: string, stem: number, from: number, to: number): boolean {
  const value = text.slice(from, to);
  if (PARAMETER.test(value) || isMasked(value)) return false;
  let name = stem;
  while (name > stem - LONGEST_NAME && NAME_PART.test(text[name - 1] ?? '')) name--;
  const before = text.slice(Math.max(0, name - LOOK_BACK), name);
  if (!BEFORE_COLUMN.test(before)) return true;
  // For `"a" = "b"` the lexer has decided between literal and name.
  if (/["'`]/.test(text[from - 1] ?? ''))
    return /:\s{0,3}["'`]$/.test(text.slice(Math.max(0, from - 5), from));
  if (/(?::|[^=]>)\s{0,3}$/.test(text.slice(Math.max(0, from - 5), from))) return true;
  const column = COLUMN.exec(value);
  return column === null || isGenerated(column[0]);
}

/** The text after an unquoted credential that ended with its line. An agent may have cut the credential there. */
const GOES_ON =
  /(?<=(?:[=:(]|\bto)\s{0,4}‹(?:password|token|key) #[^›]{1,40}›\n)([^\s;‹&)\]'",]{1,512})(?!\s{0,4}[:=])/gi;

const MASKED_CREDENTIAL = /‹(?:password|token|key) /;

function maskGoingOn(sql: string, scope: RedactionScope): string {
  if (!sql.includes('›\n') || !MASKED_CREDENTIAL.test(sql)) return sql;
  return sql.replace(GOES_ON, (run: string) => {
    const word = run.toLowerCase();
    return isVerb(word) || SQL_WORDS.has(word) || /[:=]/.test(run)
      ? run
      : scope.maskCredential(run, 'password', 'statement');
  });
}

/** Does it have capitals, small letters and digits, like a generated password? */
function isGenerated(name: string): boolean {
  return /[A-Z]/.test(name) && /[a-z]/.test(name) && /\d/.test(name);
}
