import type { MigrateEvent, MigrationName } from './event.ts';
import { parseGoDuration } from './go-duration.ts';

/** What a plain line says, and whether Go's `log` package stamped it. */
export interface PlainForm {
  readonly event: MigrateEvent;
  readonly stamped: boolean;
}

const STAMP = String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `;
/** Short lower-case words: too short for a key or a token, and none of the prefixes that vendors give to theirs. */
const IDENTIFIER =
  '(?!gh[pousr]_|github_pat_|npm_|[sr]k_live_|dop_v1_)[a-z0-9]{1,16}(?:_[a-z0-9]{1,16}){0,12}';
const NAME = String.raw`(\d{1,20})/([ud]) (${IDENTIFIER})`;
const DURATION = String.raw`((?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,4})`;

/**
 * The lines of a normal run exactly as golang-migrate prints them, with an identifier of short lower-case words.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (runMigrations, newMigration)
 */
const PLAIN_FORM = new RegExp(
  `^(${STAMP})?(?:(Start buffering|Scheduled|Read and execute) ${NAME}|${NAME} \\(${DURATION}\\)|Finished ${NAME} \\(read ${DURATION}, ran ${DURATION}\\))$`,
);

/**
 * Is this line in the form that most lines of a run have?
 *
 * Then nothing is wrapped around it and nothing in it can be a secret, so it needs neither unwrapping nor redaction
 * (a property test holds both to that).
 */
export function isPlainForm(text: string): boolean {
  return PLAIN_FORM.test(text);
}

/** What such a line says: one regular expression instead of the parser's table; `undefined` for any other line. */
export function readPlainForm(text: string): PlainForm | undefined {
  const match = PLAIN_FORM.exec(text);
  if (match === null) return undefined;
  return { event: eventOf(match), stamped: match[1] !== undefined };
}

/** Groups: stamp; verb and name; name and span; name, read and ran. */
function eventOf(match: RegExpExecArray): MigrateEvent {
  const verb = match[2];
  if (verb !== undefined) {
    const kind = verb === 'Read and execute' ? 'executing' : 'queued';
    return { kind, ...nameAt(match, 3) };
  }
  const span = match[9];
  if (span !== undefined) {
    return { kind: 'migration-finished-plain', ...nameAt(match, 6), sinceQueuedMs: parseGoDuration(span)! };
  }
  const [readMs, ranMs] = [parseGoDuration(match[13]!)!, parseGoDuration(match[14]!)!];
  return { kind: 'migration-finished', ...nameAt(match, 10), readMs, ranMs };
}

function nameAt(match: RegExpExecArray, group: number): MigrationName {
  return {
    version: match[group]!,
    direction: match[group + 1] === 'd' ? 'down' : 'up',
    identifier: match[group + 2]!,
  };
}
