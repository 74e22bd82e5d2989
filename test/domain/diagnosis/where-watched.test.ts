import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import type { Job } from '../../../lambda/domain/model/job.ts';
import type { JudgedRun } from '../../../lambda/domain/model/judged-run.ts';
import { wordsOf } from '../../builders/branches.ts';
import { context, failed, migration, run, runOfUnknownJob } from './builders.ts';

const ERROR = failed.pq('CREATE TABLE a (id int); SELECT 1/0;', 'division by zero');
const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/main/0123456789abcdef0123456789abcdef';
const BUILD =
  'arn:aws:codebuild:us-east-1:111122223333:build/orders-migrate:0f1e2d3c-0000-4000-8000-000000000000';
const OVERRIDE = ['-path', '/migrations', '-database', '$URL', 'up', '3'];
const up = (count: number): Job => ({ kind: 'steps', direction: 'up', count });

/** The sentence about where it is watched; `undefined`: there is none. */
function told(judged: JudgedRun): string | undefined {
  return wordsOf(judge(judged, context())!.next).find((words) =>
    /^Best run as the watched (?:task|build): /.test(words),
  );
}

/** What a shell passes on to `aws`. */
function asTyped(sentence: string): readonly string[] {
  const command = /`([^`]+)`/.exec(sentence)![1]!;
  const output = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$@"; }; ${command}`], {
    encoding: 'utf8',
  });
  return output.trimEnd().split('\n');
}

describe('the command that starts a watched run', () => {
  test('for an ECS task with overrides has these overrides, with the rest of the job', () => {
    const judged = run({
      resource: TASK,
      job: up(3),
      error: ERROR,
      task: { container: 'migrate', family: 'orders', command: OVERRIDE },
    });
    const sentence = told(judged)!;
    expect(sentence).toMatch(
      /, with the launch type and the network configuration of this run's task\. Or in this shell\.$/,
    );
    expect(asTyped(sentence)).toEqual([
      'ecs',
      'run-task',
      '--region',
      'eu-west-1',
      '--cluster',
      'main',
      '--task-definition',
      'orders',
      '--overrides',
      '{"containerOverrides":[{"name":"migrate","command":["-path","/migrations","-database","$URL","up","2"]}]}',
    ]);
  });

  test('for an ECS task without overrides is unchanged for the same job, else has placeholders for the flags', () => {
    const task = { container: 'migrate', family: 'orders' };
    expect(asTyped(told(run({ resource: TASK, error: ERROR, task }))!)).toEqual([
      'ecs',
      'run-task',
      '--region',
      'eu-west-1',
      '--cluster',
      'main',
      '--task-definition',
      'orders',
    ]);
    const counted = told(run({ resource: TASK, job: up(3), error: ERROR, task }))!;
    expect(asTyped(counted).at(-1)).toBe(
      '{"containerOverrides":[{"name":"migrate","command":["FLAGS","up","2"]}]}',
    );
    expect(counted).toMatch(/ of this run's task; FLAGS stands for what its command has before `up`\. /);
    const queued = told(runOfUnknownJob({ resource: TASK, error: ERROR, task }))!;
    expect(asTyped(queued).at(-1)).toContain('["FLAGS","goto","12"]');
  });

  test.each([
    ['masked', ['-path', '/m', '-database', '‹url #1, 20+ chars›', 'up', '3']],
    ['one word for a shell', ['sh', '-c', 'migrate -path /m -database "$URL" up 3']],
    ['masked by their author', ['-database', 'postgres://app:***@db/app', 'up', '3']],
    ['hostile', ['-path', "'; rm -rf /", 'up', '3']],
  ])('leaves overrides that cannot be printed to the reader: %s', (_name, command) => {
    const task = { container: 'migrate', family: 'orders', command };
    const again = told(
      run({ resource: TASK, job: up(2), migrations: [migration('12/u b', 'failed')], error: ERROR, task }),
    )!;
    expect(again.includes('--overrides')).toBe(_name === 'one word for a shell');
    const counted = told(run({ resource: TASK, job: up(3), error: ERROR, task }))!;
    expect(counted).toMatch(
      /network configuration of this run's task, and its overrides, with `up 2` in them\. /,
    );
  });

  test('for a build repeats the whole job, or says that this would be too much', () => {
    expect(asTyped(told(run({ resource: BUILD, error: ERROR }))!)).toEqual([
      'codebuild',
      'start-build',
      '--region',
      'us-east-1',
      '--project-name',
      'orders-migrate',
    ]);
    expect(told(run({ resource: BUILD, job: up(3), error: ERROR }))).toMatch(
      /'orders-migrate'`, with `up 2` in its commands, because unchanged it would do all of the job again\. /,
    );
  });

  test.each<[string, Partial<JudgedRun>]>([
    ['the platform is not known', { resource: null }],
    ['the family is not known', { resource: TASK, task: { container: 'migrate' } }],
    ['the ARN is invalid', { resource: 'arn:aws:ecs:eu-west-1:1:task' }],
  ])('nothing where %s', (_name, given) => {
    expect(told(run({ error: ERROR, ...given }))).toBeUndefined();
  });

  test('comes before the command for a shell, and after an explanation', () => {
    const task = { container: 'migrate', family: 'orders' };
    const words = (judged: JudgedRun) => wordsOf(judge(judged, context())!.next);
    expect(words(run({ resource: TASK, task, error: ERROR })).at(-1)).toMatch(/ -verbose up$/);
    const unknown = { source: 'cli', migrations: [], dirtyVersion: null } as const;
    expect(words(runOfUnknownJob({ ...unknown, resource: TASK, task, error: ERROR })).slice(-2)).toEqual([
      'Start the same job again: nothing of it is done.',
      expect.stringMatching(/^Best run as the watched task: .* of this run's task\.$/),
    ]);
  });

  test('is left out if nothing is to be run, or if it is not known what', () => {
    const task = { container: 'migrate', family: 'orders' };
    const plain = {
      source: 'cli',
      migrations: [migration('11/u a', 'applied')],
      dirtyVersion: null,
    } as const;
    expect(told(runOfUnknownJob({ ...plain, resource: TASK, task, error: ERROR }))).toBeUndefined();
  });

  test('is never altered by foreign text', () => {
    const foreign = fc.oneof(
      fc.constantFrom("x'; rm -rf / #", '`id`', '$(id)', 'a\nb', "'", '"', '\\', '‹masked›', 'x y', ''),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const overriding = (name: string, words: readonly string[]) => ({
      containerOverrides: [{ name, command: [...words, 'up', '2'] }],
    });
    fc.assert(
      fc.property(
        foreign,
        foreign,
        foreign,
        fc.array(foreign, { maxLength: 4 }),
        (cluster, family, container, words) => {
          const command = [...words, 'up', '3'];
          const resource = `arn:aws:ecs:eu-west-1:1:task/${cluster}/0123`;
          const sentence = told(
            run({ resource, job: up(3), error: ERROR, task: { container, family, command } }),
          );
          if (sentence === undefined) return;
          const typed = asTyped(sentence);
          expect(typed.slice(4, 8)).toEqual(['--cluster', cluster, '--task-definition', family]);
          if (typed.length > 8) expect(JSON.parse(typed[9]!)).toEqual(overriding(container, words));
        },
      ),
      { seed: 20260301, numRuns: 200 },
    );
    const names = { container: 'migrate', family: 'orders' };
    fc.assert(
      fc.property(fc.array(foreign, { maxLength: 4 }), (words) => {
        const command = [...words, 'up', '3'];
        const typed = asTyped(
          told(run({ resource: TASK, job: up(3), error: ERROR, task: { ...names, command } }))!,
        );
        if (typed.length > 8) expect(JSON.parse(typed[9]!)).toEqual(overriding('migrate', words));
      }),
      { seed: 20260301, numRuns: 100 },
    );
  });
});
