import { counted } from '../../../lambda/domain/model/counted.ts';
import { endedClean, type Outcome, type Run } from '../../../lambda/domain/model/run.ts';
import { isEndUnshown } from '../../../lambda/domain/runs/unshown-end.ts';

const WORDS: Readonly<Record<Outcome, string>> = {
  succeeded: 'succeeded',
  'no-change': 'without change',
  running: 'running',
  failed: 'failed',
  blocked: 'blocked',
  'stopped-early': 'stopped early',
  killed: 'killed',
  unknown: 'with an unknown end',
};
/** As the card says it: nothing shows that the run ended. */
const UNSHOWN = 'applied so far';

/** Counts runs for the last line of the output. */
export class Summary {
  #runs = 0;
  #unclean = 0;
  #dirty = 0;
  readonly #counts = new Map<string, number>();

  get runs(): number {
    return this.#runs;
  }

  /** Did all runs end clean? */
  get isClean(): boolean {
    return this.#unclean === 0;
  }

  add(run: Run): void {
    this.#count(run, 1);
  }

  /** `run` was counted, and is something else now. */
  remove(run: Run): void {
    this.#count(run, -1);
  }

  #count(run: Run, by: number): void {
    this.#runs += by;
    if (!endedClean(run.outcome)) this.#unclean += by;
    if (leftDirty(run)) this.#dirty += by;
    const words = isEndUnshown(run) ? UNSHOWN : WORDS[run.outcome];
    this.#counts.set(words, (this.#counts.get(words) ?? 0) + by);
  }

  /** `53 runs: 30 succeeded, 18 failed, 5 without change; 2 left the database dirty` */
  get line(): string {
    const parts = [...Object.values(WORDS), UNSHOWN].flatMap((words) => {
      const count = this.#counts.get(words) ?? 0;
      return count === 0 ? [] : [`${count} ${words}`];
    });
    const dirty = this.#dirty === 0 ? '' : `; ${this.#dirty} left the database dirty`;
    return `${counted(this.#runs, 'run')}: ${parts.join(', ')}${dirty}`;
  }
}

/** A blocked run found the database dirty, which it did not make. */
function leftDirty({ outcome, dirtyVersion }: Run): boolean {
  return dirtyVersion !== null && outcome !== 'blocked' && !endedClean(outcome);
}
