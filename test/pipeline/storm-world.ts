import type { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { stableId } from '../../bin/cli/aws-events/stable-id.ts';
import { eventId, type LogDelivery, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { type Task, taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { type LocalFunction, LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { CloudWatchLogReader } from '../../lambda/adapters/aws/cloudwatch-log-reader.ts';
import { CloudWatchMetrics } from '../../lambda/adapters/aws/cloudwatch-metrics.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { OpenEntry } from '../../lambda/pipeline/ports.ts';
import { dynamoDbBy } from '../adapters/fake-dynamodb.ts';
import { deployedBy } from '../sources-of.ts';
import { EventClock } from './event-clock.ts';
import { LambdaService } from './lambda-service.ts';
import { MemoryTable } from './memory-table.ts';
import { fixtureLines } from './reference-runs.ts';

/** Duration of each call to AWS, ms. */
const CALL_MS = 60;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ENVIRONMENTS = ['production', 'staging', 'development'];

/** 2026-03-05T02:13:30Z: all migrations fail. Sweeps are at each full minute. */
export const FAILED_AT = Date.UTC(2026, 2, 5, 2, 13, 30);

/** FilterLogEvents takes this many requests a second. */
const FILTERS_PER_SECOND = 5;

/** What one database's migration prints, and its exit code. */
export interface Failure {
  readonly fixture: string;
  /**
   * Lines at the end that the subscription does not deliver, so that only a re-read finds them.
   *
   * @default 0
   */
  readonly withoutLast?: number;
}

export interface Storm {
  readonly databases: number;
  /** By number of the database. */
  readonly failureOf: (n: number) => Failure;
  /** @default ten of `page`, any number of the other functions */
  readonly mostAtOnce?: (name: LocalFunction) => number;
  /** Databases whose log streams alone show which one it is, so that a task's start and stop cannot be attributed before its lines. */
  readonly isSharedGroup?: boolean;
  /** Changes the table when the migrations have failed, before anything is delivered about it. */
  readonly spoil?: (table: MemoryTable, placed: readonly Placed[]) => void;
  /** Is PutMetricData throttled? */
  readonly throttled?: boolean;
}

/** A database, its task, and what the task prints. */
export interface Placed extends Failure {
  readonly target: { readonly environment: string; readonly database: string };
  readonly task: Task;
  readonly logs: LogDelivery;
}

/** The deployed functions with AWS's adapters, over a table in memory and a simulated clock. Each call takes {@link CALL_MS}. */
export class StormWorld {
  readonly clock = new EventClock(FAILED_AT - 90 * SECOND);
  readonly table = new MemoryTable();
  readonly lambda: LambdaService;
  /** Pages that SNS accepted. */
  readonly pages: { readonly at: number; readonly topic: string; readonly page: PageMessage }[] = [];
  /** Times at which CloudWatch accepted, or refused, data. */
  readonly metricCalls: { readonly at: number; readonly names: ReadonlySet<string> }[] = [];
  /** Times of the requests of FilterLogEvents that were answered. */
  readonly #filterCalls: number[] = [];
  readonly placed: readonly Placed[];
  readonly #storm: Storm;
  readonly #monitor: LocalMonitor;
  /** Lost conditions after which a function waited. */
  conflicts = 0;

  constructor(storm: Storm) {
    this.#storm = storm;
    const { clock } = this;
    const { mostAtOnce = (name) => (name === 'page' ? 10 : Number.POSITIVE_INFINITY) } = storm;
    this.lambda = new LambdaService(clock, mostAtOnce);
    this.placed = Array.from({ length: storm.databases }, (_, n) => place(n, storm));
    const call = <T>(perform: () => T | Promise<T>) => this.lambda.call(CALL_MS, perform);
    const client = dynamoDbBy((command) => call(() => this.table.send(command)));
    const now = () => clock.now;
    let seed = 1;
    this.#monitor = new LocalMonitor(
      deployedBy(settingsFor(this.placed, storm)),
      {
        facts: new DynamoDbFactStore(client, 'runs', now),
        incidents: new DynamoDbIncidentStore(client, 'runs', now),
        logReader: new CloudWatchLogReader({
          send: ({ input }: FilterLogEventsCommand) => this.#retried(() => call(() => this.#filter(input))),
        } as unknown as CloudWatchLogsClient),
        metrics: new CloudWatchMetrics(
          {
            send: (command: PutMetricDataCommand) => call(() => this.#putMetrics(command)),
          } as unknown as CloudWatchClient,
          now,
          'storm',
        ),
        mutes: new MemoryMuteStore(),
        topics: {
          publishPage: (topic, page) => call(() => void this.pages.push({ at: clock.now, topic, page })),
          publishChange: () => call(() => undefined),
          publishAsk: () => call(() => undefined),
        },
        accept: (message) =>
          call(() =>
            this.lambda.invoke('page', () => this.#monitor.page(snsNotification(message, clock.now))),
          ),
        retries: {
          random: () => {
            seed = (seed * 48_271) % 2_147_483_647;
            return seed / 2_147_483_647;
          },
          pause: async (ms) => {
            this.conflicts++;
            await this.lambda.pause(Math.ceil(ms));
          },
        },
      },
      clock.now,
    );
  }

  invocations(name: LocalFunction) {
    return this.lambda.ended.filter((each) => each.name === name);
  }

  /** Everything that is open in the end, read without delay. */
  async openEntries(): Promise<readonly OpenEntry[]> {
    return this.#stores().facts.listOpen();
  }

  /** Incidents of a database in the end. */
  async incidentsOf({ target }: Placed): Promise<readonly Incident[]> {
    return (await this.#stores().incidents.readTarget(target)).incidents;
  }

  /** The run of a database's task, as it is stored in the end. */
  async runOf({ task }: Placed): Promise<Run> {
    const { records } = await this.#stores().facts.readOrigin(`ecs/${task.id}/migrate`);
    return records.find(({ supersededBy }) => supersededBy === null)!.run;
  }

  #stores() {
    const client = dynamoDbBy(async (command) => this.table.send(command));
    const now = () => this.clock.now;
    return {
      facts: new DynamoDbFactStore(client, 'runs', now),
      incidents: new DynamoDbIncidentStore(client, 'runs', now),
    };
  }

  /** For each sweep, ms from its start until its gauges were sent, and until its end. */
  get sweeps(): readonly { readonly gaugesMs: number; readonly ms: number; readonly end: string }[] {
    const sweeps = this.invocations('sweep').toSorted((a, b) => a.startedAt - b.startedAt);
    return sweeps.map(({ startedAt, endedAt, end }) => {
      const sent = this.metricCalls.filter(
        ({ at, names }) => names.has('RunningFor') && startedAt <= at && at <= startedAt + MINUTE,
      );
      return { gaugesMs: Math.max(...sent.map(({ at }) => at)) - startedAt, ms: endedAt - startedAt, end };
    });
  }

  /** All tasks start, fail at one time, and stop; ECS reports ten states a second. Then `minutes` pass. */
  async play(minutes: number): Promise<void> {
    const { clock, lambda } = this;
    const monitor = this.#monitor;
    const started = FAILED_AT - 10 * SECOND;
    this.placed.forEach(({ task, logs }, n) => {
      const failedAt = logs.events.at(-1)!.timestamp;
      const stopped = taskStopped(task, started, {
        at: failedAt + SECOND,
        executionStoppedAt: failedAt,
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: { migrate: { exitCode: 1 } },
      });
      clock.at(started + n * 100, () =>
        lambda.invoke('lifecycle', () => monitor.lifecycle(taskRunning(task, started))),
      );
      clock.at(FAILED_AT + SECOND + n * 100, () =>
        lambda.invoke('lifecycle', () => monitor.lifecycle(stopped)),
      );
      const events = logs.events.slice(0, logs.events.length - (this.placed[n]!.withoutLast ?? 0));
      clock.at(FAILED_AT + 2 * SECOND, () =>
        lambda.invoke('ingest', () => monitor.ingest(subscriptionPayload({ ...logs, events }))),
      );
    });
    for (let at = FAILED_AT - 30 * SECOND; at < FAILED_AT + minutes * MINUTE; at += MINUTE)
      clock.at(at, () => lambda.invoke('sweep', () => monitor.sweep(), 2));
    clock.at(FAILED_AT, () => this.#storm.spoil?.(this.table, this.placed));
    await clock.run(FAILED_AT + minutes * MINUTE, (now) => {
      monitor.now = now;
    });
  }

  #putMetrics({ input }: PutMetricDataCommand): object {
    const names = new Set(input.MetricData!.map(({ MetricName }) => MetricName!));
    this.metricCalls.push({ at: this.clock.now, names });
    if (this.#storm.throttled)
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    return {};
  }

  /** As the SDK does: three attempts, with waits between them. */
  async #retried<T>(request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request();
      } catch (error) {
        if (attempt === 3) throw error;
        await this.lambda.pause(100 * 2 ** attempt);
      }
    }
  }

  #filter({ logStreamNames = [], startTime = 0, endTime = 0 }: FilterLogEventsCommand['input']): object {
    const { now } = this.clock;
    if (this.#filterCalls.filter((at) => at > now - SECOND).length >= FILTERS_PER_SECOND)
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    this.#filterCalls.push(now);
    const { logs } = this.placed.find((each) => each.logs.logStream === logStreamNames[0])!;
    const events = logs.events.filter(({ timestamp }) => startTime <= timestamp && timestamp <= endTime);
    return {
      events: events.map(({ id, ...event }) => ({ eventId: id, ingestionTime: event.timestamp, ...event })),
    };
  }
}

function place(n: number, { failureOf, isSharedGroup = false }: Storm): Placed {
  const failure = failureOf(n);
  const environment = ENVIRONMENTS[n % ENVIRONMENTS.length]!;
  const database = `service-${Math.floor(n / ENVIRONMENTS.length)}`;
  const task: Task = {
    id: stableId(environment, database),
    cluster: environment,
    family: database,
    containers: [{ name: 'migrate' }],
  };
  const events = fixtureLines(failure.fixture).map((message, index) => {
    const timestamp = FAILED_AT + index;
    return { id: eventId(timestamp, index), timestamp, message };
  });
  const logGroup = isSharedGroup ? `/ecs/${environment}` : `/ecs/${environment}/${database}`;
  const logs = { logGroup, logStream: `${database}/migrate/${task.id}`, events };
  return { ...failure, target: { environment, database }, task, logs };
}

function settingsFor(placed: readonly Placed[], { isSharedGroup = false }: Storm): string {
  const sources = isSharedGroup
    ? ENVIRONMENTS.map((environment) => {
        const of = placed.filter(({ target }) => target.environment === environment);
        const rules = of.map(
          ({ target: { database } }) => `{ streamPrefix: ${database}/, database: ${database} }`,
        );
        const ecs = `{ cluster: ${environment}, family: '*', container: migrate }`;
        return `{ logGroup: /ecs/${environment}, environment: ${environment}, ecs: ${ecs}, dedicated: true, rules: [${rules}] }`;
      })
    : placed.map(({ target: { environment, database }, logs: { logGroup } }) => {
        const ecs = `{ cluster: ${environment}, family: ${database}, container: migrate }`;
        return `{ logGroup: ${logGroup}, environment: ${environment}, ecs: ${ecs}, dedicated: true, database: ${database} }`;
      });
  return `environments: { production: {}, staging: {}, development: {} }
sources:
${sources.map((source) => `  - ${source}`).join('\n')}`;
}
