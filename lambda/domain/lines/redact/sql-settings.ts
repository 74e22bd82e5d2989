import type { RedactionScope } from './scope.ts';
import { tokenEnd } from './token.ts';

/** What a setting is set by; `PRAGMA` may be cut in two. */
const OPENING = /\b(?:set|[prag]{0,4}ma)\s{1,8}/gi;
/** A cheaper test to make first. */
const MAY_SET = /(?:set|ma)\s/i;
/** What follows it: the setting's name, and a sign. */
const NAME =
  /^(?:(?:local|session|global)\s{1,8})?("?)([\w.-]{1,128}|‹[^›]{1,40}›)\1\s{0,8}(?:=|\(|to\s)\s{0,8}/i;
/** MySQL's, behind which a bare word is no column. */
const PASSWORD_FOR = /^password\s{1,8}for\s{1,8}[^\s=]{1,128}\s{0,8}=\s{0,8}/i;
/** Longest of either. */
const LOOK_AHEAD = 320;

/** A setting has a dot in its name, which says that it holds a secret. */
const SECRET_NAME = /pass|pwd|secret|token|key|cred|auth|salt|private/i;
const ROW = /^(?:new|old|excluded)\./i;
/** SQLCipher's. */
const KEY_PRAGMA = /^(?:\w{1,64}\.)?(?:hex|text)?(?:re)?key$/i;
/** In these `SET a.b = …` sets a column. */
const SETS_COLUMNS = /\b(?:update|insert|merge|replace|match|unwind)\b/i;
/** How far back is looked for one of them. */
const LOOK_BACK = 2_000;

/**
 * Masks what settings that are named after a secret are set to: `SET app.secret TO word`, `ALTER DATABASE o SET "app.token" = word`,
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

/** Do more such settings stand in `sql` without its line breaks? Then an agent has cut one in two. */
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

/** Where the value begins of the setting that is set at `at`; `undefined` when it is another, or a column. */
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
