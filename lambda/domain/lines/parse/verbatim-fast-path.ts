import type { Direction, MigrateEvent, ParsedLine } from '../../model/event.ts';
import { goDurationMs } from '../wording/go-duration.ts';

/*
 * Fast path of: unwrapping, redacting and the pattern table of `line-patterns.ts`, for the lines that most lines of a run are.
 * Decision: docs/decisions/0005. Equivalence test: test/domain/lines/parse/verbatim-fast-path.test.ts.
 */

const STAMP = String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `;
const STAMP_LENGTH = '2026/06/01 03:00:00 '.length;
/** Short lower-case words: too short for a key or a token, even with a vendor's prefix. */
const NAME = String.raw`\d{1,20}/[ud] [a-z0-9]{1,16}(?:_[a-z0-9]{1,16}){0,12}`;
const DURATION = String.raw`(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h)){1,4}`;

/**
 * The lines of a normal run exactly as golang-migrate prints them, if the identifier consists of short lower-case words: stamp,
 * verb, version, direction, identifier, and the durations `read` and `ran`, or the time since queueing; also the last lines of a run.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (runMigrations, newMigration, Close)
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/internal/cli/main.go
 */
const VERBATIM = new RegExp(
  `^(?:${STAMP})?(?:(?:Start buffering|Scheduled|Read and execute) ${NAME}|${NAME} \\(${DURATION}\\)|Finished (?:${NAME} \\(read ${DURATION}, ran ${DURATION}\\)|after ${DURATION})|Closing source and database|no change)$`,
);

/** Is this line verbatim: exactly a line of golang-migrate, with no envelope and nothing to mask? */
export function isVerbatim(text: string): boolean {
  return VERBATIM.test(text);
}

/**
 * Parses a verbatim line, as most lines of a run are; `undefined` for any other line.
 *
 * Such a line has no envelope and cannot contain a secret, so it needs neither unwrapping nor redaction. The expression proves
 * the form. The positions of the parts are then found by `indexOf`, in half the time that capture groups would take.
 */
export function readVerbatim(text: string, logger: boolean): ParsedLine | undefined {
  if (!VERBATIM.test(text)) return undefined;
  // A stamp has a slash at both places. A version consists of digits, with only one slash after it.
  const stamped = text.charCodeAt(7) === SLASH && text.charCodeAt(4) === SLASH;
  const start = stamped ? STAMP_LENGTH : 0;
  const verb = text.charCodeAt(start);
  // Through a logger any component may print `no change`, so other words on the line must name the migration.
  if (verb === LETTER_N) return logger ? undefined : { event: { kind: 'no-change' }, stamped, caller: false };
  if (verb === LETTER_C) return { event: { kind: 'closing' }, stamped, caller: logger };
  if (verb === LETTER_F && text.charCodeAt(start + 'Finished '.length) === LETTER_A) {
    const tookMs = goDurationMs(text, start + 'Finished after '.length, text.length);
    return { event: { kind: 'command-finished', tookMs }, stamped, caller: logger };
  }
  return { event: readMigration(text, start, verb), stamped, caller: logger };
}

/** Parses a line that names a migration, from its verb at `start` on. */
function readMigration(text: string, start: number, verb: number): MigrateEvent {
  const slash = text.indexOf('/', start);
  const direction: Direction = text.charCodeAt(slash + 1) === LETTER_D ? 'down' : 'up';
  const identifierAt = slash + '/u '.length;
  const opening = text.indexOf(' (', identifierAt);
  const identifier = text.slice(identifierAt, opening < 0 ? text.length : opening);
  // Each object is written out: spreading one into another took longer than the parsing.
  if (verb === LETTER_F) {
    const version = text.slice(start + 'Finished '.length, slash);
    const comma = text.indexOf(',', opening);
    const readMs = goDurationMs(text, opening + ' (read '.length, comma);
    const ranMs = goDurationMs(text, comma + ', ran '.length, text.length - 1);
    return { kind: 'migration-finished', version, direction, identifier, readMs, ranMs };
  }
  if (opening >= 0) {
    const version = text.slice(start, slash);
    const sinceQueuedMs = goDurationMs(text, opening + ' ('.length, text.length - 1);
    return { kind: 'migration-finished-plain', version, direction, identifier, sinceQueuedMs };
  }
  const version = text.slice(text.lastIndexOf(' ', slash) + 1, slash);
  return { kind: verb === LETTER_R ? 'executing' : 'queued', version, direction, identifier };
}

const SLASH = 0x2f;
const LETTER_A = 0x61;
const LETTER_C = 0x43;
const LETTER_D = 0x64;
const LETTER_F = 0x46;
const LETTER_N = 0x6e;
const LETTER_R = 0x52;
