import { DAYS, type SimulatedFile } from './world.ts';

/** One run of production: what has been in staging for half a day, for one database. */
export interface SimulatedRun {
  readonly day: number;
  readonly database: number;
  readonly files: readonly SimulatedFile[];
}

const RUNS_A_DAY = 2;
const IN_STAGING_DAYS = 0.5;

/** Two times a day, one run for each database that has files. */
export function productionRuns(files: readonly SimulatedFile[]): readonly SimulatedRun[] {
  const byRun = new Map<string, SimulatedFile[]>();
  for (const file of files) {
    const slot = Math.max(1, Math.ceil((file.day + IN_STAGING_DAYS) * RUNS_A_DAY));
    if (slot > DAYS * RUNS_A_DAY) continue;
    const key = `${slot}/${file.database}`;
    byRun.set(key, [...(byRun.get(key) ?? []), file]);
  }
  return [...byRun].map(([key, of]) => {
    const [slot, database] = key.split('/').map(Number);
    return { day: slot! / RUNS_A_DAY, database: database!, files: of };
  });
}
