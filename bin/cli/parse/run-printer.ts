import { type ExplainedRun, explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';
import { endedClean, type Run } from '../../../lambda/domain/model/run.ts';
import { card } from '../card.ts';
import { runJson } from '../run-json.ts';
import type { Found, TextRun } from './runs-in.ts';
import { Summary } from './summary.ts';

/** Runs that are held, so that they are printed in the order of their starts. More of them are printed in the order of their ends. */
const MOST_HELD = 5_000;
/** Runs before the new ones among which the run is searched that left the database dirty. */
const MOST_BEFORE = 1_000;

export interface PrintOptions {
  readonly json: boolean;
  readonly failed: boolean;
  readonly last: boolean;
  /** Epoch ms; runs that ended before are left out. */
  readonly since: number | null;
  readonly columns: number;
  readonly write: (text: string) => void;
}

/** A run with the place that it was read from. */
interface Placed {
  readonly run: ExplainedRun;
  /** `null` for standard input. */
  readonly file: string | null;
  readonly line: number | null;
  /** {@link TextRun.before} */
  readonly before: Run | undefined;
}

/** Prints runs as they are found: as soon as one has ended in a text that somebody watches, else in the order of their starts. */
export class RunPrinter {
  readonly #options: PrintOptions;
  readonly #summary = new Summary();
  #held: TextRun[] = [];
  #before: Run[] = [];
  #last: Placed | undefined;
  #printed = 0;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  /** Did all runs end clean that `since` and `last` leave? */
  get isClean(): boolean {
    return this.#options.last && this.#last ? endedClean(this.#last.run.outcome) : this.#summary.isClean;
  }

  /** How many runs there were, without those before `since`. */
  get runs(): number {
    return this.#summary.runs;
  }

  take({ runs, isLive }: Found, file: string | null): void {
    this.#held.push(...runs);
    if (isLive || this.#held.length > MOST_HELD) this.#flush(file);
  }

  /** The text has ended. Runs of the next one are not compared with those of this one. */
  endOfText(file: string | null): void {
    this.#flush(file);
    this.#before = [];
  }

  /** All texts have ended. */
  end(): void {
    const { last, failed, json, write } = this.#options;
    if (this.#last && !(failed && endedClean(this.#last.run.outcome))) this.#print(this.#last);
    if (json || this.runs === 0) return;
    const hidden = this.runs > this.#printed && (failed || last);
    if (this.runs > 1 || hidden) write(`${this.#printed > 0 ? '\n' : ''}${this.#summary.line}\n`);
  }

  #flush(file: string | null): void {
    const found = this.#held.sort((a, b) => (a.run.startedAt ?? 0) - (b.run.startedAt ?? 0));
    this.#held = [];
    const runs = found.map(({ run }) => run);
    const explained = explainRuns([...this.#before, ...runs], []).slice(this.#before.length);
    this.#before = [...this.#before, ...runs].slice(-MOST_BEFORE);
    for (const [index, { line, before }] of found.entries())
      this.#select({ run: explained[index]!, file, line, before });
  }

  #select(placed: Placed): void {
    const { since, last, failed } = this.#options;
    const { run, before } = placed;
    const at = run.endedAt ?? run.startedAt;
    // A run without a time may be a new one.
    if (since !== null && at !== null && at < since) return;
    if (before) this.#summary.remove(before);
    this.#summary.add(run);
    if (last) {
      if (!this.#last || (run.startedAt ?? 0) >= (this.#last.run.startedAt ?? 0)) this.#last = placed;
    } else if (!failed || !endedClean(run.outcome)) {
      this.#print(placed);
    }
  }

  #print(placed: Placed): void {
    const { json, columns, write } = this.#options;
    if (json) write(`${printableJson(jsonOf(placed))}\n`);
    else write(`${this.#printed > 0 ? '\n' : ''}${card(placed.run, columns, placeWords(placed))}\n`);
    this.#printed++;
  }
}

function jsonOf({ run, file, line, before }: Placed): object {
  return { ...runJson(run), file, line, logStream: run.logStream || null, ...(before && { again: true }) };
}

/** `build.log:12 · stream api/migrate/0123`; the file's name alone for an export. */
function placeWords({ run: { logStream }, file, line, before }: Placed): string {
  const place =
    file === null ? (line === null ? undefined : `line ${line}`) : line === null ? file : `${file}:${line}`;
  const words = [
    place,
    logStream ? `stream ${logStream}` : undefined,
    before ? 'again, with what came later' : undefined,
  ];
  return printable(words.filter(Boolean).join(' · '));
}
