import { messageText } from '../../lambda/adapters/aws/sns-publisher.ts';
import { decodeLogBatch, deliveriesIn } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeSnsEvent } from '../../lambda/adapters/input/decode-sns-event.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { decodeSweepEvent } from '../../lambda/adapters/input/decode-sweep-event.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { decodeOrReject } from '../../lambda/pipeline/decode-or-reject.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { page } from '../../lambda/pipeline/page.ts';
import type {
  HealthLog,
  IncidentStore,
  LogReader,
  MetricSink,
  PageTopics,
  RunLog,
} from '../../lambda/pipeline/ports.ts';
import { proveCanary } from '../../lambda/pipeline/prove-canary.ts';
import { receive } from '../../lambda/pipeline/receive.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { snsNotification } from './aws-events/sns-notification.ts';
import type { Deployed } from './deployed.ts';

/** What the functions reach from here, in place of AWS. */
export interface Outside {
  readonly facts: SweepPorts['store'];
  readonly incidents: IncidentStore;
  readonly logReader: LogReader;
  readonly topics: PageTopics;
  /** Hears each message of the topic `events`, as SNS carries it; left out: nobody does. */
  readonly overhear?: (message: string) => void;
  /** Left out: nobody hears of it. */
  readonly runLog?: RunLog;
  readonly healthLog?: HealthLog;
  readonly metrics?: MetricSink;
}

/**
 * The deployed functions in one process, one invocation at a time, with a clock of their own: each takes what Lambda
 * would hand it, and does what its handler in `lambda/handlers` does with it. What the writers publish, `page` gets.
 */
export class LocalMonitor {
  /** Epoch ms; moved by whoever plays. */
  now: number;
  readonly #deployed: Deployed;
  readonly #outside: Outside;
  /** The topic `events`: messages as SNS would carry them. */
  readonly #topic: string[] = [];

  constructor(deployed: Deployed, outside: Outside, startsAt: number) {
    this.#deployed = deployed;
    this.#outside = outside;
    this.now = startsAt;
  }

  /** A delivery of a log subscription. */
  ingest(event: unknown): Promise<void> {
    return this.#invoke(async () => {
      const ports = { ...this.#ports(), ...this.#deployed.ingest };
      for (const delivery of deliveriesIn(event)) {
        const decoded = await decodeOrReject(() => decodeLogBatch(delivery), ports);
        if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
      }
    });
  }

  /** An EventBridge event of ECS or CodeBuild. */
  lifecycle(event: unknown): Promise<void> {
    return this.#invoke(async () => {
      const ports = { ...this.#ports(), ...this.#deployed.lifecycle };
      await lifecycle(await decodeOrReject(() => decodeStateEvent(event), ports), ports);
    });
  }

  /** A call of a schedule; left out: of the one that calls every minute. */
  sweep(event: unknown = {}): Promise<void> {
    return this.#invoke(async () => {
      const ports = { ...this.#ports(), ...this.#deployed.sweep };
      const expected = await decodeOrReject(() => decodeSweepEvent(event), ports);
      await (expected === undefined ? sweep(ports) : ports.store.openExpected(expected));
    });
  }

  /** An SNS notification of the topic `events`. */
  async page(event: unknown): Promise<void> {
    const ports = this.#ports();
    const messages = await receive(await decodeOrReject(() => decodeSnsEvent(event), ports), ports);
    const { facts, incidents, topics } = this.#outside;
    const { policy } = this.#deployed.page;
    for (const message of messages) {
      const context = { ...ports, facts, incidents, topics, policy, now: this.now };
      await page(message, context);
      await proveCanary(message, context);
    }
  }

  /** A message that somebody publishes to the topic `events`. */
  publish(message: EventsMessage): Promise<void> {
    return this.#invoke(() => this.#ports().publisher.publish(message));
  }

  /** What was published before an invocation failed is published. */
  async #invoke(handler: () => Promise<void>): Promise<void> {
    try {
      await handler();
    } finally {
      for (let text = this.#topic.shift(); text !== undefined; text = this.#topic.shift())
        await this.page(snsNotification(text, this.now));
    }
  }

  #ports() {
    const {
      facts,
      logReader,
      overhear,
      metrics = NOBODY,
      runLog = NOBODY,
      healthLog = NOBODY,
    } = this.#outside;
    return {
      store: facts,
      logReader,
      metrics,
      runLog,
      healthLog,
      publisher: {
        publish: async (message: EventsMessage) => {
          const text = messageText(message);
          overhear?.(text);
          this.#topic.push(text);
        },
      },
      clock: () => this.now,
      // One invocation at a time: no condition is ever lost.
      random: () => 0,
      pause: async () => {},
    };
  }
}

const NOBODY: MetricSink & RunLog & HealthLog = { put: async () => {}, write: () => {}, warn: () => {} };
