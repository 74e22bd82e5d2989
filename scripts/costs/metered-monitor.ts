import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import type { LocalDynamoDb } from '../../bin/cli/demo/local-dynamodb.ts';
import { deployed } from '../../bin/cli/deployed.ts';
import { type LocalFunction, LocalMonitor, type Outside } from '../../bin/cli/local-monitor.ts';
import { CloudWatchMetrics } from '../../lambda/adapters/aws/cloudwatch-metrics.ts';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { DynamoDbMuteStore } from '../../lambda/adapters/aws/dynamodb-mute-store.ts';
import { SnsPager } from '../../lambda/adapters/aws/sns-pager.ts';
import { isAsk } from '../../lambda/domain/channels/ask-message.ts';
import { deliver } from '../../lambda/pipeline/deliver.ts';
import type { HealthLog } from '../../lambda/pipeline/ports.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { DynamoDbMeter } from './dynamodb-meter.ts';
import { MeteredClouds, type Taken } from './metered-clients.ts';
import { plus, type Quantities } from './prices.ts';

/** Input of one invocation, and its time, epoch ms. */
export type Work = { readonly at: number } & (
  | { readonly kind: 'logs'; readonly payload: unknown }
  | { readonly kind: 'state'; readonly event: unknown }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'canary' }
);

/** Billed units of some work. */
export interface Use {
  /** Invocations except the sweep's, which is always warm. */
  readonly invocations: number;
  readonly sweeps: number;
  /** How many of the {@link invocations} were of `page`, which reads all incidents of a database. */
  readonly pages: number;
  /** Deliveries of one channel that has a function. */
  readonly deliveries: number;
  /** Everything except Lambda and series. */
  readonly quantities: Quantities;
  /** What one channel with a function adds. */
  readonly ofChannel: Quantities;
  /** How often each series of a metric was sent, by name and dimensions. */
  readonly series: ReadonlyMap<string, number>;
}

/** Metered runs must not log health warnings. */
const NOTHING_TO_WARN_OF: HealthLog = {
  warn: (message) => {
    throw new Error(message);
  },
};

/** SNS bills in chunks of this many bytes. @see https://aws.amazon.com/sns/pricing/ */
const CHUNK = 64 * 1024;
/**
 * A publish to an encrypted topic requests a data key, and a delivery decrypts it; SNS caches keys, so this is an upper
 * limit.
 */
const KEY_USES = 2;

/** A {@link LocalMonitor} on an embedded DynamoDB; everything that it asks of AWS is counted. */
export class MeteredMonitor {
  readonly #clouds = new MeteredClouds();
  readonly #meter: DynamoDbMeter;
  readonly #database: LocalDynamoDb;
  readonly #monitor: LocalMonitor;
  #use = nothingUsed();

  /** `settings` is the text of a settings file. */
  constructor(database: LocalDynamoDb, settings: string) {
    this.#database = database;
    this.#meter = new DynamoDbMeter(database.client);
    const { client, tableName } = database;
    const { sns, cloudWatch } = this.#clouds;
    const outside: Outside = {
      facts: new DynamoDbFactStore(client, tableName, this.#clock),
      incidents: new DynamoDbIncidentStore(client, tableName, this.#clock),
      mutes: new DynamoDbMuteStore(client, tableName),
      topics: new SnsPager(sns, { critical: 'critical', warning: 'warning', info: 'info' }),
      metrics: new CloudWatchMetrics(cloudWatch, this.#clock, 'migrate-watch'),
      runLog: { write: (line) => this.#clouds.log(line) },
      healthLog: NOTHING_TO_WARN_OF,
      logReader: { readWindow: async (logGroup, logStream) => ({ logGroup, logStream, events: [] }) },
      // CloudWatch publishes its alarms' messages itself, and SNS bills them all the same.
      overhear: (text) => this.#bill(published([text])),
      deliverCanary: (delivery) => {
        for (const event of delivery.events) this.#clouds.log(event);
        return [delivery];
      },
      invoke: (name, invocation) => this.#invoke(name, invocation),
    };
    this.#monitor = new LocalMonitor(deployed(settings), outside, 0);
  }

  /** Bytes in the table, by how long they are kept. A database's one `state` does not grow with its runs. */
  get stored(): { readonly facts: number; readonly runs: number; readonly incidents: number } {
    return {
      facts: this.#meter.storedBytes('fact'),
      runs: this.#meter.storedBytes('run'),
      incidents: this.#meter.storedBytes('incident'),
    };
  }

  /** Does the work in order, with everything that it causes, and returns the billed units. */
  async run(work: readonly Work[]): Promise<Use> {
    this.#use = nothingUsed();
    for (const each of work) {
      this.#monitor.now = each.at;
      await this.#start(each);
    }
    return this.#use;
  }

  #start(work: Work): Promise<void> {
    switch (work.kind) {
      case 'logs':
        return this.#monitor.ingest(work.payload);
      case 'state':
        return this.#monitor.lifecycle(work.event);
      case 'sweep':
        return this.#monitor.sweep();
      case 'canary':
        return this.#monitor.canary(work.at);
      case 'message':
        this.#bill(published([work.text]));
        return this.#monitor.page(snsNotification(work.text, work.at));
      default:
        return work satisfies never;
    }
  }

  async #invoke(name: LocalFunction, invocation: () => Promise<void>): Promise<void> {
    const use = this.#use;
    if (name === 'sweep') use.sweeps++;
    else use.invocations++;
    if (name === 'page') use.pages++;
    const { taken, spent } = await this.#measure(invocation);
    this.#bill(spent);
    if (name !== 'page') return;
    this.#bill({ ...published(taken.pages), email: taken.emails });
    for (const notice of taken.notices) {
      use.deliveries++;
      const sent = await this.#measure(() => this.#deliver(notice));
      use.ofChannel = plus(use.ofChannel, sent.spent, { secretRead: 1 });
    }
  }

  async #measure(what: () => Promise<void>): Promise<{ readonly taken: Taken; readonly spent: Quantities }> {
    const { writeUnits, readUnits } = { ...this.#meter.use };
    await what();
    const taken = this.#clouds.take();
    const { series } = this.#use;
    for (const name of taken.series) series.set(name, (series.get(name) ?? 0) + 1);
    const { use } = this.#meter;
    const units = { writeUnit: use.writeUnits - writeUnits, readUnit: use.readUnits - readUnits };
    return { taken, spent: { ...units, putMetricData: taken.metricCalls, logIngested: taken.logBytes } };
  }

  #bill(quantities: Quantities): void {
    this.#use.quantities = plus(this.#use.quantities, quantities);
  }

  async #deliver(text: string): Promise<void> {
    const notice = readNotice(text);
    if (isAsk(notice)) throw new Error('the settings that are metered ask no receiver');
    const { client, tableName } = this.#database;
    await deliver(
      { notice, message: notice.id },
      {
        name: 'oncall',
        deliveries: new DynamoDbDeliveryStore(client, tableName, this.#clock),
        channel: { send: async () => 'taken' },
        metrics: new CloudWatchMetrics(this.#clouds.cloudWatch, this.#clock, 'migrate-watch'),
        log: { write: (line) => this.#clouds.log(line) },
        clock: this.#clock,
        // One invocation at a time: no condition is ever lost.
        random: () => 0,
        pause: async () => {},
      },
    );
  }

  readonly #clock = () => this.#monitor.now;
}

function nothingUsed(): { -readonly [Key in keyof Use]: Use[Key] } & {
  readonly series: Map<string, number>;
} {
  return {
    invocations: 0,
    sweeps: 0,
    pages: 0,
    deliveries: 0,
    quantities: {},
    ofChannel: {},
    series: new Map(),
  };
}

/** Messages as SNS and the topics' key are billed for them. */
function published(messages: readonly string[]): Quantities {
  const publish = messages.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / CHUNK), 0);
  return { publish, keyUse: KEY_USES * messages.length };
}
