import type { Engine } from '../../contract/engine.ts';
import type { JudgedRun } from '../model/judged-run.ts';
import type { Branch, Step } from '../model/verdict.ts';
import { firstThen } from './advice/branches.ts';
import { startsMigrate } from './advice/commands.ts';
import { lostConnection } from './engine/driver.ts';
import { profileOf } from './engine/profiles.ts';

/**
 * Puts the release of a lock that `run` may have left before the first command of golang-migrate: with the lock held, that command and
 * every one after it would be refused. Unchanged where the server releases the lock when the session ends.
 */
export function withLockReleased(
  next: readonly Branch[],
  run: JudgedRun,
  engine: Engine | null,
): readonly Branch[] {
  const { lockLeft } = profileOf(engine);
  if (lockLeft.length === 0 || !mayHaveLeftLock(run)) return next;
  const [leading, ...others] = next;
  if (leading?.when !== null) return firstThen(lockLeft, next);
  const { steps } = leading;
  const first = steps.findIndex(isMigrate);
  const at = first < 0 ? steps.length : first;
  return [{ when: null, steps: [...steps.slice(0, at), ...lockLeft, ...steps.slice(at)] }, ...others];
}

function isMigrate(step: Step): boolean {
  return 'command' in step && startsMigrate(step.command);
}

const NOT_RELEASED = /release migration lock|can't unlock/;

/** Did it end without releasing its lock, as far as is known? golang-migrate releases it after an error too, if it still can. */
function mayHaveLeftLock({ outcome, error, exitCode, migrations }: JudgedRun): boolean {
  if (outcome === 'killed' || outcome === 'unknown') return true;
  if (error === null) return outcome === 'failed' && exitCode !== 1;
  switch (error.class) {
    case 'panic':
      return true;
    case 'interrupted':
      return outcome !== 'stopped-early';
    case 'connection':
      return migrations.length > 0;
    default:
      return (
        NOT_RELEASED.test([error.message, error.details, ...(error.also ?? [])].join('\n')) ||
        (error.class === 'migration-failed' && lostConnection(error) !== null)
      );
  }
}
