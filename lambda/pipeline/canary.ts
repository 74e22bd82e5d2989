import { canaryRun } from '../domain/canary/canary-run.ts';
import type { Clock, LogWriter } from './ports.ts';

export interface CanaryPorts {
  readonly logWriter: LogWriter;
  readonly clock: Clock;
  /** Ms from one planned call to the next. */
  readonly everyMs: number;
}

/** Writes the lines of one canary run into the canary's log group. `scheduledAt` is its planned time, epoch ms; `undefined` means now. */
export async function canary(
  scheduledAt: number | undefined,
  { logWriter, clock, everyMs }: CanaryPorts,
): Promise<void> {
  const now = clock();
  const { logStream, lines } = canaryRun(scheduledAt ?? now, everyMs, now);
  await logWriter.write(logStream, lines);
}
