import { blankTokens, isMasked } from '../../model/redaction-token.ts';
import { dialectsOf, SQLITE, type SqlDialect, UNDECIDED } from '../sql/dialect.ts';
import { DETAILS_OPEN } from '../wording/error-details.ts';
import { errorsIn, shapeOf } from '../wording/error-shape.ts';
import { maskArguments } from './arguments.ts';
import { maskCredentials, maskEmails } from './credential.ts';
import { maskMessage } from './message.ts';
import { countValues } from './message-values.ts';
import { createScope, type RedactionScope } from './scope.ts';
import { maskSql } from './sql.ts';
import { maskKnownSecrets, maskSqlCredentials } from './sql-credentials.ts';
import { isCutInTwo } from './sql-cuts.ts';
import { sensitiveRanges } from './sql-data/sensitive-ranges.ts';
import { NOTHING_STATED, type StatedWords, statedWords } from './stated-words.ts';
import { maskUrls } from './url.ts';

/** The parts of an error: text, SQL, text. `sql` is undefined when there is no ` in line N: `. */
interface ErrorParts {
  readonly head: string;
  readonly sql: string | undefined;
  /** ` (details: …)`, and the text after it; undefined when there are no details. */
  readonly tail: { readonly details: string; readonly rest: string } | undefined;
  /** The driver's words in the details. */
  readonly said: string | undefined;
}

const DETAILS = ` ${DETAILS_OPEN}`;

/** Longest text without SQL that is read in detail, in UTF-16 units; golang-migrate's own texts are far shorter. */
const LONGEST_TEXT = 32_768;
/** The end of a message after a quotation with the rest of a file. It stays readable, because the parser needs it. */
const ENDING =
  /"?(?: \(column \d{1,9}\))?(?:,? in line -?\d{1,9}: |(?: \(SQLSTATE [0-9A-Z]{5}\))?\)?\s{0,9})$/;

/**
 * Masks values in text that is not SQL. A text over 32 K code units keeps only what is before its first quotation, and its ending.
 *
 * `stated` looks words up in the statement that the text is about; left out if there is no statement.
 */
export function maskText(text: string, scope: RedactionScope, stated: StatedWords = NOTHING_STATED): string {
  if (text.length <= LONGEST_TEXT || blankTokens(text, 1).length <= LONGEST_TEXT)
    return maskShortText(text, scope, stated);
  const start = firstQuotation(text);
  const end = text.length - (ENDING.exec(text.slice(-64))?.[0].length ?? 0);
  const opening =
    maskShortText(text.slice(0, Math.max(0, start - 1)), scope, stated) +
    text.slice(Math.max(0, start - 1), start);
  return opening + scope.mask(text.slice(start, end), 'text') + text.slice(end);
}

/** Index after the first quotation mark or parenthesis, or after the second one if the first is `(`; 0 if there is none in the first 2,048 units. */
function firstQuotation(text: string): number {
  const opening = text.slice(0, 2_048);
  const first = opening.search(OPENS_QUOTATION);
  if (first < 0) return 0;
  const second = opening[first] === '(' ? opening.slice(first + 1).search(OPENS_QUOTATION) : 0;
  return second < 0 ? first + 1 : first + 1 + (opening[first] === '(' ? second + 1 : 0);
}
const OPENS_QUOTATION = /["'`({]/;

function maskShortText(text: string, scope: RedactionScope, stated: StatedWords): string {
  return maskEmails(maskMessage(maskSecrets(text, scope), scope, stated), scope);
}

/** Masks only credentials: in URLs, in arguments, after keys, and those of a known form. */
export function maskSecrets(text: string, scope: RedactionScope): string {
  return maskCredentials(maskUrls(maskArguments(text, scope), scope), scope);
}

/** Masks a complete error, and the other errors in the same list or after it. */
export function maskErrorBlock(text: string, scope: RedactionScope): string {
  const parts = errorsIn(text);
  if (parts.length === 1 && parts[0]!.from === 0) return maskOneError(text, scope);
  let out = '';
  let done = 0;
  for (const { from, to } of parts) {
    out += maskText(text.slice(done, from), scope) + maskOneError(text.slice(from, to), scope, true);
    done = to;
  }
  return out + maskText(text.slice(done), scope);
}

/** Masks an incomplete error: its SQL as a whole, and the text before or after that as text. */
export function maskPartialBlock(text: string, part: 'head' | 'tail', scope: RedactionScope): string {
  if (part === 'head') {
    const { head, sql } = split(text, false);
    if (sql === undefined) return maskText(head, scope);
    noteSuspects(sql, UNDECIDED, scope);
    return maskHead(head, scope, NOTHING_STATED) + maskWhole(sql, scope);
  }
  const at = text.lastIndexOf(DETAILS);
  if (at < 0) return maskWhole(text, scope);
  return maskWhole(text.slice(0, at), scope) + maskText(text.slice(at), scope);
}

/** `begins`: the text is known to begin with the error, so nothing was cut off before it. */
function maskOneError(text: string, scope: RedactionScope, begins = false): string {
  const { head, sql, tail, said } = split(text, true);
  if (sql === undefined) return maskUnmarked(head, scope);
  if (tail === undefined && /migration failed/.test(head)) {
    // Such an error always has details, so this is only its head.
    noteSuspects(sql, UNDECIDED, scope);
    return maskHead(head, scope, NOTHING_STATED, begins) + maskWhole(sql, scope);
  }
  const dialects = said === undefined ? dialectsWithoutDetails(head) : dialectsOf(said);
  const statement = maskStatement(sql, dialects, head + (said ?? ''), scope);
  const stated = statedWords(statement);
  return withoutBlanks(maskHead(head, scope, stated, begins)) + statement + maskTail(tail, scope, stated);
}

/** `words` are the engine's message. */
function maskStatement(
  sql: string,
  dialects: readonly SqlDialect[],
  words: string,
  scope: RedactionScope,
): string {
  const maskParts = (text: string, into: RedactionScope) =>
    maskSql(maskKnownSecrets(text, into), dialects, into);
  const isCut = isCutInTwo(sql, (text) =>
    maskSqlCredentials(maskParts(text, createScope()).text, createScope()),
  );
  if (isCut) return maskWhole(sql, scope);
  const masked = maskParts(sql, scope);
  const readable = masked.regular || !sql.trim().includes('\n') || SAYS_UNTERMINATED.test(words);
  return readable && !holdsError(masked.text)
    ? maskEmails(maskSqlCredentials(masked.text, scope), scope)
    : maskWhole(sql, scope);
}

/** Is there another error outside the literals of the statement? Then the first error was cut off, and this text is not all SQL. */
function holdsError(sql: string): boolean {
  for (let at = sql.indexOf(' in line '); at >= 0; at = sql.indexOf(' in line ', at + 1)) {
    if (!/^ in line -?\d{1,9}: /.test(sql.slice(at, at + 24))) continue;
    const line = sql.slice(Math.max(sql.lastIndexOf('\n', at) + 1, at - 4_096), at);
    if (line.includes('error: ') || line.includes('migration failed')) return true;
  }
  return false;
}

/** Removes the line breaks that keep the line count of a masked value. Only a statement needs them, because errors count its lines. */
function withoutBlanks(message: string): string {
  return message.replace(/›\n+/g, '›');
}

/** Masks the details and the rest of their line as text, and the lines after that as a whole, because they may still be SQL. */
function maskTail(tail: ErrorParts['tail'], scope: RedactionScope, stated: StatedWords): string {
  if (tail === undefined) return '';
  const { details, rest } = tail;
  const line = rest.search(/\n\s*\S/);
  const [said, after] = line < 0 ? [details + rest, ''] : [details + rest.slice(0, line), rest.slice(line)];
  const again = / in line -?\d+: /.exec(rest);
  if (again && (line < 0 || again.index < line)) {
    // The error was printed twice, by a logger in two fields or by a caller.
    const second = shapeOf(rest)?.details
      ? maskErrorBlock(rest, scope)
      : maskPartialBlock(rest, 'head', scope);
    return withoutBlanks(maskText(details, scope, stated)) + second;
  }
  const broken = brokenValueAt(said);
  const shown = broken < 0 ? said : said.slice(0, broken);
  const value = broken < 0 ? '' : maskWhole(said.slice(broken), scope);
  return withoutBlanks(maskText(shown, scope, stated) + value) + maskWhole(after, scope);
}

/**
 * The server complains about unbalanced quotes, so the author wrote them. If it complains about something else although the quotes are
 * unbalanced, a line may be missing, and what looks like code may be the middle of a literal.
 */
const SAYS_UNTERMINATED = /unterminated|unrecognized token|Unclosed quotation|Error 1064/;

/** Masks an error without ` in line N: `. If it has details on a later line, the lines in between are a statement whose mark was lost. */
function maskUnmarked(text: string, scope: RedactionScope): string {
  const from = text.indexOf('\n');
  const end = text.lastIndexOf(DETAILS);
  if (from < 0 || end <= from || /^\s*$/.test(text.slice(from, end))) return maskText(text, scope);
  return (
    maskText(text.slice(0, from), scope) +
    maskWhole(text.slice(from, end), scope) +
    maskText(text.slice(end), scope)
  );
}

function dialectsWithoutDetails(head: string): readonly SqlDialect[] {
  const driver = /(?:pq|mssql): |ERROR: |Error \d{4}(?: \([0-9A-Z]{5}\))?: /.exec(head);
  if (driver) return dialectsOf(head.slice(driver.index));
  const said = head.replace(/ in line -?\d+: ?$/, '');
  return /syntax error$|constraint failed|no such (?:table|column|function)|already exists$|duplicate column name|unrecognized token|incomplete input|SQL logic error/.test(
    said,
  )
    ? SQLITE
    : UNDECIDED;
}

/** How a complete error begins: with a stamp, a prefix, an engine's words, or a caller's words before any quotation. */
const BEGINNING =
  /^\s*(?:\d{4}\/\d\d\/\d\d |near "|no such |unique constraint|foreign key|not null|check constraint|table |duplicate |unrecognized token|incomplete input|sql|pq: |mssql: |mysql|driver: |dial |context |database |unexpected |transaction |code: \d|rpc )|^[^"'`()=]*(?:migrat|fail|error|panic|could not|can't|cannot|unable)/i;

/** In addition to the forms of messages, a quotation mark may precede a value. The words before the mark decide. */
const QUOTATION_OPENS = /near "|for (?:type|enum) [\w. "]{1,42}: "|the value of '/g;

function countOpenings(text: string): number {
  return countValues(text) + (text.match(QUOTATION_OPENS)?.length ?? 0);
}

/** How many line breaks of a message are checked, and how much on either side: words before a value are shorter. */
const MOST_BREAKS = 40;
const BESIDE_BREAK = 80;

/** The first line break inside the words before a value, which hides the value; -1: there is none. */
function brokenValueAt(head: string): number {
  let at = head.indexOf('\n');
  for (let tries = 0; at >= 0 && tries < MOST_BREAKS; tries++) {
    const before = head.slice(Math.max(0, at - BESIDE_BREAK), at);
    const behind = head.slice(at + 1, at + 1 + BESIDE_BREAK);
    if (countOpenings(before + behind) > countOpenings(`${before}\n${behind}`)) return at;
    at = head.indexOf('\n', at + 1);
  }
  return -1;
}

/** The error printed again without a line break, after the end of a file. */
const GLUED = /[^\s:>\])"'|}]error: /;

/** Masks the text before ` in line N: `. If its beginning is missing, it may begin inside a value. */
function maskHead(head: string, scope: RedactionScope, stated: StatedWords, begins = false): string {
  if (!begins && !BEGINNING.test(head)) {
    const end = head.lastIndexOf(' in line ');
    return maskWhole(head.slice(0, end), scope) + head.slice(end);
  }
  const glued = GLUED.exec(head);
  if (glued)
    return (
      maskWhole(head.slice(0, glued.index + 1), scope) + maskHead(head.slice(glued.index + 1), scope, stated)
    );
  const broken = brokenValueAt(head);
  if (broken >= 0) {
    const end = head.lastIndexOf(' in line ');
    return (
      maskText(head.slice(0, broken), scope, stated) +
      maskWhole(head.slice(broken, end), scope) +
      head.slice(end)
    );
  }
  return maskText(head, scope, stated);
}

function maskWhole(text: string, scope: RedactionScope): string {
  if (isMasked(text)) return text;
  const lead = /^\s*/.exec(text)![0];
  const body = text.slice(lead.length);
  return lead + scope.mask(body, 'statement');
}

/** Notes text that may be data, so that words from it are masked in the engine's message too. */
function noteSuspects(sql: string, dialects: readonly SqlDialect[], scope: RedactionScope): void {
  for (const dialect of dialects) {
    const { brokenFrom } = sensitiveRanges(sql, dialect);
    if (brokenFrom !== undefined) scope.suspect(sql.slice(brokenFrom));
  }
}

function split(text: string, complete: boolean): ErrorParts {
  const shape = shapeOf(text);
  if (shape === undefined) return { head: text, sql: undefined, tail: undefined, said: undefined };
  const { statementFrom, statementTo, details } = shape;
  const head = text.slice(0, statementFrom);
  if (!complete || details === null)
    return { head, sql: text.slice(statementFrom), tail: undefined, said: undefined };
  return {
    head,
    sql: text.slice(statementFrom, statementTo),
    tail: { details: text.slice(statementTo, details.to), rest: text.slice(details.to) },
    said: text.slice(details.from + DETAILS_OPEN.length, details.to),
  };
}
