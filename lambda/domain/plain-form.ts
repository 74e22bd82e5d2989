import type { Direction, MigrateEvent } from './event.ts';
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
const DURATION = String.raw`(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,4}`;

/**
 * The lines of a normal run exactly as golang-migrate prints them, with an identifier of short lower-case words:
 * stamp, verb, version, direction, identifier, `read`, and `ran` or what passed since queueing.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (runMigrations, newMigration)
 */
const PLAIN_FORM = new RegExp(
  `^(${STAMP})?(?:(Start buffering|Scheduled|Read and execute|Finished) )?(\\d{1,20})/([ud]) (${IDENTIFIER})` +
    `(?: \\((?:read (${DURATION}), ran )?(${DURATION})\\))?$`,
);

/**
 * What a line says that has the form of most lines of a run; `undefined` for any other.
 *
 * Such a line has nothing wrapped around it and holds nothing that can be a secret, so it needs neither unwrapping nor
 * redaction (property tests hold it to that). Read by one regular expression, without the parser's table and, because
 * that took longer than the expression, without copying objects.
 */
export function readPlainForm(text: string): PlainForm | undefined {
  const match = PLAIN_FORM.exec(text);
  if (match === null) return undefined;
  const verb = match[2];
  const version = match[3]!;
  const direction: Direction = match[4] === 'd' ? 'down' : 'up';
  const identifier = match[5]!;
  const [read, span] = [match[6], match[7]];
  const stamped = match[1] !== undefined;
  if (verb === undefined) {
    if (span === undefined || read !== undefined) return undefined;
    const sinceQueuedMs = parseGoDuration(span)!;
    return {
      event: { kind: 'migration-finished-plain', version, direction, identifier, sinceQueuedMs },
      stamped,
    };
  }
  if (verb === 'Finished') {
    if (read === undefined) return undefined;
    const readMs = parseGoDuration(read)!;
    const ranMs = parseGoDuration(span!)!;
    return { event: { kind: 'migration-finished', version, direction, identifier, readMs, ranMs }, stamped };
  }
  if (span !== undefined) return undefined;
  const kind = verb === 'Read and execute' ? 'executing' : 'queued';
  return { event: { kind, version, direction, identifier }, stamped };
}

/** The same expression, by the verbs' own ends, for those who only want to know. */
const SHAPES = new RegExp(
  `^(?:${STAMP})?(?:(?:Start buffering|Scheduled|Read and execute) NAME|NAME \\(${DURATION}\\)|Finished NAME \\(read ${DURATION}, ran ${DURATION}\\))$`.replaceAll(
    'NAME',
    `\\d{1,20}/[ud] ${IDENTIFIER}`,
  ),
);

/** Is this line in plain form? Half the price of {@link readPlainForm}, and the same answer. */
export function isPlainForm(text: string): boolean {
  return SHAPES.test(text);
}
