import type { RunningMigrate } from '../capture/run-migrate.ts';

const LONGEST_MS = 60_000;

/**
 * Resolves when `holds` does; asks every 20 ms. Throws after a minute, or when `job` ends first, with what it printed.
 */
export async function until(holds: () => Promise<boolean>, job?: RunningMigrate): Promise<void> {
  const giveUpAt = performance.now() + LONGEST_MS;
  let ended = false;
  const end = () => {
    ended = true;
  };
  job?.ended.then(end, end);
  while (!(await holds())) {
    if (ended) throw new Error(`migrate ended before it was to be disturbed:\n${job!.printed()}`);
    if (performance.now() > giveUpAt)
      throw new Error(`waited a minute without success${job ? `:\n${job.printed()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
