import type { ScenarioDatabase } from './databases/database.ts';
import { flawOf, piecesOf } from './migration-file.ts';
import { type Scenario, versionAfter } from './scenario.ts';

/**
 * State of a database after the repair.
 *
 * - `whole`: clean at the job's own target, with exactly the changes that it should have.
 * - `beyond`: one step or more past the target.
 * - `short`: clean and whole, but the job is not finished.
 * - `not-clean`: dirty, or the changes do not fit the recorded version.
 */
export type EndState = 'whole' | 'beyond' | 'short' | 'not-clean';

export async function endStateOf(
  scenario: Scenario,
  database: ScenarioDatabase,
): Promise<{ readonly state: EndState; readonly why: string }> {
  const mark = await database.mark();
  const version = mark?.version ?? '-1';
  const applied = [...scenario.files.keys(), scenario.files.length].find(
    (count) => versionAfter(scenario, count) === version,
  );
  const { start, target } = scenario;
  const way = Math.sign(target - start);
  const why = `recorded ${version}${mark?.dirty ? ' (dirty)' : ''}, target ${versionAfter(scenario, target)}`;
  if (applied === undefined) return { state: 'not-clean', why };
  if ((applied - target) * way > 0) return { state: 'beyond', why };
  const wrong = await wrongPieces(scenario, database, applied);
  if (mark?.dirty || wrong.length > 0) return { state: 'not-clean', why: [why, ...wrong].join('; ') };
  return { state: applied === target ? 'whole' : 'short', why };
}

/** Changes that exist and should not, or are missing, with `applied` files applied. */
async function wrongPieces(
  { files }: Scenario,
  database: ScenarioDatabase,
  applied: number,
): Promise<readonly string[]> {
  const wanted = files.flatMap((file, index) => {
    const residue = flawOf(file)?.residue;
    return [
      ...piecesOf(file).map(({ probe, up }) => ({ probe, up, want: index < applied ? '1' : '0' })),
      ...(residue ? [{ probe: residue.probe, up: 'what a correct file never leaves', want: '0' }] : []),
    ];
  });
  const answers = await database.ask(wanted.map(({ probe }) => probe));
  return wanted.flatMap(({ up, want }, index) =>
    answers[index] === want ? [] : [`${answers[index]} instead of ${want}: ${up}`],
  );
}
