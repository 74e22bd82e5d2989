import type { Mark, ScenarioDatabase } from './databases/database.ts';
import { flawOf, piecesOf } from './migration-file.ts';
import { appliedAround, type Scenario, versionAfter } from './scenario.ts';

/** How much of a change exists. */
export type Extent = 'none' | 'part' | 'all';

/** What the database shows after the job, independent of the log. */
export interface Truth {
  readonly mark: Mark | null;
  /** Index of the file at fault; in a dirty database, the file of the dirty version. */
  readonly at: number;
  /** The change of the file at fault, in the direction of the job. */
  readonly change: Extent;
  /** Whether the server was still working for the job after its client had gone. */
  readonly working: boolean;
}

/** The database is not dirty, and the server has finished. */
export function isClean({ mark, working }: Truth): boolean {
  return mark?.dirty !== true && !working;
}

/** Whether the job completed. */
export function isComplete(scenario: Scenario, truth: Truth): boolean {
  return isClean(truth) && (truth.mark?.version ?? '-1') === versionAfter(scenario, scenario.target);
}

export async function truthOf(
  scenario: Scenario,
  database: ScenarioDatabase,
  working: boolean,
): Promise<Truth> {
  const mark = await database.mark();
  const at = atFault(scenario, mark);
  return { mark, at, change: await changeOf(scenario, database, at), working };
}

/** A setting that a file makes for its session can make the next file fail. */
function atFault(scenario: Scenario, mark: Mark | null): number {
  if (mark?.dirty !== true) return scenario.at;
  const steps = [...scenario.files.keys()];
  const marked = steps.find(
    (at) => versionAfter(scenario, appliedAround({ ...scenario, at }).done) === mark.version,
  );
  if (marked === undefined)
    throw new Error(`scenario ${scenario.seed}: dirty at ${mark.version}, which does not belong to any file`);
  return marked;
}

async function changeOf(
  { files, direction }: Scenario,
  database: ScenarioDatabase,
  at: number,
): Promise<Extent> {
  const file = files[at]!;
  const residue = flawOf(file)?.residue;
  const pieces = piecesOf(file);
  const answers = await database.ask([
    ...pieces.map(({ probe }) => probe),
    ...(residue ? [residue.probe] : []),
  ]);
  const done = direction === 'up' ? '1' : '0';
  const undone = direction === 'up' ? '0' : '1';
  const own = answers.slice(0, pieces.length);
  if (residue && answers.at(-1) !== '0') return 'part';
  if (own.every((answer) => answer === undone)) return 'none';
  return own.every((answer) => answer === done) ? 'all' : 'part';
}
