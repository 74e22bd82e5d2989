import { classifyAmongMigrations } from '../../lines/parse/classify-error.ts';
import { jobOf } from '../../lines/parse/job.ts';
import { errorWithoutFields, inShort, parseTail } from '../../lines/parse/parse-error.ts';
import type { Announcement } from '../../model/announcement.ts';
import type { MigrateError, MigrateEvent, ParsedLine } from '../../model/event.ts';
import type { DeadlineFact, EndedFact, StoredLine } from '../../model/fact.ts';
import type { Job } from '../../model/job.ts';
import type { TimedLine } from './line-times.ts';
import { OpenMigrations } from './open-migrations.ts';
import type { Opening } from './pending-command.ts';

/** How a run ended, as far as its lines, its process or a deadline show. */
export type End =
  /** Ended by its own last line: `Finished after`, `no change`, `Closing source and database`, an error. */
  | { readonly by: 'line'; readonly at: number | null }
  /** Another command or run started in the same container or build, so this one was over. */
  | { readonly by: 'next'; readonly at: number | null }
  | { readonly by: 'exit'; readonly at: number | null; readonly exitCode: number | null }
  | { readonly by: 'platform'; readonly at: number; readonly fact: EndedFact }
  /** Inferred from silence; a later line revokes it. */
  | { readonly by: 'settled' | 'end-unknown'; readonly at: number };

/** Lines that only `-verbose`, or a library with a logger, prints. */
const VERBOSE: ReadonlySet<MigrateEvent['kind']> = new Set([
  'queued',
  'executing',
  'migration-finished',
  'closing',
]);

const NONE: readonly string[] = [];

/** Reading a migration file failed, and the run went on. */
export interface BrokenRead {
  /** The error's message. */
  readonly said: string;
  /** The migrations whose files were being read then; empty if the lines do not name them. */
  readonly files: readonly string[];
}

/** Can this error come from a file that could not be read to its end? Only an error that golang-migrate passes on unchanged can. */
function isOfReading({ class: errorClass, statement, details }: MigrateError, text: string): boolean {
  if (statement !== null || details !== null || !/^(?:\d{4}\/\S+ \S+ )?error: /.test(text)) return false;
  return errorClass === 'unknown' || (errorClass === 'connection' && !text.includes('failed to open'));
}

/** The state of a run while the fold reads its lines in order: each method evolves it. {@link finishRun} projects it into a `Run`. */
export class OpenRun {
  readonly firstAt: number | null;
  readonly firstId: string;
  commandLine: string | null;
  /** True once a shell or make showed the command line, after the start of the container had opened the run. */
  #commandShown = false;
  readonly opening: Opening | undefined;
  /** Time of its earliest event. A task's RUNNING event may be later than its first lines. */
  beganAt: number | null;
  readonly migrations = new OpenMigrations();
  readonly alerts: DeadlineFact[] = [];
  lastAt: number | null;
  lastText: string | undefined;
  /**
   * True once a line of the run was read. False for a dedicated container that has not printed anything yet, which counts as a run
   * already.
   */
  printed = false;
  redactions = 0;
  /** Kinds of leaked credentials, one entry for each line that leaked one. */
  leaked: readonly string[] = NONE;
  end: End | undefined;
  error: MigrateError | undefined;
  /** Set when the error's statement was masked because head and tail came in different deliveries; a re-read resolves this. */
  errorPart: 'open' | 'closed' | undefined;
  /** Failures to read a file that did not end the run. */
  readonly brokenReads: BrokenRead[] = [];
  noChange = false;
  /** What is proved by a line whose whole message is golang-migrate's. A line with other words around golang-migrate's proves nothing. */
  saidWhole: 'applied' | 'no-change' | undefined;
  stopping = false;
  refused = false;
  closed = false;
  command: string | undefined;
  version: { readonly version: string; readonly dirty: boolean } | undefined;
  finishedAfterMs: number | undefined;
  /** The end of the process, if it applies to this run; also when the run's own lines had ended it before. */
  processEnd: EndedFact | undefined;
  /** What its entrypoint announced; the last announcement counts. */
  announcement: Announcement | undefined;
  /** Range of the timestamps of its lines that cannot be right, epoch ms. */
  clock: { readonly from: number; readonly to: number } | undefined;
  /** True once a line said that the process ended, with this run or after it. */
  exited = false;
  sawVerbose = false;
  sawCaller = false;
  sawCliEnd = false;

  #brokeRead: BrokenRead | undefined;

  constructor(at: number | null, id: string, commandLine: string | null, opening?: Opening) {
    this.firstAt = at;
    this.beganAt = at;
    this.lastAt = at;
    this.firstId = id;
    this.commandLine = commandLine;
    this.opening = opening;
  }

  get isOpen(): boolean {
    return this.end === undefined;
  }

  /** True if the run's end was inferred from silence, so that a later line or the end of its process may revoke or refine it. */
  get isInferred(): boolean {
    return this.end?.by === 'settled' || this.end?.by === 'end-unknown';
  }

  get isExecuting(): boolean {
    return this.migrations.executing !== undefined;
  }

  /** What it was asked to do, as far as its command line or a prompt shows. */
  get job(): Job | undefined {
    const said = this.commandLine === null ? undefined : jobOf(this.commandLine);
    return said ?? (this.command === 'down' ? { kind: 'all', direction: 'down' } : undefined);
  }

  /** True while the run is open and has not named a migration yet. */
  get awaitsMigrations(): boolean {
    return this.isOpen && this.migrations.all.length === 0;
  }

  /** Applies an announcement that came before the run, or before its first migration. */
  announced(announcement: Announcement, { redactions, leaked }: StoredLine): void {
    this.announcement = announcement;
    this.redactions += redactions;
    if (leaked) this.leaked = [...this.leaked, ...leaked];
  }

  /** True if the start of its container opened the run, the run has printed nothing, and no line showed its command. */
  get awaitsCommand(): boolean {
    return this.isOpen && !this.printed && !this.#commandShown;
  }

  startedBy(commandLine: string): void {
    this.commandLine = commandLine;
    this.#commandShown = true;
  }

  heardAt(at: number | null): void {
    if (at === null) return;
    if (this.lastAt === null || at > this.lastAt) this.lastAt = at;
    else if (this.beganAt !== null && at < this.beganAt) this.beganAt = at;
  }

  touch(line: TimedLine): void {
    this.printed = true;
    if (line.stampedAt !== undefined) this.#stampedWrong(line.stampedAt);
    this.heardAt(line.at);
    this.lastText = line.text;
    this.redactions += line.redactions;
    if (line.leaked) this.leaked = [...this.leaked, ...line.leaked];
  }

  /** True if the run's error may come from reading a file ahead, in which case the run goes on. */
  get mayHaveBrokenRead(): boolean {
    return this.error !== undefined && this.#brokeRead !== undefined;
  }

  /** Reopens the run: the error that seemed to end it came from reading a file ahead. */
  readBroke(): void {
    this.brokenReads.push(this.#brokeRead!);
    this.error = undefined;
    this.end = undefined;
    this.#brokeRead = undefined;
  }

  /** Adds a failure to release the lock: to the run's error, or as its only error after `no change`. */
  failedToo(error: MigrateError, line: StoredLine): void {
    this.touch(line);
    this.error = this.error
      ? { ...this.error, also: [...(this.error.also ?? []), inShort(line.text)] }
      : { ...error, also: ['no change'] };
    this.noChange = false;
  }

  /** Applies one line and its event. Reopens a run whose end was only inferred. */
  take({ event, stamped, caller, partly }: ParsedLine, line: StoredLine): void {
    if (this.isInferred) this.end = undefined;
    this.touch(line);
    // The CLI stamps exactly the lines that `-verbose` adds; with the library, the caller's logger decides.
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
        this.migrations.named(event);
        return;
      case 'executing':
        this.sawVerbose = true;
        this.migrations.execute(event, line.at);
        return;
      case 'migration-finished':
        this.sawVerbose = true;
        // No other program prints both the begin and the end of the same migration, so other words around them do not matter.
        if (!partly || this.migrations.find(event)?.state === 'executing') this.saidWhole = 'applied';
        this.migrations.finish(event, line.at, event.ranMs, null);
        return;
      case 'migration-finished-plain':
        if (event.readBroke !== undefined) this.brokenReads.push({ said: event.readBroke, files: [] });
        if (!partly) this.saidWhole = 'applied';
        this.migrations.finish(event, line.at, null, event.sinceQueuedMs);
        return;
      case 'no-change':
        this.noChange = true;
        if (!partly) this.saidWhole ??= 'no-change';
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
        this.error = event.told ? event.error : this.#amongMigrations(event.error);
        this.#brokeRead = isOfReading(event.error, line.text)
          ? { said: event.error.message, files: this.migrations.unfinishedNames }
          : undefined;
        if (line.part === 'head') this.errorPart = 'open';
        this.end = { by: 'line', at: line.at };
        return;
      case 'not-started':
        this.refuse(event.text, line.at);
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
        if (!this.end && this.migrations.isSettled && this.#nothingCameAfter(fact))
          this.end = { by: 'settled', at: fact.at };
        return;
      case 'end-unknown':
        if (!this.end && this.#nothingCameAfter(fact)) this.end = { by: 'end-unknown', at: fact.at };
        return;
      case 'lines-missing':
      case 'still-failing':
        return;
      case 'silent-warning':
      case 'silent-critical':
        if (!this.end && this.#nothingCameAfter(fact)) this.alerts.push(fact);
        return;
      case 'long-running-warning':
      case 'long-running-critical':
        if (!this.end) this.alerts.push(fact);
        return;
      case 'unusual-warning':
      case 'unusual-critical':
        if (!this.end && this.migrations.executing?.version === fact.version) this.alerts.push(fact);
        return;
      default:
        fact.what satisfies never;
    }
  }

  endWithNextRun(at: number | null): void {
    this.end ??= { by: 'next', at };
  }

  /** CodeBuild runs the next command only after the last one exited with 0. A shell's trace does not prove that. */
  endWithNextCommand(at: number | null, boundary: 'codebuild' | 'shell'): void {
    this.end ??= boundary === 'codebuild' ? { by: 'exit', at, exitCode: 0 } : { by: 'next', at };
  }

  /** Ends the run because the shell or the container runtime could not start golang-migrate; `words` are theirs. */
  refuse(words: string, at: number | null): void {
    this.error = errorWithoutFields('not-started', words);
    this.end = { by: 'line', at };
  }

  exit(exitCode: number | null, at: number | null): void {
    this.exited = true;
    const refused = this.error?.class === 'not-started' && this.end?.by === 'line';
    if (this.isOpen || this.isInferred || refused) this.end = { by: 'exit', at, exitCode };
  }

  /** Applies the end of the process. If a library run had settled before, a later stop of its task says nothing about that run. */
  processEnded(fact: EndedFact): void {
    if (this.end?.by === 'settled' && this.end.at <= fact.at) return;
    this.processEnd = fact;
    if (this.isOpen || this.isInferred) this.end = { by: 'platform', at: fact.at, fact };
  }

  #amongMigrations(error: MigrateError): MigrateError {
    if (this.migrations.all.length === 0) return error;
    const among = { executing: this.isExecuting, verbose: this.migrations.isNamedAtTheStart };
    return { ...error, class: classifyAmongMigrations(error, among) };
  }

  #stampedWrong(at: number): void {
    const { from, to } = this.clock ?? { from: at, to: at };
    this.clock = { from: Math.min(from, at), to: Math.max(to, at) };
  }

  #isAbout(fact: DeadlineFact): boolean {
    return (this.beganAt ?? 0) <= fact.runStartedAt && fact.runStartedAt <= (this.lastAt ?? 0);
  }

  #nothingCameAfter(fact: DeadlineFact): boolean {
    return (this.lastAt ?? 0) <= fact.lastEventAt;
  }
}
