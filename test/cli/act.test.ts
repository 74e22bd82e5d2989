import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { Cloud } from '../../bin/cli/demo/cloud.ts';
import { deliveriesOf } from '../../bin/cli/demo/deliveries.ts';
import type { Scene } from '../../bin/cli/demo/scene.ts';
import { WEEK_SETTINGS } from '../../bin/cli/demo/week.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { REAL_TIME } from '../../bin/cli/monitor/publish.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import {
  commandsReach,
  commandsReachNothing,
  EVENTS_TOPIC_ARN,
  REGION,
  TABLE_NAME,
} from './deployed-week.ts';
import { runCli } from './run-cli.ts';
import { type Items, itemsIn, putItems } from './table-items.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday, midnight UTC. */
const STARTS = Date.UTC(2026, 2, 2);
const NOW = STARTS + 12 * HOUR;
const ORDERS = { environment: 'production', database: 'orders' };
const KEY = 'production/orders/migration/1';

const failure = (at: Extract<Scene, { kind: 'task' }>['at']): Scene => ({
  kind: 'task',
  at,
  log: 'dirty-then-forced-verbose.1',
  target: ORDERS,
});
const refusal = (at: Extract<Scene, { kind: 'task' }>['at']): Scene => ({
  kind: 'task',
  at,
  log: 'dirty-then-forced-verbose.2',
  target: ORDERS,
});

let dynamoDb: LocalDynamoDb;
let sns: AwsClientStub<SNSClient>;
let monitor: LocalMonitor;
let pager: ConsolePager;
/** Has no scene been played in this test yet? */
let isEmpty: boolean;

beforeEach(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
  isEmpty = true;
  await commandsReach(dynamoDb, NOW);
  // Commands wait for page. The pauses move their clock, and take no time.
  vi.spyOn(REAL_TIME, 'pause').mockImplementation(async (ms) => {
    vi.setSystemTime(Date.now() + ms);
  });
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada' });
  const clock = () => Date.now();
  pager = new ConsolePager(() => {});
  monitor = new LocalMonitor(
    deployed(WEEK_SETTINGS),
    {
      facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, clock),
      incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(dynamoDb.client, TABLE_NAME),
      topics: pager,
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
    },
    NOW,
  );
  sns = mockClient(SNSClient);
  sns.on(PublishCommand).callsFake(async ({ Message = '' }: { Message?: string }) => {
    monitor.now = Date.now();
    await monitor.page(snsNotification(Message, Date.now()));
    return { MessageId: 'm' };
  });
});
afterEach(async () => {
  commandsReachNothing();
  vi.restoreAllMocks();
  await dynamoDb.close();
});

/** What the table of a test has in it after its first scenes, by settings and scenes. */
const played = new Map<string, Items>();

/** Plays runs through the functions that are deployed. */
function happened(...scenes: readonly Scene[]): Promise<void> {
  return happenedUnder(WEEK_SETTINGS, ...scenes);
}

/** What several tests begin with is played once. */
async function happenedUnder(settingsText: string, ...scenes: readonly Scene[]): Promise<void> {
  const name = isEmpty ? JSON.stringify([settingsText, scenes]) : undefined;
  isEmpty = false;
  const known = name === undefined ? undefined : played.get(name);
  if (known !== undefined) return putItems(dynamoDb.client, known);
  const { deliveries, streams } = deliveriesOf(scenes, STARTS);
  const observer = { transition: () => {}, page: () => {} };
  const settings = deployed(settingsText);
  const cloud = new Cloud(
    { ...dynamoDb, tableName: TABLE_NAME },
    { deployed: settings, streams, startsAt: STARTS, observer },
  );
  for (const delivery of deliveries) await cloud.deliver(delivery);
  if (name !== undefined) played.set(name, await itemsIn(dynamoDb.client));
}

const published = () =>
  sns
    .commandCalls(PublishCommand)
    .map(({ args: [{ input }] }) => JSON.parse(input.Message!) as Record<string, never>);

test('ack, show, resolve; a run that is refused later opens the next incident', async () => {
  await happened(failure('Mon 11:00'));
  const ack = await runCli(['ack']);
  expect(ack).toEqual({
    exitCode: 0,
    stdout: `${KEY}: acknowledged until 17:00 CET; reminders are quiet until then\n`,
    stderr: '',
  });
  expect(sns.commandCalls(PublishCommand)[0]!.args[0].input.TopicArn).toBe(EVENTS_TOPIC_ARN);
  expect(published()[0]).toMatchObject({
    v: expect.any(Number),
    type: 'action',
    incident: `migrate-watch/${KEY}`,
    action: {
      do: 'ack',
      at: NOW,
      until: NOW + 4 * HOUR,
      by: { name: 'ada', arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada', via: 'command line' },
    },
  });

  const shown = (await runCli(['show', 'orders'])).stdout;
  expect(shown).toContain('\n  Handled by ada until 17:00 CET\n');
  expect(shown).toContain('2026-03-02 13:00:00 CET  ada acknowledged it until 17:00 CET\n');
  expect((await runCli(['incidents'])).stdout).toMatch(/Handled by[\s\S]*ada until 17:00 CET/);
  expect((await runCli(['status'])).stdout).toMatch(/Handled by[\s\S]*ada until 17:00 CET/);
  const handling = { state: 'seen', by: 'ada', until: '2026-03-02T16:00:00.000Z' };
  expect(JSON.parse((await runCli(['incidents', '--json'])).stdout)).toMatchObject([{ handling }]);
  expect(JSON.parse((await runCli(['status', '--json'])).stdout)).toMatchObject([
    { incidents: [{ handling }] },
  ]);
  expect(JSON.parse((await runCli(['show', 'orders', '--json'])).stdout)).toMatchObject({
    handling,
    actions: [{ do: 'ack', by: 'ada', until: '2026-03-02T16:00:00.000Z', text: null }],
  });

  vi.setSystemTime(NOW + MINUTE);
  const repair = await runCli(['resolve', 'orders', '--by-hand', 'dropped the table', '--version', '2']);
  expect([repair.exitCode, repair.stdout]).toEqual([
    0,
    `${KEY}: ended by hand; a later run that shows otherwise opens the next incident\n`,
  ]);
  expect(published()[1]).toMatchObject({
    action: { do: 'resolve', text: 'dropped the table', version: '2' },
  });

  await happened(refusal('Mon 13:00'));
  vi.setSystemTime(STARTS + 14 * HOUR);
  expect((await runCli(['show', 'orders'])).stdout).toMatch(/^production\/orders\/migration\/2\n/);
});

test('an incident that escalates: who is next is shown, until somebody takes it', async () => {
  const escalation = 'escalation: { critical: { levels: [{ after: 90m, to: [head@example.com] }] } }';
  const settings = `${WEEK_SETTINGS}\n${escalation}\n`;
  await happenedUnder(settings, failure('Mon 11:00'));
  monitor.deploy(deployed(settings));
  const json = async (...args: string[]) => JSON.parse((await runCli([...args, '--json'])).stdout);
  const { escalation: state } = await json('show', 'orders');
  expect(state).toEqual({
    next: { level: 1, to: ['head@example.com'], at: expect.stringMatching(/^2026-03-02T12:3\d:/) },
    notified: [],
  });
  expect((await runCli(['show', 'orders'])).stdout.replace(/\s+/g, ' ')).toMatch(
    /If nobody takes it, this goes to head@example\.com at 13:3\d CET, as level 1\. To stop that: migrate-watch ack production\/orders\/migration\/1/,
  );
  expect((await runCli(['incidents', '--wide'])).stdout).toMatch(
    /nobody; next: head@example\.com at 13:3\d CET/,
  );
  expect(await json('incidents')).toMatchObject([{ escalation: state }]);

  monitor.now = NOW + HOUR;
  await monitor.sweep();
  vi.setSystemTime(NOW + HOUR);
  expect(pager.pages.map(({ kind }) => kind)).toContain('escalated');
  expect((await runCli(['show', 'orders'])).stdout).toContain(
    '2026-03-02 14:00:00 CET  level 1 notified (head@example.com), because nobody had taken it\n',
  );
  expect((await runCli(['ack'])).stdout).toContain('; reminders and escalation are quiet until then\n');
  expect(await json('show', 'orders')).toMatchObject({
    escalation: {
      next: null,
      notified: [{ topic: 'critical', level: 1, to: ['head@example.com'], at: '2026-03-02T13:00:00.000Z' }],
    },
  });
  expect((await runCli(['incidents'])).stdout).not.toContain('next:');
  vi.setSystemTime(NOW + 2 * HOUR);
  expect((await runCli(['wake', 'orders'])).stdout).toContain(
    'reminders go on, and next is head@example.com at 16:30 CET, as level 1\n',
  );
});

test('snooze, wake, note and resend', async () => {
  await happened(failure('Mon 11:00'));
  const done = async (...args: string[]) => {
    vi.setSystemTime(Date.now() + MINUTE);
    const { exitCode, stdout } = await runCli(args);
    return [exitCode, stdout];
  };
  expect(await done('snooze', KEY, '--for', '1h30m', '--reason', 'waits for Bob')).toEqual([
    0,
    `${KEY}: snoozed until 14:31 CET; nothing is sent until then, unless it gets worse\n`,
  ]);
  expect(await done('wake', KEY)).toEqual([0, `${KEY}: nobody has it any more; reminders go on\n`]);
  expect(await done('note', KEY, 'a bad index')).toEqual([
    0,
    `${KEY}: the note is stored with the incident\n`,
  ]);
  expect(await done('resend', KEY)).toEqual([0, `${KEY}: its page is sent again\n`]);
  const { stdout } = await runCli(['show', KEY]);
  expect(stdout).toContain('ada snoozed it until 14:31 CET: waits for Bob\n');
  expect(stdout).toContain('ada wrote: a bad index\n');
  expect(pager.pages.at(-1)!.title).toContain('SENT AGAIN');
});

test('a mute holds pages back, and its end sends them at once', async () => {
  await happened(failure('Mon 09:00'), {
    kind: 'task',
    at: 'Mon 09:30',
    log: 'up-three.1',
    target: { environment: 'dev', database: 'reports' },
  });
  vi.setSystemTime(STARTS + 10 * HOUR);
  const reason = ['--for', '4h', '--reason', 'upgrade'];
  const refused = await runCli(['mute', '--environment', 'production', ...reason]);
  expect([refused.exitCode, refused.stdout, published()]).toEqual([1, '', []]);
  expect(refused.stderr).toMatch(/^production is critical, .*--yes-production/);
  const begun = await runCli(['mute', '--environment', 'production', ...reason, '--yes-production']);
  expect(begun.stdout).toBe(
    'production: muted until 15:00 CET; only leaked credentials are paged until then\n',
  );
  await runCli(['resolve', 'orders', '--by-hand', 'dropped it']);
  await happened(refusal('Mon 11:00'));
  expect(JSON.parse((await runCli(['show', 'orders', '--json'])).stdout)).toMatchObject({
    number: 2,
    notifiedTopics: [],
  });

  vi.setSystemTime(NOW);
  const sentBefore = pager.pages.length;
  const ended = await runCli(['mute', '--environment', 'production', '--end']);
  expect([ended.exitCode, ended.stdout]).toEqual([
    0,
    'production: no longer muted; 1 open incident checked for pages that were held back\n',
  ]);
  expect(pager.pages.slice(sentBefore).map(({ kind }) => kind)).toEqual(['opened']);
});

describe('mutes', () => {
  const dev: Scene = {
    kind: 'task',
    at: 'Mon 09:00',
    log: 'up-three.1',
    target: { environment: 'dev', database: 'reports' },
  };
  const mute = (environment: string, span: string, reason: string) =>
    runCli(['mute', '--environment', environment, '--for', span, '--reason', reason, '--yes-production']);

  test('lists those in force by environment, the longest first, and none that is over or was ended', async () => {
    await happened(failure('Mon 11:00'), dev);
    expect(await runCli(['mutes'])).toEqual({
      exitCode: 0,
      stdout: 'No environment is muted in stack migrate-watch.\n',
      stderr: '',
    });
    await mute('production', '1h', 'short');
    await mute('production', '4h', 'upgrade of the \u001b[31mserver');
    await mute('dev', '30m', 'a test');
    const { exitCode, stdout } = await runCli(['mutes']);
    expect(exitCode).toBe(0);
    const [heading, ...rows] = stdout.split('\n');
    expect(heading).toMatch(/^Environment +Muted until, Europe\/Berlin +Muted by +Since +Reason$/);
    expect(rows).toEqual([
      expect.stringMatching(/^dev +2026-03-02 13:30 +ada +2026-03-02 13:00 +a test$/),
      expect.stringMatching(/^production +2026-03-02 17:00 +ada +2026-03-02 13:00 +upgrade of the .*server$/),
      expect.stringMatching(/^production +2026-03-02 14:00 +ada +2026-03-02 13:00 +short$/),
      '',
      expect.stringMatching(/^3 mutes in force\. As of 2026-03-02 13:00:00 /),
      '',
    ]);
    expect(stdout).not.toContain('\u001b');

    vi.setSystemTime(NOW + HOUR);
    expect((await runCli(['mutes'])).stdout).toMatch(/\n1 mute in force\./);
    expect(JSON.parse((await runCli(['mutes', '--json'])).stdout)).toEqual([
      {
        environment: 'production',
        since: '2026-03-02T12:00:00.000Z',
        until: '2026-03-02T16:00:00.000Z',
        by: 'ada',
        arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada',
        reason: expect.stringContaining('upgrade of the'),
      },
    ]);

    await runCli(['mute', '--environment', 'production', '--end']);
    expect(JSON.parse((await runCli(['mutes', '--json'])).stdout)).toEqual([]);
  });
});

test('an environment whose pages were never critical is muted without the flag', async () => {
  await happened({
    kind: 'task',
    at: 'Mon 09:00',
    log: 'dirty-then-forced-verbose.1',
    target: { environment: 'dev', database: 'reports' },
  });
  const { exitCode } = await runCli(['mute', '--environment', 'dev', '--for', '1h', '--reason', 'a test']);
  expect([exitCode, published()]).toMatchObject([
    0,
    [{ type: 'mute', mute: { environment: 'dev', reason: 'a test' } }],
  ]);
});

test('an acknowledged leak is over', async () => {
  const users = { environment: 'dev', database: 'users' };
  await happened({ kind: 'task', at: 'Mon 09:45', log: 'password-leaks-slash-verbose', target: users });
  const { exitCode, stdout } = await runCli(['ack', 'dev/users/leak/1']);
  expect([exitCode, stdout]).toEqual([0, 'dev/users/leak/1: acknowledged and over: acknowledged by ada\n']);
});

describe('people whose clock is half a minute ahead of this one', () => {
  const ahead = (args: string[]) => {
    vi.setSystemTime(NOW + MINUTE / 2);
    return runCli(args).finally(() => vi.setSystemTime(NOW));
  };

  test('do not keep an incident that is woken here', async () => {
    await happened(failure('Mon 11:00'));
    await ahead(['ack', KEY]);
    expect((await runCli(['wake', KEY])).stdout).toBe(`${KEY}: nobody has it any more; reminders go on\n`);
    expect(JSON.parse((await runCli(['show', KEY, '--json'])).stdout)).toMatchObject({ handling: null });
  });

  test('do not keep a mute that is ended here', async () => {
    await happened(failure('Mon 11:00'));
    await ahead(['mute', '--environment', 'production', '--for', '4h', '--reason', 'a', '--yes-production']);
    await runCli(['resolve', KEY, '--by-hand', 'dropped it']);
    await runCli(['mute', '--environment', 'production', '--end']);
    await happened(refusal('Mon 13:00'));
    const shown = JSON.parse((await runCli(['show', 'orders', '--json'])).stdout);
    expect(shown).toMatchObject({ number: 2, notifiedTopics: ['critical'] });
  });
});

describe('text', () => {
  test('with a password or control characters is published without them', async () => {
    await happened(failure('Mon 11:00'));
    const { stderr } = await runCli(['note', KEY, '\u001b[31mred postgres://ada:hunter2@db/orders']);
    expect(stderr).toMatch(/^A credential in the text was masked before it was sent: /);
    const text = published()
      .map(({ action }) => (action as unknown as { text: string }).text)
      .join();
    expect(text).toContain('red postgres://');
    expect(text).not.toMatch(/hunter2|\u001b/);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('while nothing is applied', () => {
  test('the command gives up after 15 seconds and says where to look', async () => {
    await happened(failure('Mon 11:00'));
    sns.on(PublishCommand).resolves({});
    expect(await runCli(['ack', KEY])).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `${KEY}: published, but not applied within 15 seconds; look again with \`migrate-watch show ${KEY}\`\n`,
    });
    expect(Date.now()).toBe(NOW + 15_000);
  });

  test('so does the command for a mute and for its end, each with what to type', async () => {
    await happened(failure('Mon 11:00'));
    sns.on(PublishCommand).resolves({});
    const words = ['mute', '--environment', 'production'];
    const begun = await runCli([...words, '--for', '1h', '--reason', 'a', '--yes-production']);
    expect([begun.exitCode, begun.stdout, begun.stderr]).toEqual([
      3,
      '',
      'production: published, but not applied within 15 seconds; look with `migrate-watch mutes`, or at the log of the function page\n',
    ]);
    const ended = await runCli([...words, '--end']);
    expect([ended.exitCode, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toMatch(/; type it again, so that open incidents are checked\n$/);
  });

  test('the command does not wait for longer if its clock is set back again and again', async () => {
    await happened(failure('Mon 11:00'));
    sns.on(PublishCommand).resolves({});
    let pausedMs = 0;
    vi.mocked(REAL_TIME.pause).mockImplementation(async (ms) => {
      pausedMs += ms;
      vi.setSystemTime(NOW);
    });
    expect((await runCli(['ack', KEY])).exitCode).toBe(3);
    expect(pausedMs).toBe(15_000);
  });

  test('an incident that ends meanwhile is named with its end', async () => {
    await happened(failure('Mon 11:00'));
    sns
      .on(PublishCommand)
      .callsFake(async () =>
        happened({ kind: 'task', at: 'Mon 11:30', log: 'dirty-then-forced-verbose.5', target: ORDERS }),
      );
    const { exitCode, stdout, stderr } = await runCli(['ack', KEY]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${KEY}: it ended meanwhile: a later run ended clean\n`);
  });
});

const LONG = 'x'.repeat(2_001);
const OTHER = `999988887777/us-east-1/other.0a1b2c/migrate-watch/${KEY}`;

test.each<[string, string[], number, string | RegExp]>([
  ['a stack that is not there', ['ack', KEY, '--stack', 'none'], 2, /^there is no stack none in /],
  ['the key of another monitor', ['ack', OTHER], 2, /is an incident of the monitor /],
  ['an unknown key', ['ack', 'production/orders/77'], 2, /^there is no incident production\/orders\/77 /],
  ['a text that is not a key', ['note', 'a/b/c/d/e', 'text'], 2, /is not the key of an incident/],
  ['nothing to wake', ['wake', KEY], 1, `${KEY}: nobody has acknowledged or snoozed it`],
  ['no reason', ['snooze', KEY, '--for', '2h'], 2, "error: required option '--reason <text>' not specified"],
  [
    'an empty reason',
    ['snooze', KEY, '--for', '2h', '--reason', ' \n'],
    2,
    'the text is empty; say it in a few words',
  ],
  [
    'a text that is too long',
    ['note', KEY, LONG],
    2,
    'the text has 2001 characters; at most 2000 are stored',
  ],
  ['a time that is too long', ['ack', KEY, '--for', '25h'], 2, /Expected 90m, .* to 1 d\.$/],
  [
    'a time that is too short',
    ['snooze', KEY, '--for', '0m', '--reason', 'a'],
    2,
    /from one minute to 7 d\.$/,
  ],
  ['a time without a unit', ['ack', KEY, '--for', '4'], 2, /Expected 90m/],
  [
    'a version that is not a number',
    ['resolve', KEY, '--by-hand', 'a', '--version', '\u001b[31m'],
    2,
    /Expected the number of a migration\.$/,
  ],
  [
    'a mute of an unknown environment',
    ['mute', '--environment', 'prod\u001b[0m', '--end'],
    2,
    /^nothing is known about prod\\u001b\[0m .*environments: dev, production$/,
  ],
  ['a mute without a reason', ['mute', '--environment', 'dev', '--for', '1h'], 2, '--for needs --reason'],
  ['a mute without a time', ['mute', '--environment', 'dev'], 2, 'give either --for with --reason, or --end'],
  [
    'a mute of production',
    ['mute', '--environment', 'production', '--for', '1h', '--reason', 'a'],
    1,
    /^production is critical/,
  ],
  [
    'a leak that is repaired',
    ['resolve', 'dev/users/leak/1', '--by-hand', 'a'],
    1,
    /a leaked credential is acknowledged, not repaired$/,
  ],
  [
    'an incident that is over',
    ['ack', 'dev/reports/migration/1'],
    1,
    /^dev\/reports\/migration\/1: it ended at /,
  ],
])('%s: exit code, one line, and nothing published', async (_, args, code, line) => {
  const reports = { environment: 'dev', database: 'reports' };
  await happened(
    failure('Mon 11:00'),
    { kind: 'task', at: 'Mon 09:00', log: 'dirty-then-forced-verbose.1', target: reports },
    { kind: 'task', at: 'Mon 09:30', log: 'dirty-then-forced-verbose.5', target: reports },
    {
      kind: 'task',
      at: 'Mon 09:45',
      log: 'password-leaks-slash-verbose',
      target: { ...reports, database: 'users' },
    },
  );
  const { exitCode, stdout, stderr } = await runCli(args);
  const [first] = stderr.split('\n');
  expect([exitCode, stdout, published()]).toEqual([code, '', []]);
  if (typeof line === 'string') expect(first).toBe(line);
  else expect(first).toMatch(line);
});

test('credentials that may not publish: exit 2 and the policy that allows it', async () => {
  await happened(failure('Mon 11:00'));
  const message = 'User: ada is not authorized to perform: SNS:Publish on resource: events';
  sns
    .on(PublishCommand)
    .rejects(Object.assign(new Error(message), { name: 'AuthorizationError', $metadata: {} }));
  expect(await runCli(['ack', KEY, '--region', REGION])).toMatchObject({
    exitCode: 2,
    stderr:
      "these credentials may not do SNS:Publish of stack migrate-watch; the stack's output OperatorPolicyArn is a policy that allows it\n",
  });
});
