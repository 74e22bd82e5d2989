import { failedCommand } from '../../lines/parse/build-words.ts';
import { parseLine } from '../../lines/parse/parse-line.ts';
import { isMigrateCommandLine } from '../../lines/wording/command-word.ts';
import type { Announcement } from '../../model/announcement.ts';
import type { MigrateEvent, ParsedLine } from '../../model/event.ts';
import type { EndedFact, StartedFact, StoredLine } from '../../model/fact.ts';
import { type Dedication, dedicationOf, type OriginTraits } from '../../model/match-source.ts';
import type { Source } from '../../model/target.ts';
import { OpenRun } from './open-run.ts';
import {
  type Carried,
  type CommandLine,
  commandOf,
  isCutOffBy,
  isEndOf,
  isRefusal,
  type NotStarted,
  type ProcessExit,
  placeOf,
  withExitStatus,
} from './pending-command.ts';
import {
  completesError,
  continuesAfterError,
  isAboutRun,
  isTailOf,
  isTrailingLine,
  isUnlockFailure,
  repeatsError,
  resumesRun,
  startsNewRun,
} from './run-boundary.ts';
import type { FoldSeed } from './seed.ts';

/**
 * The evolve step of the fold: takes one origin's lines in order and decides where one run ends and the next begins.
 *
 * It holds the runs so far and what is pending for the next one; each line changes the last run, opens another, or is dropped.
 */
export class RunSplitter {
  readonly runs: OpenRun[] = [];
  readonly #traits: OriginTraits;
  readonly #sources: readonly Source[];
  /** How many runs the seed counts before these. */
  readonly #before: number;
  #pending: Carried['pending'];
  #announced: Carried['announced'];
  #head: Carried['head'];
  /** The line that is being read. */
  #line: StoredLine | undefined;

  /** `seed`: what was known before the first line that will be read; `null`: the origin is read from its beginning. */
  constructor(
    traits: OriginTraits,
    sources: readonly Source[],
    { started, ended }: { readonly started: StartedFact | undefined; readonly ended: EndedFact | undefined },
    seed: FoldSeed | null = null,
  ) {
    this.#traits = traits;
    this.#sources = sources;
    this.#before = seed?.runs ?? 0;
    if (seed) {
      this.#pending = seed.carried.pending;
      this.#announced = seed.carried.announced;
      this.#head = seed.carried.head;
      return;
    }
    const command = (started?.command ?? ended?.command)?.join(' ');
    if (command !== undefined) this.#pending = { commandLine: command, isOurs: true, shown: undefined };
    // A dedicated container is a run from its start, because plain `migrate` may print nothing until it is killed.
    if (started?.platform === 'ecs' && this.#dedication(1) === 'yes')
      this.#open(started.at, `started ${started.id}`);
  }

  get #commandLine(): string | null {
    return this.#pending?.isOurs === true ? this.#pending.commandLine : null;
  }

  /** How many runs the origin has so far. */
  get #count(): number {
    return this.#before + this.runs.length;
  }

  get current(): OpenRun | undefined {
    return this.runs.at(-1);
  }

  line(line: StoredLine): void {
    this.#line = line;
    const parsed = parseLine(line.text, line.logger, line.part === 'head');
    const { event } = parsed;
    const last = this.current;
    if (line.part === 'tail') {
      if (last && completesError(last)) last.take(parsed, line);
      else if (this.#head && isTailOf(line, this.#head.line)) this.#openAtHead(this.#head).take(parsed, line);
    } else if (event.kind === 'command-line') {
      this.#showsCommand(event, line);
    } else if (event.kind === 'announced') {
      this.#announce(event.announcement, line);
    } else if (event.kind === 'process-exit') {
      this.#exited(event, line);
    } else if (event.kind === 'not-started') {
      this.#notStarted(event, parsed, line);
    } else if (last && continuesAfterError(last, event, line)) {
      last.readBroke();
      last.take(parsed, line);
    } else if (last && event.kind === 'error' && isUnlockFailure(last, event, line)) {
      last.failedToo(event.error, line);
    } else if (last && repeatsError(last, event, line)) {
      last.touch(line);
    } else if (last && this.#goesOn(last, event, line)) {
      last.take(parsed, line);
    } else if (this.#mayBegin(parsed)) {
      last?.endWithNextRun(line.at);
      this.#open(line.at, line.id).take(parsed, line);
    } else if (event.kind === 'error' && line.part === 'head') {
      this.#head = { parsed, line };
    }
  }

  #openAtHead({ parsed, line }: { readonly parsed: ParsedLine; readonly line: StoredLine }): OpenRun {
    this.current?.endWithNextRun(line.at);
    const run = this.#open(line.at, line.id);
    run.take(parsed, line);
    return run;
  }

  /** A command line ends the run before it. The first one of a container belongs to the run that the container's start opened. */
  #showsCommand({ commandLine, command, boundary }: CommandLine, line: StoredLine): void {
    const last = this.current;
    if (last?.awaitsCommand) {
      if (command !== null) last.startedBy(commandLine);
      return;
    }
    last?.endWithNextCommand(line.at, boundary);
    const mayStartIt = /\bmigrate\b/.test(commandLine);
    this.#pending = mayStartIt ? { commandLine, isOurs: command !== null, shown: line } : undefined;
  }

  /** Does the last run go on with this line, whether it has ended or not? */
  #goesOn(last: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
    if (event.kind === 'unrecognized' || !isAboutRun(last, event, line)) return false;
    if (last.isOpen) return !startsNewRun(last, event, line);
    return isTrailingLine(last, event) || (this.#announced === undefined && resumesRun(last, event, line));
  }

  /**
   * An announcement applies to the open run if that has not named a migration yet, as is usual in a dedicated container; otherwise
   * to the next run. A run whose migrations have all finished is closed here. One that is still executing may belong to another
   * process, and stays open.
   */
  #announce(announcement: Announcement, line: StoredLine): void {
    const last = this.current;
    if (last?.awaitsMigrations) {
      last.announced(announcement, line);
      last.heardAt(line.at);
      return;
    }
    if (last?.migrations.isSettled) last.endWithNextRun(line.at);
    this.#announced = { announcement, line };
  }

  /** A pending command of golang-migrate that ended without output, mostly by a failure, becomes a run. Any other exit applies to the current run. */
  #exited(event: ProcessExit, line: StoredLine): void {
    const pending = this.#pending ?? (this.#count === 0 ? commandOf(event, line) : undefined);
    if (pending === undefined || !isEndOf(pending, event)) {
      this.current?.exit(event.exitCode, line.at);
      return;
    }
    this.#pending = pending;
    const run = this.#open(...placeOf(pending, line));
    run.touch(line);
    if (isRefusal(event.exitCode)) run.refuse(line.text, line.at);
    run.exit(event.exitCode, line.at);
  }

  /**
   * A program could not be started. It counts as golang-migrate after a command line that was shown, as the first line of a
   * dedicated container, and as a container's own entry point. Otherwise another program may have the same name.
   */
  #notStarted(event: NotStarted, parsed: ParsedLine, line: StoredLine): void {
    const last = this.current;
    const pending = this.#pending?.shown ? this.#pending : undefined;
    if (last?.awaitsMigrations && (event.names || !last.printed)) {
      last.take(parsed, line);
    } else if (last?.error?.class === 'not-started' && pending === undefined) {
      last.touch(line);
    } else if (pending ? event.names : event.byRuntime || this.#isFirstOfDedicated) {
      last?.endWithNextRun(line.at);
      this.#open(...placeOf(pending, line)).take(parsed, line);
    }
  }

  get #isFirstOfDedicated(): boolean {
    return this.#count === 0 && this.#dedication(1) === 'yes';
  }

  /** May this line begin a run? Not if other programs print the same words. */
  #mayBegin({ event, stamped }: ParsedLine): boolean {
    switch (event.kind) {
      case 'unrecognized':
        return false;
      case 'error':
        return event.own || this.#pending?.isOurs === true;
      case 'panic':
        return this.#pending?.isOurs === true;
      case 'command-finished':
        return stamped;
      default:
        return true;
    }
  }

  processEnded(ended: EndedFact): void {
    this.#line = undefined;
    const pending = this.#pending;
    const last = isCutOffBy(pending, ended)
      ? this.#open(pending.shown!.at, pending.shown!.id)
      : (this.current ?? this.#openAtItsEnd(ended));
    if (!last) return;
    const dedicated = ended.platform !== 'ecs' || this.#dedication(this.#count) !== 'no';
    const counts =
      last.isOpen || last.isInferred ? dedicated || last.isExecuting : dedicated && ended.platform === 'ecs';
    if (counts) last.processEnded(withExitStatus(ended, last));
  }

  /**
   * The run of a process whose end is all that is known: a dedicated container without output and without a start event, which never
   * started or was over within a second; or a build that names golang-migrate's command as the one that failed.
   */
  #openAtItsEnd(ended: EndedFact): OpenRun | undefined {
    const failed = ended.platform === 'codebuild' ? failedCommand(ended.reason) : undefined;
    if (failed && isMigrateCommandLine(failed.commandLine)) {
      this.#pending = { commandLine: failed.commandLine, isOurs: true, shown: undefined };
      const run = this.#open(ended.at, `ended ${ended.id}`);
      if (isRefusal(failed.exitCode)) run.refuse(`exit status ${failed.exitCode}`, ended.at);
      return run;
    }
    const dedication = ended.platform === 'ecs' ? this.#dedication(1) : 'no';
    if (dedication === 'no' || (dedication === 'if-it-prints' && !ended.unnamed)) return undefined;
    return this.#open(ended.startedAt ?? ended.at, `ended ${ended.id}`);
  }

  #open(at: number | null, id: string): OpenRun {
    const carried = { pending: this.#pending, announced: this.#announced, head: this.#head };
    const run = new OpenRun(at, id, this.#commandLine, { line: this.#line, carried });
    this.#pending = undefined;
    this.#head = undefined;
    if (this.#announced) run.announced(this.#announced.announcement, this.#announced.line);
    this.#announced = undefined;
    this.runs.push(run);
    return run;
  }

  #dedication(nth: number): Dedication {
    return dedicationOf(this.#sources, this.#traits, { commandLine: this.#commandLine, nth });
  }
}
