import { byHandLogGroup } from '../../../lambda/contract/log-groups.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { RunFinder } from '../../../lambda/pipeline/explain-stream.ts';
import { MaskedLines } from './masked-lines.ts';
import { Sender } from './sender.ts';

/** How often the lines so far are looked at and sent, ms. */
const LOOK_MS = 1_000;

/** Any log group of a monitor: the runs do not show it. */
const PLACE = { logGroup: byHandLogGroup('tee'), logStream: '' };

/** The output of a process while it runs: its lines are sent, and its runs are found. */
export class ByHandRun {
  readonly sender = new Sender();
  readonly #lines = new MaskedLines();
  readonly #finder = new RunFinder();
  readonly #runs: Run[] = [];
  readonly #clock: () => number;
  readonly #timer: NodeJS.Timeout;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#timer = setInterval(() => this.#look(false), LOOK_MS);
  }

  line(text: string): void {
    this.#lines.add(text, this.#clock());
  }

  /** The process has ended. Returns its runs, oldest first; `target` is what they migrated. */
  end(target: Target): readonly Run[] {
    clearInterval(this.#timer);
    this.#look(true);
    this.#runs.push(...this.#finder.end().map(({ run }) => run));
    return this.#runs.map((run) => ({
      ...run,
      target,
      findings: run.findings.filter(({ kind }) => kind !== 'unmatched-target'),
    }));
  }

  #look(isOver: boolean): void {
    const { printed, masked } = this.#lines.take(isOver);
    this.sender.push(masked);
    this.#finder.take([{ ...PLACE, events: printed }]);
    this.#runs.push(...this.#finder.closed().map(({ run }) => run));
  }
}
