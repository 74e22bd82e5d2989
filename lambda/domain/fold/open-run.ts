import type { MigrateError, MigrateEvent, MigrationName, ParsedLine } from '../event.ts';
import type { DeadlineFact, EndedFact, StoredLine } from '../fact.ts';
import { parseTail } from '../read/parse-error.ts';

/** One migration while its run is being read. */
export interface OpenMigration extends MigrationName {
  state: 'queued' | 'executing' | 'finished';
  ranMs: number | null;
  sinceQueuedMs: number | null;
  startedAt: number | null;
  endedAt: number | null;
}

/** How a run ended, as far as its lines, its process or a deadline tell. */
export type End =
  /** Its own last word: `Finished after`, `no change`, `Closing source and database`, an error. */
  | { readonly by: 'line'; readonly at: number | null }
  /** Another command or run began in the same process line-up, so this one was over. */
  | { readonly by: 'next'; readonly at: number | null }
  | { readonly by: 'exit'; readonly at: number | null; readonly exitCode: number | null }
  | { readonly by: 'platform'; readonly at: number; readonly fact: EndedFact }
  /** Inferred from silence; a later line takes it back. */
  | { readonly by: 'settled' | 'end-unknown'; readonly at: number };

/** Event times of neighbouring lines may be off by this much, ms: some agents stamp whole seconds. */
const TIME_SLACK_MS = 1000;

/** A repeat of an error in other words comes this soon after it, ms. */
const REPEAT_WITHIN_MS = 5000;

/** Lines that only `-verbose`, or a library with a logger, prints. */
const VERBOSE: ReadonlySet<MigrateEvent['kind']> = new Set([
  'queued',
  'executing',
  'migration-finished',
  'closing',
]);

/** A run while its lines are being read, in order. {@link finishRun} makes the record from it. */
export class OpenRun {
  readonly firstAt: number | null;
  readonly firstId: string;
  readonly commandLine: string | null;
  readonly migrations = new Map<string, OpenMigration>();
  readonly lines: StoredLine[] = [];
  readonly alerts: DeadlineFact[] = [];
  lastAt: number | null;
  end: End | undefined;
  error: MigrateError | undefined;
  /** The error's statement was masked because head and tail came apart, and no re-read has mended it. */
  errorPart: 'open' | 'closed' | undefined;
  executing: OpenMigration | undefined;
  /** The first and the last migration that was named. */
  first: OpenMigration | undefined;
  last: OpenMigration | undefined;
  noChange = false;
  stopping = false;
  refused = false;
  closed = false;
  command: string | undefined;
  version: { readonly version: string; readonly dirty: boolean } | undefined;
  finishedAfterMs: number | undefined;
  /** The end of the process when it is this run's, even if its own lines had ended the run before. */
  processEnd: EndedFact | undefined;
  sawVerbose = false;
  sawCaller = false;
  sawCliEnd = false;

  constructor(at: number | null, id: string, commandLine: string | null) {
    this.firstAt = at;
    this.lastAt = at;
    this.firstId = id;
    this.commandLine = commandLine;
  }

  get isOpen(): boolean {
    return this.end === undefined;
  }

  /** Only silence ended it, so a later line or the end of its process may say more. */
  get isInferred(): boolean {
    return this.end?.by === 'settled' || this.end?.by === 'end-unknown';
  }

  get isExecuting(): boolean {
    return this.executing !== undefined;
  }

  /** All that began or was queued has finished, and something has. */
  get isSettled(): boolean {
    for (const { state } of this.migrations.values()) if (state !== 'finished') return false;
    return this.migrations.size > 0;
  }

  touch(line: StoredLine): void {
    this.lines.push(line);
    if (line.at !== null) this.lastAt = line.at;
  }

  /** Adds one line and what it says; a run that only seemed over goes on. */
  take({ event, stamped, caller }: ParsedLine, line: StoredLine): void {
    if (this.isInferred) this.end = undefined;
    this.touch(line);
    // The CLI stamps whatever `-verbose` prints and nothing else; the library leaves that to its caller's logger.
    const stampedAsCli =
      event.kind === 'migration-finished-plain' ? !stamped : stamped || !VERBOSE.has(event.kind);
    this.sawCaller ||= caller || !stampedAsCli;
    this.sawVerbose ||= stamped && !caller;
    if (line.part === 'tail') {
      this.error = { ...this.error!, ...parseTail(line.text) };
      this.errorPart = 'closed';
      return;
    }
    switch (event.kind) {
      case 'queued':
        this.sawVerbose = true;
        this.#migration(event);
        return;
      case 'executing':
        this.sawVerbose = true;
        this.executing = this.#migration(event);
        this.executing.state = 'executing';
        this.executing.startedAt = line.at;
        return;
      case 'migration-finished':
        this.sawVerbose = true;
        this.#finish(event, line.at, event.ranMs, null);
        return;
      case 'migration-finished-plain':
        this.#finish(event, line.at, null, event.sinceQueuedMs);
        return;
      case 'no-change':
        this.noChange = true;
        this.end = { by: 'line', at: line.at };
        return;
      case 'command-finished':
        this.sawVerbose = true;
        this.sawCliEnd ||= !caller;
        this.finishedAfterMs = event.tookMs;
        this.end ??= { by: 'line', at: line.at };
        return;
      case 'closing':
        this.sawVerbose = true;
        this.closed = true;
        this.end ??= { by: 'line', at: line.at };
        return;
      case 'version':
        this.version = { version: event.version, dirty: event.dirty };
        this.command = 'version';
        this.end = { by: 'line', at: line.at };
        return;
      case 'stopping':
        this.stopping = true;
        return;
      case 'prompt':
        this.command = event.command;
        if (event.answer === 'refused') {
          this.refused = true;
          this.end = { by: 'line', at: line.at };
        }
        return;
      case 'error':
        this.error = event.error;
        if (line.part === 'head') this.errorPart = 'open';
        this.end = { by: 'line', at: line.at };
        return;
      case 'usage':
      case 'panic':
        this.error = errorWithoutFields(event.kind, line.text);
        this.end = { by: 'line', at: line.at };
        return;
      default:
    }
  }

  passDeadline(fact: DeadlineFact): void {
    if (!this.#isAbout(fact)) return;
    switch (fact.what) {
      case 'settled':
        if (!this.end && this.isSettled && this.#nothingCameAfter(fact))
          this.end = { by: 'settled', at: fact.at };
        return;
      case 'end-unknown':
        if (!this.end && this.#nothingCameAfter(fact)) this.end = { by: 'end-unknown', at: fact.at };
        return;
      case 'lines-missing':
        return;
      case 'silent-warning':
      case 'silent-critical':
        if (!this.end && this.#nothingCameAfter(fact)) this.alerts.push(fact);
        return;
      case 'long-running-warning':
      case 'long-running-critical':
        if (!this.end) this.alerts.push(fact);
        return;
      default:
        fact.what satisfies never;
    }
  }

  endWithNextRun(at: number | null): void {
    this.end ??= { by: 'next', at };
  }

  /** CodeBuild runs its next command only after the last one exited 0; a shell's trace proves less. */
  endWithNextCommand(at: number | null, boundary: 'codebuild' | 'shell'): void {
    this.end ??= boundary === 'codebuild' ? { by: 'exit', at, exitCode: 0 } : { by: 'next', at };
  }

  exit(exitCode: number | null, at: number | null): void {
    if (this.isOpen || this.isInferred) this.end = { by: 'exit', at, exitCode };
  }

  /** A task that stops after a library run settled says nothing about it. */
  processEnded(fact: EndedFact): void {
    if (this.end?.by === 'settled' && this.end.at <= fact.at) return;
    this.processEnd = fact;
    if (this.isOpen || this.isInferred) this.end = { by: 'platform', at: fact.at, fact };
  }

  #isAbout(fact: DeadlineFact): boolean {
    return (this.firstAt ?? 0) <= fact.runStartedAt && fact.runStartedAt <= (this.lastAt ?? 0);
  }

  #nothingCameAfter(fact: DeadlineFact): boolean {
    return (this.lastAt ?? 0) <= fact.lastEventAt;
  }

  #migration(name: MigrationName): OpenMigration {
    const key = keyOf(name);
    const known = this.migrations.get(key);
    if (known) return known;
    const { version, direction, identifier } = name;
    const fresh: OpenMigration = {
      version,
      direction,
      identifier,
      state: 'queued',
      ranMs: null,
      sinceQueuedMs: null,
      startedAt: null,
      endedAt: null,
    };
    this.migrations.set(key, fresh);
    this.first ??= fresh;
    this.last = fresh;
    return fresh;
  }

  #finish(name: MigrationName, at: number | null, ranMs: number | null, sinceQueuedMs: number | null): void {
    const migration = this.#migration(name);
    migration.state = 'finished';
    migration.endedAt = at;
    migration.ranMs = ranMs;
    migration.sinceQueuedMs = sinceQueuedMs;
    if (this.executing === migration) this.executing = undefined;
  }
}

/** Does this line begin another run, although the last one said no end? */
export function startsAnew(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  switch (event.kind) {
    case 'queued':
      return run.migrations.has(keyOf(event)) || changesDirection(run, event);
    case 'migration-finished-plain':
      return (
        run.migrations.get(keyOf(event))?.state === 'finished' ||
        changesDirection(run, event) ||
        goesBack(run, event) ||
        queuedAfterwards(run, event.sinceQueuedMs, line.at)
      );
    case 'no-change':
      return run.migrations.size > 0;
    case 'version':
    case 'prompt':
      return run.migrations.size > 0;
    default:
      return false;
  }
}

/** A trailing line of a run that has ended: `Finished after` behind `no change`, `Closing source and database` behind that. */
export function trails(run: OpenRun, event: MigrateEvent): boolean {
  if (run.closed || run.error) return false;
  return event.kind === 'closing' || (event.kind === 'command-finished' && run.finishedAfterMs === undefined);
}

/** A run that only silence had ended goes on with any line that is not a new start. */
export function canRejoin(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  return run.isInferred && GOES_ON.has(event.kind) && !startsAnew(run, event, line);
}

const GOES_ON: ReadonlySet<MigrateEvent['kind']> = new Set([
  'executing',
  'migration-finished',
  'migration-finished-plain',
  'command-finished',
  'closing',
  'stopping',
]);

/** The same error in other words (the driver's line, then the caller's), its known double print, or its companion. */
export function repeatsError(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  if (!run.error || run.end?.by !== 'line') return false;
  if (event.kind === 'usage') return run.error.class === 'usage';
  if (line.at !== null && run.lastAt !== null && line.at - run.lastAt > REPEAT_WITHIN_MS) return false;
  if (event.kind === 'panic') return run.sawCaller;
  if (event.kind !== 'error') return false;
  if (event.error.class === 'panic') return run.sawCaller;
  if (UNLOCK_FAILED.test(line.text)) return true;
  const [before, after] = [run.error, event.error];
  const same =
    before.class === after.class &&
    (after.message.includes(before.message) || before.message.includes(after.message));
  // A restarted container prints the very same line again: only the double print of source errors is one run's.
  return same && (run.lines.at(-1)?.text !== line.text || before.class === 'source');
}

/** What is left of the connection after the migration failed: never a failure of its own. */
const UNLOCK_FAILED = /pg_advisory_unlock|RELEASE_LOCK|connection is already closed/;

/** An `error:` or a panic in words that are not golang-migrate's is this run's only close to what it was doing. */
export function concerns(run: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
  const foreign = event.kind === 'panic' || (event.kind === 'error' && !event.own);
  if (!foreign || run.isExecuting || run.commandLine !== null) return true;
  return line.at === null || run.lastAt === null || line.at - run.lastAt <= REPEAT_WITHIN_MS;
}

/** A masked tail completes the last error when its head is still open. */
export function completesError(run: OpenRun): boolean {
  return run.errorPart === 'open';
}

/** A version is digits only, so that a sign before it tells the way. */
function keyOf({ version, direction }: MigrationName): string {
  return direction === 'up' ? version : `-${version}`;
}

function changesDirection(run: OpenRun, { direction }: MigrationName): boolean {
  return run.first !== undefined && run.first.direction !== direction;
}

/** One execution goes one way: up ascends, down descends. Versions are compared as the numbers they spell. */
function goesBack(run: OpenRun, { version, direction }: MigrationName): boolean {
  if (!run.last) return false;
  return direction === 'up' ? isLower(version, run.last.version) : isLower(run.last.version, version);
}

function isLower(version: string, than: string): boolean {
  const [a, b] = [withoutZeros(version), withoutZeros(than)];
  return a.length === b.length ? a < b : a.length < b.length;
}

function withoutZeros(digits: string): string {
  return digits.startsWith('0') ? digits.replace(/^0+/, '') : digits;
}

/** Plain figures count from queueing; one that was queued after the last line is another execution's. */
function queuedAfterwards(run: OpenRun, sinceQueuedMs: number, at: number | null): boolean {
  if (at === null || run.lastAt === null || run.migrations.size === 0) return false;
  return at - sinceQueuedMs > run.lastAt + TIME_SLACK_MS;
}

/** An error of which nothing but its first line is known. */
export function errorWithoutFields(errorClass: MigrateError['class'], text: string): MigrateError {
  const [message = ''] = text.split('\n');
  return {
    class: errorClass,
    message,
    sqlState: null,
    vendorCode: null,
    line: null,
    column: null,
    statement: null,
    details: null,
  };
}
