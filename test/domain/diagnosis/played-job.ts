import fc from 'fast-check';
import { isUnfinished, type Job } from '../../../lambda/domain/model/job.ts';
import type { JudgedRun, VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import type { Migration } from '../../../lambda/domain/model/run.ts';
import type { Branch } from '../../../lambda/domain/model/verdict.ts';
import { context, error, failed, migration, run } from './builders.ts';

/** A database and its files: how many of the versions, ascending, are applied. */
type Height = number;

/** A job that did not end well, what is true in the database since, and what its log shows. */
export interface PlayedJob {
  readonly name: string;
  readonly versions: readonly string[];
  /** How many migrations were applied when the failed job began, and how many should be applied in the end. */
  readonly start: Height;
  readonly target: Height;
  /** Where it stands when the mark is right again, without the repair's last command. */
  readonly truth: 'undone' | 'done' | 'clean';
  /** The migration that was executing leads from here to there. */
  readonly from: Height;
  readonly to: Height;
  readonly judged: JudgedRun;
  readonly known: VerdictContext;
}

const PREFETCH = 10;

/** Where a command of golang-migrate leaves a clean database. */
export function played(command: string, height: Height, versions: readonly string[]): Height {
  const words = command.replace(/^migrate -database "\$DATABASE_URL" -path "\$MIGRATIONS" /, '');
  const [, word, argument] = /^(?:-verbose )?(up|down|goto|force) ?(?:-- )?(-all|-?\d+)?$/.exec(words) ?? [];
  const heightOf = (version: string) => (version === '-1' ? 0 : versions.indexOf(version) + 1);
  switch (word) {
    case 'up':
      return argument === undefined ? versions.length : Math.min(versions.length, height + Number(argument));
    case 'down':
      return argument === '-all' ? 0 : Math.max(0, height - Number(argument));
    case 'goto':
    case 'force':
      return heightOf(argument!);
    default:
      return height;
  }
}

/** Where `branch` leaves the database, typed line by line; a mark that a person has to look up is looked up right. */
export function typed({ steps }: Branch, { truth, from, to, versions }: PlayedJob): Height {
  const standing = truth === 'undone' ? from : to;
  let height = standing;
  for (const step of steps) {
    if ('command' in step) height = played(step.command, height, versions);
    else if (step.do.includes('force -- V')) height = standing;
  }
  return height;
}

/** The branch that holds. */
export function holding(next: readonly Branch[], { truth }: PlayedJob): Branch | undefined {
  const alternatives = next.filter(({ when }) => when !== null);
  if (alternatives.length === 0) return next[0];
  return alternatives.find(({ when }) => HOLDS[truth].test(when!));
}

const HOLDS: Readonly<Record<PlayedJob['truth'], RegExp>> = {
  clean: /^If it is not dirty(?!, and at )/,
  undone: /nothing of|undo by hand|never began|is in that list/,
  done: /all of|rest of the file|dirty and the change is there/,
};

const jobs = (count: number): fc.Arbitrary<Job> =>
  fc.oneof(
    fc.constantFrom<Job>({ kind: 'all', direction: 'up' }, { kind: 'all', direction: 'down' }),
    fc
      .tuple(fc.constantFrom('up' as const, 'down' as const), fc.integer({ min: 1, max: 5 }))
      .map(([direction, steps]): Job => ({ kind: 'steps', direction, count: steps })),
    fc.integer({ min: 1, max: count }).map((to): Job => ({ kind: 'goto', version: String(to * 10) })),
  );

function targetOf(job: Job, start: Height, versions: readonly string[]): Height {
  switch (job.kind) {
    case 'all':
      return job.direction === 'up' ? versions.length : 0;
    case 'steps':
      return job.direction === 'up' ? start + job.count : start - job.count;
    case 'goto':
      return versions.indexOf(job.version) + 1;
  }
}

/** How a job can fail, and what then can be true. */
const ENDS = ['failed', 'partly', 'marked', 'killed', 'lost', 'blocked', 'exit-1', 'stopped'] as const;

/** Any job on any database that stops somewhere on its way. */
export const playedJobs: fc.Arbitrary<PlayedJob> = fc
  .record({ count: fc.integer({ min: 1, max: 16 }), start: fc.nat({ max: 16 }) })
  .chain(({ count, start }) =>
    fc.record({
      count: fc.constant(count),
      start: fc.constant(Math.min(start, count)),
      job: jobs(count),
      at: fc.nat({ max: 15 }),
      end: fc.constantFrom(...ENDS),
      truth: fc.constantFrom('undone' as const, 'done' as const, 'clean' as const),
      verbose: fc.boolean(),
      tellsJob: fc.boolean(),
      library: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
      knowsBefore: fc.boolean(),
    }),
  )
  .map((one) => play(one))
  .filter((one) => one !== undefined);

interface Setting {
  readonly count: number;
  readonly start: Height;
  readonly job: Job;
  readonly at: number;
  readonly end: (typeof ENDS)[number];
  readonly truth: 'undone' | 'done' | 'clean';
  readonly verbose: boolean;
  readonly tellsJob: boolean;
  readonly library: boolean;
  readonly knowsBefore: boolean;
}

function play(setting: Setting): PlayedJob | undefined {
  const { count, start, job, end, verbose } = setting;
  const versions = Array.from({ length: count }, (_, index) => String((index + 1) * 10));
  const target = targetOf(job, start, versions);
  const length = Math.abs(target - start);
  // A count that is more than there is fails otherwise, with everything applied.
  if (length === 0 || target < 0 || target > count) return undefined;
  const way = target > start ? 1 : -1;
  const at = setting.at % length;
  const from = start + way * at;
  const to = from + way;
  const versionAt = (height: Height) => (height === 0 ? '-1' : versions[height - 1]!);
  const named = (index: number, status: Migration['status']) => {
    const version = versions[way > 0 ? start + index : start - index - 1]!;
    return migration(`${version}/${way > 0 ? 'u' : 'd'} m`, status);
  };
  const done = Array.from({ length: at }, (_, index) => named(index, 'applied'));
  const isRunning = end === 'killed' || end === 'stopped';
  const waiting = Math.min(length - at - 1, PREFETCH);
  // A run that was asked to stop finishes the migration that it is in, and plain output prints that.
  const printed = end === 'stopped' ? [...done, named(at, 'applied')] : done;
  const shown = [
    ...done,
    named(at, isRunning ? 'running' : 'failed'),
    ...Array.from({ length: waiting }, (_, index) => named(at + 1 + index, 'queued')),
  ];
  const dirtyVersion = way > 0 || waiting > 0 || to === 0 ? versionAt(to) : null;
  // The client itself takes the mark off: one that was killed while it executed did not.
  const possible =
    end === 'stopped' && !verbose
      ? (['clean'] as const)
      : (end === 'killed' || end === 'exit-1') && verbose
        ? POSSIBLE.lost
        : POSSIBLE[end];
  const truth = possible.includes(setting.truth) ? setting.truth : possible[0]!;
  const before: VerdictContext = context({
    engine: 'postgres',
    versionBefore: setting.knowsBefore ? versionAt(end === 'blocked' ? from : start) : null,
  });
  const { job: _, ...judged } = run({
    command: job.kind === 'goto' ? 'goto' : job.direction,
    source: setting.library ? 'library' : verbose ? 'cli-verbose' : 'cli',
    ...ENDED[end],
    migrations: end === 'blocked' ? [] : verbose ? shown : printed,
    dirtyVersion: end === 'blocked' ? versionAt(to) : verbose ? dirtyVersion : null,
  });
  const told = setting.tellsJob && !setting.library;
  // What shows that it has done all that was wanted ended well.
  if (end === 'stopped' && !verbose && told && isUnfinished(job, printed) === false) return undefined;
  return {
    name: `${JSON.stringify(job)} from ${start} of ${count}, ${end} at ${at}`,
    versions,
    start,
    target,
    truth,
    from,
    to,
    judged: told ? { ...judged, job } : { ...judged, command: null },
    known: before,
  };
}

const POSSIBLE: Readonly<Record<Setting['end'], readonly PlayedJob['truth'][]>> = {
  failed: ['undone'],
  partly: ['undone', 'done'],
  marked: ['done', 'clean'],
  killed: ['undone', 'done', 'clean'],
  lost: ['undone', 'done'],
  blocked: ['undone', 'done'],
  'exit-1': ['undone', 'done', 'clean'],
  stopped: ['undone', 'done', 'clean'],
};

const ENDED: Readonly<Record<Setting['end'], Partial<JudgedRun>>> = {
  failed: { error: failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero') },
  partly: {
    error: failed.pq(
      'BEGIN; CREATE TABLE a (id int); COMMIT; CREATE TABLE b (x nope);',
      'type "nope" does not exist',
    ),
  },
  marked: {
    error: error({
      class: 'bookkeeping',
      message: 'pq: permission denied',
      statement: 'TRUNCATE "public"."schema_migrations"',
    }),
  },
  killed: { outcome: 'killed', exitCode: 137, error: error({ class: 'interrupted' }) },
  lost: { error: failed.lost('driver: bad connection') },
  blocked: { outcome: 'blocked', error: error({ class: 'dirty-blocked' }) },
  'exit-1': {},
  stopped: { outcome: 'stopped-early', exitCode: 0, error: error({ class: 'interrupted' }) },
};
