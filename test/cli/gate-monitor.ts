import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { taskRunning, taskStopped } from '../../bin/cli/aws-events/task-state.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { ConsolePager } from '../../lambda/adapters/local/console-pager.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { type LocalDynamoDb, startDynamoDb } from '../adapters/local-dynamodb.ts';
import { deployedBy } from '../sources-of.ts';
import { TABLE_NAME } from './deployed-week.ts';

/** Settings of the monitor below. Logs of the environment `x` are in `/x/migrate`, and those of a database `y` in streams `y/…`. */
export const SETTINGS = `
name: migrate-watch
environments: { production: {}, staging: { severity: info } }
sources:
  - logGroup: /production/migrate
    environment: production
    rules: [{ streamPrefix: orders/, database: orders }, { streamPrefix: users/, database: users }]
  - logGroup: /staging/migrate
    environment: staging
    rules: [{ streamPrefix: orders/, database: orders }, { streamPrefix: users/, database: users }]
  - logGroup: /staging/by-hand
    environment: staging
    database: orders
    ecs: { cluster: main, family: by-hand, container: migrate }
    dedicated: true
`;

const MINUTE_MS = 60_000;

/** A monitor with its own table, in which tests let databases be migrated. Each run takes one minute of its clock. */
export class GateMonitor {
  readonly #monitor: LocalMonitor;
  #count = 0;
  /** Messages that `page` has not got yet. */
  readonly #topic: string[] = [];
  /** While true, `page` gets no message. */
  isPageLate = false;

  readonly dynamoDb: LocalDynamoDb;
  /** Names of the metrics that were sent. */
  readonly metrics: string[] = [];
  /** Texts of the pages. */
  readonly pages: string[] = [];

  private constructor(dynamoDb: LocalDynamoDb, startsAt: number) {
    this.dynamoDb = dynamoDb;
    const clock = () => this.#monitor.now;
    this.#monitor = new LocalMonitor(
      deployedBy(SETTINGS),
      {
        facts: new DynamoDbFactStore(dynamoDb.client, TABLE_NAME, clock),
        incidents: new DynamoDbIncidentStore(dynamoDb.client, TABLE_NAME, clock),
        mutes: new MemoryMuteStore(),
        metrics: { put: async (data) => void this.metrics.push(...data.map(({ name }) => name)) },
        topics: new ConsolePager((text) => this.pages.push(text)),
        accept: async (message) => void this.#topic.push(message),
        logReader: {
          readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }),
        },
      },
      startsAt,
    );
  }

  static async start(startsAt: number): Promise<GateMonitor> {
    return new GateMonitor(await startDynamoDb(TABLE_NAME), startsAt);
  }

  get now(): number {
    return this.#monitor.now;
  }

  /** A new task of `ENVIRONMENT/DATABASE` prints these lines. Returns its log stream, for more lines. */
  async prints(database: string, lines: readonly string[], stream?: string): Promise<string> {
    this.#monitor.now += MINUTE_MS;
    const [environment = '', name = ''] = database.split('/');
    const at = this.now;
    const logStream = stream ?? `${name}/task-${++this.#count}`;
    const events = lines.map((message, index) => ({
      id: eventId(at, index),
      timestamp: at + index,
      message,
    }));
    await this.#monitor.ingest(
      subscriptionPayload({ logGroup: `/${environment}/migrate`, logStream, events }),
    );
    await this.deliver();
    return logStream;
  }

  async applies(database: string, ...files: readonly string[]): Promise<void> {
    await this.prints(database, [...files.flatMap(begins), ...files.map(finished), ...END]);
  }

  /** A person forces a version of staging/orders in a task that only migrates. `force` prints nothing. */
  async forcesStaging(version: number): Promise<void> {
    this.#monitor.now += MINUTE_MS;
    const at = this.now;
    const command = ['-path', '/m', '-database', '$DB', 'force', String(version)];
    const id = String(++this.#count).padStart(32, '0');
    const task = { id, cluster: 'main', family: 'by-hand', containers: [{ name: 'migrate', command }] };
    await this.#monitor.lifecycle(taskRunning(task, at));
    this.#monitor.now += MINUTE_MS;
    const end = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
    await this.#monitor.lifecycle(
      taskStopped(task, at, {
        ...end,
        at: this.now,
        executionStoppedAt: this.now,
        containers: { migrate: { exitCode: 0 } },
      }),
    );
    await this.deliver();
  }

  /** Lambda invokes `ingest`. */
  async ingest(event: unknown): Promise<void> {
    await this.#monitor.ingest(event);
    await this.deliver();
  }

  /** EventBridge delivers an event to `lifecycle`. */
  async lifecycle(event: unknown): Promise<void> {
    await this.#monitor.lifecycle(event);
    await this.deliver();
  }

  /** Time passes in which nothing happens. */
  async later(minutes: number): Promise<void> {
    this.#monitor.now += minutes * MINUTE_MS;
  }

  /** The minutes pass, with a sweep at the end of each. */
  async passes(minutes: number): Promise<void> {
    for (let n = 0; n < minutes; n++) {
      this.#monitor.now += MINUTE_MS;
      await this.#monitor.sweep();
      await this.deliver();
    }
  }

  /** A command publishes a message. */
  async hears(message: string): Promise<void> {
    this.#topic.push(message);
    await this.deliver();
  }

  /** `page` gets what was published, unless it is late. */
  async deliver(): Promise<void> {
    while (!this.isPageLate && this.#topic.length > 0)
      await this.#monitor.page(snsNotification(this.#topic.shift()!, this.now));
  }

  close(): Promise<void> {
    return this.dynamoDb.close();
  }
}

/** Lines of `migrate -verbose up`; `file` is such as `2/u add_email`. */
export function begins(file: string): readonly string[] {
  return [`Start buffering ${file}`, `Read and execute ${file}`];
}

export function finished(file: string): string {
  return `Finished ${file} (read 1.043402ms, ran 1.330448ms)`;
}

export const END = ['Finished after 2.999699ms', 'Closing source and database'];
/** PostgreSQL refuses a migration. */
export const FAILS =
  'error: migration failed: syntax error at or near "TABEL" (column 7) in line 1: ALTER TABEL users ADD COLUMN email TEXT; (details: pq: syntax error at or near "TABEL")';

/** When CloudWatch has data points of two metrics, epoch ms. */
export interface Seen {
  readonly heartbeats: readonly number[];
  readonly canaries: readonly number[];
}

/** A CloudWatch that answers GetMetricData as the real one does: by exact dimensions and period, within the span, the newest first. */
export function cloudWatchWith({ heartbeats, canaries }: Seen) {
  const series = new Map([
    ['OpenEntries Environment=migrate-watch,Monitor=migrate-watch', heartbeats],
    ['CanarySeen Database=migrate-watch,Environment=canary,Monitor=migrate-watch', canaries],
  ]);
  const mock = mockClient(CloudWatchClient);
  mock
    .on(GetMetricDataCommand)
    .callsFake(({ StartTime, EndTime, MetricDataQueries = [] }: GetMetricDataInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const { MetricName, Dimensions = [] } = MetricStat!.Metric!;
        const names = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
        const periodMs = MetricStat!.Period! * 1_000;
        const periods = (series.get(`${MetricName} ${names.join(',')}`) ?? [])
          .map((at) => Math.floor(at / periodMs) * periodMs)
          .filter((at) => at >= StartTime!.getTime() && at < EndTime!.getTime());
        const Timestamps = [...new Set(periods)].sort((a, b) => b - a).map((at) => new Date(at));
        return { Id, Timestamps, Values: Timestamps.map(() => 1), StatusCode: 'Complete' };
      }),
    }));
  return mock;
}
