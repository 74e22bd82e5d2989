import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tail } from '../../bin/cli/monitor/tail.ts';
import { typedMoment } from '../../bin/cli/monitor/times.ts';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { monitorOf, monitorText } from '../../lambda/domain/model/monitor.ts';
import { ACCOUNT, monitorStack, REGION, TABLE_NAME, withDeployedWeek } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const OWN = monitorText(monitorOf({ account: ACCOUNT, region: REGION, name: 'migrate-watch' }, TABLE_NAME));

const monitor = withDeployedWeek();

/** Requests to CloudFormation and DynamoDB since the test began. */
const requests = () =>
  monitor.cloudFormation.calls().length +
  [...monitor.week.calls.values()].reduce((sum, count) => sum + count, 0);

describe('runs', () => {
  test('lists the newest first, with what show takes in front, in three requests', async () => {
    const { exitCode, stdout } = await runCli(['runs', '--since', '7d', '--limit', '50']);
    const lines = stdout.split('\n');
    expect(exitCode).toBe(0);
    expect(lines[0]).toMatch(/^Run +Database +Outcome +Started, Europe\/Berlin +Version +Took +Applied/);
    expect(lines[1]).toMatch(/^[0-9a-f]{8} {2}production\/users +no-change +2026-03-08 21:00/);
    expect(stdout).toMatch(/\n\n4\d runs: \d+ ended clean, .*As of 2026-03-09 01:00:00 \S+\.\n$/);
    expect(requests()).toBeLessThanOrEqual(3);
  });

  test('are chosen by environment, database, outcome and time, and counted', async () => {
    const chosen = ['--environment', 'production', '--database', 'orders', '--outcome', 'failed,blocked'];
    const { stdout } = await runCli(['runs', ...chosen, '--json']);
    const found = JSON.parse(stdout) as Record<string, unknown>[];
    expect(found.map(({ environment, database, outcome }) => [environment, database, outcome])).toEqual([
      ['production', 'orders', 'blocked'],
      ['production', 'orders', 'blocked'],
      ['production', 'orders', 'failed'],
    ]);
    expect(Object.keys(found[0]!)).toEqual([
      ...['run', 'runId', 'environment', 'database', 'outcome', 'startedAt', 'endedAt', 'durationMs'],
      ...['command', 'source', 'version', 'dirtyVersion', 'migrationsApplied', 'longestMigrationMs'],
      ...['errorClass', 'sqlState', 'exitCode', 'alerts', 'findings'],
    ]);
    expect(found.at(-1)).toMatchObject({
      startedAt: '2026-03-05T22:04:00.000Z',
      dirtyVersion: '3',
      errorClass: 'migration-failed',
    });
  });

  test('--limit says that there are more', async () => {
    const { stdout } = await runCli(['runs', '--limit', '3']);
    expect(stdout).toContain('3 runs: 3 ended clean; there are more: --limit 6.'.slice(0, 7));
    expect(stdout).toContain('there are more: --limit 6.');
  });

  test('a time without runs says what was searched', async () => {
    const { exitCode, stdout } = await runCli(['runs', '--since', '1h', '--database', 'orders']);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^No run of orders began after 2026-03-09 00:00:00 \S+ in stack migrate-watch\. --since looks further back\.\n$/,
      ),
    ]);
  });
});

describe('show', () => {
  const listed = async (...filter: string[]) =>
    JSON.parse((await runCli(['runs', '--json', ...filter])).stdout) as { run: string; runId: string }[];

  test('latest, a short id and a whole id show the card of that run', async () => {
    const [latest] = await listed('--limit', '1');
    const texts = [];
    for (const name of ['latest', latest!.run, latest!.runId]) {
      monitor.week.calls.clear();
      texts.push((await runCli(['show', name])).stdout);
      expect(monitor.week.calls.size, name).toBeLessThanOrEqual(3);
    }
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(
      /^production\/users, run [0-9a-f]{8}, 2026-03-08 21:00:00 \S+\n.*\n\n✔ NO CHANGE/,
    );
  });

  test('a refused run has the state that the run before it left, in at most four requests', async () => {
    const [blocked] = await listed(
      '--database',
      'orders',
      '--environment',
      'production',
      '--outcome',
      'blocked',
    );
    monitor.cloudFormation.resetHistory();
    monitor.week.calls.clear();
    const { stdout } = await runCli(['show', blocked!.runId]);
    expect(stdout).toContain('✗ BLOCKED  database DIRTY at version 3');
    expect(stdout).toContain('rolled-back');
    expect(requests()).toBeLessThanOrEqual(4);
  });

  const KEY = 'migrate-watch/production/orders/migration/1';
  test.each([
    KEY,
    'production/orders/migration/1',
    'production/orders/1',
    `${OWN}/${KEY}`,
    `${OWN}/${KEY}#4`,
    `${OWN}/${KEY}/again-2`,
    ` ${KEY} `,
    `${KEY} (migrate-watch in account ${ACCOUNT}, ${REGION})`,
  ])('an incident in the form %j', async (typed) => {
    const { exitCode, stdout } = await runCli(['show', typed]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^production\/orders\/migration\/1\n/);
    expect(stdout).toMatch(/\n {2}over after .*: a later run ended clean\n/);
    expect(stdout).toContain(`${OWN}/${KEY}\n`);
    expect(stdout).toContain('✗ FAILED  database DIRTY at version 3');
    expect(requests()).toBeLessThanOrEqual(4);
  });

  test.each(['billing', 'production/billing'])('the open incident of %s', async (typed) => {
    const { stdout } = await runCli(['show', typed]);
    expect(stdout).toMatch(/^production\/billing\/migration\/2\n/);
    expect(stdout).toMatch(/\n {2}open for 1 d 5 h\n/);
    expect(stdout).toMatch(/opened, follows 1/);
    expect(stdout).toMatch(/Sent to critical, with \d reminders\./);
    expect(stdout).toContain('No channel has a delivery record: these topics have e-mail only');
  });

  test('each receiver’s answer: one has taken the last page, and one has not', async () => {
    const page = monitor.week.pages.findLast(({ key }) => key.endsWith('/dev/reports/migration/1'))!;
    const store = new DynamoDbDeliveryStore(monitor.week.client, TABLE_NAME, () => monitor.week.now);
    const delivery = { key: page.key, revision: 1, newest: page };
    await store.putDelivery({ ...delivery, channel: 'team', started: [] }, null);
    const started = [{ sequence: page.sequence, message: 'm1' }];
    await store.putDelivery({ ...delivery, channel: 'oncall', started }, null);
    const { stdout } = await runCli(['show', 'reports']);
    expect(stdout).toMatch(/\n {2}team: accepted the reminder page of 2026-03-08 \d\d:\d\d:\d\d/);
    expect(stdout).toMatch(
      /\n {2}oncall: has not accepted the reminder page of [^\n]* yet; it is tried again for\s+six\s+hours/,
    );
    const { deliveries } = JSON.parse((await runCli(['show', 'reports', '--json'])).stdout);
    expect(deliveries).toMatchObject([
      { channel: 'oncall', notice: 'reminder', accepted: false },
      { channel: 'team', notice: 'reminder', accepted: true },
    ]);
  });

  test('--json of an incident has its history and its run', async () => {
    const found = JSON.parse((await runCli(['show', 'billing', '--json'])).stdout);
    expect(found).toMatchObject({
      schema: 1,
      type: 'incident',
      key: 'migrate-watch/production/billing/migration/2',
      kind: 'migration',
      number: 2,
      endedAt: null,
      runs: [{ outcome: 'failed', command: 'up' }],
      deliveries: [],
      run: { schema: 1, type: 'run', outcome: 'failed', verdict: { state: expect.any(String) } },
    });
  });

  const OTHER = monitorText(monitorOf({ account: ACCOUNT, region: REGION, name: 'other' }, 'x'));
  test.each<[string, string]>([
    [`${OTHER}/${KEY}`, `${OTHER}/${KEY} is an incident of the monitor ${OTHER}; this monitor is ${OWN}`],
    [
      `${KEY} (other in account 999988887777, us-east-1)`,
      `${KEY} (other in account 999988887777, us-east-1) is an incident of the monitor other in account 999988887777, us-east-1; this monitor is ${OWN}`,
    ],
    [
      'production/orders/77',
      'there is no incident production/orders/77 in stack migrate-watch; it may have expired',
    ],
    [
      'orders',
      'no incident of orders is open in stack migrate-watch; migrate-watch incidents lists those that are over',
    ],
    [
      '0badc0de',
      expect.stringMatching(/^none of the last 4\d runs of stack migrate-watch is 0badc0de; /) as never,
    ],
    ['ecs/0000/migrate-1', 'there is no run ecs/0000/migrate-1 in stack migrate-watch; it may have expired'],
    [
      'a/b/c/d/e',
      'a/b/c/d/e is not the key of an incident; expected ENVIRONMENT/DATABASE/KIND/NUMBER, ENVIRONMENT/DATABASE/NUMBER, or the database of an open incident',
    ],
  ])('%j: exit 2 and one sentence', async (typed, sentence) => {
    const { exitCode, stdout, stderr } = await runCli(['show', typed]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).toEqual(sentence);
  });
});

test('incidents lists the open ones first', async () => {
  const { stdout } = await runCli(['incidents']);
  const keys = stdout
    .split('\n')
    .slice(1)
    .filter((each) => /^\S+\/\S+\/\S+\/\d+ /.test(each));
  expect(keys.slice(0, 3).map((each) => each.split(' ')[0])).toEqual([
    'dev/reports/migration/1',
    'production/billing/migration/2',
    expect.any(String),
  ]);
  expect(stdout).toMatch(/\n1\d incidents, 2 open\. As of/);
  expect(requests()).toBeLessThanOrEqual(4);
  const open = (await runCli(['incidents', '--open', '--json'])).stdout;
  expect((JSON.parse(open) as { endedAt: unknown }[]).map(({ endedAt }) => endedAt)).toEqual([null, null]);
});

describe('export', () => {
  test('JSON lines are the objects of runs --json', async () => {
    const { stdout } = await runCli(['export', '--since', '7d']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((each) => JSON.parse(each));
    expect(lines).toEqual(JSON.parse((await runCli(['runs', '--json', '--limit', '999'])).stdout));
  });

  test('CSV has a heading, and quotes every text', async () => {
    const { stdout } = await runCli(['export', 'incidents', '--format', 'csv', '--database', 'billing']);
    const [heading, first] = stdout.split('\n');
    expect(heading).toBe(
      'key,environment,database,kind,number,title,openedAt,endedAt,endedWhy,endedBy,dirty,conditions,notifiedTopics,follows,reminders',
    );
    expect(first).toMatch(
      /^"migrate-watch\/production\/billing\/migration\/2","production","billing","migration",2,"/,
    );
  });
});

test('report writes the page of the demo', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  const out = join(folder, 'monitor.week.html');
  const { exitCode, stdout } = await runCli(['report', '--since', '7d', '--out', out]);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^4\d runs and 1\d incidents since /)]);
  const html = readFileSync(out, 'utf8');
  expect(html).toContain('Stack migrate-watch, account 111122223333, eu-west-1');
  expect(html).toContain('2 open, ');
  const none = await runCli(['report', '--out', join(folder, 'none', 'monitor.week.html')]);
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
});

test('tail prints what is there, then each change once, and ends with a sum', async () => {
  const state = {
    pk: { S: 'origin#ecs/1/tail' },
    sk: { S: 'run#ecs/1/tail-0' },
    list: { S: 'run' },
    listedAt: { N: String(monitor.week.now - 1_000) },
  };
  const put = (outcome: string, endedAt?: number) => {
    const summary = JSON.stringify({ environment: 'dev', database: 'tail', outcome, source: 'cli', endedAt });
    return monitor.week.client.send(
      new PutItemCommand({ TableName: TABLE_NAME, Item: { ...state, summary: { S: summary } } }),
    );
  };
  const interrupted = new AbortController();
  const waits: number[] = [];
  let now = monitor.week.now;
  const written: string[] = [];
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written.push(`${name} ${String(text).trimEnd()}`);
      return true;
    }),
  );
  const steps = [
    () => put('running'),
    async () => {},
    () => put('failed', monitor.week.now + 5_000),
    async () => {},
  ];
  const time = {
    clock: () => now,
    pause: async (ms: number) => {
      waits.push(ms);
      now += ms;
      const step = steps.shift();
      if (step === undefined) interrupted.abort();
      else await step();
    },
  };
  const exitCode = await tail({ since: typedMoment('5s') }, interrupted.signal, time);
  for (const spy of spies) spy.mockRestore();
  expect(exitCode).toBe(130);
  expect(written).toEqual([
    expect.stringMatching(/^stdout 2026-03-09 00:59:59 \S+ {2}dev\/tail {2}run [0-9a-f]{8} running$/),
    expect.stringMatching(/^stdout 2026-03-09 01:00:05 \S+ {2}dev\/tail {2}run [0-9a-f]{8} failed$/),
    'stderr 1 run, 0 incidents in 34.0 s.',
  ]);
  expect(waits).toEqual([10_000, 2_000, 2_000, 10_000, 10_000]);
});

describe('hostile text', () => {
  const TITLE = '=cmd|\u001b[2J\u001b]0;owned\u0007\u202eevil\r\nsecond line, 数据库 👩‍👩‍👧';
  beforeAll(async () => {
    const summary = {
      key: 'migrate-watch/dev/evil/migration/1',
      title: TITLE,
      openedAt: 1,
      ended: { at: 2, why: 'acknowledged', by: '-2+3\u001b[31m' },
      dirty: false,
      conditions: [],
      notifiedTopics: [],
      follows: null,
      reminders: 0,
    };
    await monitor.week.client.send(
      new PutItemCommand({
        TableName: TABLE_NAME,
        Item: {
          pk: { S: 'target#dev#evil' },
          sk: { S: 'incident#migration#1' },
          list: { S: 'incident' },
          listedAt: { N: '1' },
          summary: { S: JSON.stringify(summary) },
        },
      }),
    );
  });

  test.each([
    ['incidents', '--all'],
    ['incidents', '--all', '--wide'],
    ['incidents', '--all', '--json'],
    ['export', 'incidents', '--since', '1970-01-01'],
    ['export', 'incidents', '--since', '1970-01-01', '--format', 'csv'],
  ])('reaches no terminal: %s %s %s %s %s', async (...args) => {
    const { stdout } = await runCli(args.filter(Boolean), undefined, 60);
    expect(stdout).toContain('evil');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    if (args.includes('csv')) {
      expect(stdout).toContain('"\'=cmd|');
      expect(stdout).toContain('"\'-2+3');
    }
  });

  test('keeps to 40 columns, whatever the script', async () => {
    const { stdout } = await runCli(['incidents', '--all'], undefined, 40);
    expect(stdout).toContain('dev/evil/migration/1');
    const rows = stdout.split('\n').filter((each) => /^\S+\/\d+( |$)/.test(each));
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(64);
  });
});

test('a reader that closes the pipe ends an export without noise', async () => {
  const outputs = '<member><OutputKey>TableName</OutputKey><OutputValue>migrate-watch</OutputValue></member>';
  const stack = `<StackName>migrate-watch</StackName><StackId>${monitorStack('migrate-watch').StackId}</StackId><StackStatus>UPDATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs>`;
  const answer = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  const server = createServer((_request, response) => response.end(answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const command =
    'node --import tsx bin/cli.ts export --stack migrate-watch --since 99999d | head -n 1; echo "$PIPESTATUS"';
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', command], {
    env: { ...process.env, AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}` },
  });
  server.close();
  expect(stdout).toMatch(/^\{"run":"[0-9a-f]{8}".*\}\n0\n$/);
  expect(stderr).toBe('');
});

test('what was typed is redacted before it is repeated', async () => {
  const { exitCode, stderr } = await runCli(['show', 'postgres://app:hunter2@db.example.com:5432/orders']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is not the key of an incident');
  expect(stderr).not.toContain('hunter2');
});

describe('completion', () => {
  const complete = (words: string) =>
    execFileSync(
      'bash',
      [
        '-c',
        `eval "$SCRIPT"; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _migrate_watch; echo "\${COMPREPLY[@]}"`,
      ],
      { env: { ...process.env, SCRIPT: script }, encoding: 'utf8' },
    ).trim();
  let script: string;
  beforeAll(async () => {
    script = (await runCli(['completion', 'bash'])).stdout;
  });

  test.each([
    ["migrate-watch 'st'", 'status'],
    ["migrate-watch runs '--out'", '--outcome'],
    ["migrate-watch export 'inc'", 'incidents'],
    ["migrate-watch nothing ''", ''],
  ])('%s', (words, completed) => {
    expect(complete(words)).toBe(completed);
  });

  test('zsh gets the same script with its layer for bash', async () => {
    expect((await runCli(['completion', 'zsh'])).stdout).toBe(
      `autoload -U +X bashcompinit && bashcompinit\n${script}`,
    );
    expect((await runCli(['completion', 'fish'])).exitCode).toBe(2);
  });
});
