import type { MigrationLine } from '../../domain/runs/record/migration-line.ts';
import type { RunLine } from '../../domain/runs/record/run-line.ts';
import type { RunLog } from '../../pipeline/ports.ts';

/**
 * Writes one JSON line to stdout for each transition and for each finished migration, with the monitor's name. Lambda puts the lines of the
 * writers into the log group `…/runs`.
 */
export class StdoutRunLog implements RunLog {
  readonly #monitor: string;

  constructor(monitor: string) {
    this.#monitor = monitor;
  }

  write(line: RunLine | MigrationLine): void {
    process.stdout.write(`${JSON.stringify({ ...line, monitor: this.#monitor })}\n`);
  }
}
