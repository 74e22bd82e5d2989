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

/** Cuts one origin's lines into runs: where does one execution of `migrate` end and the next begin? */
export class RunSplitter {
  readonly runs: OpenRun[] = [];
  readonly #traits: OriginTraits;
  readonly #sources: readonly Source[];
  /** Runs that came before those that are read here. */
  readonly #before: number;
  #pending: Carried['pending'];
  #announced: Carried['announced'];
  #head: Carried['head'];
  /** The line that is being read. */
  #line: StoredLine | undefined;

  /** `seed`: what was known before the first line that will be read; left out: the origin is read from its beginning. */
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
    // A dedicated container is a run from its start on: plain `migrate` may print nothing until it is killed.
    if (started?.platform === 'ecs' && this.#dedication(1) === 'yes')
      this.#open(started.at, `started ${started.id}`);
  }

  get #commandLine(): string | null {
    return this.#pending?.isOurs === true ? this.#pending.commandLine : null;
  }

  /** Runs of the origin so far. */
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

  /** A command line ends what ran before it; a container's first one is that of the run which its start opened. */
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

  /** Does the last run go on with this line, open or not? */
  #goesOn(last: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
    if (event.kind === 'unrecognized' || !isAboutRun(last, event, line)) return false;
    if (last.isOpen) return !startsNewRun(last, event, line);
    return isTrailingLine(last, event) || (this.#announced === undefined && resumesRun(last, event, line));
  }

  /**
   * It is about the run that is open and has named no migration yet, as a dedicated container's has not, else about the next
   * one. A run that had finished all that it named was over then; one that is busy may be another process's.
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

  /** A command line of golang-migrate's that printed nothing and failed is a run; any other end is of the run that is open. */
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
   * Without a command line, or a container that does nothing but migrate, another program may be meant by the same name; not
   * where it is the container's own entry point.
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

  /** Words that other programs print too begin no run of their own. */
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
   * A dedicated container that printed nothing, and whose start nobody told of: it never began, or was over within a second. Or
   * a build that says which command failed: golang-migrate's, of which no line came.
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
