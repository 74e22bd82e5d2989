import { expect, test } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { deployedBy } from '../sources-of.ts';
import { HOUR, MINUTE, NIGHT } from './page-world.ts';
import { fixtureLines } from './reference-runs.ts';

const SETTINGS = (environments: string) => `
sources:
  - { logGroup: /ecs/orders, ecs: { cluster: main, family: orders, container: migrate }, dedicated: true, database: orders }
  - { logGroup: /ecs/users, ecs: { cluster: main, family: users, container: migrate }, dedicated: true, database: users }
${environments}`;

/** The deployed functions, with the gauges of each sweep. */
class Monitor {
  readonly incidents = new MemoryIncidentStore();
  readonly #local: LocalMonitor;
  #data: MetricDatum[] = [];

  constructor(environments = '') {
    const facts = new MemoryFactStore(() => this.incidents.indexedIncidents());
    const nothing = async () => {};
    this.#local = new LocalMonitor(
      deployedBy(SETTINGS(environments)),
      {
        facts,
        incidents: this.incidents,
        logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
        mutes: new MemoryMuteStore(),
        topics: { publishPage: nothing, publishChange: nothing, publishAsk: nothing },
        metrics: { put: async (sent) => void this.#data.push(...sent) },
      },
      NIGHT,
    );
  }

  async print(fixture: string, task: string, at: number): Promise<void> {
    this.#local.now = at;
    const events = fixtureLines(fixture).map((message, index) => ({
      id: eventId(at, index),
      timestamp: at + index,
      message,
    }));
    const logStream = `orders/migrate/${task}`;
    await this.#local.ingest(subscriptionPayload({ logGroup: '/ecs/orders', logStream, events }));
  }

  async started(id: string, at: number): Promise<void> {
    this.#local.now = at;
    const of = { id, cluster: 'main', family: 'orders', containers: [{ name: 'migrate' }] };
    await this.#local.lifecycle(taskRunning(of, at));
  }

  async stopped(task: string, at: number, exitCode: number): Promise<void> {
    this.#local.now = at;
    const of = { id: task, cluster: 'main', family: 'orders', containers: [{ name: 'migrate' }] };
    const times = { at, executionStoppedAt: at };
    const stopCode = 'EssentialContainerExited';
    const containers = { migrate: { exitCode } };
    await this.#local.lifecycle(
      taskStopped(of, at - MINUTE, { ...times, stopCode, stoppedReason: '', containers }),
    );
  }

  /** The databases with gauges in a sweep at `at`, and whether they show trouble. */
  async sweep(at: number): Promise<readonly string[]> {
    this.#data = [];
    this.#local.now = at;
    await this.#local.sweep();
    return this.#data.flatMap(({ name, value, dimensions: { Database } }) =>
      name === 'FailedRun' && Database !== undefined ? `${Database} ${value}` : [],
    );
  }
}

const [FAILED, REPAIRED] = ['0123456789abcdef0123456789abcdef', '1123456789abcdef0123456789abcdef'];

test('a database has gauges from the first failure until 15 minutes after its end, zeros at last', async () => {
  const monitor = new Monitor();
  expect(await monitor.sweep(NIGHT)).toEqual([]);
  await monitor.print('dirty-then-forced-verbose.1', FAILED, NIGHT + MINUTE);
  await monitor.stopped(FAILED, NIGHT + 2 * MINUTE, 1);
  expect(await monitor.sweep(NIGHT + 30 * MINUTE)).toEqual(['orders 1']);

  await monitor.print('dirty-then-forced-verbose.5', REPAIRED, NIGHT + HOUR);
  await monitor.stopped(REPAIRED, NIGHT + HOUR + MINUTE, 0);
  const ended = monitor.incidents.indexedIncidents()[0]!;
  expect(ended).toMatchObject({ isOver: true });
  expect(monitor.incidents.openIncidents()).toEqual([]);
  expect(await monitor.sweep(ended.dueAt - 15 * MINUTE - 1)).toEqual(['orders 0']);
  expect(await monitor.sweep(ended.dueAt - 15 * MINUTE)).toEqual([]);
  // Until then `page` finds it for an alarm that looks back.
  await monitor.sweep(ended.dueAt - 1);
  expect(monitor.incidents.indexedIncidents()).toHaveLength(1);
  // This sweep takes it out of the index.
  await monitor.sweep(ended.dueAt);
  expect(monitor.incidents.indexedIncidents()).toEqual([]);
  expect(await monitor.sweep(ended.dueAt + HOUR)).toEqual([]);
});

test('a run that ends well has gauges while it runs and for 15 minutes after', async () => {
  const monitor = new Monitor();
  await monitor.started(REPAIRED, NIGHT);
  expect(await monitor.sweep(NIGHT + MINUTE)).toEqual(['orders 0']);
  await monitor.print('up-three-verbose.1', REPAIRED, NIGHT + MINUTE + 1);
  await monitor.stopped(REPAIRED, NIGHT + 2 * MINUTE, 0);
  expect(await monitor.sweep(NIGHT + 16 * MINUTE - 1)).toEqual(['orders 0']);
  expect(await monitor.sweep(NIGHT + 16 * MINUTE)).toEqual([]);
});

test('with alarms for each database every declared database has gauges in every sweep', async () => {
  const monitor = new Monitor('environments: { production: { alarms: { perDatabase: true } } }');
  expect(await monitor.sweep(NIGHT)).toEqual(['orders 0', 'users 0']);
});
