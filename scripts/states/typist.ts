import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import type { Branch, Step } from '../../lambda/domain/model/verdict.ts';
import { dropResidue, finalizeDetach, finishByHand, undoByHand } from './by-hand.ts';
import type { ScenarioDatabase } from './databases/database.ts';
import type { Done } from './run-job.ts';
import type { Scenario } from './scenario.ts';
import { holds, type Situation, situationOf } from './situation.ts';

/** Shell environment in which pages are typed. */
export interface Desk {
  readonly scenario: Scenario;
  readonly database: ScenarioDatabase;
  readonly program: string;
  /** Folder of the migrations. */
  readonly folder: string;
  readonly job: Done;
  /** Puts the correct files in place of the flawed one. */
  correctFiles(): void;
}

/** A typed line and its output. */
export interface Typed {
  readonly line: string;
  readonly exitCode: number;
  readonly output: string;
}

/** All typed lines and read sentences; `stuck` says why the page could not be followed to its end. */
export interface Repair {
  readonly typed: readonly Typed[];
  readonly read: readonly string[];
  readonly stuck: string | null;
}

/** A person's progress in a page. */
interface Progress {
  readonly typed: Typed[];
  readonly read: string[];
}

/** Follows a page to the letter: the first steps, then the one alternative that fits the database. */
export async function followPage(next: readonly Branch[], desk: Desk): Promise<Repair> {
  const progress: Progress = { typed: [], read: [] };
  const stuck = await toTheEnd(next, desk, progress);
  return { ...progress, stuck: stuck ?? whyStuck(progress.typed) };
}

/** Resolves to the reason why the page cannot be followed to its end, if that is the page's fault. */
async function toTheEnd(next: readonly Branch[], desk: Desk, progress: Progress): Promise<string | null> {
  const [first] = next;
  const leading = first?.when === null ? first.steps : [];
  const alternatives = next.filter(({ when }) => when !== null);
  // If the file failed again, the page would not be tested.
  desk.correctFiles();
  for (const step of leading) await follow(step, desk, progress);
  if (alternatives.length === 0) return null;
  await desk.job.settle();
  if (leading.some((step) => 'do' in step && PART.test(step.do))) await repairPart(desk);
  const now = await situationOf(desk.scenario, desk.database);
  const unknown = alternatives.find(({ when }) => holds(when!, now) === undefined);
  if (unknown) return `nobody knows when this holds: ${unknown.when}`;
  const fitting = alternatives.filter(({ when }) => holds(when!, now));
  if (fitting.length !== 1) {
    const words = alternatives.map(({ when }) => when).join(' | ');
    return `${fitting.length} alternatives hold of: ${words}\n${JSON.stringify(now)}`;
  }
  if (fitting[0]!.when!.startsWith('If you')) await byHandAs(now, desk);
  for (const step of fitting[0]!.steps) await follow(step, desk, progress);
  return null;
}

/** A check may fail; a command that changes something must succeed. */
function whyStuck(typed: readonly Typed[]): string | null {
  const failed = typed.find(({ line, exitCode }) => exitCode !== 0 && !/ version$|^ls /.test(line));
  return failed === undefined ? null : `exit ${failed.exitCode}: ${failed.line}\n${failed.output}`;
}

const PART = /If part of the change is there, undo that part by hand or do the rest by hand/;

/** Pages ask the reader to undo or finish the change before one of their branches holds. */
async function repairPart(desk: Desk): Promise<void> {
  const now = await situationOf(desk.scenario, desk.database);
  if (now.mark?.dirty === true && now.change === 'part') await byHandAs(now, desk);
}

async function byHandAs({ at, chosen }: Situation, { scenario, database }: Desk): Promise<void> {
  const { files, direction } = scenario;
  const own = { file: files[at]!, direction, database };
  await (chosen === 'undo' ? undoByHand(own) : finishByHand(own));
}

async function follow(step: Step, desk: Desk, { typed, read }: Progress): Promise<void> {
  if ('command' in step) {
    // The page's reader looks at the server's sessions while they work; all other steps come after they have ended.
    if (!SESSIONS.test(step.command)) await desk.job.settle();
    typed.push(await type(step.command, desk));
    return;
  }
  read.push(step.do);
  const line = await lineFor(step.do, desk);
  if (line !== null) typed.push(await type(line, desk));
  if (BY_HAND.test(step.do)) {
    const { at } = await situationOf(desk.scenario, desk.database);
    const file = desk.scenario.files[at]!;
    if (step.do.includes('FINALIZE')) await finalizeDetach(file, desk.database);
    else await dropResidue(file, desk.database);
  }
}

/** Sentences that ask a person to write a statement. */
const BY_HAND =
  /^(?:Drop each of these with DROP INDEX|Drop each index in that list that this file names, with DROP INDEX|Run ALTER TABLE … DETACH PARTITION … FINALIZE)/;

/** Command that a person types to follow a sentence; `null` if there is nothing to type. */
async function lineFor(words: string, { scenario, database }: Desk): Promise<string | null> {
  const now = await situationOf(scenario, database);
  const [, force] = /^Type `([^`]* force -- )V`, with that version in place of V\.$/.exec(words) ?? [];
  if (force !== undefined) return `${force}${now.change === 'all' ? now.done : now.undone}`;
  if (/^Start the same job again/.test(words)) return `${MIGRATE} ${scenario.command}`;
  if (!/\bsubtract (?:it|them|what)\b/.test(words)) return null;
  const [, word, count] = /^(up|down) (\d+)$/.exec(scenario.command) ?? [];
  if (word === undefined) return `${MIGRATE} ${scenario.command}`;
  // The page counts what is done, or asks its reader to count.
  const done = /(\d+) of its N (?:is|are) done/.exec(words)?.[1] ?? Math.abs(now.applied - scenario.start);
  const left = Number(count) - Number(done);
  return left > 0 ? `${MIGRATE} ${word} ${left}` : null;
}

const MIGRATE = 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS"';

const SESSIONS = /pg_stat_activity|processlist/;

/** Types a line as printed, in a shell with the variables that pages ask for. */
function type(line: string, { database, scenario, program, folder }: Desk): Promise<Typed> {
  const url = line.startsWith('psql ') ? database.clientUrl : database.url(scenario.parameters);
  const env = {
    PATH: [dirname(program), process.env['PATH']].join(delimiter),
    DATABASE_URL: url,
    MIGRATIONS: folder,
    ...database.environment,
  };
  return new Promise((resolve) =>
    execFile('sh', ['-c', line], { env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ line, exitCode: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
    ),
  );
}
