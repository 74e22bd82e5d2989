import {
  extractMigrateLines,
  linesFact,
  type MigrateLines,
} from '../domain/lines/parse/extract-migrate-lines.ts';
import { parseLine } from '../domain/lines/parse/parse-line.ts';
import { alwaysPrints, isMigrateCommandLine } from '../domain/lines/wording/command-word.ts';
import type { StoredLine } from '../domain/model/fact.ts';
import type { LogBatch } from '../domain/model/log-batch.ts';
import type { Run } from '../domain/model/run.ts';
import { sameValue } from '../domain/model/same-value.ts';
import { foldFrom } from '../domain/runs/fold/fold.ts';
import { type Folded, type FoldSeed, seedInOrder } from '../domain/runs/fold/seed.ts';
import { END_OF_TEXT } from './explain-text.ts';

/** A run that was found in a text. */
export interface FoundRun {
  readonly run: Run;
  /** Id of the line that it begins with. */
  readonly lineId: string;
  /** What it was when it was given out before; later lines have changed it. Left out the first time. */
  readonly before?: Run;
}

/** Lines of an origin that are held before its oldest runs are left out of the fold. */
const MOST_LINES = 2_000;

/** What is known of one origin. */
interface OriginState {
  /** The state of the fold before `lines`. */
  readonly seed: FoldSeed | null;
  readonly lines: readonly MigrateLines[];
  /** How many runs were given out, counted from the beginning of the text. */
  readonly given: number;
  /** The last run that was given out, if later lines may still change it. */
  readonly doubtful: Run | undefined;
  /** True if `lines` has lines that were not folded. */
  readonly isNew: boolean;
}

const NOTHING: OriginState = { seed: null, lines: [], given: 0, doubtful: undefined, isNew: false };

/**
 * Finds the runs in a text that is read in parts: the same runs as `explainText` finds in the whole text.
 *
 * A run is given out when the fold has closed it: another run of its origin has begun, or the text has ended. What came before the
 * last two runs of an origin is kept as a seed only, so that a text of any length can be read.
 */
export class RunFinder {
  readonly #origins = new Map<string, OriginState>();
  #attempt: string | undefined;

  /**
   * The first sign that golang-migrate should have run, redacted: a command line of it that always prints something, or the message that
   * its program could not be started. `undefined` if there is none.
   */
  get attempt(): string | undefined {
    return this.#attempt;
  }

  /**
   * Takes the lines of a part, up to `endBefore` (an id), or all of them. Returns the id up to which they were taken: at most
   * `endBefore`, and not inside an error of several lines. The next part has to begin with that line.
   */
  take(batches: readonly LogBatch[], endBefore?: string): string | undefined {
    const found = extracted(batches);
    const end = endBefore === undefined ? undefined : outsideBlocks(found, endBefore);
    for (const lines of found) {
      const taken = end === undefined ? lines : before(lines, end);
      if (taken.lines.length === 0) continue;
      const state = this.#origins.get(lines.origin.id) ?? NOTHING;
      this.#origins.set(lines.origin.id, { ...state, lines: [...state.lines, taken], isNew: true });
      this.#attempt ??= attemptIn(taken.lines);
    }
    return end;
  }

  /** The runs that the lines taken so far have closed and that were not given out before. */
  closed(): readonly FoundRun[] {
    return this.#give((origin, state) => {
      const folded = foldOrigin(origin, state);
      const given = give(state, folded, folded.runs.length - 1);
      return { ...given, state: leftOut(given.state, folded) };
    });
  }

  /** All other runs: the text has ended. */
  end(): readonly FoundRun[] {
    return this.#give((origin, state) => {
      const folded = foldOrigin(origin, state);
      return give(state, folded, folded.runs.length);
    }, true);
  }

  /**
   * The runs that have ended if nothing else comes; `batches` are the lines after those that were taken. Later lines may change the
   * last one of an origin, which is then given out again.
   */
  soFar(batches: readonly LogBatch[]): readonly FoundRun[] {
    const pending = new Map<string, MigrateLines[]>();
    for (const lines of extracted(batches)) {
      const known = pending.get(lines.origin.id) ?? [];
      pending.set(lines.origin.id, [...known, lines]);
      if (!this.#origins.has(lines.origin.id)) this.#origins.set(lines.origin.id, NOTHING);
    }
    return this.#give((origin, state) => {
      const lines = [...state.lines, ...(pending.get(origin) ?? [])];
      if (lines.length === 0) return { state, runs: [] };
      const folded = foldOrigin(origin, { ...state, lines });
      const isOver =
        foldFrom(state.seed, factsOf(lines), { origin, sources: [] }).runs.at(-1)?.outcome !== 'running';
      const { state: after, runs } = give(state, folded, folded.runs.length - (isOver ? 0 : 1));
      return {
        state: { ...after, isNew: state.isNew, doubtful: isOver ? folded.runs.at(-1) : after.doubtful },
        runs,
      };
    }, true);
  }

  #give(of: (origin: string, state: OriginState) => Given, always = false): readonly FoundRun[] {
    const found: FoundRun[] = [];
    for (const [origin, state] of this.#origins) {
      if (!state.isNew && !always) continue;
      const given = of(origin, state);
      this.#origins.set(origin, given.state);
      found.push(...given.runs);
    }
    return found;
  }
}

interface Given {
  readonly state: OriginState;
  readonly runs: readonly FoundRun[];
}

/** Gives out the first `count` runs: those that were not given out before, and the last of the others again if it has changed. */
function give(state: OriginState, folded: Folded, count: number): Given {
  const first = state.seed?.runs ?? 0;
  const runs: FoundRun[] = [];
  let { doubtful } = state;
  for (let index = Math.max(0, state.given - first - 1); index < count; index++) {
    const run = folded.runs[index]!;
    const again = first + index < state.given;
    if (again && (doubtful === undefined || saysTheSame(run, doubtful))) continue;
    runs.push({ run, lineId: folded.opened[index]!.firstId, ...(again && { before: doubtful! }) });
    if (again) doubtful = run;
  }
  if (first + count > state.given) doubtful = undefined;
  return { state: { ...state, given: Math.max(state.given, first + count), doubtful, isNew: false }, runs };
}

/** Would a reader be told the same? Times and notes may differ. */
function saysTheSame(a: Run, b: Run): boolean {
  const said = ({ outcome, dirtyVersion, error, migrations, endSeen, exitCode }: Run) => [
    outcome,
    dirtyVersion,
    error?.class,
    error?.message,
    endSeen,
    exitCode,
    migrations.map(({ version, status }) => [version, status]),
  ];
  return sameValue(said(a), said(b));
}

/** The state without the lines of the oldest runs, if there are many lines. */
function leftOut(state: OriginState, folded: Folded): OriginState {
  if (folded.lines.length <= MOST_LINES) return state;
  const seed = seedInOrder(folded);
  if (seed === undefined) return state;
  const lines = state.lines
    .map((part) => ({ ...part, lines: part.lines.filter(({ id }) => id >= seed.id) }))
    .filter((part) => part.lines.length > 0);
  return { ...state, seed, lines };
}

function extracted(batches: readonly LogBatch[]): readonly MigrateLines[] {
  return batches.flatMap((batch) => extractMigrateLines(batch, 'stream'));
}

function factsOf(lines: readonly MigrateLines[]) {
  return lines.map((part, index) => linesFact(part, String(index), 'stream'));
}

function foldOrigin(origin: string, { seed, lines }: Pick<OriginState, 'seed' | 'lines'>): Folded {
  return foldFrom(seed, [END_OF_TEXT, ...factsOf(lines)], { origin, sources: [] });
}

/** The last place up to `id` that no text of several lines spans. If the first line begins such a text, it is cut at `id`. */
function outsideBlocks(found: readonly MigrateLines[], id: string): string {
  let end = id;
  for (let moved = true; moved; ) {
    moved = false;
    for (const line of found.flatMap(({ lines }) => lines)) {
      if (line.through === undefined || line.id >= end || line.through < end) continue;
      end = eventOf(line.id);
      moved = true;
    }
  }
  const first = found
    .flatMap(({ lines }) => lines.slice(0, 1))
    .map((line) => eventOf(line.id))
    .toSorted()[0];
  return first !== undefined && end <= first ? id : end;
}

/** A line after the first of its event has the event's id and a number behind it. */
function eventOf(id: string): string {
  return id.split('.', 1)[0]!;
}

function before(part: MigrateLines, end: string): MigrateLines {
  return { ...part, lines: part.lines.filter(({ id }) => id < end) };
}

function attemptIn(lines: readonly StoredLine[]): string | undefined {
  return lines.find(({ text, logger }) => {
    const { event } = parseLine(text, logger);
    if (event.kind === 'not-started') return event.names;
    return (
      event.kind === 'command-line' &&
      isMigrateCommandLine(event.commandLine) &&
      alwaysPrints(event.commandLine)
    );
  })?.text;
}
