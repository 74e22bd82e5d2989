import type { HealthLog } from '../../pipeline/ports.ts';

/** Writes JSON lines to stdout, which Lambda puts into the function's log group. */
export class StdoutHealthLog implements HealthLog {
  warn(message: string): void {
    process.stdout.write(`${JSON.stringify({ level: 'WARN', message })}\n`);
  }
}
