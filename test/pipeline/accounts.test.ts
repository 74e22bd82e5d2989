import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { type Task, taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { pageText } from '../../lambda/domain/pages/text.ts';
import { deployedBy } from '../sources-of.ts';
import { NIGHT } from './page-world.ts';

const OTHER = '444455556666';
const THIRD = '777788889999';
const TASK: Task = {
  id: '0123456789abcdef0123456789abcdef',
  cluster: 'main',
  family: 'orders-migrate',
  containers: [{ name: 'migrate' }],
};
const STREAM = `orders/migrate/${TASK.id}`;
const ECS = 'ecs: { cluster: main, family: orders-migrate }, dedicated: true';
const OWN = `{ logGroup: /ecs/orders, ${ECS}, database: orders }`;
const THEIRS = `{ logGroup: /ecs/orders, account: '${OTHER}', ${ECS}, database: customers }`;

const APPLIED = [
  'Start buffering 1/u init',
  'Read and execute 1/u init',
  'Finished 1/u init (read 1ms, ran 2ms)',
];
const FAILED = [
  'Start buffering 2/u more',
  'error: migration failed: relation "x" does not exist in line 0: SELECT',
];

/** The whole monitor with these sources, and what it stored, said and read again. */
class Accounts {
  readonly facts = new MemoryFactStore();
  readonly pages: string[] = [];
  readonly counted: string[] = [];
  readonly read: string[] = [];
  readonly monitor: LocalMonitor;

  constructor(...sources: readonly string[]) {
    this.monitor = new LocalMonitor(
      deployedBy(`sources: [${sources.join(', ')}]`),
      {
        facts: this.facts,
        incidents: new MemoryIncidentStore(),
        logReader: {
          readWindow: async (logGroup, logStream) => {
            this.read.push(logGroup);
            return { logGroup, logStream, events: [] };
          },
        },
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: async (_severity, page) => void this.pages.push(pageText(page)),
          publishChange: async () => {},
          publishAsk: async () => {},
        },
        metrics: {
          put: async (data) =>
            void this.counted.push(
              ...data.map(({ name, dimensions }) => `${name} ${dimensions.Environment}`),
            ),
        },
      },
      NIGHT,
    );
  }

  /** The same lines, with the same ids, in the log group and stream of the same name. */
  deliver(lines: readonly string[], account?: string, logStream = STREAM): Promise<void> {
    const events = lines.map((message, index) => ({ id: eventId(NIGHT, index), timestamp: NIGHT, message }));
    return this.monitor.ingest(subscriptionPayload({ account, logGroup: '/ecs/orders', logStream, events }));
  }

  lifecycle(event: unknown, account: string): Promise<void> {
    return this.monitor.lifecycle(JSON.parse(JSON.stringify(event).replaceAll(ACCOUNT, account)));
  }

  async sweep(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.monitor.now += 60_000;
      await this.monitor.sweep();
    }
  }

  get runs() {
    return this.facts
      .allRecords()
      .map(({ run: { origin, target } }) => `${target.database} ${origin}`)
      .sort();
  }
}

describe('log groups of one name in two accounts', () => {
  test.each([
    ['a small delivery', APPLIED],
    ['a delivery that is searched first', [...APPLIED, ...Array(400).fill('GET /orders 200 in 3 ms')]],
  ])('are two sources: %s', async (_name, lines) => {
    const world = new Accounts(OWN, THEIRS);
    await world.deliver(lines);
    await world.deliver(lines, OTHER);
    expect(world.runs).toEqual([
      `customers ecs/${OTHER}:${TASK.id}/migrate`,
      `orders ecs/${TASK.id}/migrate`,
    ]);
  });

  test('are two sources for log streams that are not a task', async () => {
    const world = new Accounts(
      '{ logGroup: /ecs/orders, database: orders }',
      `{ logGroup: /ecs/orders, account: '${OTHER}', database: customers }`,
    );
    await world.deliver(APPLIED, ACCOUNT, 'web');
    await world.deliver(APPLIED, OTHER, 'web');
    expect(world.runs).toEqual([`customers logs/${OTHER}:/ecs/orders/web`, 'orders logs//ecs/orders/web']);
  });

  test('are unmatched in an account that no source declares', async () => {
    const world = new Accounts(OWN, THEIRS);
    await world.deliver(APPLIED, THIRD);
    expect(world.runs).toEqual([`unmatched ecs/${THIRD}:${TASK.id}/migrate`]);
    await world.sweep(1);
    expect(world.counted).toContain('RunsStarted unmatched');
    expect(world.counted).toContain('UnmatchedRun unmatched');
  });

  const ANNOUNCED = ['migrate-watch: database=orders', ...FAILED];

  test('are unmatched there even if an entrypoint announces a database', async () => {
    const world = new Accounts('{ logGroup: /ecs/others, database: others }', THEIRS);
    await world.deliver(ANNOUNCED, THIRD);
    await world.deliver(ANNOUNCED, ACCOUNT);
    expect(world.runs).toEqual([
      `orders ecs/${TASK.id}/migrate`,
      `unmatched ecs/${THIRD}:${TASK.id}/migrate`,
    ]);
  });

  test('announce databases in an account that a source declares', async () => {
    const world = new Accounts(OWN, `{ logGroup: /ecs/others, account: '${OTHER}', database: others }`);
    await world.deliver(ANNOUNCED, OTHER);
    expect(world.runs).toEqual([`orders ecs/${OTHER}:${TASK.id}/migrate`]);
  });
});

describe('state events of tasks of one family in two accounts', () => {
  const stopped = taskStopped(TASK, NIGHT, {
    at: NIGHT + 60_000,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: { migrate: { exitCode: 137 } },
  });

  test('belong to the database of their account', async () => {
    const world = new Accounts(OWN, THEIRS);
    for (const account of [ACCOUNT, OTHER]) {
      await world.lifecycle(taskRunning(TASK, NIGHT), account);
      await world.deliver(APPLIED.slice(0, 1), account);
      await world.lifecycle(stopped, account);
    }
    expect(world.runs).toEqual([
      `customers ecs/${OTHER}:${TASK.id}/migrate`,
      `orders ecs/${TASK.id}/migrate`,
    ]);
    const outcomes = world.facts.allRecords().map(({ run }) => run.exitCode);
    expect(outcomes).toEqual([137, 137]);
  });

  test('say nothing about a database if no source declares their account', async () => {
    const world = new Accounts(OWN);
    await world.lifecycle(taskRunning(TASK, NIGHT), OTHER);
    await world.lifecycle(stopped, OTHER);
    expect(world.runs.filter((run) => run.startsWith('orders'))).toEqual([]);
    expect(world.pages).toEqual([]);
  });
});

describe('a log group of another account', () => {
  const filtered = (more: string) => `{ logGroup: /ecs/orders, ${more} preFilter: true, database: orders }`;

  test('is never read again, because the own account may have a group of that name', async () => {
    const own = new Accounts(filtered(''));
    await own.deliver(FAILED);
    await own.sweep(40);
    expect(new Set(own.read)).toEqual(new Set(['/ecs/orders']));

    const other = new Accounts(filtered(`account: '${OTHER}',`));
    await other.deliver(FAILED, OTHER);
    await other.sweep(40);
    expect(other.read).toEqual([]);
    // It gives up on the missing lines instead of waiting for them.
    expect(other.facts.allRecords().map(({ run }) => run.incomplete)).toEqual([null]);
  });

  test('is named with its account, without a link that opens the own account', async () => {
    const world = new Accounts(`{ logGroup: /ecs/orders, account: '${OTHER}', database: orders }`);
    await world.deliver(FAILED, OTHER, 'web');
    expect(world.pages[0]).toContain(`log group /ecs/orders of account ${OTHER}`);
    expect(world.pages[0]).not.toContain('logsV2:log-groups');
    const own = new Accounts('{ logGroup: /ecs/orders, database: orders }');
    await own.deliver(FAILED, ACCOUNT, 'web');
    expect(own.pages[0]).toContain('log group /ecs/orders, stream web');
    expect(own.pages[0]).toContain('logsV2:log-groups');
  });
});

/** Everything that a monitor stored and said after a failed run, as text. */
async function everything(source: string, owner: unknown): Promise<string> {
  const world = new Accounts(source);
  await world.deliver(APPLIED, owner as string);
  await world.deliver(FAILED, owner as string, `orders/migrate/${'f'.repeat(32)}`);
  await world.sweep(3);
  return JSON.stringify([world.facts.allRecords(), world.pages, world.counted, world.read]);
}

describe('the account of the monitor', () => {
  const source = (more: string) => `{ logGroup: /ecs/orders, ${more} ${ECS}, database: orders }`;

  test('changes nothing, whether a source or a delivery names it or not', async () => {
    const usual = await everything(source(''), ACCOUNT);
    expect(usual).toContain('"database":"orders"');
    expect(usual).not.toContain('unmatched');
    expect(await everything(source(`account: '${ACCOUNT}',`), ACCOUNT)).toBe(usual);
    const noAccount = fc.oneof(
      fc.string().filter((text) => !/^\d{12}$/.test(text)),
      fc.constantFrom(null, 12, ['444455556666'], {}, '44445555666', `${OTHER}0`),
    );
    await fc.assert(
      fc.asyncProperty(noAccount, async (owner) => {
        expect(await everything(source(''), owner)).toBe(usual);
      }),
      { seed: 45, numRuns: 20 },
    );
  });
});
