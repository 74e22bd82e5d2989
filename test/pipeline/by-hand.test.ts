import { describe, expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { byHandLogGroup } from '../../lambda/contract/log-groups.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { deployedBy } from '../sources-of.ts';
import { NIGHT } from './page-world.ts';

const TASK = '0123456789abcdef0123456789abcdef';
const SETTINGS = `
sources:
  - { logGroup: /ecs/orders, ecs: { cluster: main, family: orders-migrate, container: migrate }, dedicated: true, database: orders }
  - { logGroup: /ecs/orders-staging, environment: staging, database: orders }
databases: { orders: { engine: postgres, multiStatement: false }, tenants: {} }
`;
const BY_HAND = byHandLogGroup('migrate-watch');
const SECOND = 1_000;

const FAILED = [
  'Start buffering 3/u add_email',
  'Read and execute 3/u add_email',
  'error: migration failed: relation "userz" does not exist (column 13) in line 0: ALTER TABLE userz ADD COLUMN email TEXT; (details: pq: relation "userz" does not exist)',
];
const command = (words: string) => `migrate-watch: command=migrate -path m -database *** ${words}`;
const UP = [
  command('-verbose up'),
  '2026/03/05 02:13:00 Start buffering 3/u add_email',
  '2026/03/05 02:13:00 Read and execute 3/u add_email',
  '2026/03/05 02:13:00 Finished 3/u add_email (read 1ms, ran 2ms)',
  '2026/03/05 02:13:00 Finished after 4ms',
  '2026/03/05 02:13:00 Closing source and database',
  'migrate-watch: exit=0',
];

/** The whole monitor, and what it stored and said. */
class World {
  readonly facts = new MemoryFactStore();
  readonly incidents = new MemoryIncidentStore();
  readonly pages: string[] = [];
  readonly monitor: LocalMonitor;
  #events = 0;

  constructor(settings = SETTINGS) {
    this.monitor = new LocalMonitor(
      deployedBy(settings),
      {
        facts: this.facts,
        incidents: this.incidents,
        logReader: {
          readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }),
        },
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (_severity, page) => void this.pages.push(pageText(page)),
          publishChange: async () => {},
          publishAsk: async () => {},
        },
      },
      NIGHT,
    );
  }

  async delivered(logGroup: string, logStream: string, ...lines: readonly string[]): Promise<void> {
    this.monitor.now += SECOND;
    const { now } = this.monitor;
    const events = lines.map((message) => ({ id: eventId(now, this.#events++), timestamp: now, message }));
    await this.monitor.ingest(subscriptionPayload({ logGroup, logStream, events }));
  }

  byHand(logStream: string, ...lines: readonly string[]): Promise<void> {
    return this.delivered(BY_HAND, logStream, ...lines);
  }

  failure(): Promise<void> {
    return this.delivered('/ecs/orders', `orders/migrate/${TASK}`, ...FAILED);
  }

  /** Environment, database, outcome and command of the runs, the oldest first. */
  get runs() {
    return this.facts
      .allRecords()
      .map(({ run }) => run)
      .toSorted((a, b) => a.startedAt! - b.startedAt!)
      .map(({ target, outcome, command: word }) => [target.environment, target.database, outcome, word]);
  }
}

test('a repair by hand ends the incident: force prints nothing, up proves', async () => {
  const world = new World();
  await world.failure();
  await world.byHand('production/orders/ada-1', command('force 2'), 'migrate-watch: exit=0');
  await world.byHand('production/orders/ada-2', ...UP);
  expect(world.runs).toEqual([
    ['production', 'orders', 'failed', null],
    ['production', 'orders', 'succeeded', 'force'],
    ['production', 'orders', 'succeeded', 'up'],
  ]);
  expect(world.pages.map((text) => text.split('\n')[0])).toEqual([
    '[production] orders: migration 3 add_email FAILED, database is DIRTY at 3',
    '[production] orders: RESOLVED after 2 s: migration 3 add_email FAILED',
  ]);
  expect(world.pages[1]).not.toContain('no force was seen');
});

test.each<[string, readonly string[], string]>([
  [
    'killed with a signal',
    [command('up'), 'Read and execute 3/u add_email', 'migrate-watch: exit=137'],
    'killed',
  ],
  ['a shell that finds no migrate', [command('up'), 'migrate-watch: exit=127'], 'failed'],
  ['failed', [command('up'), ...FAILED, 'migrate-watch: exit=1'], 'failed'],
  [
    'the end of a pipe after the last migration',
    ['3/u add_email (3ms)', 'migrate-watch: exit=?'],
    'succeeded',
  ],
  [
    'the end of a pipe in a migration',
    ['Read and execute 3/u add_email', 'migrate-watch: exit=?'],
    'unknown',
  ],
  ['version, which prints a bare number', [command('version'), '3', 'migrate-watch: exit=0'], 'succeeded'],
  ['without an end, because tee was killed', UP.slice(0, 4), 'running'],
  ['with every line in a delivery of its own', UP, 'succeeded'],
])('%s', async (name, lines, outcome) => {
  const world = new World();
  if (name.includes('of its own'))
    for (const line of lines) await world.byHand('production/orders/ada-1', line);
  else await world.byHand('production/orders/ada-1', ...lines);
  expect(world.runs.map((run) => run[2])).toEqual([outcome]);
});

test('a run whose tee was killed is silent, then unknown; it is not taken for one that succeeded', async () => {
  const world = new World();
  await world.byHand('production/orders/ada-1', ...UP.slice(0, 4));
  for (let minute = 0; minute < 6; minute++) {
    world.monitor.now += 60 * SECOND;
    await world.monitor.sweep();
  }
  expect(world.runs.map((run) => run[2])).toEqual(['running']);
  expect(world.pages.map((text) => text.split('\n')[0])).toEqual([
    '[production] orders: run is SLOW, running for 5 min, silent for 5 min',
  ]);
  world.monitor.now += 2 * 60 * 60 * SECOND;
  await world.monitor.sweep();
  expect(world.runs.map((run) => run[2])).toEqual(['unknown']);
});

test('two at once do not mix', async () => {
  const world = new World();
  const [first, second] = ['production/orders/ada-1', 'production/orders/bob-2'];
  await world.byHand(first, ...UP.slice(0, 3));
  await world.byHand(second, command('-verbose up'), ...FAILED.slice(0, 2));
  await world.byHand(first, ...UP.slice(3));
  await world.byHand(second, FAILED[2]!, 'migrate-watch: exit=1');
  expect(world.runs.map((run) => run[2])).toEqual(['succeeded', 'failed']);
});

describe('a log stream', () => {
  test.each([
    ['staging/orders/ada-1', 'staging', 'orders'],
    ['production/tenants/ada-1', 'production', 'tenants'],
    ['production/orderz/ada-1', 'unmatched', 'unmatched'],
    ['prod/orders/ada-1', 'unmatched', 'unmatched'],
    ['production/orders', 'unmatched', 'unmatched'],
    ['production/ordersx/ada-1', 'unmatched', 'unmatched'],
    ['x/production/orders/ada-1', 'unmatched', 'unmatched'],
    ['production/orders/../../staging/orders/x', 'production', 'orders'],
    ['canary/migrate-watch/ada-1', 'unmatched', 'unmatched'],
    [`production/orders/${TASK}`, 'production', 'orders'],
  ])('%s is of %s/%s', async (stream, environment, database) => {
    const world = new World();
    await world.byHand(stream, 'migrate-watch: database=billing environment=production files=3', ...UP);
    expect(world.runs).toEqual([[environment, database, 'succeeded', 'up']]);
  });

  test('cannot add lines to a task: neither its name nor a record says which task it is', async () => {
    const world = new World();
    await world.failure();
    const record = JSON.stringify({
      log: 'no change',
      container_name: 'migrate',
      ecs_task_arn: `arn:aws:ecs:eu-central-1:111122223333:task/main/${TASK}`,
    });
    await world.byHand(`staging/migrate/${TASK}`, 'Read and execute 4/u more', 'migrate-watch: exit=0');
    await world.byHand('staging/orders/ada-1', record);
    expect(world.facts.allRecords().filter(({ run }) => run.origin.startsWith('ecs/'))).toHaveLength(1);
    expect(world.runs[0]).toEqual(['production', 'orders', 'failed', null]);
    expect(world.pages).toHaveLength(1);
  });
});

test('an environment that only runs by hand have does not make an announcement ambiguous', async () => {
  const world = new World(`
sources: [{ logGroup: /ecs/tools, rules: [{ container: legacy, environment: production, database: legacy }] }]
environments: { production: {}, staging: {} }
`);
  await world.delivered('/ecs/tools', 'tools/migrate/1', 'migrate-watch: database=orders', ...FAILED);
  expect(world.runs).toEqual([['production', 'orders', 'failed', null]]);
});
