import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteSubscriptionFilterCommand,
  DescribeLogStreamsCommand,
  DescribeSubscriptionFiltersCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { logStreamOriginId } from '../../../lambda/domain/model/origin.ts';
import type { RunRecord } from '../../../lambda/domain/runs/record/run-record.ts';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import { Lab } from '../commands/lab.ts';
import { AlarmDriver } from './alarm-driver.ts';
import {
  Cloud,
  PAGERDUTY_CHANGE_PATH,
  PAGERDUTY_PATH,
  ROUTING_KEY,
  SIGNING_KEY,
  SLACK_PATH,
  WEBHOOK_PATH,
} from './cloud.ts';
import { logDelivery, printedNow, told } from './deliveries.ts';
import { counted, metric } from './measured.ts';
import { type MigrateTask, newTask, type PrintedLine, runMigrate } from './migrate-task.ts';
import { settings } from './settings.ts';
import type { SinkRequest } from './sink.ts';
import { typed } from './typed.ts';
import { until } from './until.ts';

const ORDERS = { environment: 'production', database: 'orders' };
const USERS = { environment: 'staging', database: 'users' };
const ORDERS_LOG = '/ecs/orders-migrate';
const USERS_LOG = '/ecs/users-migrate';
const COMPOSITES = [
  'watch-monitor-page-path-broken',
  'watch-production-environment',
  'watch-production-page-path',
  'watch-staging-environment',
];

/** The keys of the database's incidents, as receivers get them. */
const KEY =
  /^000000000000\/us-east-1\/watch\.[0-9a-f]{6}\/migrate-watch\/production\/orders\/migration\/[12]$/;

/** What arrives at PagerDuty's and the webhook's door. */
interface Trigger {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly routing_key: string;
  readonly payload?: {
    readonly summary: string;
    readonly severity: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
}

let cloud: Cloud;
let server: DatabaseServer;
let lab: Lab;
let alarms: AlarmDriver;
/** From the last line of a failure to its page at the sink, ms. */
const delays: number[] = [];

beforeAll(async () => {
  [cloud, server] = await Promise.all([Cloud.open(), startPostgres(), buildMigrate('v4.19.1')]);
  lab = await Lab.open(server, {
    '1_users.up': 'CREATE TABLE users (id int, email text);',
    '1_users.down': 'DROP TABLE users;',
  });
  await server.createDatabase('clean');
  await cloud.deploy(settings());
  alarms = new AlarmDriver(cloud.metrics, cloud.deployed.template);
});

afterAll(async () => {
  lab?.close();
  await Promise.all([cloud?.close(), server?.stop()]);
});

const migrate = (...words: string[]) =>
  runMigrate(['-path', lab.environment['MIGRATIONS']!, '-database', lab.url, '-verbose', ...words]);

/** Puts the lines of a run into its log stream, as the awslogs driver would. */
async function log(task: Pick<MigrateTask, 'logStream'>, lines: readonly PrintedLine[], group = ORDERS_LOG) {
  await cloud.createLogStream(group, task.logStream);
  await cloud.putLines(group, task.logStream, lines);
}

const at = (path: string) => cloud.sink.requests.filter((request) => request.path === path);
const read = <T>({ body }: SinkRequest) => JSON.parse(body) as T;
const triggers = () => at(PAGERDUTY_PATH).map((request) => ({ ...read<Trigger>(request), at: request.at }));

const MAIL = 'oncall@example.org';
/** The emulator sends no mail. It logs each one that a topic hands to an address, after the subscription's filter policy. */
const mails = () => cloud.emulator.log().split(`SNS fanout → email ${MAIL}`).length - 1;

/** What is sent carries the monitor before the incident's key, which the table stores. */
function isOf(sent: string, key: string): boolean {
  return sent === key || sent.endsWith(`/${key}`);
}

function paged(
  action: Trigger['event_action'],
  since: number,
  key?: string,
): Promise<Trigger & { at: number }> {
  const wanted = (event: Trigger & { at: number }) =>
    event.event_action === action && event.at >= since && (key === undefined || isOf(event.dedup_key, key));
  return until(`${action} at PagerDuty`, () => triggers().find(wanted), {
    explain: () =>
      `${JSON.stringify(triggers().map(({ event_action, dedup_key }) => [event_action, dedup_key]))}\n${cloud.troubles()}`,
  });
}

/** A run with nothing to do, of the same migrations in a clean database. */
async function cleanRun(): Promise<MigrateTask> {
  const [folder, url] = [lab.environment['MIGRATIONS']!, server.url('clean')];
  return runMigrate(['-path', folder, '-database', url, '-verbose', 'goto', '3']);
}

async function deleteLetter(queue: string, receipt: string): Promise<void> {
  await cloud.api.call('sqs', 'DeleteMessage', { QueueUrl: cloud.resource(queue), ReceiptHandle: receipt });
}

/** Messages of a queue, those included that wait for their next try. */
async function waiting(queue: string): Promise<number> {
  const { Attributes } = await cloud.api.call<{ Attributes: Record<string, string> }>(
    'sqs',
    'GetQueueAttributes',
    { QueueUrl: cloud.resource(queue), AttributeNames: ['All'] },
  );
  const { ApproximateNumberOfMessages: now, ApproximateNumberOfMessagesNotVisible: later } = Attributes;
  return Number(now) + Number(later);
}

/** The function must not have failed. */
async function sweep(): Promise<void> {
  expect(await cloud.api.invoke(cloud.resource('MonitorFunctionssweep'))).toEqual({
    error: undefined,
    payload: null,
  });
}

describe('a deployment', () => {
  test('creates every resource except those that the emulator is known to refuse', () => {
    const { template, leftOut } = cloud.deployed;
    const kinds = Object.keys(leftOut).map((id) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(kinds.sort()).toEqual([
      'MonitorHealthDeliveryErrorslogdelivery',
      'MonitorHealthDeliveryThrottlinglogdelivery',
      'MonitorPagePathBroken',
      'MonitorenvironmentproductionAlarmsdurationanomaly',
      'MonitorenvironmentproductionAlarmsenvironment',
      'MonitorenvironmentproductionPagePath',
      'MonitorenvironmentstagingAlarmsdurationanomaly',
      'MonitorenvironmentstagingAlarmsenvironment',
    ]);
    const expected = Object.keys(template.Resources).filter((id) => !(id in leftOut));
    expect(expected.filter((id) => !cloud.resources.has(id))).toEqual([]);
  });

  test('subscribes the watched log groups to the ingest function', async () => {
    for (const logGroupName of [ORDERS_LOG, USERS_LOG]) {
      const { subscriptionFilters } = await cloud.logs.send(
        new DescribeSubscriptionFiltersCommand({ logGroupName }),
      );
      expect(subscriptionFilters).toHaveLength(1);
      expect(subscriptionFilters![0]!.destinationArn).toContain(cloud.deployed.outputs['IngestFunction']);
    }
  });
});

function settingsFile(text: string): string {
  const file = join(cloud.emulator.folder, 'watch.yaml');
  writeFileSync(file, text);
  return file;
}

/** `migrate-watch doctor` with these settings; each finding is one line. */
async function examined(text: string): Promise<{ readonly exitCode: number; readonly printed: string }> {
  const { exitCode, printed } = await typed(
    cloud.emulator.environment,
    'doctor',
    '--settings',
    settingsFile(text),
  );
  return { exitCode, printed: printed.replaceAll(/\n {9}(?! )/g, ' ') };
}

describe('doctor', () => {
  test('finds the stack, its log groups, secrets and subscriptions in order, and no test run yet', async () => {
    const { exitCode, printed } = await examined(settings());
    // The checklist of a first deploy comes after these.
    expect(printed.match(/^(?:ok|problem) .*/gm)?.slice(0, 10)).toEqual([
      'ok       stack watch is deployed (CREATE_COMPLETE).',
      'ok       log group /ecs/orders-migrate is there.',
      'ok       log group /ecs/users-migrate is there.',
      'ok       secret oncall-key of channel oncall is there.',
      'ok       secret hook-key of channel hook is there.',
      'ok       secret team-url of channel team is there.',
      'ok       oncall@example.org has confirmed its mails of critical, warning, health.',
      expect.stringMatching(/^ok {7}no message waits in \d+ dead-letter queues\.$/),
      expect.stringMatching(/^ok {7}none of \d+ alarms about the monitor itself is raised\.$/),
      expect.stringContaining('no test run of the canary arrived within a day.'),
    ]);
    expect(printed).toContain('look at this once: the dashboard.');
    expect(exitCode).toBe(1);
  });

  test('names what the account does not have, before that is deployed', async () => {
    const { printed } = await examined(
      settings().replace('/ecs/users-migrate', '/ecs/elsewhere').replace('oncall-key', 'lost-key'),
    );
    expect(printed).toContain('log group /ecs/elsewhere does not exist yet, and the deploy creates it.');
    expect(printed).toMatch(
      /watch\.yaml:\d+:\d+: secret lost-key of channel oncall does not exist in us-east-1/,
    );
  });
});

describe('the canary', () => {
  const CANARY = { environment: 'canary', database: 'watch' };
  const SEEN = { Environment: CANARY.environment, Database: CANARY.database };
  const EVERY = 15 * 60_000;

  /** Calls the function as its schedule would for the n-th time; the log stream that it wrote. */
  async function call(nth: number): Promise<string> {
    const logGroupName = cloud.resource('MonitorCanaryLines');
    const streams = async () => {
      const { logStreams = [] } = await cloud.logs.send(new DescribeLogStreamsCommand({ logGroupName }));
      return logStreams.map(({ logStreamName }) => logStreamName!);
    };
    const before = await streams();
    const at = new Date(nth * EVERY).toISOString();
    const answer = await cloud.api.invoke(cloud.resource('MonitorCanaryFunction'), { at });
    expect(answer).toEqual({ error: undefined, payload: null });
    const [stream, ...others] = (await streams()).filter((name) => !before.includes(name));
    expect(others).toEqual([]);
    return logStreamOriginId(logGroupName, stream!);
  }

  test('tests the whole path: its runs are recorded, the failing run has a page, and both are counted as seen', async () => {
    const { run: succeeded } = await cloud.run(await call(0), 'succeeded');
    expect(succeeded).toMatchObject({ target: CANARY, migrations: [{ status: 'applied' }] });

    await counted(cloud.metrics, 'CanarySeen', SEEN);
    const { run: failed } = await cloud.run(await call(1), 'failed');
    expect(failed).toMatchObject({ target: CANARY, dirtyVersion: expect.any(String) });

    await counted(cloud.metrics, 'CanarySeen', SEEN, 2);
    const [incident, ...others] = await cloud.incidents(CANARY);
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ lead: failed.id, ended: null, notifiedTopics: [], outbox: [] });
    expect(incident!.canaryPageText).toContain(`database is DIRTY at ${failed.dirtyVersion}`);
    expect(incident!.canaryPageText).toContain(' force ');
  });

  test('ends the incident with its next run, and notifies nobody', async () => {
    await call(2);
    await counted(cloud.metrics, 'CanarySeen', SEEN, 3);
    expect((await cloud.incidents(CANARY)).map(({ ended }) => ended?.why)).toEqual(['clean-run']);

    await sweep();
    expect(cloud.sink.requests).toEqual([]);

    for (const name of ['RunsFailed', 'RunsSucceeded', 'RunningFor', 'IngestLag'])
      expect(await metric(cloud.metrics, name, { Environment: CANARY.environment }), name).toBe(0);
  });
});

describe('a database through failure, refusal and repair', () => {
  let failed: MigrateTask;
  let page: Trigger & { at: number };

  test('a clean run is recorded and counted, and sends no page', async () => {
    const task = await migrate('up');
    await log(task, task.lines);
    const { run } = await cloud.run(task.origin, 'succeeded');
    expect(run).toMatchObject({
      target: ORDERS,
      migrations: [{ version: '1', status: 'applied' }],
      error: null,
    });

    for (const dimensions of [
      { Environment: 'production' },
      { Environment: 'production', Database: 'orders' },
    ]) {
      await counted(cloud.metrics, 'RunsSucceeded', dimensions);
      await counted(cloud.metrics, 'MigrationsApplied', dimensions);
    }
    expect(await metric(cloud.metrics, 'RunsSucceeded', { Environment: 'staging' })).toBe(0);
    expect(triggers()).toEqual([]);
  });

  test('a migrated database is sent to PagerDuty and to the webhook as a change', async () => {
    const change = await until('a change at PagerDuty', () => at(PAGERDUTY_CHANGE_PATH)[0], {
      explain: () => cloud.troubles(),
    });
    const { routing_key, payload } = read<Trigger>(change);
    expect(routing_key).toBe(ROUTING_KEY);
    expect(payload!.summary).toMatch(/^\[production\] orders: migration 1 users applied in /);
    expect(payload!.custom_details).toMatchObject({ applied: '1/u users' });

    const hook = await until('a change at the webhook', () => at(WEBHOOK_PATH)[0]);
    expect(read(hook)).toMatchObject({ type: 'change', change: { database: 'orders' } });
  });

  test('a failed run reaches PagerDuty and the signed webhook once, with what to type', async () => {
    const since = Date.now();
    lab.write('2_orders.up', 'CREATE TABLE orders (id int); SELECT 1/0;');
    failed = await migrate('up');
    await log(failed, failed.lines);
    page = await paged('trigger', since);
    delays.push(page.at - failed.lines.at(-1)!.timestamp);
    expect(page).toMatchObject({
      routing_key: ROUTING_KEY,
      dedup_key: expect.stringMatching(KEY),
      payload: { severity: 'critical' },
    });
    expect(page.payload!.summary).toContain('DIRTY at 2');
    expect(page.payload!.custom_details['do']).toContain('force 1');

    const { run } = await cloud.run(failed.origin, 'failed');
    expect(run).toMatchObject({ dirtyVersion: '2', error: { class: 'migration-failed' } });
    expect(JSON.stringify(page.payload!.custom_details)).toContain('it was rolled back');

    await counted(cloud.metrics, 'RunsFailed', { Environment: 'production', ErrorClass: 'migration-failed' });
    const hook = await until('a page at the webhook', () =>
      at(WEBHOOK_PATH).find((each) => each.at >= since),
    );
    expect(read(hook)).toMatchObject({ type: 'page' });

    const [, time, sent] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(
      String(hook.headers['x-migrate-watch-signature']),
    )!;
    expect(sent).toBe(createHmac('sha256', SIGNING_KEY).update(`${time}.${hook.body}`).digest('hex'));
  });

  test('nothing that was sent contains a secret', () => {
    expect(cloud.sink.requests.map(({ body }) => body).join()).not.toContain('not-a-real-password');
  });

  test('runs refused because it is dirty join the incident', async () => {
    const again = await migrate('up');
    await log(again, again.lines);
    const { run } = await cloud.run(again.origin, 'blocked');
    expect(run.error?.class).toBe('dirty-blocked');

    const [incident, ...others] = await until('the incident with both runs', async () => {
      const incidents = await cloud.incidents(ORDERS);
      return incidents[0]?.marks.includes(run.id) && incidents;
    });
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ dirty: true, ended: null });
    expect(new Set(triggers().map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  test('the measured data raise the alarms and the composite alarm, which join the incident', async () => {
    const topics = new Map([...cloud.resources].filter(([, id]) => id.startsWith('arn:aws:sns:')));
    expect([...(await alarms.createComposites(topics))].sort()).toEqual(COMPOSITES);

    await sweep();
    const before = await alarms.states();
    expect([...before].filter(([, state]) => state === 'ALARM')).toEqual([]);

    await alarms.evaluate();
    const standing = [...(await alarms.states())]
      .filter(([, state]) => state === 'ALARM')
      .map(([name]) => name);
    expect(standing.sort()).toEqual([
      'watch-production-blocked',
      'watch-production-dirty',
      'watch-production-environment',
      'watch-production-failed',
      'watch-production-trouble-recorded',
    ]);

    const incidents = await until('the alarms on the incident', async () => {
      const found = await cloud.incidents(ORDERS);
      return found[0]?.marks.some((mark) => mark.startsWith('alarm:watch-production-dirty')) && found;
    });
    expect(incidents).toHaveLength(1);
    expect(await cloud.incidents({ environment: 'production', database: 'all' })).toEqual([]);
    expect(new Set(triggers().map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  test('the page’s own commands repair it, and the incident is resolved', async () => {
    const since = Date.now();
    lab.write('2_orders.up', 'CREATE TABLE orders (id int);');
    const lines = page.payload!.custom_details['do']!.split('\n');
    const commands = lines.filter((line) => line.startsWith('migrate '));
    const last = commands.pop()!;
    for (const command of commands) {
      const { exitCode, output } = await lab.sh(command);
      expect(exitCode, `${command}\n${output}`).toBe(0);
    }
    // The last one finishes the job, or looks where the database is: the job itself runs as the task that it is.
    expect(last).toMatch(/ -verbose (?:up(?: \d+)?|goto \d+)$/);

    const repaired = await migrate('up');
    expect(repaired.exitCode).toBe(0);

    await log(repaired, repaired.lines);
    await paged('resolve', since, page.dedup_key);
    expect(await lab.query('SELECT version, dirty FROM schema_migrations')).toBe('2\tf');
  });
});

describe('a test page', () => {
  const PEOPLE = 'arn:aws:iam::000000000000:root';
  const testPage = (...words: readonly string[]) =>
    typed(
      cloud.emulator.environment,
      ...['test-page', '--settings', settingsFile(settings()), '--wait', '30s', ...words],
    );
  /** What receivers got of test pages. Changes and pages about databases may still arrive. */
  const arrived = (since: number, path: string) =>
    at(path)
      .filter((request) => request.at >= since)
      .flatMap(({ body }) => (/migrate-watch\/test\/|TEST of/.test(body) ? [body] : []));
  const routes = (printed: string) => printed.match(/^\S+ +(?:critical|health) → .*/gm);
  let opened: Trigger;

  afterAll(() => cloud.sink.answer(SLACK_PATH));

  test('reaches each receiver, says that it is a test, and shows what each one answered', async () => {
    const [since, sentMails] = [Date.now(), mails()];
    cloud.sink.answer(SLACK_PATH, 404);
    const { exitCode, printed } = await testPage();
    expect(printed.split('\n')).toEqual([
      `Sent a test page to critical of watch, as ${PEOPLE}.`,
      expect.stringMatching(/^taken {6}oncall \(PagerDuty\) after \d+ s$/),
      expect.stringMatching(/^taken {6}hook \(a signed webhook\) after \d+ s$/),
      expect.stringMatching(/^refused {4}team \(Slack\): 127\.0\.0\.1:\d+ answered 404/),
      `sent       mail (e-mail to ${MAIL}): handed to SNS, which does not say whether it came`,
      expect.stringContaining("--channel 'mail' --came yes"),
      'The test page ends by itself within six minutes.',
      '',
    ]);
    expect(exitCode).toBe(1);

    const [event, ...others] = arrived(since, PAGERDUTY_PATH);
    opened = JSON.parse(event!);
    expect(others).toEqual([]);
    expect(opened).toMatchObject({ event_action: 'trigger', routing_key: ROUTING_KEY });
    expect(opened.dedup_key).toMatch(
      /^000000000000\/us-east-1\/watch\.[0-9a-f]{6}\/migrate-watch\/test\/[a-z0-9-]+$/,
    );
    expect(opened.payload!.summary).toMatch(/\bTEST\b/);
    const [posted] = arrived(since, WEBHOOK_PATH);
    expect(JSON.parse(posted!)).toMatchObject({
      page: { kind: 'opened', key: opened.dedup_key, test: { only: null } },
    });
    const [message] = arrived(since, SLACK_PATH);
    expect(JSON.parse(message!).text).toMatch(/\bTEST\b/);
    expect(mails()).toBe(sentMails + 1);
    expect(await cloud.incidents(ORDERS)).toHaveLength(1);
  });

  test('that a receiver refused is a problem of its route, and the others are proven', async () => {
    const { exitCode, printed } = await examined(settings());
    expect(routes(printed)).toEqual([
      `ok       critical → oncall (PagerDuty): proven today by ${PEOPLE}.`,
      `ok       critical → hook (a signed webhook): proven today by ${PEOPLE}.`,
      expect.stringMatching(/^problem {2}critical → team \(Slack\): today it refused the test page: .*404/),
      `warning  critical → mail (e-mail to ${MAIL}): never proven. To do: run migrate-watch test-page --severity critical.`,
      `warning  health → mail (e-mail to ${MAIL}): never proven. To do: run migrate-watch test-page --severity health.`,
    ]);
    expect(exitCode).toBe(1);
  });

  test('ends at the receivers when a person says that its mail came', async () => {
    const since = Date.now();
    const { exitCode, printed } = await testPage('--channel', 'mail', '--came', 'yes');
    expect(printed).toMatch(/^came {7}mail /);
    expect(exitCode).toBe(0);
    await paged('resolve', since, opened.dedup_key);
    const [posted] = await until('the end at the webhook', () => {
      const found = arrived(since, WEBHOOK_PATH);
      return found.length > 0 && found;
    });
    expect(JSON.parse(posted!)).toMatchObject({ page: { kind: 'resolved', key: opened.dedup_key } });
  });

  test('for one channel reaches no other', async () => {
    const [since, sentMails] = [Date.now(), mails()];
    cloud.sink.answer(SLACK_PATH);
    const { exitCode, printed } = await testPage('--channel', 'team');
    expect(printed).toMatch(/^taken {6}team \(Slack\) after \d+ s$/m);
    expect(exitCode).toBe(0);
    expect(
      arrived(since, SLACK_PATH).some((body) => body.includes('TEST of critical pages: nothing is wrong')),
    ).toBe(true);
    await until(
      'the queue of the webhook is empty',
      async () => (await waiting('MonitordeliverhookFunctionQueue')) === 0,
    );
    expect([arrived(since, PAGERDUTY_PATH), arrived(since, WEBHOOK_PATH)]).toEqual([[], []]);
    expect(mails()).toBe(sentMails);
  });

  test('of health is an alarm, which reaches its receivers without our functions', async () => {
    const sentMails = mails();
    // Without a terminal, the alarm stays raised for the whole time, so that a phone can ring.
    const { exitCode, printed } = await testPage('--severity', 'health', '--wait', '5s');
    expect(printed).toContain(`sent       mail (e-mail to ${MAIL}): handed to SNS`);
    expect(printed).toMatch(/The alarm is reset\.\n$/);
    expect(exitCode).toBe(0);
    expect(mails()).toBeGreaterThan(sentMails);
    expect((await alarms.states()).get('watch-monitor-test-page')).toBe('OK');
    expect((await testPage('--severity', 'health', '--came', 'yes')).exitCode).toBe(0);
  });

  test('proves each route that it was sent on', async () => {
    const proven = await until('the words of people', async () => {
      const found = routes((await examined(settings())).printed);
      return found?.every((line) => line.startsWith('ok ')) && found;
    });
    expect(proven).toEqual([
      `ok       critical → oncall (PagerDuty): proven today by ${PEOPLE}.`,
      `ok       critical → hook (a signed webhook): proven today by ${PEOPLE}.`,
      `ok       critical → team (Slack): proven today by ${PEOPLE}.`,
      `ok       critical → mail (e-mail to ${MAIL}): proven today by ${PEOPLE}.`,
      `ok       health → mail (e-mail to ${MAIL}): proven today by ${PEOPLE}.`,
    ]);
  });
});

test('a killed run is known by its task’s end, and a later clean run ends its incident', async () => {
  const since = Date.now();
  lab.write('3_slow.up', 'SELECT pg_sleep(3); CREATE TABLE slow (id int);');
  const executing = async () =>
    (await lab.query(
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(3)%' AND pid <> pg_backend_pid()",
    )) !== '0';
  const words = ['-path', lab.environment['MIGRATIONS']!, '-database', lab.url, '-verbose', 'up'];
  const task = await runMigrate(words, { signal: 'SIGKILL', ready: executing });
  await log(task, task.lines);
  await cloud.run(task.origin, 'running');
  const stoppedAt = Date.now();
  await cloud.taskStopped('main', 'orders-migrate', task, stoppedAt, 'OutOfMemoryError: container killed');
  const page = await paged('trigger', since);
  delays.push(page.at - stoppedAt);
  expect(page.dedup_key).toMatch(KEY);
  expect(page.dedup_key).toMatch(/\/migration\/2$/);

  const { run } = await cloud.run(task.origin, 'killed');
  expect(run).toMatchObject({ exitCode: 137 });
  expect(page.payload!.summary).toContain('may still run');

  await until('the server to finish what its client left', async () => !(await executing()));
  expect((await lab.sh('migrate -database "$DATABASE_URL" -path "$MIGRATIONS" force 3')).exitCode).toBe(0);

  const later = await migrate('up');
  await log(later, later.lines);
  await paged('resolve', since, page.dedup_key);
});

describe('irregular deliveries', () => {
  let lines: readonly PrintedLine[];

  beforeAll(async () => {
    lab.write('4_bad.up', 'ALTER TABLE no_such_table ADD COLUMN x int;');
    ({ lines } = await migrate('up'));
  });

  test('a batch delivered line by line in reverse, and the same batch four times, give the same record', async () => {
    const printed = printedNow(lines);
    const [once, reversed, repeated] = [newTask(), newTask(), newTask()];
    await log(once, printed, USERS_LOG);
    await cloud.createLogStream(USERS_LOG, reversed.logStream);
    for (const line of [...printed].reverse()) await cloud.putLines(USERS_LOG, reversed.logStream, [line]);
    const payload = logDelivery(USERS_LOG, repeated.logStream, printed);
    const ingest = cloud.resource('MonitorFunctionsingest');
    await Promise.all([1, 2, 3].map(() => cloud.api.invoke(ingest, payload)));
    await cloud.api.invoke(ingest, payload);
    const expected = (await cloud.run(once.origin, 'failed')).run;
    expect(expected).toMatchObject({
      dirtyVersion: '4',
      error: { class: 'migration-failed' },
    });
    for (const { origin } of [reversed, repeated]) {
      let found: readonly RunRecord[] = [];
      await until(
        `the same record of ${origin}`,
        async () => {
          found = await cloud.records(origin);
          return found.length === 1 && isDeepStrictEqual(told(found[0]!.run), told(expected));
        },
        {
          withinMs: 10_000,
          explain: () => JSON.stringify([found.map(({ run }) => told(run)), told(expected)], null, 1),
        },
      );
    }
  });

  test('lines that never arrived are read from the log stream', async () => {
    const long = Date.now() - 5 * 60_000;
    const printed = printedNow(lines, long);
    const task = newTask();
    await cloud.createLogStream(USERS_LOG, task.logStream);
    const half = Math.floor(printed.length / 2);
    await cloud.putLines(USERS_LOG, task.logStream, printed.slice(0, half));
    await cloud.run(task.origin, 'running');
    await withoutSubscription(USERS_LOG, () =>
      cloud.putLines(USERS_LOG, task.logStream, printed.slice(half)),
    );
    await cloud.taskStopped(
      'main',
      'users-migrate',
      { ...task, exitCode: 1 },
      printed.at(-1)!.timestamp + 1_000,
    );
    await until('the end without its lines', async () =>
      (await cloud.records(task.origin)).some(({ run }) => run.incomplete !== null),
    );
    await sweep();
    const { run } = await cloud.run(task.origin, 'failed');
    expect(run).toMatchObject({ incomplete: null, error: { class: 'migration-failed' } });
    expect(run.error!.message).toContain('no_such_table');
  });

  test('an unreadable request is in the dead-letter queue unchanged', async () => {
    const poison = { awslogs: { data: Buffer.from('not gzip').toString('base64') } };
    await cloud.api.invokeLater(cloud.resource('MonitorFunctionsingest'), poison);
    const letter = await until(
      'a dead letter of ingest',
      async () => (await cloud.waitingIn(cloud.resource('MonitorFunctionsingestDeadLetters')))[0],
    );
    expect(JSON.parse(letter.body)).toMatchObject({ requestPayload: poison });
    expect(
      await metric(cloud.metrics, 'RejectedInputs', { Environment: 'migrate-watch' }),
    ).toBeGreaterThanOrEqual(1);
    await deleteLetter('MonitorFunctionsingestDeadLetters', letter.receipt);
  });

  test('a request that failed for another reason is handled when it is sent again', async () => {
    const ingest = cloud.resource('MonitorFunctionsingest');
    const variables = await cloud.api.functionVariables(ingest);
    await cloud.api.setFunctionVariables(ingest, { ...variables, TABLE_NAME: 'gone' });
    const task = newTask();
    await log(task, printedNow(lines), USERS_LOG);
    const letter = await until(
      'a dead letter of ingest',
      async () => (await cloud.waitingIn(cloud.resource('MonitorFunctionsingestDeadLetters')))[0],
    );
    expect(await cloud.records(task.origin)).toEqual([]);

    await cloud.api.setFunctionVariables(ingest, variables);
    // The other message in the queue can never be read: it fails again, and comes back.
    const poison = { awslogs: { data: 'AAAA' } };
    await cloud.api.invokeLater(ingest, poison);
    const both = async () => {
      const letters = await cloud.waitingIn(cloud.resource('MonitorFunctionsingestDeadLetters'));
      return letters.length === 2 && letters;
    };
    await until('two dead letters of ingest', both);
    const { environment } = cloud.emulator;
    const shown = await typed(environment, 'redrive', '--stack', cloud.deployed.stack, '--dry-run');
    expect(shown).toMatchObject({ exitCode: 0, printed: expect.stringContaining('2 would be sent again') });

    const sent = await typed(environment, 'redrive', '--stack', cloud.deployed.stack);
    // On a slow machine the unreadable one is back before the queue has been looked through: then it is left, and said so.
    const isBack = sent.printed.includes('it arrived while the command ran');
    expect(sent, sent.printed).toMatchObject({
      exitCode: isBack ? 1 : 0,
      printed: expect.stringContaining(`2 sent again${isBack ? ', 1 left' : ''}`),
    });
    expect(sent.printed).not.toContain(JSON.parse(letter.body).requestPayload.awslogs.data);
    expect((await cloud.run(task.origin, 'failed')).run.target).toEqual(USERS);

    const back = await until(
      'the unreadable one again',
      async () => (await cloud.waitingIn(cloud.resource('MonitorFunctionsingestDeadLetters')))[0],
    );
    expect(JSON.parse(back.body)).toMatchObject({ requestPayload: poison });

    await deleteLetter('MonitorFunctionsingestDeadLetters', back.receipt);
  });
});

describe('a broken channel does not delay the others', () => {
  afterEach(() => cloud.sink.answer(WEBHOOK_PATH));

  /** Six hours are too long here: a page comes again after some seconds, `tries` times in all. */
  async function hurry(tries: number): Promise<void> {
    const QueueUrl = cloud.resource('MonitordeliverhookFunctionQueue');
    const { Attributes } = await cloud.api.call<{ Attributes: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl, AttributeNames: ['All'] },
    );
    const { deadLetterTargetArn } = JSON.parse(Attributes['RedrivePolicy']!);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: tries });
    // Longer than one invocation, which tries three times within four seconds.
    const hurried = { VisibilityTimeout: '8', RedrivePolicy };
    await cloud.api.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: hurried });
  }

  /** What the webhook answers no to counts as an arrival, too: so `since` is when it was mended. */
  async function hooked(key: string, since: number): Promise<string> {
    const { page } = await until(
      `the page of ${key} at the webhook`,
      () => pages().find(({ page, at: arrivedAt }) => page && isOf(page.key, key) && arrivedAt >= since),
      { withinMs: 60_000, explain: () => cloud.troubles() },
    );
    return page!.kind;
  }

  const pages = () =>
    at(WEBHOOK_PATH).map((request) => ({
      ...read<{ readonly page?: { readonly key: string; readonly kind: string } }>(request),
      at: request.at,
    }));
  const triesOf = (key: string, since: number) =>
    pages().filter(({ page, at: arrivedAt }) => page && isOf(page.key, key) && arrivedAt >= since).length;

  test('and gets its pages by itself once it accepts them again', async () => {
    await hurry(10);
    const since = Date.now();
    cloud.sink.answer(WEBHOOK_PATH, 503);
    const [open] = (await cloud.incidents(USERS)).filter(({ ended }) => ended === null);
    const clean = await cleanRun();
    await log(clean, clean.lines, USERS_LOG);
    await paged('resolve', since, open!.key);
    await until('three tries at the webhook', () => triesOf(open!.key, since) >= 3);
    cloud.sink.answer(WEBHOOK_PATH);
    expect(await hooked(open!.key, Date.now())).toBe('resolved');
    // The clean run is a change as well, which waits for its own turn.
    await until(
      'an empty queue of the webhook',
      async () => (await waiting('MonitordeliverhookFunctionQueue')) === 0,
      { withinMs: 60_000 },
    );
  });

  test('and what it refused for hours is kept, and sent by a redrive', async () => {
    await hurry(1);
    const since = Date.now();
    cloud.sink.answer(WEBHOOK_PATH, 400);
    const bad = await migrate('up');
    await log(newTask(), printedNow(bad.lines), USERS_LOG);
    const { dedup_key } = await paged('trigger', since);
    const queue = cloud.resource('MonitordeliverhookFunctionDeadLetters');
    const letter = await until(
      'a dead letter of the webhook',
      async () => (await cloud.waitingIn(queue))[0],
      {
        withinMs: 60_000,
        explain: () => cloud.troubles(),
      },
    );
    expect(JSON.parse(letter.body).Message).toContain(dedup_key);
    expect(triesOf(dedup_key, since)).toBe(1);

    cloud.sink.answer(WEBHOOK_PATH);
    const mended = Date.now();
    const sent = await typed(cloud.emulator.environment, 'redrive', '--queue', queue);
    expect(sent.exitCode, sent.printed).toBe(0);
    expect(await hooked(dedup_key, mended)).toBe('opened');
    expect(await cloud.waitingIn(queue)).toEqual([]);

    const good = await cleanRun();
    await log(newTask(), printedNow(good.lines), USERS_LOG);
    await paged('resolve', mended, dedup_key);
  });
});

test('the alarm returns to OK by measured data once the database is clean', async () => {
  await until(
    'the dirty alarm is OK',
    async () => {
      await sweep();
      await alarms.evaluate();
      return (await alarms.states()).get('watch-production-dirty') === 'OK';
    },
    { withinMs: 150_000 },
  );
});

test('an alarm that rises after its incident is over joins that incident, and sends no page', async () => {
  const [AlarmName, before] = ['watch-production-failed', triggers().length];
  const rise = { AlarmName, StateReason: 'measured late' } as const;
  await cloud.metrics.send(new SetAlarmStateCommand({ ...rise, StateValue: 'OK' }));
  await cloud.metrics.send(new SetAlarmStateCommand({ ...rise, StateValue: 'ALARM' }));
  const joined = await until('the alarm on the incident that ended last', async () => {
    const last = (await cloud.incidents(ORDERS)).at(-1)!;
    return last.marks.some((mark) => mark.startsWith(`alarm:${AlarmName}@`)) && last;
  });
  expect(joined).toMatchObject({ n: 2, ended: { why: 'clean-run' } });
  expect(await cloud.incidents({ environment: 'production', database: 'all' })).toEqual([]);
  expect(triggers()).toHaveLength(before);
  await cloud.metrics.send(new SetAlarmStateCommand({ ...rise, StateValue: 'OK' }));
});

test('the time from the last line to the page is measured several times', async () => {
  const [bad, good] = [await migrate('up'), await cleanRun()];
  for (let round = 0; round < 10; round++) {
    for (const [lines, action] of [
      [bad.lines, 'trigger'],
      [good.lines, 'resolve'],
    ] as const) {
      const since = Date.now();
      const printed = printedNow(lines);
      await log(newTask(), printed, USERS_LOG);
      const { at: arrivedAt } = await paged(action, since);
      if (action === 'trigger') delays.push(arrivedAt - printed.at(-1)!.timestamp);
    }
  }
  const sorted = [...delays].sort((a, b) => a - b);
  console.log(
    `log line → page at the sink: median ${sorted[Math.floor(sorted.length / 2)]} ms, worst ${sorted.at(-1)} ms, of ${sorted.length}`,
  );
});

describe('the review', () => {
  /** What EventBridge Scheduler calls with: the input of the deployed schedule, planned for a week from now. */
  function call(): unknown {
    const [, schedule] = Object.entries(cloud.deployed.template.Resources).find(([id]) =>
      id.startsWith('MonitorReviewWeekly'),
    )!;
    const { Input } = (schedule.Properties as { Target: { Input: string } }).Target;
    const planned = new Date(Date.now() + 7 * 24 * 60 * 60_000).toISOString();
    return JSON.parse(Input.replace('<aws.scheduler.scheduled-time>', planned));
  }
  const slack = (since: number) =>
    at(SLACK_PATH).filter((request) => request.at >= since && request.body.includes('Review of'));
  const review = () => cloud.api.invoke(cloud.resource('MonitorReviewFunction'), call());

  test('of the week that the table holds is sent to people once, and its page is kept', async () => {
    const [since, sentMails] = [Date.now(), mails()];
    expect(await review()).toEqual({ error: undefined, payload: null });
    const [message] = await until('the review in Slack', () => slack(since).length > 0 && slack(since));
    const { text } = JSON.parse(message!.body) as { readonly text: string };
    const [, week] = /^Review of (\d{4}-W\d{2}), .*: (?:NOT )?WELL: /.exec(text) ?? [];
    expect(mails()).toBe(sentMails + 1);
    const page = await cloud.reviewPage(week!);
    expect(page).toMatch(/<h1>(?:NOT )?WELL: /);
    expect(page).toContain('runs that ended');
    expect(page).toContain('[production] orders');

    // Scheduler may call twice.
    expect(await review()).toEqual({ error: undefined, payload: null });
    expect([slack(since).length, mails()]).toEqual([1, sentMails + 1]);
  });

  test('what people decide about its findings is in the command line’s next one', async () => {
    const { printed } = await typed(cloud.emulator.environment, 'review', '--stack', cloud.deployed.stack);
    expect(printed).toMatch(/^Review of \d{4}-W\d{2}, /);
    const id = 'no-runs/staging/unused';
    const refused = await typed(
      cloud.emulator.environment,
      ...['review', 'decide', id, 'reject', '--stack', cloud.deployed.stack],
    );
    expect([refused.exitCode, refused.printed]).toEqual([2, expect.stringContaining(`has no finding ${id}`)]);
  });
});

describe('a second deployment', () => {
  test('changes what the settings change, and nothing is lost', async () => {
    const before = cloud.deployed.outputs;
    const deadlines = async () =>
      (await cloud.api.functionVariables(cloud.resource('MonitorFunctionssweep')))['DEADLINES'];
    expect(await deadlines()).toBeUndefined();

    await cloud.deploy(settings({ thresholds: 'thresholds: { silent: { warning: 7m, critical: 20m } }' }));
    expect(JSON.parse((await deadlines())!)).toEqual({
      silentWarningMs: 420_000,
      silentCriticalMs: 1_200_000,
    });
    expect(cloud.deployed.outputs).toEqual(before);
    expect(await cloud.incidents(ORDERS)).toHaveLength(2);

    const task = await cleanRun();
    await log(task, task.lines, USERS_LOG);
    await cloud.run(task.origin, 'no-change');
  });

  test('destroying the stack keeps the table and leaves no alarm', async () => {
    await alarms.deleteComposites();
    await cloud.destroy();
    expect([...(await alarms.states()).keys()]).toEqual([]);
    expect((await cloud.incidents(ORDERS)).map(({ ended }) => ended?.why)).toEqual([
      'clean-run',
      'clean-run',
    ]);
  });
});

async function withoutSubscription(logGroupName: string, act: () => Promise<void>): Promise<void> {
  const { subscriptionFilters } = await cloud.logs.send(
    new DescribeSubscriptionFiltersCommand({ logGroupName }),
  );
  const { filterName, filterPattern, destinationArn } = subscriptionFilters![0]!;
  await cloud.logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }));
  await act();
  await cloud.logs.send(
    new PutSubscriptionFilterCommand({ logGroupName, filterName, filterPattern, destinationArn }),
  );
}
