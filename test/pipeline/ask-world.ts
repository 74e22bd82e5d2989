import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { channelOf } from '../../lambda/adapters/channels/channel-of.ts';
import { httpsGet } from '../../lambda/adapters/channels/https-get.ts';
import { httpsPost } from '../../lambda/adapters/channels/https-post.ts';
import { PagerDutyAnswers } from '../../lambda/adapters/channels/pagerduty-answers.ts';
import { PagerDutyChannel } from '../../lambda/adapters/channels/pagerduty-channel.ts';
import { MemoryDeliveryStore } from '../../lambda/adapters/local/memory-delivery-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { type AskMessage, askMessage } from '../../lambda/domain/channels/ask-message.ts';
import { slackMessage } from '../../lambda/domain/channels/slack/message.ts';
import type { PageMessage } from '../../lambda/domain/model/page-message.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { ASK } from '../../lambda/domain/stored/ask.ts';
import { withVersion } from '../../lambda/domain/stored/form.ts';
import { ask } from '../../lambda/pipeline/ask.ts';
import { deliver } from '../../lambda/pipeline/deliver.ts';
import type { SecretReader } from '../../lambda/pipeline/ports.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { PagerDutyDouble, ROUTING_KEY, TOKEN } from '../adapters/pagerduty-double.ts';
import { failed } from './night-runs.ts';
import { runMessage } from './page-world.ts';

export const SETTINGS = `
sources:
  - logGroup: /ecs/orders
    ecs: { cluster: main, family: orders-migrate, container: migrate }
    dedicated: true
    database: orders
databases: { orders: { engine: postgres, multiStatement: false } }
channels:
  oncall: { pagerduty: { secret: routing-key, apiSecret: rest-key } }
  team: { slack: { secret: slack-url } }
routes: { critical: [oncall, team] }
canary: { enabled: false }
`;

/** A deployed monitor with memory stores, one PagerDuty channel that asks a {@link PagerDutyDouble}, and a Slack channel. */
export class AskWorld {
  readonly pagerDuty: PagerDutyDouble;
  readonly incidents = new MemoryIncidentStore();
  /** Titles that Slack got. */
  readonly slack: string[] = [];
  readonly pages: PageMessage[] = [];
  readonly metrics: MetricDatum[] = [];
  readonly asks: AskMessage[] = [];
  /** Messages of the topic `events`. */
  readonly events: EventsMessage[] = [];
  /** Lines of the deliverer's log. */
  readonly log: string[] = [];
  readonly secrets: Record<string, string> = { 'routing-key': ROUTING_KEY, 'rest-key': TOKEN };
  /** How often secrets were dropped after a refusal. */
  forgotten = 0;
  /** How long PagerDuty may take to answer; a test of silence sets a short time. */
  timeoutMs = 60_000;
  /** Makes the topic `events` fail for the deliverer. */
  topicBroken = false;
  readonly monitor: LocalMonitor;
  readonly #facts = new MemoryFactStore(() => this.incidents.indexedIncidents());
  readonly #deliveries = new MemoryDeliveryStore(() => this.incidents.allIncidents());
  readonly #answers: PagerDutyAnswers;

  static async start(now: number, settings = SETTINGS): Promise<AskWorld> {
    const clock = { now: () => now };
    const world = new AskWorld(await PagerDutyDouble.start(() => clock.now()), settings, now);
    clock.now = () => world.monitor.now;
    return world;
  }

  private constructor(pagerDuty: PagerDutyDouble, settings: string, now: number) {
    this.pagerDuty = pagerDuty;
    this.#answers = new PagerDutyAnswers(
      (request) => httpsGet({ allowLoopbackHttp: true, timeoutMs: this.timeoutMs })(request),
      this.#secretReader(),
      () => this.monitor.now,
      { apiSecret: 'rest-key', apiUrl: pagerDuty.url },
    );
    this.monitor = new LocalMonitor(
      deployed(settings),
      {
        facts: this.#facts,
        incidents: this.incidents,
        mutes: new MemoryMuteStore(),
        logReader: { readWindow: () => Promise.reject(new Error('nothing to read')) },
        metrics: { put: async (data) => void this.metrics.push(...data) },
        overhear: (text) => void this.events.push(JSON.parse(text) as EventsMessage),
        topics: {
          publishPage: (_topic, page) => this.#deliver(page),
          publishChange: async () => {},
          publishAsk: async (_topic, message) => void this.asks.push(message),
        },
      },
      now,
    );
  }

  async close(): Promise<void> {
    await this.pagerDuty.close();
  }

  /** The database `orders` fails and stays dirty. */
  async fail(): Promise<void> {
    const run = failed(0, '42', '42601');
    await this.#facts.putRecord({ run, revision: 1, outbox: [], rereads: 0, supersededBy: null }, null, null);
    await this.monitor.publish(runMessage(run));
  }

  /** A minute passes: the sweep runs, and the deliverer handles what it is asked. */
  async minute(): Promise<void> {
    this.monitor.now += 60_000;
    await this.monitor.sweep();
    for (const message of this.asks.splice(0)) await this.ask(message);
  }

  async minutes(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.minute();
  }

  /** The deliverer of PagerDuty receives the ask, as its queue carries it. */
  async ask(message: AskMessage): Promise<void> {
    const read = readNotice(JSON.stringify(withVersion(ASK, message))) as AskMessage;
    await ask(read, {
      deliveries: this.#deliveries,
      name: 'oncall',
      answers: this.#answers,
      publisher: {
        publish: async (sent) => {
          if (this.topicBroken) throw new Error('the topic is out of reach');
          await this.monitor.publish(sent);
        },
      },
      metrics: { put: async (data) => void this.metrics.push(...data) },
      log: { write: ({ level, message: line }) => void this.log.push(`${level} ${line}`) },
      clock: () => this.monitor.now,
    });
  }

  /** Asks about these incidents now. */
  askAbout(...keys: readonly string[]): Promise<void> {
    const incidents = keys.map((incident) => ({ incident, opening: 1 }));
    return this.ask(askMessage({ topic: 'critical', at: this.monitor.now, incidents }));
  }

  /** The key of the newest alert. */
  get key(): string {
    return this.pagerDuty.last.alerts[0]!.key;
  }

  /** Actions that were published, as `<do> by <name>`. */
  get actions(): readonly string[] {
    return this.events.flatMap((message) =>
      message.type === 'action' ? `${message.action.do} by ${message.action.by.name}` : [],
    );
  }

  get failedAsks(): number {
    return this.metrics.reduce((sum, { name, value }) => sum + (name === 'FailedAsks' ? value : 0), 0);
  }

  async #deliver(page: PageMessage): Promise<void> {
    this.pages.push(page);
    this.slack.push(slackMessage(page).text);
    const post = httpsPost({ allowLoopbackHttp: true });
    const channel = new PagerDutyChannel(post, this.#secretReader(), {
      secret: 'routing-key',
      eventsUrl: this.pagerDuty.url,
    });
    await deliver(
      { notice: page, message: `message of ${page.id}` },
      {
        deliveries: this.#deliveries,
        name: 'oncall',
        channel: channelOf('pagerduty', channel),
        metrics: { put: async () => {} },
        log: { write: () => {} },
        clock: () => this.monitor.now,
        random: () => 0,
        pause: async () => {},
      },
    );
  }

  #secretReader(): SecretReader {
    return {
      read: async (name) => this.secrets[name]!,
      forget: () => {
        this.forgotten++;
      },
    };
  }
}
