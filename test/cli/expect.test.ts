import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { customEvent } from '../../bin/cli/aws-events/deploy.ts';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, FAILS, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const MINUTE = 60_000;
let monitor: GateMonitor;
let sent: PutEventsRequestEntry[];

beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 2, 16, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  vi.stubEnv('TZ', 'UTC');
  cloudFormationWith([monitorStack('migrate-watch')]);
  sent = [];
  mockClient(EventBridgeClient)
    .on(PutEventsCommand)
    .callsFake(async ({ Entries = [] }: { Entries?: PutEventsRequestEntry[] }) => {
      for (const entry of Entries) {
        sent.push(entry);
        await monitor.lifecycle(delivered(entry));
      }
      return { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] };
    });
  await monitor.applies('production/orders', '1/u create_users');
  await monitor.passes(1);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

/** As EventBridge delivers an entry of PutEvents. */
function delivered({ Source = '', DetailType = '', Detail = '{}', Time }: PutEventsRequestEntry) {
  return customEvent({ source: Source, detailType: DetailType, detail: Detail }, Time!.getTime());
}

async function typed(...args: readonly string[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now });
  const result = await runCli(args);
  vi.useRealTimers();
  return result;
}

const ORDERS = ['--environment', 'production', '--database', 'orders'];
const expectRun = (...args: readonly string[]) => typed('expect', ...ORDERS, ...args);
/** The first line of each page, without its severity. */
const titles = () => monitor.pages.map((text) => text.split('\n')[0]);
const status = async () => (await typed('status', 'production/orders')).stdout;

test('the event names the monitor, the database and the time', async () => {
  const { exitCode, stdout, stderr } = await expectRun('--within', '30m', '--version', '2');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toBe('production/orders: a run that reaches version 2 is expected until 08:32 UTC\n');
  expect(sent.map(({ Source, DetailType, Detail }) => [Source, DetailType, JSON.parse(Detail!)])).toEqual([
    [
      'migrate-watch',
      'Migration Run Expected',
      {
        monitor: 'migrate-watch',
        environment: 'production',
        database: 'orders',
        withinMinutes: 30,
        version: '2',
      },
    ],
  ]);
  expect(await status()).toContain('2 is expected until 08:32 UTC');
});

describe('a run that only has to start', () => {
  test('comes in time: nothing is paged', async () => {
    await expectRun('--within', '5m');
    await monitor.prints('production/orders', begins('2/u add_email'));
    expect(await status()).not.toContain('is expected');
    await monitor.passes(8);
    expect(titles().filter((title) => title!.includes('come'))).toEqual([]);
  });

  test('does not come: one page, which the run ends', async () => {
    await expectRun('--within', '5m');
    expect(await status()).toContain('a run is expected until 08:07 UTC');
    await monitor.passes(8);
    expect(titles()).toEqual([expect.stringContaining('expected run did NOT come, due at 08:07:00 UTC')]);
    expect(monitor.pages[0]).toContain('No run has started since 08:02:00 UTC.');
    await monitor.applies('production/orders', '2/u add_email');
    expect(titles()).toHaveLength(2);
    expect(titles()[1]).toContain('RESOLVED after 4 min');
  });

  test('that began before does not count', async () => {
    await monitor.prints('production/orders', begins('2/u add_email'));
    await monitor.passes(1);
    await expectRun('--within', '2m');
    await monitor.passes(3);
    expect(titles()).toEqual([expect.stringContaining('did NOT come')]);
  });
});

describe('a version that has to be reached', () => {
  const expectTwo = () => expectRun('--within', '5m', '--version', '2');

  test('is reached: nothing is paged', async () => {
    await expectTwo();
    await monitor.applies('production/orders', '2/u add_email');
    expect(await status()).not.toContain('is expected');
    await monitor.passes(8);
    expect(titles()).toEqual([]);
  });

  test('is passed, or was there already: nothing is paged', async () => {
    await expectTwo();
    await monitor.applies('production/orders', '2/u add_email', '3/u add_name');
    await monitor.passes(8);
    await expectTwo();
    await monitor.prints('production/orders', ['no change']);
    await monitor.passes(8);
    expect(titles()).toEqual([]);
  });

  test('is not reached by a clean run below it: a page that says where the database is', async () => {
    await expectTwo();
    await monitor.prints('production/orders', ['no change']);
    await monitor.passes(8);
    expect(titles()).toEqual([
      expect.stringContaining('database did NOT reach version 2, due at 08:07:00 UTC'),
    ]);
    expect(monitor.pages[0]!.replace(/\s+/g, ' ')).toMatch(
      /The last run since then, \S+, ended no-change at 08:03:00 UTC\./,
    );
    expect(monitor.pages[0]).toContain('The last known clean version is 1.');
    await monitor.applies('production/orders', '2/u add_email');
    expect(titles()).toHaveLength(2);
  });

  test('is not reached yet: the page names the run that goes on, and its clean end ends the incident', async () => {
    await expectTwo();
    const stream = await monitor.prints('production/orders', begins('2/u add_email'));
    await monitor.passes(4);
    expect(titles()).toEqual([expect.stringContaining('did NOT reach version 2')]);
    expect(monitor.pages[0]!.replace(/\s+/g, ' ')).toMatch(/The run \S+ goes on\./);
    await monitor.prints(
      'production/orders',
      ['Finished 2/u add_email (read 1ms, ran 4m)', 'Finished after 4m1s', 'Closing source and database'],
      stream,
    );
    expect(titles()).toHaveLength(2);
  });

  test('is not reached because the run failed: only the failure is paged', async () => {
    await expectTwo();
    await monitor.prints('production/orders', [...begins('2/u add_email'), FAILS]);
    await monitor.passes(8);
    expect(titles()).toEqual([expect.stringContaining('FAILED')]);
  });
});

test('a later deploy replaces an earlier one, and the command says so', async () => {
  await expectRun('--within', '5m');
  await monitor.passes(1);
  const { stdout } = await expectRun('--within', '10m', '--version', '2');
  expect(stdout).toBe(
    'production/orders: a run that reaches version 2 is expected until 08:13 UTC; this replaces a run that was expected until 08:07 UTC\n',
  );
  // The first event is delivered again.
  await monitor.lifecycle(delivered(sent[0]!));
  await monitor.passes(8);
  expect(titles()).toEqual([]);
  await monitor.passes(4);
  expect(titles()).toEqual([expect.stringContaining('version 2, due at 08:13:00 UTC')]);
});

test('an event that comes twice after its incident opens no second one', async () => {
  await expectRun('--within', '1m');
  await monitor.passes(3);
  await monitor.lifecycle(delivered(sent[0]!));
  await monitor.passes(3);
  expect(titles()).toHaveLength(1);
});

describe('what cannot be used', () => {
  test.each([
    ['no time', [], "required option '--within <time>' not specified"],
    ['a time that is too long', ['--within', '25h'], 'from one minute to 1 d'],
    ['a version with a letter', ['--within', '5m', '--version', 'v2'], 'Expected the digits of a version'],
  ])('%s is refused with what is allowed, and nothing is sent', async (_name, args, words) => {
    const { exitCode, stderr } = await expectRun(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(sent).toEqual([]);
  });

  test('a database that nothing is known about: those that are known are named', async () => {
    const { exitCode, stderr } = await typed(
      ...['expect', '--environment', 'production', '--database', 'order', '--within', '5m'],
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nothing is known about production/order in stack migrate-watch; databases: ');
    expect(stderr).toContain('production/orders');
    expect(sent).toEqual([]);
  });

  test('an event that EventBridge refuses', async () => {
    mockClient(EventBridgeClient)
      .on(PutEventsCommand)
      .resolves({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }],
      });
    const { exitCode, stderr } = await expectRun('--within', '5m');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('EventBridge refused the event: ThrottlingException slow');
  });

  const EVENT = { monitor: 'migrate-watch', environment: 'production', database: 'orders', withinMinutes: 5 };
  test.each([
    ['no database', { ...EVENT, database: undefined }, 'event.detail.database'],
    ['a time as text', { ...EVENT, withinMinutes: '5' }, 'event.detail.withinMinutes'],
    ['no time at all', { ...EVENT, withinMinutes: 0 }, 'event.detail.withinMinutes'],
    ['a version that is a number', { ...EVENT, version: 2 }, 'event.detail.version'],
    ['a database that the settings do not name', { ...EVENT, database: 'order' }, 'production/order'],
  ])('an event with %s is rejected by name, and kept for a person', async (_name, detail, words) => {
    const event = {
      source: 'migrate-watch',
      detailType: 'Migration Run Expected',
      detail: JSON.stringify(detail),
    };
    await expect(monitor.lifecycle(customEvent(event, monitor.now))).rejects.toThrow(words);
    await monitor.passes(8);
    expect(titles()).toEqual([]);
  });
});

test('an event that is delivered late counts with its own times', async () => {
  const detail = { environment: 'production', database: 'orders', withinMinutes: 5 };
  const event = {
    source: 'migrate-watch',
    detailType: 'Migration Run Expected',
    detail: JSON.stringify(detail),
  };
  await monitor.passes(5);
  await monitor.lifecycle(customEvent(event, monitor.now - 7 * MINUTE));
  await monitor.passes(2);
  // The run of 08:01 came in time.
  expect(titles()).toEqual([]);
  await monitor.lifecycle(customEvent(event, monitor.now - 24 * 60 * MINUTE));
  await monitor.passes(2);
  expect(titles()).toEqual([]);
});
