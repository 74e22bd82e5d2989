import { SQL_WORDS } from '../sql/words.ts';
import { isLetterOrDigit } from './letter-or-digit.ts';
import { cutsSetting } from './sql-settings.ts';
import { holdsTokenOver, SHORTEST_TOKEN } from './vendor-tokens.ts';

/** Words that announce a credential. An agent may have cut a line inside one. */
const TELLING_WORD =
  /passwo?r?d|passphrase|identified|secret|token|credential|authorization|pragma\s+\w{0,3}key/i;
const LONGEST_WORD = 13;
/** A quoted name over two lines was cut in two: `SET "app.jwt` and `_secret" = …`. */
const CUT_NAME = /(?<=\s)"[\w.]{0,64}\n[\w.]{0,64}"\s/;

/** Line breaks with a letter, digit, dot, dash or quotation mark on both sides. Few statements are written like that. */
function breaksWithinWords(sql: string): readonly number[] {
  const breaks: number[] = [];
  for (let at = sql.indexOf('\n'); at >= 0; at = sql.indexOf('\n', at + 1))
    if (isOfName(sql.charCodeAt(at - 1)) && isOfName(sql.charCodeAt(at + 1))) breaks.push(at);
  return breaks;
}

/** Letters, digits, and `_.-"`: what names of settings and objects consist of. */
function isOfName(code: number): boolean {
  return isLetterOrDigit(code) || code === UNDERSCORE || code === DOT || code === DASH || code === QUOTE;
}

const UNDERSCORE = 0x5f;
const DOT = 0x2e;
const DASH = 0x2d;
const QUOTE = 0x22;

/** Does a template's placeholder begin on one line and end on another? */
function isOpenTemplate(sql: string): boolean {
  for (const opening of ['${', '{{'])
    for (let at = sql.indexOf(opening); at >= 0; at = sql.indexOf(opening, at + 2)) {
      const end = sql.slice(at, at + LONGEST_PART).search(/[}\n]/);
      if (end >= 0 && sql[at + end] === '\n') return true;
    }
  return false;
}

/** Longest part of a token on one line. */
const LONGEST_PART = 256;

/**
 * Is a word that announces a credential, a token, a placeholder or a value split over two lines of `sql`? Then an agent cut one line in
 * two, and the text after the break is not a name.
 *
 * `mask` masks a statement as if it were whole.
 */
export function isCutInTwo(sql: string, mask: (sql: string) => string): boolean {
  return sql.includes('\n') && (isOpenTemplate(sql) || isCutInWord(sql) || hidesMoreJoined(sql, mask));
}

function isCutInWord(sql: string): boolean {
  const cuts = breaksWithinWords(sql);
  if (cuts.length === 0) return false;
  if (CUT_NAME.test(sql) || cutsSetting(sql)) return true;
  for (const at of cuts) {
    const before = sql.slice(Math.max(0, at - LONGEST_WORD), at);
    const match = TELLING_WORD.exec(before + sql.slice(at + 1, at + 1 + LONGEST_WORD));
    if (match && match.index < before.length && match.index + match[0].length > before.length) return true;
    const from = wordBefore(sql, at);
    const to = wordBehind(sql, at + 1);
    if (to - from > SHORTEST_TOKEN && holdsTokenOver(sql.slice(from, at) + sql.slice(at + 1, to), at - from))
      return true;
  }
  return false;
}

function wordBefore(sql: string, at: number): number {
  let from = at;
  while (at - from < LONGEST_PART && isOfName(sql.charCodeAt(from - 1))) from--;
  return from;
}

function wordBehind(sql: string, at: number): number {
  let to = at;
  while (to - at < LONGEST_PART && isOfName(sql.charCodeAt(to))) to++;
  return to;
}

/** Cheap test: without one of these near a break, only SQL's own literals would be masked there. */
const NEAR_CREDENTIAL = /pass|pwd|secret|token|identif|cred|api_?key|:\/|@|\s-p|<%|\{\{|\$\{|---|private/i;
const NEAR = 96;
/** How many breaks are tried, and the longest statement for which they are, in UTF-16 units. */
const MOST_TRIED = 8;
const LONGEST_TRIED = 16_384;
const RUN = /[^\s;,()'"`:/@=]{4,}/g;

function wordAt(sql: string, at: number): string {
  return /^[a-z]{0,16}\b/i.exec(sql.slice(at, at + 18))?.[0].toLowerCase() ?? '';
}

/** Is a word next to a line break shown, although it would be masked if the two lines were joined? */
function hidesMoreJoined(sql: string, mask: (sql: string) => string): boolean {
  if (sql.length > LONGEST_TRIED) return false;
  let shown: string | undefined;
  let tried = 0;
  for (let at = sql.indexOf('\n'); at >= 0 && tried < MOST_TRIED; at = sql.indexOf('\n', at + 1)) {
    if (/[\n;]/.test(sql[at - 1] ?? ';') || /\s/.test(sql[at + 1] ?? ' ')) continue;
    const end = sql.indexOf('\n', at + 1);
    const from = Math.max(sql.lastIndexOf('\n', at - 1) + 1, at - LONGEST_PART);
    const to = Math.min(end < 0 ? sql.length : end, at + 1 + LONGEST_PART);
    const around = sql.slice(Math.max(from, at - NEAR), at) + sql.slice(at + 1, Math.min(to, at + 1 + NEAR));
    // Any line would be masked if it were joined to a comment. A keyword that begins a line does not continue a word.
    if (/--|#|\/\*/.test(sql.slice(from, at)) || SQL_WORDS.has(wordAt(sql, at + 1))) continue;
    // If the first word of a statement is cut in two, the statement is not recognised, and all of it is masked.
    const isFirstWord = !/\s/.test(sql.slice(0, at).trimStart().slice(0, NEAR));
    if (!isFirstWord && !NEAR_CREDENTIAL.test(around)) continue;
    tried++;
    const beside = sql.slice(from, at + 1 + LONGEST_PART);
    shown ??= mask(sql);
    const joined = mask(sql.slice(0, at) + sql.slice(at + 1));
    for (const [run] of beside.matchAll(RUN)) if (shown.includes(run) && !joined.includes(run)) return true;
  }
  return false;
}
