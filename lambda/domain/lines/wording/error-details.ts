/** How `database.Error` opens what the driver said itself; it ends with the parenthesis that closes this one. */
export const DETAILS_OPEN = '(details: ';

/** Behind the closing parenthesis: the line ends, or a quotation, or the next error begins: of a list, or the same once more. */
const AFTER_CLOSING =
  /[ \t]*(?:$|[\r\n"'\\}\]]|and [^\n]{1,1024} in line \d+: |\* |error: |[:;,] [^\n]{0,64}(?:error: |migration failed|failed to execute command:))/y;

/** How drivers begin: words that few files have behind such a parenthesis. */
const DRIVERS_WORDS =
  /(?:pq|mssql|sql|driver|gocql|rpc error|timeout|\p{Lu}[\p{L}\d]{1,30}): |Error \d{4,5}\b|code: \d|line \d+:\d|\d{6} \([0-9A-Z]{5}\): |\([A-Z]\w*\) |<nil>|(?:unexpected )?EOF\b|(?:invalid|bad|busy) (?:connection|buffer)|conn(?:ection)? (?:closed|is )|context (?:deadline|canceled)|(?:dial|read|write|lookup) |i\/o timeout|failed to |no connection|near "|SQL logic error|\w+ constraint failed|no such /uy;

/** What the drivers of PostgreSQL, SQL Server and Snowflake put before the words of the server, which the head of the error has too. */
const BEFORE_MESSAGE = /(?:pq|mssql|\p{Lu}[\p{L}\d ]{1,30}|\d{6} \([0-9A-Z]{5}\)(?:: [\da-f-]{36})?): /uy;

/** What they put behind those words: a place, a code. */
const AFTER_MESSAGE =
  /(?: at (?:column|position) [\d:]{1,20})?(?: \(SQLSTATE [0-9A-Z]{5}\)| \([0-9A-Z]{5}\))?\)/y;

/** What golang-migrate puts behind them in the head. */
const HEAD_GOES_ON = / \(column \d|, | in line -?\d+:| \(proc name /y;

/** Characters that head and details may both have behind the message, by chance: ` (`, ` `. */
const MAY_AGREE_BY_CHANCE = 4;

/** Lines that details may have: engines quote at most some of the statement; ClickHouse adds a stack trace. */
const MOST_LINES = 40;

/** MySQL quotes at most 80 characters of the statement, parentheses and line breaks and all. */
const MYSQL_QUOTATION = /Error \d{4}\b[^\n]{0,1024}? near '[\s\S]{0,512}?' at line \d+\)/y;

/**
 * How lines begin that golang-migrate prints and no SQL does. Such a line may still be a part of a file: of a comment, or of
 * a literal.
 */
export const RUN_LINE =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |(?:error: |\d+\/[ud] .*\([^()\s]+\)$)|(?:Start buffering|Scheduled|Read and execute|Finished) (?:\d+\/[ud] |after \d)|no change$|Closing source and database$|Applying all down|Are you sure you want to|\[Container\] )/;

const MESSAGE_OPEN = 'migration failed: ';
/** A caller's words, a logger's message, and golang-migrate's own. */
const MOST_MESSAGES = 4;
const STATEMENT = / in line -?\d{1,9}:/;

/**
 * Where the server's message may begin in the head of an error, in order; none where the head has no such words.
 *
 * Callers say `migration failed: ` before golang-migrate does, and a message of a server may hold it: which of the places is the
 * right one only the details tell, which repeat the message.
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
  // `migration failed: migration failed in line 0: `: a caller's words, and then those of a driver that adds none.
  return text.startsWith('migration failed', head - 'migration failed'.length) ? NO_STARTS : starts;
}

const NO_STARTS: readonly number[] = [];

/** Details that stand in a text: from their opening parenthesis to behind the closing one. */
export interface DetailsAt {
  readonly from: number;
  readonly to: number;
}

/**
 * Index behind the details that open at `from` and repeat the message at `messageFrom`, however many lines it has;
 * `undefined` where they do not.
 *
 * PostgreSQL's drivers and SQL Server's print the words of the server twice: nothing in a file is taken for their details.
 * `messageTo` is where the head goes on behind the message.
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
 * Index behind the details that open at `from`: where their parentheses balance at the end of a line, else the last `)` that
 * ends one of their lines; `undefined` where none does, because they are cut off, or another text.
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

/** Do the details that open at `from` begin as drivers do? */
export function saysDriver(text: string, from: number): boolean {
  return matchEnd(DRIVERS_WORDS, text, from + DETAILS_OPEN.length) !== undefined;
}

function endsLine(text: string, at: number): boolean {
  return matchEnd(AFTER_CLOSING, text, at) !== undefined;
}

/** Where a sticky expression ends that fits at `at`. */
function matchEnd(sticky: RegExp, text: string, at: number): number | undefined {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : undefined;
}

const OPENING = 40;
const CLOSING = 41;
