import type { Job } from '../model/job.ts';
import type { JudgedCase, JudgedRun } from '../model/judged-run.ts';
import type { Migration } from '../model/run.ts';
import type { Steps } from './advice/branches.ts';
import { DOWN_ALL, down, goTo, SHOW_VERSION, UP, up } from './advice/commands.ts';
import {
  directionOf,
  executingOf,
  showsWhatBegan,
  versionIfDone,
  versionIfUndone,
} from './version-to-force.ts';
import { type Start, whereItIsWatched } from './where-watched.ts';

/**
 * Which migrations of the job count as done when the job is continued. `printed`: what the run printed as applied. `also-the-last`:
 * in addition the migration that was executing, because its change turned out to be there. `perhaps-more`: maybe more than was
 * printed, because the last lines may be missing.
 */
export type Done = 'printed' | 'also-the-last' | 'perhaps-more';

/**
 * The steps that finish the job that was started, and nothing more: the next command, or the statement that there is none.
 *
 * The job is what its command line says, else what `-verbose` showed as queued, which never goes beyond the job. If neither is
 * known, the only command is `version`.
 */
export function finishTheJob(judged: JudgedCase, done: Done): Steps {
  const { steps, start } = continuationOf(judged, done);
  const watched = start && whereItIsWatched(judged.run, start);
  if (watched === undefined) return steps;
  const last = steps.at(-1)!;
  if ('do' in last) return [...steps, { do: watched }];
  return [...steps.slice(0, -1), { do: `${watched} Or in this shell.` }, last];
}

/** How to go on. */
interface Continuation {
  readonly steps: Steps;
  /** What the last command starts. Left out if there is nothing to start, or it is not known what. */
  readonly start?: Start;
}

function continuationOf(judged: JudgedCase, done: Done): Continuation {
  const { run } = judged;
  if (run.job !== undefined) return byJob(judged, run.job, done);
  if (run.command !== null && !MIGRATING.has(run.command)) return AGAIN;
  const count = done === 'perhaps-more' || run.outcome === 'blocked' ? undefined : countDone(run, done);
  if (run.source === 'library') return { steps: byProgram(run, count, done) };
  return byQueue(run, done) ?? (count === 0 ? NOTHING_DONE : { steps: unknown(count) });
}

const MIGRATING: ReadonlySet<string> = new Set(['up', 'down', 'goto']);

/** How many of the job's migrations are done. */
function countDone({ migrations }: JudgedRun, done: Done): number {
  const printed = migrations.filter(({ status }) => status === 'applied').length;
  return done === 'also-the-last' ? printed + 1 : printed;
}

const JOB_DONE: Continuation = { steps: [{ do: 'Then the job is done: run nothing more.' }] };
const AGAIN: Continuation = { steps: [{ do: 'Start the same job again.' }], start: 'again' };
const NOTHING_DONE: Continuation = {
  steps: [{ do: 'Start the same job again: nothing of it is done.' }],
  start: 'again',
};

function byJob(judged: JudgedCase, job: Job, done: Done): Continuation {
  switch (job.kind) {
    case 'all':
      if (job.direction === 'up') return again(UP);
      return standsAt(judged, done) === '-1' ? JOB_DONE : again(DOWN_ALL);
    case 'goto':
      return standsAt(judged, done) === job.version ? JOB_DONE : again(goTo(job.version));
    case 'steps':
      return byCount(judged.run, job, done);
  }
}

function again(command: string): Continuation {
  return { steps: [{ command }], start: 'again' };
}

/** The version that the database is at; `undefined` when not known. */
function standsAt({ run, context }: JudgedCase, done: Done): string | undefined {
  switch (done) {
    case 'printed':
      return versionIfUndone(run, context)?.version;
    case 'also-the-last':
      return versionIfDone(run)?.version;
    case 'perhaps-more':
      return undefined;
  }
}

/**
 * For a job with a number of steps (`up 2`). A refused run is usually a retry of the run that failed, which may have done some of
 * these steps.
 */
function byCount(run: JudgedRun, job: Job & { kind: 'steps' }, done: Done): Continuation {
  const { direction, count } = job;
  const words = `The job was ${direction} ${count}`;
  if (run.outcome === 'blocked' && (count > 1 || done === 'also-the-last'))
    return {
      steps: countYourself(
        `${words}: if it was another try of the run that failed, subtract what that run did.`,
      ),
    };
  if (done === 'perhaps-more')
    return { steps: countYourself(`${words}, and its last lines may be missing: subtract what is done.`) };
  const left = count - countDone(run, done);
  if (left <= 0) return JOB_DONE;
  const command = direction === 'up' ? up(left) : down(left);
  return left === count ? again(command) : { steps: [{ command }], start: [direction, String(left)] };
}

function countYourself(sentence: string): Steps {
  return [{ do: sentence }, { command: SHOW_VERSION }];
}

const NOT_IN_THE_LOG = 'The log does not show how far the job should go.';

function unknown(count: number | undefined): Steps {
  return countYourself(
    `${NOT_IN_THE_LOG} If it counts (\`up N\`, \`down N\`), ${takeOff(count)}. Otherwise start the same job again.`,
  );
}

function takeOff(count: number | undefined): string {
  if (count === undefined) return 'subtract what is done';
  return count === 1 ? '1 of its N is done: subtract it' : `${count} of its N are done: subtract them`;
}

/** How many migrations golang-migrate reads ahead by default. If this many are queued, the job may include more. */
const PREFETCH = 10;

/**
 * The migrations that `-verbose` showed as queued and that are not done; `undefined` when nothing was queued, or when the rest
 * cannot be counted.
 *
 * golang-migrate always queues the next migration before it executes one. So if none is queued, the executing migration is the last
 * one.
 *
 * @see golang-migrate v4 migrate.go, readUp, readDown and newMigration
 */
function byQueue(run: JudgedRun, done: Done): Continuation | undefined {
  const { migrations } = run;
  const last = migrations.at(-1);
  if (last === undefined || !showsWhatBegan(run)) return undefined;
  const executing = executingOf(run);
  const left = migrations.filter(
    (migration) => migration.status !== 'applied' && !(done === 'also-the-last' && migration === executing),
  ).length;
  if (left === 0) return QUEUE_DONE;
  if (last.direction === 'down' && done === 'perhaps-more') return undefined;
  const waiting = migrations.filter(({ status }) => status === 'queued').length;
  const further = waiting >= PREFETCH ? ' It queues only ten ahead, so the job may go further.' : '';
  const isUp = last.direction === 'up';
  return {
    steps: [
      { do: `${NOT_IN_THE_LOG} It had queued ${rangeTo(last)}.${further}` },
      { command: isUp ? goTo(last.version) : down(left) },
    ],
    start: isUp ? ['goto', last.version] : ['down', String(left)],
  };
}

const QUEUE_DONE: Continuation = {
  steps: [
    { do: 'It had queued no other migration: as far as the log shows, the job is done. Run nothing more.' },
  ],
};

function rangeTo({ version, direction }: Migration): string {
  return direction === 'up' ? `all up to ${version}` : `all down to and including ${version}`;
}

/** For a run of the library: the program decides how far it migrates. */
function byProgram(run: JudgedRun, count: number | undefined, done: Done): Steps {
  if (count === 0) return [{ do: 'Start the program that runs the migrations again.' }];
  const queue = byQueue(run, done) === QUEUE_DONE ? 'It had queued no other migration. ' : '';
  const goesOn = directionOf(run) === 'down' ? 'Down and Migrate go on' : 'Up and Migrate go on';
  return [
    {
      do: `${queue}Check in the program how far it migrates before you start it again: ${goesOn} from there; Steps starts to count again, so ${takeOff(count)}.`,
    },
  ];
}
