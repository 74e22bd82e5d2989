import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventId } from '../../bin/cli/aws-events/subscription.ts';
import { backfill } from '../../bin/cli/monitor/backfill.ts';
import { mayBeMigrate } from '../../lambda/domain/lines/wording/anchors.ts';
import { fixtureLines } from '../pipeline/reference-runs.ts';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, END, FAILS, finished, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 16, 8);

interface StoredEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  readonly timestamp: number;
  readonly message: string;
}

/** What CloudWatch Logs has kept, by log group. */
let kept: Map<string, StoredEvent[]>;
let monitor: GateMonitor;
/** Requests of FilterLogEvents. */
let asked: FilterLogEventsCommandInput[];
let streams = 0;

beforeEach(async () => {
  kept = new Map([
    ['/production/migrate', []],
    ['/staging/migrate', []],
  ]);
  asked = [];
  monitor = await GateMonitor.start(NOW);
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
  mockClient(CloudWatchLogsClient)
    .on(FilterLogEventsCommand)
    .callsFake((input: FilterLogEventsCommandInput) => {
      asked.push(input);
      const group = kept.get(input.logGroupName!);
      if (group === undefined)
        throw Object.assign(new Error('The specified log group does not exist.'), {
          name: 'ResourceNotFoundException',
          $metadata: {},
        });
      const all = group.filter(
        ({ timestamp, logStreamName, message }) =>
          timestamp >= input.startTime! &&
          timestamp < input.endTime! &&
          (input.logStreamNames?.includes(logStreamName) ?? true) &&
          (input.filterPattern === undefined || mayBeMigrate(message)),
      );
      // Pages of 100 events.
      const from = Number(input.nextToken ?? 0);
      const next = from + 100 < all.length ? String(from + 100) : undefined;
      return { events: all.slice(from, from + 100), ...(next && { nextToken: next }) };
    });
  mockClient(LambdaClient)
    .on(InvokeCommand)
    .callsFake(async ({ FunctionName, Payload }: { FunctionName?: string; Payload?: Uint8Array }) => {
      expect(FunctionName).toBe('migrate-watch-ingest');
      await monitor.ingest(JSON.parse(Buffer.from(Payload!).toString('utf8')));
      return { StatusCode: 200 };
    });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

/** A task printed these lines, `daysAgo` days ago. */
function printed(database: string, daysAgo: number, lines: readonly string[], environment = 'production') {
  const at = NOW - daysAgo * DAY;
  const logStreamName = `${database}/old-${++streams}`;
  kept.get(`/${environment}/migrate`)!.push(
    ...lines.map((message, i) => ({
      eventId: eventId(at, i),
      logStreamName,
      timestamp: at + i * 10,
      message,
    })),
  );
}

const clean = (file: string) => [...begins(file), finished(file), ...END];

/** 90 days: 40 clean runs, 20 failures that were repaired, and one in staging that was not. */
function ninetyDays(): void {
  for (let n = 0; n < 40; n++) printed('orders', 89 - 2 * n, clean(`${n + 1}/u file_${n + 1}`));
  for (let n = 0; n < 10; n++) {
    printed('users', 88 - 8 * n, [...begins(`${n + 1}/u file`), FAILS]);
    printed('users', 87 - 8 * n, fixtureLines('pg-syntax-error-verbose'));
    printed('users', 86 - 8 * n, clean(`${n + 1}/u file`));
  }
  printed('orders', 60, clean('1/u create_bills'), 'staging');
  printed('orders', 50, [...begins('2/u add_total'), FAILS], 'staging');
}

async function typed(...args: readonly string[]) {
  vi.useFakeTimers({
    toFake: ['Date', 'setTimeout'],
    now: monitor.now,
    shouldAdvanceTime: true,
    advanceTimeDelta: 1_000,
  });
  const result = await runCli(args);
  vi.useRealTimers();
  return result;
}

/** The command with a clock and pauses of the test. */
async function backfilled(options: Partial<Parameters<typeof backfill>[0]> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const exitCode = await backfill(
    { since: '90d', yes: true, logGroup: ['/production/migrate', '/staging/migrate'], ...options },
    { clock: () => NOW, pause: async () => {} },
  ).finally(() => {
    stdout.mockRestore();
    stderr.mockRestore();
  });
  return { exitCode, out: out.join(''), err: err.join('') };
}

const statusOf = async (database: string, environment = 'production') =>
  JSON.parse((await typed('status', `${environment}/${database}`, '--json')).stdout)[0];

describe('90 days with 20 failures, and one database still dirty', () => {
  test('nobody is told, nothing is counted, and status shows the dirty one', async () => {
    ninetyDays();
    const { exitCode, out } = await backfilled();
    expect(exitCode).toBe(0);
    expect(out).toContain('72 parts recorded. See migrate-watch status and migrate-watch runs.');
    expect(monitor.pages).toEqual([]);
    expect(monitor.metrics).toEqual([]);
    expect(await statusOf('orders', 'staging')).toMatchObject({
      state: 'dirty',
      dirtyVersion: '2',
      incidents: [],
    });
    expect(await statusOf('orders')).toMatchObject({ state: 'clean', version: '40' });
    expect(await statusOf('users')).toMatchObject({ state: 'clean', version: '10' });

    // The sweeps of the next hours have nothing to do about them.
    await monitor.passes(180);
    expect(monitor.pages).toEqual([]);
  });

  test('runs and show have them, with the reason of each failure', async () => {
    ninetyDays();
    await backfilled();
    const { stdout } = await typed('runs', '--since', '95d', '--limit', '200', '--json');
    const runs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const listed = Array.isArray(runs[0]) ? runs[0] : runs;
    expect(listed.filter(({ outcome }: { outcome: string }) => outcome === 'failed')).toHaveLength(21);
  });

  test('a failure of today is paged once, as ever', async () => {
    ninetyDays();
    await backfilled();
    await monitor.prints('production/orders', [...begins('41/u add_email'), FAILS]);
    expect(monitor.pages).toHaveLength(1);
    await monitor.passes(10);
    expect(monitor.pages).toHaveLength(1);
  });

  test('a clean run of today ends what was dirty', async () => {
    ninetyDays();
    await backfilled();
    await monitor.applies('staging/orders', '3/u drop_total');
    expect(await statusOf('orders', 'staging')).toMatchObject({ state: 'clean', version: '3' });
  });

  test('twice, or cut off and begun again, it is the same', async () => {
    ninetyDays();
    await backfilled();
    const once = await tableText();
    await backfilled();
    expect(await tableText()).toBe(once);
    const { err } = await backfilled({ since: '2026-01-20T00:00:00Z' });
    expect(err).toContain('if this is cut off, go on with --since 2026-01-');
    expect(await tableText()).toBe(once);
  });

  test('without --yes it says what it would read, and records nothing', async () => {
    ninetyDays();
    const { out, exitCode } = await backfilled({ yes: false });
    expect(exitCode).toBe(0);
    expect(out).toContain(
      '72 parts of 72 log streams since 2025-12-16 08:00:00 UTC may hold runs. Reading them takes 72 requests or more, at two a second: 1 minute.',
    );
    expect(out).toContain(
      'Nothing is recorded yet. Add --yes to record the runs; nobody is told about them.',
    );
    expect(asked).toHaveLength(asked.filter(({ filterPattern }) => filterPattern !== undefined).length);
  });
});

async function tableText(): Promise<string> {
  const runs = (await typed('runs', '--since', '95d', '--limit', '200', '--json')).stdout;
  const states = (await typed('status', '--json')).stdout;
  return runs + states;
}

test('runs that the monitor knows stay as they are, and what it saw is what counts', async () => {
  await monitor.applies('production/orders', '7/u seventh');
  const stream = `orders/task-1`;
  printed('orders', 10, clean('6/u sixth'));
  // The log of the run that the monitor recorded, an hour and more ago.
  kept.get('/production/migrate')!.push(
    ...clean('7/u seventh').map((message, i) => ({
      eventId: eventId(NOW + MINUTE, i),
      logStreamName: stream,
      timestamp: NOW + MINUTE + i,
      message,
    })),
  );
  const before = (await typed('runs', '--json')).stdout;
  expect(await backfilled()).toMatchObject({ exitCode: 0 });
  const after = (await typed('runs', '--json')).stdout;
  expect(after).toContain(
    before
      .trim()
      .replace(/^\[|\]$/g, '')
      .trim()
      .slice(0, 200),
  );
  expect(await statusOf('orders')).toMatchObject({ version: '7' });
  expect(monitor.pages).toEqual([]);
});

test('what was learned is the time that each migration took', async () => {
  printed('orders', 20, [...begins('1/u backfill'), 'Finished 1/u backfill (read 1ms, ran 62s)', ...END]);
  await backfilled();
  const { target } = { target: { environment: 'production', database: 'orders' } };
  const { DynamoDbIncidentStore } = await import('../../lambda/adapters/aws/dynamodb-incident-store.ts');
  const store = new DynamoDbIncidentStore(monitor.dynamoDb.client, 'migrate-watch', () => NOW);
  expect((await store.readHistory(target)).took.map(({ ms }) => ms)).toEqual([62_000]);
});

test('a run that has printed in the last hour is left to today’s deliveries', async () => {
  printed('orders', 0.5 / 24, clean('1/u create_users'));
  await backfilled();
  expect((await typed('status')).stdout).toContain('No run of golang-migrate has been recorded yet.');
});

describe('what cannot be read', () => {
  test.each([
    ['a word', 'yesterday', 'is not a time; expected'],
    ['a time of today', '0d', 'expected a time within the last 400 days'],
    ['a time that is too long ago', '401d', 'expected a time within the last 400 days'],
  ])('%s', async (_name, since, words) => {
    const { exitCode, err } = await backfilled({ since });
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
    expect(asked).toEqual([]);
  });

  test('a log group that is gone is named, and the others are recorded', async () => {
    printed('orders', 10, clean('1/u create_users'));
    const { exitCode, err } = await backfilled({ logGroup: ['/gone', '/production/migrate'] });
    expect(exitCode).toBe(1);
    expect(err).toContain('/gone: AWS refused: ResourceNotFoundException');
    expect(await statusOf('orders')).toMatchObject({ version: '1' });
  });

  test('a function that fails leaves that part, says why, and records the others', async () => {
    printed('orders', 10, clean('1/u create_users'));
    printed('users', 9, clean('1/u create_users'));
    let calls = 0;
    mockClient(LambdaClient)
      .on(InvokeCommand)
      .callsFake(async ({ Payload }: { Payload?: Uint8Array }) => {
        if (++calls === 1)
          return { FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"no table"}') };
        await monitor.ingest(JSON.parse(Buffer.from(Payload!).toString('utf8')));
        return { StatusCode: 200 };
      });
    const { exitCode, err, out } = await backfilled();
    expect(exitCode).toBe(1);
    expect(err).toContain('the function failed: {"errorMessage":"no table"}');
    expect(out).toContain('1 part recorded, 1 left.');
  });

  test('without a settings file the log groups have to be named', async () => {
    const { exitCode, stderr } = await typed('backfill', '--since', '90d');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no settings file here names this stack; give --log-group');
  });
});
