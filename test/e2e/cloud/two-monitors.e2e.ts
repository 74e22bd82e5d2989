import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureLines } from '../../pipeline/reference-runs.ts';
import { Cloud, PAGERDUTY_PATH } from './cloud.ts';
import { counted, metric } from './measured.ts';
import { newTask } from './migrate-task.ts';
import { settings } from './settings.ts';
import { until } from './until.ts';

/** Two monitors in one account and Region, on one PagerDuty service, each with a database called `orders` in production. */
const MONITORS = ['watch', 'team-b'] as const;
type Monitor = (typeof MONITORS)[number];

interface Event {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: { readonly source: string };
}

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.open();
  for (const name of MONITORS) await cloud.deploy(settingsOf(name));
});
afterAll(() => cloud?.close());

function settingsOf(name: Monitor): string {
  return settings({
    name: `name: ${name}`,
    sources: `sources:
  - logGroup: ${logGroupOf(name)}
    create: true
    dedicated: true
    database: orders
    environment: production`,
    databases: 'databases: { orders: { engine: postgres, multiStatement: false } }',
  });
}

function logGroupOf(name: Monitor): string {
  return `/ecs/${name}-migrate`;
}

/** Prints the lines of a captured run into the monitor's log group now. */
async function print(name: Monitor, fixture: string): Promise<void> {
  const { logStream } = newTask();
  const now = Date.now();
  await cloud.createLogStream(logGroupOf(name), logStream);
  const lines = fixtureLines(fixture).map((message, index) => ({ timestamp: now + index, message }));
  await cloud.putLines(logGroupOf(name), logStream, lines);
}

function events(): readonly Event[] {
  return cloud.sink.requests
    .filter(({ path }) => path === PAGERDUTY_PATH)
    .map(({ body }) => JSON.parse(body) as Event);
}

function sent(action: Event['event_action'], name: Monitor): Promise<Event> {
  const isOf = ({ event_action, dedup_key }: Event) =>
    event_action === action && dedup_key.startsWith(`000000000000/us-east-1/${name}.`);
  return until(`${action} of ${name} at PagerDuty`, () => events().find(isOf), {
    explain: () => `${JSON.stringify(events())}\n${cloud.troubles()}`,
  });
}

test('each pages about its own database, and ends only its own alert', async () => {
  for (const name of MONITORS) await print(name, 'dirty-then-forced-verbose.1');
  const [one, two] = [await sent('trigger', 'watch'), await sent('trigger', 'team-b')];
  expect(one.dedup_key).not.toBe(two.dedup_key);
  for (const { dedup_key } of [one, two])
    expect(dedup_key).toMatch(/migrate-watch\/production\/orders\/migration\/1$/);
  expect(one.payload!.source).toBe('000000000000/us-east-1/watch/production/orders');
  expect(two.payload!.source).toBe('000000000000/us-east-1/team-b/production/orders');

  await print('watch', 'dirty-then-forced-verbose.5');
  expect((await sent('resolve', 'watch')).dedup_key).toBe(one.dedup_key);
  expect(
    events().filter((event) => event.event_action === 'resolve' && event.dedup_key === two.dedup_key),
  ).toEqual([]);
});

test('each counts its own runs', async () => {
  const dimensions = { Environment: 'production', Database: 'orders' };
  for (const name of MONITORS) {
    await until(
      `the failure of ${name}`,
      async () => (await metric(cloud.metrics, 'RunsFailed', dimensions, name)) > 0,
    );
    expect(await metric(cloud.metrics, 'RunsFailed', dimensions, name)).toBe(1);
  }
  await counted(cloud.metrics, 'RunsSucceeded', dimensions);
  expect(await metric(cloud.metrics, 'RunsSucceeded', dimensions, 'team-b')).toBe(0);
});
