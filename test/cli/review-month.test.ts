import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { REAL_TIME } from '../../bin/cli/monitor/publish.ts';
import { DynamoDbDecisionStore } from '../../lambda/adapters/aws/dynamodb-decision-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { DynamoDbReviewStore } from '../../lambda/adapters/aws/dynamodb-review-store.ts';
import { ListReader } from '../../lambda/adapters/aws/list-reader.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { slackReview } from '../../lambda/domain/channels/slack/review.ts';
import type { ReviewNotice } from '../../lambda/domain/model/review-message.ts';
import { reviewText } from '../../lambda/domain/review/review-text.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { commandsReach, commandsReachNothing, TABLE_NAME } from './deployed-week.ts';
import { begins, END, FAILS, finished } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const SETTINGS = `name: migrate-watch
sources:
  - { logGroup: /ecs/orders, environment: production, database: orders }
  - { logGroup: /ecs/billing, environment: production, database: billing }
environments:
  production:
    thresholds:
      longRunning:
        warning: 10m
channels:
  team: { slack: { secret: shop/slack } }
routes: { critical: [team, lead@example.com], warning: [team] }
review: { timeZone: Europe/Berlin }
`;
const PROPOSED = SETTINGS.replace('warning: 10m', 'warning: 15m');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Monday, 2 March 2026, midnight in Berlin. */
const BEGIN = Date.UTC(2026, 2, 1, 23);

let dynamoDb: LocalDynamoDb;
let facts: DynamoDbFactStore;
let monitor: LocalMonitor;
let folder: string;
let startedIn: string;
const sent: ReviewNotice[] = [];
const pages = new Map<string, string>();
let streams = 0;
let version = 0;
let sweptAt = 0;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE_NAME);
  const clock = () => monitor.now;
  const { client } = dynamoDb;
  facts = new DynamoDbFactStore(client, TABLE_NAME, clock);
  monitor = new LocalMonitor(
    deployed(SETTINGS),
    {
      facts,
      incidents: new DynamoDbIncidentStore(client, TABLE_NAME, clock),
      mutes: new DynamoDbMuteStore(client, TABLE_NAME),
      decisions: new DynamoDbDecisionStore(client, TABLE_NAME, clock),
      topics: new ConsolePager(() => {}),
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
      reviewing: {
        reader: new ListReader(client, TABLE_NAME),
        reviews: new DynamoDbReviewStore(client, TABLE_NAME, clock),
        pages: {
          addressOf: (period) => `https://console.example.com/reviews/${period}.html`,
          putPage: async (period, html) => void pages.set(period, html),
        },
        topics: { publishReview: async (_topic, notice) => void sent.push(notice) },
      },
    },
    BEGIN,
  );
  folder = mkdtempSync(join(tmpdir(), 'review-month-'));
  startedIn = process.cwd();
  process.chdir(folder);
  writeFileSync('migrate-watch.yaml', SETTINGS);
  for (let week = 0; week < 4; week++) await weekFrom(BEGIN + week * 7 * DAY);
  await passTime(BEGIN + 28 * DAY + 8 * HOUR);
  commandsReachNothing();
});
afterAll(async () => {
  process.chdir(startedIn);
  rmSync(folder, { recursive: true });
  await dynamoDb.close();
});

beforeEach(async () => {
  await commandsReach(dynamoDb, monitor.now);
  receives();
  return () => {
    commandsReachNothing();
    vi.restoreAllMocks();
  };
});

/** What commands publish arrives at the monitor. */
function receives(): void {
  vi.spyOn(REAL_TIME, 'pause').mockImplementation(async (ms) => {
    vi.setSystemTime(Date.now() + ms);
  });
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/OnCall/ada' });
  mockClient(SNSClient)
    .on(PublishCommand)
    .callsFake(async ({ Message = '' }: { Message?: string }) => {
      await monitor.page(snsNotification(Message, Date.now()));
      return { MessageId: 'm' };
    });
}

/**
 * Each morning a short run of orders; every second night a backfill of billing that takes 12 minutes; on Wednesday a migration of orders
 * that fails, and a person who writes what helped.
 */
async function weekFrom(at: number): Promise<void> {
  for (let day = 0; day < 7; day++) {
    const midnight = at + day * DAY;
    if (day % 2 === 0) await runs('billing', midnight + HOUR, 12);
    if (day === 2) await fails(midnight + 9 * HOUR);
    await runs('orders', midnight + 10 * HOUR, 1);
  }
}

/** A migration fails. Half an hour later somebody repairs the database by hand, and says how. */
async function fails(at: number): Promise<void> {
  const file = `${++version}/u broken`;
  await prints('orders', at, [...begins(file), FAILS]);
  await passTime(at + 30 * MINUTE);
  await commandsReach(dynamoDb, monitor.now);
  receives();
  const { exitCode, stderr } = await runCli([
    ...['resolve', 'production/orders', '--by-hand', 'forced back, and the file mended'],
    ...['--version', String(version - 1)],
  ]);
  commandsReachNothing();
  vi.restoreAllMocks();
  expect([exitCode, stderr]).toEqual([0, '']);
}

/** A run that finishes a migration every two minutes. */
async function runs(database: string, at: number, minutes: number): Promise<void> {
  const stream = `task-${++streams}`;
  for (let minute = 0; minute < minutes; minute += 2) {
    const file = `${++version}/u step`;
    await prints(database, at + minute * MINUTE, begins(file), stream);
    await prints(database, at + Math.min(minute + 2, minutes) * MINUTE, [finished(file)], stream);
  }
  await prints(database, at + minutes * MINUTE, END, stream);
}

async function prints(database: string, at: number, lines: readonly string[], stream = `task-${++streams}`) {
  await passTime(at);
  const events = lines.map((message, index) => ({
    id: eventId(at, version * 10 + index),
    timestamp: at + index,
    message,
  }));
  await monitor.ingest(subscriptionPayload({ logGroup: `/ecs/${database}`, logStream: stream, events }));
}

/** The sweep runs at each full minute at which something is due. */
async function passTime(until: number): Promise<void> {
  for (;;) {
    const [next] = await facts.listOpen();
    if (next === undefined) break;
    const minute = Math.ceil(Math.max(next.dueAt, sweptAt + 1) / MINUTE) * MINUTE;
    if (minute > until) break;
    monitor.now = Math.max(monitor.now, minute);
    sweptAt = minute;
    await monitor.sweep();
  }
  monitor.now = Math.max(monitor.now, until);
}

async function typed(...args: readonly string[]) {
  vi.setSystemTime(monitor.now);
  return runCli(args);
}

test('the review of the last week: as mail, as a page and in Slack', async () => {
  await monitor.review({ kind: 'week', at: new Date(monitor.now).toISOString() });
  const [notice] = sent;
  await expect(reviewText(notice!)).toMatchFileSnapshot('review-month.txt');
  await expect(JSON.stringify(slackReview(notice!), undefined, 1)).toMatchFileSnapshot(
    'review-month.slack.txt',
  );
  expect(notice!.to).toEqual(['team', 'lead@example.com']);
  const page = pages.get('2026-W13')!;
  expect(page).toContain('<pre> environments:\n   production:\n');
  expect(page).toContain('-        warning: 10m\n+        warning: 15m\n');
});

test('the command prints the same', async () => {
  const { stdout } = await typed('review');
  expect(stdout).toBe(reviewText({ ...sent[0]!, page: null }));
});

test('the proposal, applied and backtested: the needless warnings are gone, and the replay agrees with what was sent', async () => {
  writeFileSync('proposed.yaml', PROPOSED);
  const { exitCode, stdout } = await typed('backtest', '--settings', 'proposed.yaml');
  await expect(stdout).toMatchFileSnapshot('backtest-month.txt');
  expect(exitCode).toBe(0);
  const { stdout: json } = await typed('backtest', '--settings', 'proposed.yaml', '--json');
  expect(JSON.parse(json)).toMatchObject([{ environment: 'production', differences: 0, proposed: [] }]);
});

test('settings that were not deployed are found out: the replay differs from what was sent', async () => {
  writeFileSync('migrate-watch.yaml', SETTINGS.replace('warning: 10m', 'warning: 11m'));
  const { exitCode, stdout } = await typed('backtest', '--settings', 'proposed.yaml');
  writeFileSync('migrate-watch.yaml', SETTINGS);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /production: the replay of the present settings differs from what was sent by \d+ pages\./,
  );
});

test('proposed settings with problems are refused, each with its place', async () => {
  writeFileSync('proposed.yaml', SETTINGS.replace('warning: 10m', 'warning: soon'));
  const { exitCode, stderr } = await typed('backtest', '--settings', 'proposed.yaml');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /proposed\.yaml:9:18: environments\.production\.thresholds\.longRunning\.warning is 'soon'/,
  );
});

test('the decision is followed up: done, once the settings are deployed', async () => {
  const id = 'slow-warning/production';
  const { exitCode } = await typed('review', 'decide', id, 'accept', '--owner', 'ana', '--due', '2026-04-10');
  expect(exitCode).toBe(0);
  writeFileSync('migrate-watch.yaml', PROPOSED);
  monitor.deploy(deployed(PROPOSED));
  await runs('billing', BEGIN + 29 * DAY + HOUR, 12);
  await passTime(BEGIN + 35 * DAY + 8 * HOUR);
  await monitor.review({ kind: 'week', at: new Date(monitor.now).toISOString() });
  const text = reviewText(sent.at(-1)!);
  expect(text).toMatch(/^Review of 2026-W14, /);
  expect(text).toMatch(
    /\n\nDECIDED BEFORE\n {2}done {6}slow-warning\/production {2}[^\n]+: no longer seen\n/,
  );
  expect(text).not.toContain('PROPOSALS');
});
