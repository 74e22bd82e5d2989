import { messageText } from '../../lambda/adapters/aws/sns-publisher.ts';
import { decodeDeployEvent } from '../../lambda/adapters/input/decode-deploy-event.ts';
import { decodeLogBatch, deliveriesIn } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeReviewEvent } from '../../lambda/adapters/input/decode-review-event.ts';
import { decodeSnsEvent } from '../../lambda/adapters/input/decode-sns-event.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { decodeSweepEvent } from '../../lambda/adapters/input/decode-sweep-event.ts';
import { isBackfill } from '../../lambda/adapters/input/is-backfill.ts';
import { searchDelivery } from '../../lambda/adapters/input/search-delivery.ts';
import { CANARY_DEFAULTS } from '../../lambda/contract/canary.ts';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { backfill } from '../../lambda/pipeline/backfill.ts';
import { canary } from '../../lambda/pipeline/canary.ts';
import { decodeOrReject } from '../../lambda/pipeline/decode-or-reject.ts';
import { FailedEarlier } from '../../lambda/pipeline/failed-earlier.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { keepDecision } from '../../lambda/pipeline/keep-decision.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import { page } from '../../lambda/pipeline/page.ts';
import type {
  DecisionStore,
  EarlierItems,
  HealthLog,
  IncidentStore,
  LoadReader,
  LogReader,
  MetricSink,
  MuteStore,
  PageTopics,
  RunLog,
  SubscriptionReader,
  TestStore,
} from '../../lambda/pipeline/ports.ts';
import { proveCanary } from '../../lambda/pipeline/prove-canary.ts';
import { receive } from '../../lambda/pipeline/receive.ts';
import { RecentlyOpen } from '../../lambda/pipeline/recently-open.ts';
import type { RetryContext } from '../../lambda/pipeline/retry-conflicts.ts';
import { type ReviewContext, review } from '../../lambda/pipeline/review.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { testPage } from '../../lambda/pipeline/test-page.ts';
import { canaryLogGroup } from '../../lib/functions/canary-source.ts';
import { snsNotification } from './aws-events/sns-notification.ts';
import { eventId, type LogDelivery, subscriptionPayload } from './aws-events/subscription.ts';
import type { Deployed } from './deployed.ts';

export type LocalFunction = 'ingest' | 'lifecycle' | 'sweep' | 'page' | 'canary' | 'review';

/** Local replacements of what the functions reach in AWS. */
export interface Outside {
  readonly facts: SweepPorts['store'];
  readonly incidents: IncidentStore;
  readonly mutes: MuteStore;
  readonly logReader: LogReader;
  readonly topics: PageTopics;
  /** Left out if no earlier release used the table. */
  readonly earlier?: EarlierItems;
  /** Test pages; left out if the caller sends none. */
  readonly tests?: TestStore;
  /** What people decide about findings of reviews; left out if the caller decides nothing. */
  readonly decisions?: DecisionStore;
  /** What `review` reads, writes and sends; left out if the caller makes no review. */
  readonly reviewing?: Pick<ReviewContext, 'reader' | 'reviews' | 'pages' | 'topics'>;
  /** CloudWatch's metrics of databases; left out if there are none. */
  readonly loadReader?: LoadReader;
  /** Who is subscribed to the topics; left out if nobody checks it. */
  readonly subscriptions?: SubscriptionReader;
  /** Called with each message of the topic `events`, as SNS carries it. */
  readonly overhear?: (message: string) => void;
  /**
   * Accepts a message of the topic `events` in place of the monitor; the caller then calls `page`. By default the invocation that
   * published the message ends, and then `page` gets it.
   */
  readonly accept?: (message: string) => Promise<void>;
  /** By default nobody waits: with one invocation at a time, no conditional write ever fails. */
  readonly retries?: RetryContext;
  /** Log of runs; left out if the caller does not need it. */
  readonly runLog?: RunLog;
  readonly healthLog?: HealthLog;
  readonly metrics?: MetricSink;
  /** Runs one invocation of a function, as Lambda does. By default the function runs, and an error stops the monitor. */
  readonly invoke?: (name: LocalFunction, invocation: () => Promise<void>) => Promise<void>;
  /** The canary's lines that are delivered to `ingest`, in batches. By default all lines are one batch. */
  readonly deliverCanary?: (lines: LogDelivery) => readonly LogDelivery[];
}

/**
 * The deployed functions in one process, with a simulated clock; one invocation at a time, unless the caller has its own topic. Each takes Lambda's input
 * and does the same as its handler in `lambda/handlers`. `page` gets what the writers publish.
 */
export class LocalMonitor {
  /** Epoch ms; the caller moves it. */
  now: number;
  #deployed: Deployed;
  readonly #outside: Outside;
  /** What the sweep remembers from one invocation to the next. */
  readonly #remembered = { recent: new RecentlyOpen(), failedEarlier: new FailedEarlier() };
  /** The topic `events`: messages as SNS would carry them. */
  readonly #topic: string[] = [];

  constructor(deployed: Deployed, outside: Outside, startsAt: number) {
    this.#deployed = deployed;
    this.#outside = outside;
    this.now = startsAt;
  }

  /** Replaces the configuration of all functions at once. */
  deploy(deployed: Deployed): void {
    this.#deployed = deployed;
  }

  /** A delivery of a log subscription. */
  ingest(event: unknown): Promise<void> {
    return this.#invoke('ingest', async () => {
      const ports = { ...this.#ports(), ...this.#deployed.ingest };
      if (isBackfill(event)) {
        const decoded = await decodeOrReject(() => decodeLogBatch(event), ports);
        if (decoded.kind === 'batch') await backfill(decoded.batch, ports);
        return;
      }
      for (const delivery of deliveriesIn(event)) {
        const decode = searchDelivery(delivery, ports.errorPatterns.length > 0);
        if (decode === undefined) continue;
        const decoded = await decodeOrReject(decode, ports);
        if (decoded.kind === 'batch') await ingest(decoded.batch, ports, decoded);
      }
    });
  }

  /** An EventBridge event of ECS or CodeBuild. */
  lifecycle(event: unknown): Promise<void> {
    return this.#invoke('lifecycle', async () => {
      const ports = { ...this.#ports(), ...this.#deployed.lifecycle };
      const expected = await decodeOrReject(() => decodeDeployEvent(event, ports), ports);
      if (expected !== undefined) return ports.store.openExpected(expected);
      await lifecycle(await decodeOrReject(() => decodeStateEvent(event), ports), ports);
    });
  }

  /** A call of a schedule. Default: the schedule that calls every minute. */
  sweep(event: unknown = {}): Promise<void> {
    return this.#invoke('sweep', async () => {
      const { mails, load, ...config } = this.#deployed.sweep;
      const { earlier, subscriptions, incidents, loadReader } = this.#outside;
      const own = this.#ports();
      const ports = {
        ...own,
        ...config,
        histories: incidents,
        ...(loadReader && { loadPorts: { load, loadReader, states: incidents } }),
        ...this.#remembered,
        ...(earlier && { earlier }),
        ...(subscriptions && { mailSubscriptions: { mails, subscriptions, healthLog: own.healthLog } }),
      };
      const expected = await decodeOrReject(() => decodeSweepEvent(event), ports);
      await (expected === undefined ? sweep(ports) : ports.store.openExpected(expected));
    });
  }

  /** A call of the canary's schedule, planned for `at`, epoch ms; its lines are delivered to `ingest`. */
  async canary(at: number): Promise<void> {
    const written: LogDelivery[] = [];
    await this.#invoke('canary', () =>
      canary(at, {
        clock: () => this.now,
        everyMs: CANARY_DEFAULTS.everyMs,
        logWriter: {
          write: async (logStream, lines) => {
            const events = lines.map(({ at, text }, index) => ({
              id: eventId(this.now, index),
              timestamp: at,
              message: text,
            }));
            written.push({ logGroup: canaryLogGroup(this.#deployed.settings.name), logStream, events });
          },
        },
      }),
    );
    const { deliverCanary = (lines: LogDelivery) => [lines] } = this.#outside;
    for (const delivery of written.flatMap(deliverCanary)) await this.ingest(subscriptionPayload(delivery));
  }

  /**
   * A call of the schedules of reviews.
   *
   * @throws when the caller makes no reviews
   */
  review(event: unknown): Promise<void> {
    const { reviewing } = this.#outside;
    if (reviewing === undefined) throw new Error('this monitor has no outside for reviews');
    return this.#invoke('review', async () => {
      const { kind, at = this.now } = await decodeOrReject(() => decodeReviewEvent(event), this.#ports());
      const context = { ...this.#deployed.review, ...reviewing, timeoutMs: WRITER_TIMEOUT_MS };
      await review(
        { kind, at },
        { ...context, facts: this.#outside.facts, histories: this.#outside.incidents, clock: () => this.now },
      );
    });
  }

  /** An SNS notification of the topic `events`. */
  page(event: unknown): Promise<void> {
    return this.#run('page', () => this.#page(event));
  }

  async #page(event: unknown): Promise<void> {
    const ports = this.#ports();
    const { policy } = this.#deployed.page;
    const texts = await decodeOrReject(() => decodeSnsEvent(event), ports);
    const messages = await receive(texts, { ...ports, policy });
    const { facts, incidents, mutes, topics, tests = NO_TESTS, decisions = NO_DECISIONS } = this.#outside;
    for (const message of messages) {
      const context = { ...ports, facts, incidents, mutes, topics, tests, policy, now: this.now };
      await page(message, context);
      await proveCanary(message, context);
      await testPage(message, context);
      await keepDecision(message, { ...context, decisions });
    }
  }

  /** Publishes a message to the topic `events`. */
  async publish(message: EventsMessage): Promise<void> {
    await this.#ports().publisher.publish(message);
    await this.#deliverTopic();
  }

  /** Messages that were published before an invocation failed are delivered. */
  async #invoke(name: LocalFunction, handler: () => Promise<void>): Promise<void> {
    try {
      await this.#run(name, handler);
    } finally {
      await this.#deliverTopic();
    }
  }

  #run(name: LocalFunction, handler: () => Promise<void>): Promise<void> {
    const { invoke = (_name, invocation) => invocation() } = this.#outside;
    return invoke(name, handler);
  }

  async #deliverTopic(): Promise<void> {
    for (let text = this.#topic.shift(); text !== undefined; text = this.#topic.shift())
      await this.page(snsNotification(text, this.now));
  }

  #ports() {
    const {
      facts,
      logReader,
      overhear,
      accept = async (text: string) => void this.#topic.push(text),
      retries = { random: () => 0, pause: async () => {} },
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
          await accept(text);
        },
      },
      clock: () => this.now,
      ...retries,
    };
  }
}

const NO_DECISIONS: DecisionStore = { putDecision: async () => {} };

const NO_TESTS: TestStore = {
  putTest: async () => {},
  endTest: async () => {},
  putWord: async () => {},
};
const NOBODY: MetricSink & RunLog & HealthLog = { put: async () => {}, write: () => {}, warn: () => {} };
