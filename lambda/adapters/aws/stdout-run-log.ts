import type { RunLine } from '../../domain/runs/record/run-line.ts';
import type { RunLog } from '../../pipeline/ports.ts';

/** Writes one JSON line to stdout for each transition. Lambda puts the lines of the writers into the log group `…/runs`. */
export class StdoutRunLog implements RunLog {
  write(line: RunLine): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
