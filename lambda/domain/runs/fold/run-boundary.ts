import { DETAILS_OPEN, saysDriver } from '../../lines/wording/error-details.ts';
import type { MigrateError, MigrateEvent, MigrationName } from '../../model/event.ts';
import type { StoredLine } from '../../model/fact.ts';
import { compareVersions } from '../../model/version.ts';
import type { OpenRun } from './open-run.ts';

/** Event times of neighbouring lines may be off by this much, ms, because some agents stamp whole seconds. */
const TIME_SLACK_MS = 1000;

/** An error printed again in other words comes within this time after the first, ms. */
const REPEAT_WITHIN_MS = 5000;

/** Does this line begin another run, although no line ended the current one? */
export function startsNewRun(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  switch (event.kind) {
    case 'queued':
      return run.migrations.find(event) !== undefined || changesDirection(run, event);
    case 'migration-finished-plain':
      return (
        run.migrations.find(event)?.state === 'finished' ||
        changesDirection(run, event) ||
        goesBack(run, event) ||
        queuedAfterwards(run, event.sinceQueuedMs, line.at)
      );
    case 'error':
      return run.migrations.all.length > 0 && comesFirst(event.error, line);
    case 'no-change':
      return run.migrations.all.length > 0;
    case 'version':
    case 'prompt':
      return run.migrations.all.length > 0;
    default:
      return false;
  }
}

/**
 * Is it an error of a step before any migration is named: connecting, taking the lock, reading the dirty flag?
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (Up, Steps, Migrate, Down)
 */
function comesFirst(error: MigrateError, { text }: StoredLine): boolean {
  switch (error.class) {
    case 'dirty-blocked':
    case 'usage':
      return true;
    case 'lock':
      return true;
    default:
      return isOpening(text);
  }
}

const OPENING =
  /try lock failed|failed to (?:fetch|set) migration lock|failed to open (?:database|source)(?:: |, ")|driver: unknown driver|URL cannot be empty|no scheme|failed to parse scheme/;

/** Cheap test first: an error of a migration holds its file, and rarely one of these words. */
function isOpening(text: string): boolean {
  return OPENING_WORDS.some((word) => text.includes(word)) && OPENING.test(text);
}

const OPENING_WORDS = ['lock', 'failed to open', 'unknown driver', 'URL cannot', 'scheme'];

/**
 * Is it a trailing line of a run that has ended: `Finished after` after `no change`, or `Closing source and database` after that?
 *
 * A program that uses the library also closes after it has logged the error of the run; the CLI exits without closing.
 */
export function isTrailingLine(run: OpenRun, event: MigrateEvent): boolean {
  if (run.closed) return false;
  if (run.error) return run.sawCaller && event.kind === 'closing';
  return event.kind === 'closing' || (event.kind === 'command-finished' && run.finishedAfterMs === undefined);
}

/** Does a run whose end was only inferred go on with this line? It does unless the line starts a new run. */
export function resumesRun(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  return run.isInferred && GOES_ON.has(event.kind) && !startsNewRun(run, event, line);
}

const GOES_ON: ReadonlySet<MigrateEvent['kind']> = new Set([
  'executing',
  'migration-finished',
  'migration-finished-plain',
  'command-finished',
  'closing',
  'stopping',
]);

/** Is it the run's error again: in other words (the driver's line, then the caller's), printed twice as known, or its companion? */
export function repeatsError(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  if (!run.error || run.end?.by !== 'line') return false;
  if (event.kind === 'usage') return run.error.class === 'usage';
  if (!isClose(run, line)) return false;
  if (event.kind === 'panic') return run.sawCaller;
  if (event.kind !== 'error') return false;
  if (event.error.class === 'panic') return run.sawCaller;
  const [before, after] = [run.error, event.error];
  const same =
    before.class === after.class &&
    (after.message.includes(before.message) || before.message.includes(after.message));
  // The identical line may come from a restarted container. Only a source error is printed twice by the same run.
  return same && (run.lastText !== line.text || before.class === 'source');
}

/**
 * Was the error that seemed to end the run only a failure to read a file, so that the run goes on with this line?
 *
 * golang-migrate reads files ahead, and prints an error of reading in the same form as the error that ends a run.
 *
 * @see https://github.com/golang-migrate/migrate/blob/v4.19.1/migrate.go (logErr) and migration.go (Buffer)
 */
export function continuesAfterError(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  if (run.end?.by !== 'line' || !run.mayHaveBrokenRead) return false;
  switch (event.kind) {
    case 'executing':
      return run.migrations.find(event)?.state === 'queued';
    case 'migration-finished':
      return (run.migrations.find(event)?.state ?? 'finished') !== 'finished';
    case 'queued':
      return isNext(run, event) && run.migrations.unfinished > 0 && isClose(run, line);
    case 'migration-finished-plain':
      return line.logger && isNext(run, event) && isClose(run, line);
    case 'command-finished':
      return isClose(run, line);
    case 'error':
      return run.isExecuting && event.error.statement !== null && isClose(run, line);
    default:
      return false;
  }
}

function isNext(run: OpenRun, name: MigrationName): boolean {
  return run.migrations.find(name) === undefined && !changesDirection(run, name) && !goesBack(run, name);
}

function isClose(run: OpenRun, { at }: StoredLine): boolean {
  return at === null || run.lastAt === null || at - run.lastAt <= REPEAT_WITHIN_MS;
}

/** Is it a failure to release the lock, after another error or after `no change`? v4.19.1 and later print it on a line of its own. */
export function isUnlockFailure(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  if (event.kind !== 'error' || run.end?.by !== 'line' || !(run.error || run.noChange)) return false;
  return isClose(run, line) && UNLOCK_FAILED.test(line.text);
}

const UNLOCK_FAILED =
  /(?:pg_advisory_unlock|RELEASE_LOCK|sp_releaseapplock|release migration lock|can't unlock)|connection is already closed/;

/**
 * Does the line belong to this run? An `error:` or a panic in words that are not golang-migrate's does only if the run is executing,
 * if its command line is known, or if the line comes soon after the run's last one.
 */
export function isAboutRun(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  const foreign = event.kind === 'panic' || (event.kind === 'error' && !event.own);
  if (!foreign || run.isExecuting || run.commandLine !== null) return true;
  return isClose(run, line);
}

/** Does a masked tail complete the run's error? It does if only the head of that error was read so far. */
export function completesError(run: OpenRun): boolean {
  return run.errorPart === 'open';
}

/**
 * Do these details complete the error that begins with `head`? They do if `head` says that a migration failed, if the details
 * begin as a driver's do, and if both come at nearly the same time.
 */
export function isTailOf(tail: StoredLine, head: StoredLine): boolean {
  const details = tail.text.lastIndexOf(DETAILS_OPEN);
  if (
    details < 0 ||
    !saysDriver(tail.text, details) ||
    !/^error: [^\n]{0,64}migration failed: /.test(head.text)
  )
    return false;
  return tail.at === null || head.at === null || tail.at - head.at <= REPEAT_WITHIN_MS;
}

function changesDirection({ migrations: { first } }: OpenRun, { direction }: MigrationName): boolean {
  return first !== undefined && first.direction !== direction;
}

/** Is the version out of order? In one run an up ascends and a down descends. Versions are compared as numbers. */
function goesBack({ migrations: { last } }: OpenRun, { version, direction }: MigrationName): boolean {
  if (!last) return false;
  const order = compareVersions(version, last.version);
  return direction === 'up' ? order < 0 : order > 0;
}

/** Plain figures count from queueing. A migration that was queued after the run's last line belongs to another run. */
function queuedAfterwards(run: OpenRun, sinceQueuedMs: number, at: number | null): boolean {
  if (at === null || run.lastAt === null || run.migrations.all.length === 0) return false;
  return at - sinceQueuedMs > run.lastAt + TIME_SLACK_MS;
}
