import { type RunningMigrate, startMigrate } from '../capture/run-migrate.ts';
import type { ScenarioDatabase } from './databases/database.ts';
import { appliedAround, type Scenario, versionAfter } from './scenario.ts';
import { until } from './until.ts';

/** How a job ended, and what it left on the server. */
export interface Done {
  readonly printed: string;
  readonly exitCode: number;
  /** The server works on for it. */
  readonly working: boolean;
  /** Lets what works on finish, or ends it, as the scenario says; resolves when nothing works any more. */
  settle(): Promise<void>;
}

/** Runs the scenario's job on its files; what disturbs it comes when the server shows that it waits in the file at fault. */
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
  if (scenario.disturbance !== null) await disturb(scenario, database, job, open);
  const { stderr, exitCode } = await job.ended;
  const working = (await database.working()) > 0;
  const settle = async () => {
    if (working && scenario.afterwards === 'end') await database.endSessions();
    await open();
    await until(async () => (await database.working()) === 0);
  };
  if (!working) await settle();
  return { printed: stderr.toString(), exitCode, working, settle };
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

/** Where there is no server to show it, the mark does: golang-migrate sets it just before it sends the file. */
async function isWaiting(scenario: Scenario, database: ScenarioDatabase): Promise<boolean> {
  if (scenario.engine !== 'sqlite') return (await database.waiting()) > 0;
  const mark = await database.mark();
  return mark?.dirty === true && mark.version === versionAfter(scenario, appliedAround(scenario).done);
}
