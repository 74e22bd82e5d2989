import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMigrate } from '../capture/run-migrate.ts';
import { compare, type Grade } from './compare.ts';
import type { ScenarioDatabase } from './databases/database.ts';
import { type EndState, endStateOf } from './end-state.ts';
import type { Log } from './log.ts';
import { baseName, type Direction, textOf } from './migration-file.ts';
import { argumentsOf, type Done, runJob } from './run-job.ts';
import { preparationOf, type Scenario, versionAfter } from './scenario.ts';
import { surround } from './surround.ts';
import { type Told, toldByDeployment, toldByText } from './told.ts';
import { isClean, type Truth, truthOf } from './truth.ts';
import { followPage, type Repair } from './typist.ts';

/** Program and database for a scenario. */
export interface Stage {
  /** The `migrate` program. */
  readonly program: string;
  /** A new database; `folder` is for its files. */
  open(scenario: Scenario, folder: string): Promise<ScenarioDatabase>;
}

/** Result of one scenario. */
export interface Played {
  readonly scenario: Scenario;
  /** Log of the run before the job. */
  readonly before: Log | undefined;
  readonly logs: readonly Log[];
  readonly truth: Truth;
  readonly told: { readonly text: Told; readonly declared: Told };
  readonly grade: { readonly text: Grade; readonly declared: Grade };
  /** The typed page; `null` if there was no page to type, or its state was wrong. */
  readonly repair: (Repair & { readonly end: EndState; readonly why: string }) | null;
}

/** Creates the scenario's state on a new database, judges it, types the repair, and checks the result. */
export async function play(scenario: Scenario, stage: Stage): Promise<Played> {
  const home = mkdtempSync(join(tmpdir(), 'migrate-watch-states-'));
  const folder = join(home, 'migrations');
  mkdirSync(folder);
  const database = await stage.open(scenario, home);
  try {
    const before = await prepare(scenario, database, stage.program, folder);
    writeFile(folder, scenario, scenario.at, scenario.direction, 'flawed');
    const job = await runJob(scenario, database, { program: stage.program, folder });
    const truth = await truthOf(scenario, database, job.working);
    const logs = [{ text: surround(scenario, job.printed, job.exitCode), exitCode: job.exitCode }];
    const isRerun = scenario.again && !isClean(truth);
    if (isRerun) logs.push(await rerun(scenario, database, job, stage.program, folder));
    const told = { text: toldByText(logs), declared: await toldByDeployment(scenario, logs, before) };
    const known = isRerun ? { ...truth, working: false } : truth;
    const grade = {
      text: compare(scenario, told.text, known),
      declared: compare(scenario, told.declared, known),
    };
    const desk = {
      ...{ scenario, database, program: stage.program, folder, job },
      correctFiles: () => writeFile(folder, scenario, scenario.at, scenario.direction, 'correct'),
    };
    const { next } = told[scenario.typed];
    const isTyped = next.length > 0 && grade[scenario.typed] !== 'wrong';
    const repair = isTyped ? await followPage(next, desk) : null;
    await job.settle();
    const end = repair && (await endStateOf(scenario, database));
    return {
      ...{ scenario, before, logs, truth, told, grade },
      repair: repair && end && { ...repair, end: end.state, why: end.why },
    };
  } finally {
    await database.drop();
    rmSync(home, { recursive: true });
  }
}

/** The same job again: it is refused while the database is dirty. */
async function rerun(
  scenario: Scenario,
  database: ScenarioDatabase,
  job: Done,
  program: string,
  folder: string,
): Promise<Log> {
  await job.settle();
  const { stderr, exitCode } = await startMigrate(program, argumentsOf(scenario, database, folder), {
    stdin: undefined,
    pid1: false,
  }).ended;
  return { text: surround(scenario, stderr.toString(), exitCode), exitCode };
}

/** Writes the correct files and applies those that the scenario applies before the job; resolves to the log. */
async function prepare(
  scenario: Scenario,
  database: ScenarioDatabase,
  program: string,
  folder: string,
): Promise<Log | undefined> {
  const { files, start } = scenario;
  const needs = preparationOf(scenario);
  if (needs.length > 0) await database.byHand(needs.join('\n'));
  for (const index of files.keys())
    for (const direction of ['up', 'down'] as const) writeFile(folder, scenario, index, direction, 'correct');
  if (start === 0) return undefined;
  const command = `goto ${versionAfter(scenario, start)}`;
  const goto = argumentsOf({ ...scenario, command }, database, folder);
  const { exitCode, stderr } = await startMigrate(program, goto, { stdin: undefined, pid1: false }).ended;
  if (exitCode !== 0) throw new Error(`a correct file failed:\n${stderr}`);
  return { text: stderr.toString(), exitCode };
}

function writeFile(
  folder: string,
  { files }: Scenario,
  index: number,
  direction: Direction,
  how: 'correct' | 'flawed',
): void {
  const file = files[index]!;
  writeFileSync(join(folder, `${baseName(file)}.${direction}.sql`), textOf(file, direction, how));
}

/** Is the page at fault? It is if it leads past the target, to an end that is not clean, or nowhere. */
export function isFault({ grade, repair }: Played): boolean {
  if (grade.text === 'wrong' || grade.declared === 'wrong') return true;
  if (repair === null) return false;
  if (repair.stuck !== null || repair.end === 'beyond' || repair.end === 'not-clean') return true;
  return repair.end === 'short' && !repair.read.some((words) => TARGET_NOT_TOLD.test(words));
}

/** The log does not show the job's target, and the page says so. */
const TARGET_NOT_TOLD = /does not show how far the job should go|as far as the log shows/;
