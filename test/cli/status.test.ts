import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { localMoment } from '../../bin/cli/monitor/moments.ts';
import { withDeployedWeek } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const monitor = withDeployedWeek();

const line = (text: string, name: string) => text.split('\n').find((each) => each.startsWith(`${name} `));

test('each database has its version, its state, its last run, its open incident and what is pending', async () => {
  const { exitCode, stdout, stderr } = await runCli(['status']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(line(stdout, 'production/billing')).toMatch(
    /^production\/billing +DIRTY at 3 +production\/billing\/migration\/2 +1 d 5 h +failed 1 d 5 h ago/,
  );
  expect(line(stdout, 'production/orders')).toMatch(/^production\/orders +3 clean +3 d +succeeded 3 d ago$/);
  expect(line(stdout, 'production/users')).toMatch(
    /3 clean +5 d 21 h +no-change 4 h ago +staging is at 20240206154512$/,
  );
  expect(stdout).toMatch(/\n\n15 databases, 2 dirty, 2 open incidents\. As of 2026-03-09 01:00:00 \S+\.\n$/);
});

describe('what is pending, with an order of environments in the settings file', () => {
  const here = process.cwd();
  afterEach(() => process.chdir(here));
  const pendingWith = async (environments: string) => {
    process.chdir(mkdtempSync(join(tmpdir(), 'status-')));
    writeFileSync(
      'migrate-watch.yaml',
      `environments: ${environments}\nsources: [{ logGroup: /a, environment: production, database: orders }]\nroutes: { critical: [a@example.com] }`,
    );
    const { stdout } = await runCli(['status', '--json']);
    const rows = JSON.parse(stdout) as readonly { environment: string; database: string; pending: unknown }[];
    return Object.fromEntries(
      rows.flatMap(({ environment, database, pending }) =>
        database === 'users' ? [[environment, pending]] : [],
      ),
    );
  };
  const ofStaging = {
    environment: 'staging',
    version: '20240206154512',
    versions: ['20240206154512'],
    complete: false,
  };

  test('only the environment before is compared', async () => {
    expect(await pendingWith('{ dev: {}, staging: {}, production: {} }')).toMatchObject({
      production: ofStaging,
    });
    expect(await pendingWith('{ dev: {}, staging: {}, production: { after: staging } }')).toMatchObject({
      production: ofStaging,
    });
    // Staging is ahead, but dev, which comes before, is not.
    expect(await pendingWith('{ dev: {}, staging: {}, production: { after: dev } }')).toMatchObject({
      production: null,
    });
  });

  test('the first environment has nothing before it', async () => {
    expect(await pendingWith('{ dev: {}, production: {}, staging: { after: production } }')).toEqual({
      dev: null,
      production: null,
      staging: null,
    });
  });
});

test('the columns that do not fit are left out, and names are never cut', async () => {
  const { stdout } = await runCli(['status'], undefined, 40);
  const lines = stdout.split('\n').filter((each) => each.includes('/'));
  expect(lines).toHaveLength(15);
  for (const each of lines) expect(each.length).toBeLessThanOrEqual(45);
  expect(line(stdout, 'production/billing')).toBe('production/billing  DIRTY at 3');
});

test('--wide has local times and the ids of runs', async () => {
  const { stdout } = await runCli(['status', '--wide'], undefined, 40);
  expect(stdout).toContain('Last run, Europe/Berlin');
  expect(line(stdout, 'production/users')).toMatch(/2026-03-08 21:00 {9}ecs\/\w+\/migrate-\w+$/);
  expect(localMoment(Date.UTC(2026, 2, 8, 20))).toBe('2026-03-08 21:00');
});

test('--json has stable fields, and times in UTC', async () => {
  const { stdout } = await runCli(['status', 'production/billing', '--json']);
  expect(JSON.parse(stdout)).toEqual([
    {
      environment: 'production',
      database: 'billing',
      state: 'dirty',
      version: '2',
      markedByHand: true,
      dirtyVersion: '3',
      since: expect.stringMatching(/^2026-03-07T\d\d:\d\d:\d\d\.\d{3}Z$/),
      lastRun: {
        runId: expect.stringMatching(/^ecs\//),
        startedAt: '2026-03-07T18:53:00.000Z',
        outcome: 'failed',
        command: 'up',
      },
      running: null,
      expected: null,
      incidents: [
        {
          key: 'migrate-watch/production/billing/migration/2',
          title: expect.stringContaining('billing'),
          openedAt: expect.stringMatching(/Z$/),
          dirty: true,
          handling: null,
        },
      ],
      pending: { environment: 'staging', version: '3', versions: ['3'], complete: false },
    },
  ]);
});

test('it takes one request to CloudFormation and two to the table', async () => {
  await runCli(['status']);
  expect(monitor.cloudFormation.calls()).toHaveLength(1);
  expect(Object.fromEntries(monitor.week.calls)).toEqual({ Query: 2 });
});

describe('--exit-code', () => {
  test.each([
    ['a database that is dirty', ['production/billing'], 1],
    ['a database that is clean', ['production/orders'], 0],
    ['everything', [], 1],
  ])('%s', async (_name, wanted, exitCode) => {
    expect((await runCli(['status', '--exit-code', ...wanted])).exitCode).toBe(exitCode);
    expect((await runCli(['status', ...wanted])).exitCode).toBe(0);
  });
});

test('a database that nobody knows: exit 3, and what is known', async () => {
  expect(await runCli(['status', 'production/nope'])).toEqual({
    exitCode: 3,
    stdout: '',
    stderr:
      'nothing is known about production/nope in stack migrate-watch; expected an environment or ENVIRONMENT/DATABASE, environments: dev, production, staging\n',
  });
});
