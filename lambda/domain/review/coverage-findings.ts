import { UNMATCHED_NAME } from '../../contract/metrics.ts';
import type { DatabaseStatus, Status } from '../incidents/database-status.ts';
import type { Target } from '../model/target.ts';
import type { ListedRun } from '../runs/record/list-line.ts';
import type { Finding } from './finding.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
/** A database without a run for this long is named. */
const QUIET_MS = 4 * WEEK_MS;

/** What the monitor could not see, and what people can do about it. */
export function coverageFindings(
  { databases }: Status,
  runs: readonly ListedRun[],
  now: number,
): readonly Finding[] {
  return [
    ...unmatched(runs),
    ...databases.flatMap(({ target }) => plainOutput(target, runs)),
    ...databases.flatMap((row) => quiet(row, now)),
  ];
}

function quiet({ target, lastRun, running }: DatabaseStatus, now: number): readonly Finding[] {
  if (running !== null) return [];
  const id = `no-runs/${nameOf(target)}`;
  const todo = 'Check the log group of its source, or take it out of the settings.';
  if (lastRun === null) return [{ id, says: 'No run was ever seen.', todo, evidence: 1 }];
  const quietMs = now - lastRun.startedAt;
  if (quietMs < QUIET_MS) return [];
  const weeks = Math.floor(quietMs / WEEK_MS);
  return [{ id, says: `No run for ${weeks} weeks.`, todo, evidence: weeks }];
}

/** Plain output prints no begin of a migration, so neither its duration nor the migration that was killed is known. */
function plainOutput(target: Target, runs: readonly ListedRun[]): readonly Finding[] {
  const own = runs.filter(
    (run) =>
      run.environment === target.environment &&
      run.database === target.database &&
      run.migrationsApplied > 0 &&
      run.source !== 'library',
  );
  const plain = own.filter(({ source }) => source === 'cli').length;
  if (plain === 0) return [];
  return [
    {
      id: `plain-output/${nameOf(target)}`,
      says: `${plain === own.length ? 'Every run' : `${plain} of ${own.length} runs`} printed plain output, which does not show when a migration begins.`,
      todo: 'Run migrate with -verbose.',
      evidence: plain,
    },
  ];
}

function unmatched(runs: readonly ListedRun[]): readonly Finding[] {
  const count = runs.filter(({ environment }) => environment === UNMATCHED_NAME).length;
  if (count === 0) return [];
  return [
    {
      id: 'unmatched',
      says: `${count === 1 ? '1 run fits' : `${count} runs fit`} no source of the settings.`,
      todo: 'Add a source for them: migrate-watch runs --environment unmatched.',
      evidence: count,
    },
  ];
}

function nameOf({ environment, database }: Target): string {
  return `${environment}/${database}`;
}
