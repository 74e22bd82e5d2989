import { tokenEnd } from '../../model/redaction-token.ts';
import type { RedactionScope } from './scope.ts';

/** Words that introduce a setting. `PRAGMA` may have been cut in two. */
const OPENING = /\b(?:set|[prag]{0,4}ma)\s{1,8}/gi;
/** Cheap test before {@link OPENING}. */
const MAY_SET = /(?:set|ma)\s/i;
/** What follows {@link OPENING}: the setting's name, and a sign. */
const NAME =
  /^(?:(?:local|session|global)\s{1,8})?("?)([\w.-]{1,128}|‹[^›]{1,40}›)\1\s{0,8}(?:=|\(|to\s)\s{0,8}/i;
/** MySQL's `SET PASSWORD FOR`, after which a bare word is not a column. */
const PASSWORD_FOR = /^password\s{1,8}for\s{1,8}[^\s=]{1,128}\s{0,8}=\s{0,8}/i;
/** Longest match of the two expressions above. */
const LOOK_AHEAD = 320;

/** Names that announce a secret. The name of such a setting also has a dot. */
const SECRET_NAME = /pass|pwd|secret|token|key|cred|auth|salt|private/i;
const ROW = /^(?:new|old|excluded)\./i;
/** SQLCipher's pragmas for keys. */
const KEY_PRAGMA = /^(?:\w{1,64}\.)?(?:hex|text)?(?:re)?key$/i;
/** Statements in which `SET a.b = …` sets a column. */
const SETS_COLUMNS = /\b(?:update|insert|merge|replace|match|unwind)\b/i;
/** How far back such a statement is searched for, in UTF-16 units. */
const LOOK_BACK = 2_000;

/**
 * Masks the values of settings whose names announce a secret: `SET app.secret TO word`, `ALTER DATABASE o SET "app.token" = word`,
 * `PRAGMA key = word`.
 */
export function maskSettings(sql: string, scope: RedactionScope): string {
  if (!MAY_SET.test(sql)) return sql;
  let out = '';
  let done = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(sql); match; match = OPENING.exec(sql)) {
    const from = valueFrom(sql, match.index, OPENING.lastIndex);
    if (from === undefined || tokenEnd(sql, from) > from) continue;
    const [list] = /^[^\n;'"‹]{0,512}/.exec(sql.slice(from, from + 512))!;
    const value = list.split(/\s(?:as|language|returns)\s/i, 1)[0]!.trimEnd();
    if (value === '' || /^default\b|^[$@:]/i.test(value)) continue;
    out += sql.slice(done, from) + scope.maskCredential(value, 'password', 'statement');
    done = OPENING.lastIndex = from + value.length;
  }
  return out + sql.slice(done);
}

/** Does `sql` contain more settings with a secret when its line breaks are removed? Then an agent cut one of them in two. */
export function cutsSetting(sql: string): boolean {
  return SECRET_NAME.test(sql) && countSettings(sql.replaceAll('\n', '')) > countSettings(sql);
}

function countSettings(sql: string): number {
  let count = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(sql); match; match = OPENING.exec(sql))
    if (valueFrom(sql, match.index, OPENING.lastIndex) !== undefined) count++;
  return count;
}

/** Where the value of the setting at `at` begins; `undefined` when it is a harmless setting or a column. */
function valueFrom(sql: string, at: number, nameAt: number): number | undefined {
  const ahead = sql.slice(nameAt, nameAt + LOOK_AHEAD);
  const isPragma = /^[prag]/i.test(sql[at]!) || /^ma/i.test(sql.slice(at, at + 2));
  const found = NAME.exec(ahead);
  if (!isPragma && PASSWORD_FOR.test(ahead)) return nameAt + PASSWORD_FOR.exec(ahead)![0].length;
  if (found === null) return undefined;
  const [whole, , name] = found;
  const counts = isPragma ? KEY_PRAGMA.test(name!) : isSecretSetting(name!) && !setsColumn(sql, at);
  return counts ? nameAt + whole.length : undefined;
}

function isSecretSetting(name: string): boolean {
  // A name in double quotes may be masked: where nothing tells the dialect, it may be a literal.
  if (name.startsWith('‹')) return true;
  return name.includes('.') && SECRET_NAME.test(name) && !ROW.test(name);
}

function setsColumn(sql: string, at: number): boolean {
  const from = sql.lastIndexOf(';', at) + 1;
  return SETS_COLUMNS.test(sql.slice(Math.max(from, at - LOOK_BACK), at));
}
