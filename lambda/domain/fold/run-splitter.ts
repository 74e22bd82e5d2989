import type { Announcement } from '../announcement.ts';
import type { MigrateEvent, ParsedLine } from '../event.ts';
import type { EndedFact, StartedFact, StoredLine } from '../fact.ts';
import { parseLine } from '../read/parse-line.ts';
import { matchSource, type OriginTraits, type Source } from '../target.ts';
import {
  canRejoin,
  completesError,
  concerns,
  goesOnAfterError,
  isCompanion,
  repeatsError,
  startsAnew,
  trails,
} from './belonging.ts';
import { OpenRun } from './open-run.ts';

/** Cuts one origin's lines into runs: where does one execution of `migrate` end and the next begin? */
export class RunSplitter {
  readonly runs: OpenRun[] = [];
  readonly #traits: OriginTraits;
  readonly #sources: readonly Source[];
  /** The command line that a build or a shell showed last: the next run is its. */
  #commandLine: string | null = null;
  /** What an entrypoint announced last, and its line: the next run is its. */
  #announced: { readonly announcement: Announcement; readonly line: StoredLine } | undefined;

  constructor(traits: OriginTraits, sources: readonly Source[], started: StartedFact | undefined) {
    this.#traits = traits;
    this.#sources = sources;
    this.#commandLine = started?.command?.join(' ') ?? null;
    // A dedicated container is a run from its start on: plain `migrate` may print nothing until it is killed.
    if (started && this.#dedicated(1)) this.#open(started.at, `started ${started.id}`);
  }

  get current(): OpenRun | undefined {
    return this.runs.at(-1);
  }

  line(line: StoredLine): void {
    const parsed = parseLine(line.text, line.logger);
    const { event } = parsed;
    const last = this.current;
    if (line.part === 'tail') {
      if (last && completesError(last)) last.take(parsed, line);
    } else if (event.kind === 'command-line') {
      last?.endWithNextCommand(line.at, event.boundary);
      this.#commandLine = event.command === null ? null : event.commandLine;
    } else if (event.kind === 'announced') {
      this.#announce(event.announcement, line);
    } else if (event.kind === 'process-exit') {
      last?.exit(event.exitCode, line.at);
    } else if (last && goesOnAfterError(last, event, line)) {
      last.readBroke();
      last.take(parsed, line);
    } else if (last && event.kind === 'error' && isCompanion(last, event, line)) {
      last.failedToo(event.error, line);
    } else if (last && repeatsError(last, event, line)) {
      last.touch(line);
    } else if (last && this.#goesOn(last, event, line)) {
      last.take(parsed, line);
    } else if (this.#mayBegin(parsed)) {
      last?.endWithNextRun(line.at);
      this.#open(line.at, line.id).take(parsed, line);
    }
  }

  /** Does the last run go on with this line, open or not? */
  #goesOn(last: OpenRun, event: MigrateEvent, line: StoredLine): boolean {
    if (event.kind === 'unrecognized' || !concerns(last, event, line)) return false;
    if (last.isOpen) return !startsAnew(last, event, line);
    return trails(last, event) || (this.#announced === undefined && canRejoin(last, event, line));
  }

  /**
   * It is about the run that is open and has named no migration yet, as a dedicated container's has not, else about the next
   * one. A run that had finished all that it named was over then; one that is busy may be another process's.
   */
  #announce(announcement: Announcement, line: StoredLine): void {
    const last = this.current;
    if (last?.awaitsMigrations) {
      last.announced(announcement, line);
      if (line.at !== null) last.lastAt = line.at;
      return;
    }
    if (last?.migrations.isSettled) last.endWithNextRun(line.at);
    this.#announced = { announcement, line };
  }

  /** Words that other programs print too begin no run of their own. */
  #mayBegin({ event, stamped }: ParsedLine): boolean {
    switch (event.kind) {
      case 'unrecognized':
        return false;
      case 'error':
        return event.own || this.#commandLine !== null;
      case 'panic':
        return this.#commandLine !== null;
      case 'command-finished':
        return stamped;
      default:
        return true;
    }
  }

  processEnded(ended: EndedFact): void {
    const last = this.current;
    if (!last) return;
    const dedicated = this.#dedicated(this.runs.length) || ended.platform !== 'ecs';
    const counts =
      last.isOpen || last.isInferred ? dedicated || last.isExecuting : dedicated && ended.platform === 'ecs';
    if (counts) last.processEnded(ended);
  }

  #open(at: number | null, id: string): OpenRun {
    const run = new OpenRun(at, id, this.#commandLine);
    this.#commandLine = null;
    if (this.#announced) run.announced(this.#announced.announcement, this.#announced.line);
    this.#announced = undefined;
    this.runs.push(run);
    return run;
  }

  #dedicated(nth: number): boolean {
    return (
      matchSource(this.#sources, this.#traits, { commandLine: this.#commandLine, nth })?.dedicated === true
    );
  }
}
