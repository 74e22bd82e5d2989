import { type RunningMigrate, startMigrate } from '../capture/run-migrate.ts';
import type { ScenarioDatabase } from './databases/database.ts';
import { appliedAround, type Scenario, versionAfter } from './scenario.ts';
import { until } from './until.ts';

/** How a job ended, and what it left on the server. */
export interface Done {
  readonly printed: string;
  readonly exitCode: number;
  /**
   * Whether the server was still working for the job after its client had gone.
   *
   * This is observed before the client goes. MariaDB checks once a second whether the client of a statement that waits for a table
   * lock still exists, and ends the statement if not. So afterwards the answer would depend on chance. A statement that works, or
   * waits for a row, continues, and so does the rest of the file (tried with `x-statement-timeout`).
   */
  readonly working: boolean;
  /** Lets the server's remaining work finish, or ends it, as the scenario says; resolves when no work is left. */
  settle(): Promise<void>;
}

/**
 * Runs the scenario's job on its files. The disturbance comes when the server shows that the job waits in the file at
 * fault.
 */
export async function runJob(
  scenario: Scenario,
  database: ScenarioDatabase,
  { program, folder }: { readonly program: string; readonly folder: string },
): Promise<Done> {
  const isHeld = scenario.disturbance !== null || scenario.files[scenario.at]!.parts.some(needsGate);
  const open = isHeld ? await database.closeGate() : async () => undefined;
  const job = startMigrate(program, argumentsOf(scenario, database, folder), {
    stdin: undefined,
    pid1: false,
  });
  const atWork = leavesServerAtWork(scenario) ? seenWaiting(database, job) : Promise.resolve(false);
  if (scenario.disturbance !== null) await disturb(scenario, database, job, open);
  const { stderr, exitCode } = await job.ended;
  const working = (await database.working()) > 0 || (await atWork);
  const settle = async () => {
    if (working && scenario.afterwards === 'end') await database.endSessions();
    await open();
    await until(async () => (await database.working()) === 0);
  };
  if (!working) await settle();
  return { printed: stderr.toString(), exitCode, working, settle };
}

/** Whether the client goes without an answer, and without notifying the server. */
function leavesServerAtWork({ disturbance, files, at }: Scenario): boolean {
  if (disturbance?.kind === 'signal') return disturbance.signal !== 'SIGINT';
  return files[at]!.parts.some((part) => 'flaw' in part && part.flaw.hangsUp === true);
}

/** Resolves when the server shows that it waits for the job, or when the job has ended without that. */
async function seenWaiting(database: ScenarioDatabase, job: RunningMigrate): Promise<boolean> {
  try {
    await until(async () => (await database.waiting()) > 0, job);
    return true;
  } catch {
    return false;
  }
}

/** The job's command line, without the program. */
export function argumentsOf(
  scenario: Scenario,
  database: ScenarioDatabase,
  folder: string,
): readonly string[] {
  return [
    ...['-path', folder, '-database', database.url(scenario.parameters)],
    ...(scenario.verbose ? ['-verbose'] : []),
    ...scenario.command.split(' '),
  ];
}

function needsGate(part: Scenario['files'][number]['parts'][number]): boolean {
  return 'flaw' in part && part.flaw.gateHeld === true;
}

async function disturb(
  scenario: Scenario,
  database: ScenarioDatabase,
  job: RunningMigrate,
  open: () => Promise<void>,
): Promise<void> {
  const { disturbance } = scenario;
  await until(() => isWaiting(scenario, database), job);
  if (disturbance?.kind === 'session-ended') return database.endSessions();
  job.signal(disturbance!.signal);
  if (disturbance!.signal !== 'SIGINT') return;
  await until(async () => job.printed().includes('Stopping after'), job);
  await open();
}

/** If there is no server, the dirty flag shows that the job waits: golang-migrate sets the flag just before it executes the file. */
async function isWaiting(scenario: Scenario, database: ScenarioDatabase): Promise<boolean> {
  if (scenario.engine !== 'sqlite') return (await database.waiting()) > 0;
  const mark = await database.mark();
  return mark?.dirty === true && mark.version === versionAfter(scenario, appliedAround(scenario).done);
}
