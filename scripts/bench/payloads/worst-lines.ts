import { pumped, pumps } from '../../expressions/verdicts.ts';

/**
 * The largest log event that CloudWatch Logs takes: 1 MB.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const LINE_CHARACTERS = 1_048_576;

/** Length of the texts that make an expression slow; no expression searches a longer text. */
const PUMPED_CHARACTERS = 250_000;

const MIGRATION_ERROR = 'error: migration failed in line 0: ';
const DETAILS = ' (details: pq: syntax error at or near "x")';

export interface WorstLineText {
  readonly name: string;
  readonly text: string;
}

/**
 * Hostile lines of `characters`: each contains many near-matches of something that a parser, an envelope or a redactor
 * looks for.
 */
export function worstLines(characters: number): readonly WorstLineText[] {
  const fill = (head: string, repeated: string, tail = ''): string => {
    const room = characters - head.length - tail.length;
    return head + repeated.repeat(Math.max(0, Math.ceil(room / repeated.length))).slice(0, room) + tail;
  };
  return [
    { name: 'one letter', text: fill('', 'a') },
    { name: 'spaces', text: fill('', ' ', 'x') },
    { name: 'digits', text: fill('', '9') },
    { name: 'a finished migration without its end', text: fill('1/u ', 'a (') },
    { name: 'a finished migration with many durations', text: fill('1/u a ', '(1.5ms) ') },
    { name: 'a Go duration without end', text: fill('1/u a (', '1h2m3s') },
    { name: 'a verbose line with many ends', text: fill('Finished 1/u ', 'x (read 1ms, ran ') },
    { name: 'a verbose time stamp again and again', text: fill('', '2026/06/01 03:00:00 ') },
    { name: 'error: again and again', text: fill('', 'error: ') },
    { name: 'migration failed again and again', text: fill('', 'error: migration failed in line 0: ') },
    { name: 'in line 1: again and again', text: fill('error: ', 'in line 1: ') },
    { name: 'details without end', text: fill(MIGRATION_ERROR, '(details: ') },
    { name: 'columns without end', text: fill('error: migration failed: x', ' (column 1') },
    { name: 'one SQL literal', text: fill(`${MIGRATION_ERROR}SELECT '`, 'a', `'${DETAILS}`) },
    { name: 'SQL quotes', text: fill(MIGRATION_ERROR, "'", DETAILS) },
    { name: 'SQL quotes and backslashes', text: fill(MIGRATION_ERROR, "\\'", DETAILS) },
    {
      name: 'many short SQL literals',
      text: fill(`${MIGRATION_ERROR}INSERT INTO a VALUES `, "('b', 1), ", DETAILS),
    },
    { name: 'dollar quotes of ever new tags', text: fill(MIGRATION_ERROR, everNewTags(characters), DETAILS) },
    { name: 'dollars', text: fill(MIGRATION_ERROR, '$', DETAILS) },
    { name: 'dollar tags that never close', text: fill(MIGRATION_ERROR, '$a$ $b', DETAILS) },
    { name: 'comments that open again and again', text: fill(MIGRATION_ERROR, '/*', DETAILS) },
    { name: 'comment ends', text: fill(MIGRATION_ERROR, '*/', DETAILS) },
    { name: 'dashes', text: fill(MIGRATION_ERROR, '-- ', DETAILS) },
    { name: 'backticks', text: fill(MIGRATION_ERROR, '`', DETAILS) },
    { name: 'brackets', text: fill(MIGRATION_ERROR, '(', DETAILS) },
    { name: 'URLs with credentials', text: fill('error: failed to open database: ', 'postgres://u:p@h/d ') },
    { name: 'one URL without end', text: fill('error: failed to open database: postgres://u:', 'p') },
    { name: 'URL schemes', text: fill('error: ', 'postgres://') },
    { name: 'colons and at signs', text: fill('error: dial postgres://', 'a:b@') },
    { name: 'parse quotes', text: fill('error: ', 'parse "') },
    { name: 'half an e-mail address', text: fill('error: ', 'a.b-c_d+e') },
    { name: 'at signs', text: fill('error: ', 'a@') },
    { name: 'e-mail addresses', text: fill('error: ', 'a@b.cc ') },
    { name: 'dots and at signs', text: fill('error: a@', 'a.') },
    { name: 'password again and again', text: fill('error: ', "PASSWORD '") },
    { name: 'password=', text: fill('error: ', 'password=') },
    { name: 'tokens', text: fill('error: github://', 'ghp_0123456789abcdef:') },
    { name: 'Key (a)=(b)', text: fill('error: DETAIL: ', 'Key (a)=(b) ') },
    { name: 'Failing row', text: fill('error: Failing row contains (', 'a, ') },
    { name: 'JSON that nests', text: fill('', '{"log":') },
    { name: 'JSON lists that nest', text: fill('{"log":', '[') },
    {
      name: 'JSON inside JSON',
      text: JSON.stringify({ log: JSON.stringify({ log: fill('', '\\"').slice(0, characters / 5) }) }),
    },
    {
      name: 'JSON of many keys',
      text: `{${fill('', '"msg":"1/u a (1ms)",').slice(0, characters - 20)}"z":1}`,
    },
    { name: 'backslashes', text: fill('', '\\') },
    { name: 'backslash n', text: fill('error: ', '\\n') },
    { name: 'many lines in one event', text: fill(`${MIGRATION_ERROR}x`, '\n') },
    { name: 'many errors in one event', text: fill('', 'error: x\n') },
    { name: 'many migrations in one event', text: fill('', '1/u a (1ms)\n') },
    { name: 'carriage returns', text: fill('1/u a (1ms)', '\r') },
    { name: 'CodeBuild prefixes', text: fill('', '[Container] 2026/06/01 03:00:00 ') },
    { name: 'logfmt keys', text: fill('', 'level=info msg=') },
    { name: 'logfmt quotes', text: fill('msg="', '\\" ') },
    { name: 'docker compose bars', text: fill('', 'migrate_1  | ') },
    { name: 'ANSI colours', text: fill('', '\u001b[31m') },
    { name: 'ANSI without end', text: fill('\u001b[', '0;') },
    { name: 'ISO time stamps', text: fill('', '2026-06-01T03:00:00.000Z ') },
    { name: 'goroutines', text: fill('panic: ', 'goroutine 1 [running]: ') },
    { name: 'zero-width and combining characters', text: fill('', '\u200b\u0301') },
    { name: 'half surrogates', text: fill('', '\ud800') },
    {
      name: 'zeros in a statement',
      text: fill(`${MIGRATION_ERROR}INSERT INTO a VALUES ('\\x`, '0', `')${DETAILS}`),
    },
    ...pumps().flatMap((pump) => {
      const text = pumped(pump, Math.min(characters, PUMPED_CHARACTERS));
      const name = JSON.stringify(pump);
      return [
        { name: `pumped ${name}`, text },
        { name: `pumped in a statement ${name}`, text: MIGRATION_ERROR + text + DETAILS },
      ];
    }),
  ];
}

function everNewTags(characters: number): string {
  const tags: string[] = [];
  for (let index = 0, length = 0; length < characters; index += 1) {
    const tag = `$t${index}$`;
    tags.push(tag);
    length += tag.length;
  }
  return tags.join('');
}
