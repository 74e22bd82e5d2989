import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { eventId, subscriptionPayload } from '../../bin/cli/aws-events/subscription.ts';
import { type Deployed, deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { SnsPager } from '../../lambda/adapters/aws/sns-pager.ts';
import { channelOf } from '../../lambda/adapters/channels/channel-of.ts';
import { PagerDutyChannel } from '../../lambda/adapters/channels/pagerduty-channel.ts';
import { SlackChannel } from '../../lambda/adapters/channels/slack-channel.ts';
import { MemoryDeliveryStore } from '../../lambda/adapters/local/memory-delivery-store.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import { SEVERITIES } from '../../lambda/contract/severity.ts';
import { isAsk } from '../../lambda/domain/channels/ask-message.ts';
import type { Action } from '../../lambda/domain/model/action.ts';
import { deliver } from '../../lambda/pipeline/deliver.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import type { EscalationBySeverity } from '../../lib/constructs/paging/escalation.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { app, ENV, minimal, ofType, type Resource, stackOf, wholeOf } from './monitor-under-test.ts';
import { flat, resourceBehind } from './template.ts';

// A clone that has built nothing has no handlers to copy.
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  cpSync: vi.fn(),
}));

const SETTINGS = `
sources: [{ logGroup: /ecs/orders, database: orders }]
channels:
  oncall: { pagerduty: { secret: oncall } }
  second: { pagerduty: { secret: second } }
  team: { slack: { secret: team } }
  hook: { webhook: { url: 'https://hook.example.com/x', secret: hook } }
routes: { critical: [oncall, hook, first@example.com], info: [team], health: [first@example.com] }
escalation:
  critical:
    levels:
      - { after: 15m, to: [second, oncall] }
      - { after: 45m, to: [head@example.com, team, first@example.com] }
`;

interface Subscription {
  readonly topic: string;
  /** A channel's name, or an address. */
  readonly receiver: string;
  /** Allowed values of the attribute `kind`; `undefined`: all. */
  readonly kinds: readonly Matcher[] | undefined;
}

/** The subscriptions of the severity topics, as the settings deploy them. */
/** One condition of a filter policy. @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html */
type Matcher = string | { readonly 'anything-but': readonly string[] };

function matches(matcher: Matcher, kinds: readonly string[]): boolean {
  return typeof matcher === 'string'
    ? kinds.includes(matcher)
    : kinds.some((kind) => !matcher['anything-but'].includes(kind));
}

function matcherText(matcher: Matcher): string {
  return typeof matcher === 'string' ? matcher : `anything but ${matcher['anything-but'].join(' ')}`;
}

function subscriptionsOf(resources: Readonly<Record<string, Resource>>): readonly Subscription[] {
  const channels = new Map(
    ofType({ resources }, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => [
      flat(Properties.EventSourceArn),
      resourceBehind({ resources }, Properties.FunctionName).Properties.Environment.Variables.CHANNEL_NAME,
    ]),
  );
  return ofType({ resources }, 'AWS::SNS::Subscription').flatMap(([, { Properties }]) => {
    const topic = /Paging(critical|warning|info)/.exec(flat(Properties.TopicArn))?.[1];
    const endpoint = flat(Properties.Endpoint);
    const receiver = channels.get(endpoint) ?? endpoint;
    return topic === undefined ? [] : { topic, receiver, kinds: Properties.FilterPolicy?.kind };
  });
}

const START = Date.UTC(2026, 2, 5, 2, 13);
const MINUTE = 60_000;
const FAILS = [
  '2026/03/05 02:12:58 Read and execute 3/u a',
  '2026/03/05 02:12:58 error: migration failed: relation "userz" does not exist (column 7) in line 1: ALTER TABLE userz ADD a int;\n (details: pq: relation "userz" does not exist)',
] as const;

/** The monitor as it is deployed, with SNS, which applies the filter policies of the template, and receivers as doubles. */
class EscalationWorld {
  /** `<minute> <receiver>: <what it got>`, in order. */
  readonly received: string[] = [];
  readonly incidents = new MemoryIncidentStore();
  readonly monitor: LocalMonitor;
  readonly #deliveries = new MemoryDeliveryStore(() => this.incidents.allIncidents());
  readonly #topicArns: Readonly<Record<string, string>>;
  readonly #subscriptions: readonly Subscription[];
  #messages = 0;

  constructor(configured: Deployed, subscriptions: readonly Subscription[]) {
    const { topicArns } = configured.page;
    this.#topicArns = topicArns;
    this.#subscriptions = subscriptions;
    const sns = mockClient(SNSClient);
    sns.on(PublishCommand).callsFake((input: PublishCommandInput) => this.#publish(input));
    this.monitor = new LocalMonitor(
      configured,
      {
        facts: new MemoryFactStore(() => this.incidents.indexedIncidents()),
        incidents: this.incidents,
        mutes: new MemoryMuteStore(),
        logReader: { readWindow: () => Promise.reject(new Error('nothing to read')) },
        topics: new SnsPager(new SNSClient({}), topicArns),
      },
      START,
    );
  }

  async #publish({ TopicArn, Message, MessageAttributes, MessageStructure }: PublishCommandInput) {
    const { DataType, StringValue } = MessageAttributes!['kind']!;
    const kinds: readonly string[] = DataType === 'String.Array' ? JSON.parse(StringValue!) : [StringValue];
    const { email, sqs } = MessageStructure === 'json' ? JSON.parse(Message!) : { email: '', sqs: Message };
    const topic = SEVERITIES.find((severity) => this.#topicArns[severity] === TopicArn);
    const message = `message ${++this.#messages}`;
    for (const { topic: of, receiver, kinds: allowed } of this.#subscriptions) {
      if (of !== topic || (allowed && !allowed.some((matcher) => matches(matcher, kinds)))) continue;
      if (receiver.includes('@')) this.#note(receiver, /: (\w+)/.exec(email)![1]!);
      else await this.#deliver(receiver, sqs, message);
    }
    return {};
  }

  /** What the channel's function does with a message of its queue. */
  async #deliver(name: string, text: string, message: string): Promise<void> {
    const secrets = { read: async (secret: string) => secret, forget: () => {} };
    const post = async ({ body }: { readonly body: string }) => {
      const { event_action: action } = JSON.parse(body) as { event_action?: string };
      this.#note(name, action ?? 'message');
    };
    const options = { secret: 'key', eventsUrl: 'https://events.example.com' };
    const channel =
      name === 'team'
        ? channelOf('slack', new SlackChannel(post, secrets, 'https://slack.example.com'))
        : name === 'hook'
          ? channelOf('webhook', {
              send: async ({ kind }) => {
                this.#note(name, kind);
                return 'taken';
              },
            })
          : channelOf('pagerduty', new PagerDutyChannel(post, secrets, options));
    const notice = readNotice(text);
    if (isAsk(notice)) return;
    await deliver(
      { notice, message },
      {
        name,
        channel,
        deliveries: this.#deliveries,
        metrics: { put: async () => {} },
        log: { write: () => {} },
        clock: () => this.monitor.now,
        random: () => 0,
        pause: async () => {},
      },
    );
  }

  #note(receiver: string, what: string): void {
    this.received.push(`${Math.floor((this.monitor.now - START) / MINUTE)} ${receiver}: ${what}`);
  }

  /** A task prints `lines` at `minute`. */
  async prints(minute: number, lines: readonly string[]): Promise<void> {
    const at = START + minute * MINUTE;
    this.monitor.now = at + 1_000;
    const logStream = `orders/migrate/${minute.toString(16).padStart(32, '0')}`;
    const events = lines.map((message, line) => ({
      id: eventId(at, line),
      timestamp: at + line,
      message,
    }));
    await this.monitor.ingest(subscriptionPayload({ logGroup: '/ecs/orders', logStream, events }));
  }

  /** A sweep in each minute to `until`. */
  async sweepTo(until: number): Promise<void> {
    while (this.monitor.now < START + until * MINUTE) {
      this.monitor.now = Math.floor(this.monitor.now / MINUTE) * MINUTE + MINUTE;
      await this.monitor.sweep();
    }
  }

  act(action: Action): Promise<void> {
    const [incident] = this.incidents.allIncidents();
    return this.monitor.publish({ type: 'action', incident: incident!.key, action });
  }
}

describe('from a settings file to the receivers', () => {
  let subscriptions: readonly Subscription[];
  const configured = deployed(SETTINGS);
  beforeAll(() => {
    const { settings } = configured;
    const stack = new MonitorStack(app(), settings.name, {
      env: ENV,
      monitor: (scope) => monitorPropsOf(settings, scope),
    });
    subscriptions = subscriptionsOf(wholeOf(stack).resources);
  });

  test('each channel is subscribed to its severities once, and filters by route and levels', () => {
    const lines = subscriptions.map(
      ({ topic, receiver, kinds }) => `${topic} ${receiver}: ${kinds?.map(matcherText).join(' ') ?? 'all'}`,
    );
    expect(lines.sort()).toEqual([
      'critical first@example.com: page page:2 test:first@example.com review:first@example.com',
      'critical head@example.com: page:2 test:head@example.com review:head@example.com',
      'critical hook: page handled change test:hook review:hook',
      'critical oncall: page handled change test:oncall',
      'critical second: page:1 handled:1 test:second',
      'critical team: page:2 handled:2 test:team review:team',
      'info team: page handled test:team review:team',
      'warning first@example.com: page test:first@example.com review:first@example.com',
      'warning hook: anything but ask',
      'warning oncall: anything but ask',
    ]);
  });

  test('nobody takes it: each level is notified at its time, and of the end; PagerDuty of the route is left to its own policy', async () => {
    const world = new EscalationWorld(configured, subscriptions);
    await world.prints(0, FAILS);
    await world.sweepTo(58);
    await world.prints(58, ['no change']);
    expect(world.received).toEqual([
      '0 first@example.com: migration',
      '0 oncall: trigger',
      '0 hook: opened',
      '16 second: trigger',
      '46 first@example.com: ESCALATED',
      '46 head@example.com: ESCALATED',
      '46 team: message',
      '58 first@example.com: RESOLVED',
      '58 head@example.com: RESOLVED',
      '58 oncall: resolve',
      '58 second: resolve',
      '58 team: message',
      '58 hook: resolved',
    ]);
  });

  test('somebody acknowledges after the first level: it is told to those who were notified, and the second level is not', async () => {
    const world = new EscalationWorld(configured, subscriptions);
    await world.prints(0, FAILS);
    await world.sweepTo(30);
    const by = { name: 'Ada', via: 'command line' } as const;
    await world.act({
      do: 'ack',
      id: 'a',
      at: world.monitor.now,
      until: world.monitor.now + 600 * MINUTE,
      by,
    });
    await world.sweepTo(59);
    expect(world.received.slice(3)).toEqual([
      '16 second: trigger',
      '30 oncall: acknowledge',
      '30 second: acknowledge',
      '30 hook: handled',
    ]);
  });

  test('while filter policies do not hold yet, a channel of the route drops the page of a level', async () => {
    const all = subscriptions.map((each) => ({ ...each, kinds: undefined }));
    const world = new EscalationWorld(configured, all);
    await world.prints(0, FAILS);
    await world.sweepTo(30);
    const later = world.received.filter((line) => line.startsWith('16 ') && !line.includes('@'));
    expect(later).toEqual(['16 second: trigger']);
  });
});

describe('the construct', () => {
  const secret = Secret.fromSecretNameV2(new Stack(), 'key', 'pager');
  const channels = [
    { kind: 'pagerduty', name: 'pager', topics: ['critical'], secret },
    { kind: 'email', name: 'mail', topics: [], address: 'mail@example.com' },
  ] as const;
  const made = (escalation: EscalationBySeverity) => {
    const stack = stackOf();
    new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), channels, escalation });
    return stack;
  };
  const after = Duration.minutes(5);

  test('refuses levels that cannot work, all at once', () => {
    expect(() =>
      made({
        critical: {
          levels: [
            { after: Duration.minutes(20), to: ['mail'] },
            { after: Duration.minutes(4), to: ['male'] },
            { after: Duration.hours(25), to: [] },
          ],
          repeat: 4,
        },
        info: { levels: [] },
      }),
    ).toThrow(`wrong props of MigrateMonitor:
  escalation.critical.repeat is 4; expected a whole number of 0–3
  escalation.critical.levels[1].after is 4m; expected 5m–24h
  escalation.critical.levels[1].to[0] is 'male'; expected pager or mail
  escalation.critical.levels[2].after is 25h; expected 5m–24h
  escalation.critical.levels[2].to is empty; expected names of channels
  escalation.critical.levels[1].after is '4m'; expected more than 20m, the time of a level before it
  escalation.info.levels has 0 levels; expected 1 to 5`);
  });

  test('warns of a level that notifies nobody', () => {
    Annotations.fromStack(made({ critical: { levels: [{ after, to: ['pager'] }] } })).hasWarning(
      '*',
      Match.stringLikeRegexp('escalation.critical.levels\\[0\\].to names only pager'),
    );
    Annotations.fromStack(made({ critical: { levels: [{ after, to: ['mail'] }] } })).hasNoWarning(
      '*',
      Match.stringLikeRegexp('names only'),
    );
  });
});
