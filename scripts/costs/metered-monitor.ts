import type { LocalDynamoDb } from '../../bin/cli/demo/local-dynamodb.ts';
import { type Deployed, deployed } from '../../bin/cli/deployed.ts';
import { CloudWatchMetrics } from '../../lambda/adapters/aws/cloudwatch-metrics.ts';
import { DynamoDbDeliveryStore } from '../../lambda/adapters/aws/dynamodb-delivery-store.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { SnsPager } from '../../lambda/adapters/aws/sns-pager.ts';
import { SnsPublisher } from '../../lambda/adapters/aws/sns-publisher.ts';
import { decodeLogBatch } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { CANARY_DEFAULTS } from '../../lambda/contract/canary.ts';
import { canary } from '../../lambda/pipeline/canary.ts';
import { deliver } from '../../lambda/pipeline/deliver.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { page } from '../../lambda/pipeline/page.ts';
import type { HealthLog } from '../../lambda/pipeline/ports.ts';
import { proveCanary } from '../../lambda/pipeline/prove-canary.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { sweep } from '../../lambda/pipeline/sweep.ts';
import { canaryLogGroup } from '../../lib/functions/canary-source.ts';
import { DynamoDbMeter } from './dynamodb-meter.ts';
import { MeteredClouds } from './metered-clients.ts';
import { plus, type Quantities } from './prices.ts';

/** What one invocation is handed, and when, epoch ms. */
export type Work = { readonly at: number } & (
  | { readonly kind: 'logs'; readonly payload: unknown }
  | { readonly kind: 'state'; readonly event: unknown }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'canary' }
);

/** What some work was billed for. */
export interface Use {
  /** Invocations but the sweep's, which is always warm. */
  readonly invocations: number;
  readonly sweeps: number;
  /** Those of {@link invocations} that were `page`'s, which reads all incidents that a database keeps. */
  readonly pages: number;
  /** Of one channel that has a function. */
  readonly deliveries: number;
  /** All but Lambda and series. */
  readonly quantities: Quantities;
  /** What one channel with a function adds. */
  readonly ofChannel: Quantities;
  /** How often each series of a metric was sent, by name and dimensions. */
  readonly series: ReadonlyMap<string, number>;
}

/** A month has nothing that the monitor would have to say of itself. */
const UNHURT: HealthLog = {
  warn: (message) => {
    throw new Error(message);
  },
};

/** SNS bills in chunks of this many bytes. @see https://aws.amazon.com/sns/pricing/ */
const CHUNK = 64 * 1024;
/** A publish to an encrypted topic asks for a data key, and a delivery opens it; SNS caches keys, so this is the most. */
const KEY_USES = 2;

/** The deployed functions, one after the other, on an embedded DynamoDB; everything they ask of AWS is counted. */
export class MeteredMonitor {
  readonly #clouds = new MeteredClouds();
  readonly #meter: DynamoDbMeter;
  readonly #database: LocalDynamoDb;
  readonly #deployed: Deployed;
  #now = 0;

  /** `settings` is the text of a settings file. */
  constructor(database: LocalDynamoDb, settings: string) {
    this.#database = database;
    this.#deployed = deployed(settings);
    this.#meter = new DynamoDbMeter(database.client);
  }

  /** Bytes in the table, by how long they are kept. A database's one `state` does not grow with its runs. */
  get stored(): { readonly facts: number; readonly runs: number; readonly incidents: number } {
    return {
      facts: this.#meter.storedBytes('fact'),
      runs: this.#meter.storedBytes('run'),
      incidents: this.#meter.storedBytes('incident'),
    };
  }

  /** Does the work in order, with all that it causes, and says what that was billed for. */
  async run(work: readonly Work[]): Promise<Use> {
    const series = new Map<string, number>();
    let [invocations, sweeps, pages, deliveries] = [0, 0, 0, 0];
    let quantities: Quantities = {};
    let ofChannel: Quantities = {};
    const bill = async (what: () => Promise<void>) => {
      const { writeUnits, readUnits } = { ...this.#meter.use };
      await what();
      const taken = this.#clouds.take();
      for (const name of taken.series) series.set(name, (series.get(name) ?? 0) + 1);
      const { use } = this.#meter;
      const spent = { writeUnit: use.writeUnits - writeUnits, readUnit: use.readUnits - readUnits };
      return { taken, spent: { ...spent, putMetricData: taken.metricCalls, logIngested: taken.logBytes } };
    };
    for (const each of work) {
      this.#now = each.at;
      if (each.kind === 'sweep') sweeps++;
      else if (each.kind === 'canary') invocations += 2;
      else if (each.kind !== 'message') invocations++;
      const first = each.kind === 'message' ? undefined : await bill(() => this.#write(each));
      if (first) quantities = plus(quantities, first.spent);
      const events = each.kind === 'message' ? [each.text] : (first?.taken.events ?? []);
      for (const text of events) {
        invocations++;
        pages++;
        const paged = await bill(() => this.#page(text));
        // CloudWatch publishes its alarms' messages itself, and SNS bills them all the same.
        quantities = plus(quantities, paged.spent, published([text]), published(paged.taken.pages));
        quantities = plus(quantities, { email: paged.taken.emails });
        for (const notice of paged.taken.notices) {
          deliveries++;
          const sent = await bill(() => this.#deliver(notice));
          ofChannel = plus(ofChannel, sent.spent, { secretRead: 1 });
        }
      }
    }
    return { invocations, sweeps, pages, deliveries, quantities, ofChannel, series };
  }

  async #write(work: Exclude<Work, { kind: 'message' }>): Promise<void> {
    const ports = this.#writerPorts();
    switch (work.kind) {
      case 'logs': {
        const decoded = decodeLogBatch(work.payload);
        if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
        return;
      }
      case 'state':
        return lifecycle(decodeStateEvent(work.event), ports);
      case 'canary':
        return this.#canary(work.at);
      case 'sweep':
        return sweep({ ...ports, logReader: { readWindow: nothingToRead } });
      default:
        return work satisfies never;
    }
  }

  #writerPorts() {
    const { client, tableName } = this.#database;
    return {
      store: new DynamoDbFactStore(client, tableName, this.#clock),
      publisher: new SnsPublisher(this.#clouds.sns, 'events'),
      metrics: new CloudWatchMetrics(this.#clouds.cloudWatch, this.#clock),
      runLog: { write: (line: object) => this.#clouds.log(line) },
      healthLog: UNHURT,
      ...this.#deployed.sweep,
      ...this.#alone(),
    };
  }

  /** Writes a run into its log group, which hands it to `ingest`; that is one invocation more. */
  async #canary(at: number): Promise<void> {
    await canary(at, {
      clock: this.#clock,
      everyMs: CANARY_DEFAULTS.everyMs,
      logWriter: {
        write: async (logStream, lines) => {
          for (const line of lines) this.#clouds.log(line);
          const events = lines.map(({ at, text }, index) => ({
            id: `${this.#now}-${index}`,
            timestamp: at,
            message: text,
          }));
          await ingest(
            { logGroup: canaryLogGroup(this.#deployed.settings.name), logStream, events },
            this.#writerPorts(),
          );
        },
      },
    });
  }

  async #page(text: string): Promise<void> {
    const { client, tableName } = this.#database;
    const message = readMessage(text);
    const context = {
      incidents: new DynamoDbIncidentStore(client, tableName, this.#clock),
      facts: new DynamoDbFactStore(client, tableName, this.#clock),
      topics: new SnsPager(this.#clouds.sns, { critical: 'critical', warning: 'warning', info: 'info' }),
      policy: this.#deployed.page.policy,
      metrics: new CloudWatchMetrics(this.#clouds.cloudWatch, this.#clock),
      healthLog: UNHURT,
      now: this.#now,
      ...this.#alone(),
    };
    await page(message, context);
    await proveCanary(message, context);
  }

  async #deliver(text: string): Promise<void> {
    const notice = readNotice(text);
    const { client, tableName } = this.#database;
    await deliver(
      { notice, message: notice.id },
      {
        name: 'oncall',
        deliveries: new DynamoDbDeliveryStore(client, tableName, this.#clock),
        channel: { send: async () => 'taken' },
        metrics: new CloudWatchMetrics(this.#clouds.cloudWatch, this.#clock),
        log: { write: (line) => this.#clouds.log(line) },
        ...this.#alone(),
      },
    );
  }

  readonly #clock = () => this.#now;

  /** One invocation at a time: no condition is ever lost. */
  #alone() {
    return { clock: this.#clock, random: () => 0, pause: async () => {} };
  }
}

/** Messages as SNS and the topics' key are billed for them. */
function published(messages: readonly string[]): Quantities {
  const publish = messages.reduce((sum, text) => sum + Math.ceil(Buffer.byteLength(text) / CHUNK), 0);
  return { publish, keyUse: KEY_USES * messages.length };
}

async function nothingToRead(logGroup: string, logStream: string) {
  return { logGroup, logStream, events: [] };
}
