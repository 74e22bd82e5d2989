import type { RunningMigrate } from './run-migrate.ts';
import type { When } from './scenario.ts';
import type { Target } from './targets.ts';

/** Resolves when `when` holds; asks every 30 ms. Throws when `migrate` ends first, with what it printed. */
export async function until(when: When, running: RunningMigrate, target: Target): Promise<void> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  running.ended.then(end, end);
  while (!(await holds(when, running, target))) {
    if (ended) throw new Error(`migrate ended before ${JSON.stringify(when)} held:\n${running.printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function holds(when: When, running: RunningMigrate, target: Target): Promise<boolean> {
  if ('stderr' in when) return running.printed().includes(when.stderr);
  return /^(t|1)$/.test(await target.query(when.sql));
}
