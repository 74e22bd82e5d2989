import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { Job } from '../../../lambda/domain/model/job.ts';
import type { JudgedRun, VerdictContext } from '../../../lambda/domain/model/judged-run.ts';
import { branchWhen, commandsIn, wordsOf } from '../../builders/branches.ts';
import { context, error, failed, migration, run, runOfUnknownJob } from './builders.ts';
import { holding, type PlayedJob, playedJobs, typed } from './played-job.ts';

describe('for any job and any failure', () => {
  const sampled = { seed: 20260301, numRuns: 4_000 };
  const about = (one: PlayedJob) => {
    const { next } = judge(one.judged, one.known)!;
    return {
      next,
      branch: holding(next, one),
      said: `${one.name}, ${one.truth}\n${wordsOf(next).join('\n')}`,
    };
  };
  /** Does it say how to reach the target, and not only where the database stands? */
  const isCertain = ({ judged, target, to }: PlayedJob, words: string) => {
    if (/(?:Then|tells,) the job is done/.test(words)) return true;
    const queueIsWhole = Math.abs(target - to) <= 10;
    return / -verbose (?:up|down|goto)\b/.test(words) && (judged.job !== undefined || queueIsWhole);
  };

  test('each branch of a page ends where the job was to end, and never beyond', () => {
    let certain = 0;
    fc.assert(
      fc.property(playedJobs, (one) => {
        const { branch, said } = about(one);
        if (branch === undefined) return expect.fail(`no branch holds: ${said}`);
        const height = typed(branch, one);
        expect(height, said).toBeGreaterThanOrEqual(Math.min(one.start, one.target));
        expect(height, said).toBeLessThanOrEqual(Math.max(one.start, one.target));
        if (!isCertain(one, wordsOf([branch]).join('\n'))) return;
        certain++;
        expect(height, said).toBe(one.target);
      }),
      sampled,
    );
    expect(certain).toBeGreaterThan(1_000);
  });

  test('alternatives have a condition, and a branch that marks a version also says what comes after', () => {
    fc.assert(
      fc.property(playedJobs, (one) => {
        const { next, said } = about(one);
        expect(
          next.slice(1).every(({ when }) => when !== null),
          said,
        ).toBe(true);
        for (const { steps } of next) {
          const mark = steps.findLastIndex((step) =>
            / force (?:-- )?(?:V|-?\d+)/.test(wordsOf([{ when: null, steps: [step] }])[0]!),
          );
          if (mark >= 0) expect(steps.length, said).toBeGreaterThan(mark + 1);
        }
      }),
      sampled,
    );
  });
});

const up = (count: number): Job => ({ kind: 'steps', direction: 'up', count });
const down = (count: number): Job => ({ kind: 'steps', direction: 'down', count });
const goto = (version: string): Job => ({ kind: 'goto', version });
const ROLLED_BACK = failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero');
const PARTLY = failed.mysql(
  'CREATE TABLE a (id INT); ALTER TABLE b ADD c INT;',
  1146,
  "Table 'app.b' doesn't exist",
);
const NOT_MARKED = error({ class: 'bookkeeping', message: 'x', statement: 'TRUNCATE "schema_migrations"' });
const DOWN_13_12 = [
  migration('13/d c', 'applied'),
  migration('12/d b', 'failed'),
  migration('11/d a', 'queued'),
];
const UP_11_TO_13 = [
  migration('11/u a', 'applied'),
  migration('12/u b', 'failed'),
  migration('13/u c', 'queued'),
];
const DONE = 'Then the job is done: run nothing more.';

/** What the branch `when` ends with, the program's name and its flags off. */
function lastOf(judged: JudgedRun, when: string | null, known: Partial<VerdictContext> = {}): string {
  const { next } = judge(judged, context(known))!;
  const branch = when === null ? next : [branchWhen(next, when)];
  return wordsOf(branch)
    .at(-1)!
    .replace(/^migrate .* -verbose /, '');
}

describe('what finishes the job', () => {
  test.each<{
    readonly name: string;
    readonly given: Partial<JudgedRun>;
    readonly when: string | null;
    readonly last: string;
  }>([
    { name: 'up, rolled back', given: { error: ROLLED_BACK }, when: null, last: 'up' },
    {
      name: 'up 1, rolled back: it is one of them',
      given: { job: up(1), migrations: [migration('12/u b', 'failed')], error: ROLLED_BACK },
      when: null,
      last: 'up 1',
    },
    { name: 'up 3, one applied before', given: { job: up(3), error: ROLLED_BACK }, when: null, last: 'up 2' },
    {
      name: 'up 3, one applied before, plain',
      given: {
        job: up(3),
        source: 'cli',
        migrations: [migration('11/u a', 'applied')],
        dirtyVersion: null,
        error: ROLLED_BACK,
      },
      when: null,
      last: 'up 2',
    },
    {
      name: 'up 2, the second one finished by hand',
      given: { job: up(2), error: PARTLY },
      when: 'the rest of the file by hand',
      last: DONE,
    },
    {
      name: 'up 3, the second one finished by hand',
      given: { job: up(3), error: PARTLY },
      when: 'the rest of the file by hand',
      last: 'up 1',
    },
    {
      name: 'goto 12, rolled back',
      given: { job: goto('12'), error: ROLLED_BACK },
      when: null,
      last: 'goto 12',
    },
    {
      name: 'goto 12, finished by hand',
      given: { job: goto('12'), error: PARTLY },
      when: 'the rest of the file by hand',
      last: DONE,
    },
    {
      name: 'goto 13, finished by hand',
      given: { job: goto('13'), error: PARTLY },
      when: 'the rest of the file by hand',
      last: 'goto 13',
    },
    {
      name: 'down 1, rolled back',
      given: {
        command: 'down',
        migrations: [migration('12/d b', 'failed')],
        dirtyVersion: null,
        error: ROLLED_BACK,
      },
      when: null,
      last: 'down 1',
    },
    {
      name: 'down 2, the second rolled back',
      given: { job: down(2), migrations: DOWN_13_12, dirtyVersion: '11', error: ROLLED_BACK },
      when: null,
      last: 'down 1',
    },
    {
      name: 'down 2, wholly applied, the mark missing',
      given: { job: down(2), migrations: DOWN_13_12.slice(0, 2), dirtyVersion: '11', error: NOT_MARKED },
      when: 'dirty and the change is there',
      last: DONE,
    },
    {
      name: 'down -all, the last one finished by hand',
      given: {
        job: { kind: 'all', direction: 'down' },
        migrations: [migration('1/d a', 'failed')],
        dirtyVersion: '-1',
        error: PARTLY,
      },
      when: 'the rest of the file by hand',
      last: DONE,
    },
    {
      name: 'down -all, rolled back',
      given: {
        job: { kind: 'all', direction: 'down' },
        migrations: DOWN_13_12,
        dirtyVersion: '11',
        error: ROLLED_BACK,
      },
      when: null,
      last: 'down -all',
    },
    {
      name: 'goto 11 from above',
      given: {
        job: goto('11'),
        migrations: [migration('13/d c', 'applied'), migration('12/d b', 'failed')],
        dirtyVersion: '11',
        error: PARTLY,
      },
      when: 'the rest of the file by hand',
      last: DONE,
    },
    {
      name: 'up 1, the very first: force -- -1',
      given: {
        job: up(1),
        migrations: [migration('1/u a', 'failed')],
        dirtyVersion: '1',
        error: ROLLED_BACK,
      },
      when: null,
      last: 'up 1',
    },
    {
      name: 'up 3, the connection lost in between',
      given: {
        job: up(3),
        migrations: [migration('11/u a', 'applied')],
        dirtyVersion: null,
        error: error({ class: 'source', message: 'x' }),
      },
      when: 'is in that list',
      last: 'up 2',
    },
  ])('$name', ({ given, when, last }) => {
    expect(lastOf(run(given), when)).toBe(last);
  });

  test.each<{
    readonly name: string;
    readonly given: Partial<JudgedRun>;
    readonly when: string | null;
    readonly last: string;
  }>([
    {
      name: 'verbose, more was queued',
      given: { migrations: UP_11_TO_13, error: ROLLED_BACK },
      when: null,
      last: 'goto 13',
    },
    {
      name: 'verbose, and that one was the last',
      given: { error: ROLLED_BACK },
      when: null,
      last: 'goto 12',
    },
    {
      name: 'verbose, the last one finished by hand',
      given: { error: PARTLY },
      when: 'the rest of the file by hand',
      last: 'It had queued no other migration: as far as the log shows, the job is done. Run nothing more.',
    },
    {
      name: 'verbose, down, one more was queued',
      given: { migrations: DOWN_13_12, dirtyVersion: '11', error: ROLLED_BACK },
      when: null,
      last: 'down 2',
    },
    {
      name: 'verbose, down, wholly applied',
      given: { migrations: DOWN_13_12.slice(1, 2), dirtyVersion: null, error: NOT_MARKED },
      when: 'dirty and the change is there',
      last: 'It had queued no other migration: as far as the log shows, the job is done. Run nothing more.',
    },
    {
      name: 'plain, nothing applied',
      given: { source: 'cli', migrations: [], dirtyVersion: null, error: ROLLED_BACK },
      when: null,
      last: 'Start the same job again: nothing of it is done.',
    },
    {
      name: 'plain, something applied',
      given: {
        source: 'cli',
        migrations: [migration('11/u a', 'applied')],
        dirtyVersion: null,
        error: ROLLED_BACK,
      },
      when: null,
      last: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" version',
    },
    {
      name: 'refused',
      given: { outcome: 'blocked', migrations: [], error: error({ class: 'dirty-blocked' }) },
      when: 'all of',
      last: 'migrate -database "$DATABASE_URL" -path "$MIGRATIONS" version',
    },
    {
      name: 'a program that had applied nothing',
      given: { source: 'library', migrations: [migration('12/u b', 'failed')], error: ROLLED_BACK },
      when: null,
      last: 'Start the program that runs the migrations again.',
    },
  ])('where nothing says what the job was: $name', ({ given, when, last }) => {
    expect(lastOf(runOfUnknownJob(given), when)).toBe(last);
  });

  test('a program that takes migrations back is not just started again', () => {
    const judged = runOfUnknownJob({
      source: 'library',
      migrations: DOWN_13_12.slice(0, 2),
      dirtyVersion: '11',
      error: NOT_MARKED,
    });
    expect(lastOf(judged, 'dirty and the change is there')).toBe(
      'It had queued no other migration. Check in the program how far it migrates before you start it again: Down and Migrate go on from there; Steps starts to count again, so 2 of its N are done: subtract them.',
    );
  });

  test('if ten migrations are queued, there may be more', () => {
    const waiting = Array.from({ length: 10 }, (_, index) => migration(`${20 + index}/u m`, 'queued'));
    const { next } = judge(
      runOfUnknownJob({ migrations: [migration('12/u b', 'failed'), ...waiting], error: ROLLED_BACK }),
      context(),
    )!;
    expect(wordsOf(next).join('\n')).toContain('It queues only ten ahead, so the job may go further.');
    expect(commandsIn(next).at(-1)).toMatch(/ goto 29$/);
  });

  test('a refused run’s count is followed only if it is 1 and nothing of it is done', () => {
    const blocked = (count: number) =>
      run({ outcome: 'blocked', job: up(count), migrations: [], error: error({ class: 'dirty-blocked' }) });
    const before = { versionBefore: '11' };
    expect(lastOf(blocked(1), 'nothing of', before)).toBe('up 1');
    expect(lastOf(blocked(1), 'all of', before)).toMatch(/ version$/);
    expect(lastOf(blocked(3), 'nothing of', before)).toMatch(/ version$/);
    expect(lastOf(run({ ...blocked(1), job: goto('12') }), 'all of', before)).toBe(DONE);
  });

  test('a killed plain run’s count is followed only if `version` agrees with the log', () => {
    const killed = run({
      outcome: 'killed',
      exitCode: 137,
      source: 'cli',
      job: up(3),
      migrations: [migration('11/u a', 'applied')],
      dirtyVersion: null,
      error: error({ class: 'interrupted' }),
    });
    expect(lastOf(killed, 'not dirty, and at 11')).toBe('up 2');
    expect(lastOf(killed, 'not dirty, and not at 11')).toMatch(/ version$/);
    expect(lastOf(killed, 'all of the change is there')).toBe('up 1');
  });
});
