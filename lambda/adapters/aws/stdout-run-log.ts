import type { RunLine } from '../../domain/runs/record/run-line.ts';
import type { RunLog } from '../../pipeline/ports.ts';

/** One JSON line per transition on stdout, which the writers' Lambda functions send to the log group `…/runs`. */
export class StdoutRunLog implements RunLog {
  write(line: RunLine): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
