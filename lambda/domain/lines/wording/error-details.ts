/** How `database.Error` introduces the driver's own words, up to the closing parenthesis. */
export const DETAILS_OPEN = '(details: ';

/** After the closing parenthesis the line or a quotation ends, or another error begins: the next of a list, or the same again. */
const AFTER_CLOSING =
  /[ \t]*(?:$|[\r\n"'\\}\]]|and [^\n]{1,1024} in line \d+: |\* |error: |[:;,] [^\n]{0,64}(?:error: |migration failed|failed to execute command:))/y;

/** How drivers' messages begin: words that SQL files hardly ever contain after such a parenthesis. */
const DRIVERS_WORDS =
  /(?:pq|mssql|sql|driver|gocql|rpc error|timeout|\p{Lu}[\p{L}\d]{1,30}): |Error \d{4,5}\b|code: \d|line \d+:\d|\d{6} \([0-9A-Z]{5}\): |\([A-Z]\w*\) |<nil>|(?:unexpected )?EOF\b|(?:invalid|bad|busy) (?:connection|buffer)|conn(?:ection)? (?:closed|is )|context (?:deadline|canceled)|(?:dial|read|write|lookup) |i\/o timeout|failed to |no connection|near "|SQL logic error|\w+ constraint failed|no such /uy;

/** What the drivers of PostgreSQL, SQL Server and Snowflake put before the server's words, which the error's head contains too. */
const BEFORE_MESSAGE = /(?:pq|mssql|\p{Lu}[\p{L}\d ]{1,30}|\d{6} \([0-9A-Z]{5}\)(?:: [\da-f-]{36})?): /uy;

/** What these drivers put after the server's words: a position, a code. */
const AFTER_MESSAGE =
  /(?: at (?:column|position) [\d:]{1,20})?(?: \(SQLSTATE [0-9A-Z]{5}\)| \([0-9A-Z]{5}\))?\)/y;

/** What golang-migrate puts after the server's words in the head. */
const HEAD_GOES_ON = / \(column \d|, | in line -?\d+:| \(proc name /y;

/** How many characters after the message may be equal in head and details by chance: ` (`, ` `. */
const MAY_AGREE_BY_CHANCE = 4;

/** Most lines of details: engines quote only part of the statement; ClickHouse adds a stack trace. */
const MOST_LINES = 40;

/** MySQL quotes at most 80 characters of the statement, including parentheses and line breaks. */
const MYSQL_QUOTATION = /Error \d{4}\b[^\n]{0,1024}? near '[\s\S]{0,512}?' at line \d+\)/y;

/**
 * Beginnings of lines that golang-migrate prints and that are not SQL. A file may still contain such a line, in a comment or a
 * literal.
 */
export const RUN_LINE =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |(?:error: |\d+\/[ud] .*\([^()\s]+\)$)|(?:Start buffering|Scheduled|Read and execute|Finished) (?:\d+\/[ud] |after \d)|no change$|Closing source and database$|Applying all down|Are you sure you want to|\[Container\] )/;

const MESSAGE_OPEN = 'migration failed: ';
/** How often `migration failed: ` may occur in a head: in a caller's words, a logger's message, golang-migrate's words, the server's. */
const MOST_MESSAGES = 4;
const STATEMENT = / in line -?\d{1,9}:/;

/**
 * Where the server's message may begin in the head of an error, in order; empty if the head does not contain the words before it.
 *
 * A caller may write `migration failed: ` before golang-migrate does, and a server's message may contain it. Only the details,
 * which repeat the message, show which position is right.
 */
export function messageStarts(text: string): readonly number[] {
  const first = text.indexOf(MESSAGE_OPEN);
  if (first < 0) return NO_STARTS;
  const starts = [first + MESSAGE_OPEN.length];
  if (!text.includes('migration failed', starts[0])) return starts;
  const head = STATEMENT.exec(text)?.index ?? text.length;
  let next = text.indexOf(MESSAGE_OPEN, starts[0]);
  while (next >= 0 && next < head && starts.length < MOST_MESSAGES) {
    starts.push(next + MESSAGE_OPEN.length);
    next = text.indexOf(MESSAGE_OPEN, next + MESSAGE_OPEN.length);
  }
  // `migration failed: migration failed in line 0: `: a caller's words, then golang-migrate's without a server's message.
  return text.startsWith('migration failed', head - 'migration failed'.length) ? NO_STARTS : starts;
}

const NO_STARTS: readonly number[] = [];

/** The position of details in a text: from their opening parenthesis to after the closing one. */
export interface DetailsAt {
  readonly from: number;
  readonly to: number;
}

/**
 * Index after the details that open at `from` and repeat the message at `messageFrom`, however many lines it has;
 * `undefined` if they do not.
 *
 * The drivers of PostgreSQL and SQL Server print the server's words twice, so text of a file is never taken for their details.
 * `messageTo` is where the head continues after the message.
 */
export function repeatedDetails(
  text: string,
  messageFrom: number,
  from: number,
): { readonly to: number; readonly messageTo: number } | undefined {
  const open = from + DETAILS_OPEN.length;
  const said = matchEnd(BEFORE_MESSAGE, text, open) ?? open;
  let same = 0;
  while (same < from - messageFrom && text.charCodeAt(said + same) === text.charCodeAt(messageFrom + same))
    same++;
  for (let length = same; length > 0 && length >= same - MAY_AGREE_BY_CHANCE; length--) {
    const to = matchEnd(AFTER_MESSAGE, text, said + length);
    if (to === undefined || !endsLine(text, to)) continue;
    if (matchEnd(HEAD_GOES_ON, text, messageFrom + length) !== undefined)
      return { to, messageTo: messageFrom + length };
  }
  return undefined;
}

/**
 * Index after the details that open at `from`: where their parentheses balance at the end of a line, else after the last `)` that
 * ends one of their lines; `undefined` if none does, because the details are cut off or are other text.
 */
export function balancedDetails(text: string, from: number): number | undefined {
  const quoted = matchEnd(MYSQL_QUOTATION, text, from + DETAILS_OPEN.length);
  if (quoted !== undefined && endsLine(text, quoted)) return quoted;
  let depth = 0;
  let last: number | undefined;
  let start = from;
  for (let lines = 0; lines < MOST_LINES && start < text.length; lines++) {
    let closing: number | undefined;
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (last !== undefined && RUN_LINE.test(text.slice(start, end))) return last;
    for (let i = start; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === OPENING) depth++;
      if (code !== CLOSING) continue;
      depth--;
      if (endsLine(text, i + 1)) closing = i + 1;
      if (depth <= 0 && closing === i + 1) return closing;
    }
    if (closing !== undefined && depth <= 0) return closing;
    if (depth <= 0) return last;
    last = closing ?? last;
    start = end + 1;
  }
  return last;
}

/** Do the details that open at `from` begin like a driver's message? */
export function saysDriver(text: string, from: number): boolean {
  return matchEnd(DRIVERS_WORDS, text, from + DETAILS_OPEN.length) !== undefined;
}

function endsLine(text: string, at: number): boolean {
  return matchEnd(AFTER_CLOSING, text, at) !== undefined;
}

/** End of the match of a sticky expression at `at`; `undefined` if it does not match there. */
function matchEnd(sticky: RegExp, text: string, at: number): number | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

const OPENING = 40;
const CLOSING = 41;
