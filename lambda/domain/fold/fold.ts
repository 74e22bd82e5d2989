import type { Announcement } from '../announcement.ts';
import type { MigrateEvent, ParsedLine } from '../event.ts';
import {
  type EndedFact,
  type Fact,
  type FactsByKind,
  factsByKind,
  type StartedFact,
  type StoredLine,
} from '../fact.ts';
import { parseLine } from '../read/parse-line.ts';
import type { Run } from '../run.ts';
import { matchSource, type OriginTraits, type Source } from '../target.ts';
import { canRejoin, completesError, concerns, repeatsError, startsAnew, trails } from './belonging.ts';
import { finishRun } from './finish-run.ts';
import { OpenRun } from './open-run.ts';
import { timelineOf } from './timeline.ts';

/** What is known beside the facts. */
export interface FoldContext {
  /** Origin id that the facts belong to. */
  readonly origin: string;
  readonly sources: readonly Source[];
}

/**
 * Turns all that is known about one origin into its runs, oldest first.
 *
 * Pure, without a clock. Arrival order, repeats and batch borders do not matter: lines are ordered by event time and
 * log event id. An end of the process counts after every line, whatever the clocks say.
 */
export function fold(facts: readonly Fact[], { origin, sources }: FoldContext): readonly Run[] {
  const byKind = factsByKind(facts);
  const started = earliest(byKind.started);
  const ended = latestEnd(byKind.ended);
  const traits = traitsOf(byKind);
  const splitter = new RunSplitter(traits, sources, started);
  for (const entry of timelineOf(byKind)) {
    if ('what' in entry) splitter.current?.passDeadline(entry);
    else splitter.line(entry);
  }
  if (ended) splitter.processEnded(ended);
  const missing = byKind.deadlines.filter(({ what }) => what === 'lines-missing');
  const runs: Run[] = [];
  for (const [index, open] of splitter.runs.entries()) {
    runs.push(
      finishRun(open, { origin, traits, nth: index + 1, started, ended, missing, previous: runs, sources }),
    );
  }
  return runs;
}

/** Cuts one origin's lines into runs: where does one execution of `migrate` end and the next begin? */
class RunSplitter {
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

/** Where the origin's text came from: the first fact that says so, in an order of its own. */
function traitsOf({ lines, started, ended }: FactsByKind): OriginTraits {
  let best: OriginTraits | undefined;
  for (const facts of [lines, started, ended]) {
    for (const fact of facts) if (best === undefined || saysMore(fact, best)) best = fact;
  }
  if (best === undefined) return { logGroup: null, logStream: null, container: null };
  const { logGroup, logStream, container } = best;
  return { logGroup, logStream, container };
}

function saysMore(a: OriginTraits, b: OriginTraits): boolean {
  if (a.logGroup === b.logGroup && a.logStream === b.logStream && a.container === b.container) return false;
  const more = rank(a) - rank(b);
  return more > 0 || (more === 0 && keyOf(a) < keyOf(b));
}

function rank({ logGroup, container }: OriginTraits): number {
  return Number(logGroup !== null) * 2 + Number(container !== null);
}

function keyOf({ logGroup, logStream, container }: OriginTraits): string {
  return JSON.stringify([logGroup, logStream, container]);
}

function earliest(starts: readonly StartedFact[]): StartedFact | undefined {
  return starts.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))[0];
}

/** The highest version is the truth; a container that ended before its task did is told of again, later each time. */
function latestEnd(ends: readonly EndedFact[]): EndedFact | undefined {
  const [last] = ends.toSorted((a, b) => b.version - a.version || (a.id < b.id ? -1 : 1));
  if (!last) return undefined;
  const same = ends.filter(({ exitCode }) => exitCode === last.exitCode);
  return { ...last, at: Math.min(...same.map(({ at }) => at)) };
}
