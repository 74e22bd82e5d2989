import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { deployed } from '../../bin/cli/deployed.ts';
import { LocalMonitor } from '../../bin/cli/local-monitor.ts';
import { SnsSubscriptionReader } from '../../lambda/adapters/aws/sns-subscription-reader.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { MemoryMuteStore } from '../../lambda/adapters/local/memory-mute-store.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import type { SubscriptionReader } from '../../lambda/pipeline/ports.ts';

const MINUTE = 60_000;
/** The minute of an hour in which the sweep counts. */
const COUNTS = Date.UTC(2026, 2, 5, 2, 7);
const SETTINGS = `
sources: [{ logGroup: /ecs/orders, database: orders }]
channels: { mail: { email: a@example.com }, oncall: { pagerduty: { secret: key } } }
routes: { critical: [mail, a@example.com, oncall], warning: [b@example.com], health: [a@example.com] }
`;

/** What the sweep sends at `now`, and its health log. `confirmed` answers for the topic whose ARN ends so. */
async function swept(
  now: number,
  confirmed: (topic: string) => readonly string[],
  settings = SETTINGS,
): Promise<{ sent: readonly number[]; warnings: readonly string[] }> {
  const sent: MetricDatum[] = [];
  const warnings: string[] = [];
  const subscriptions: SubscriptionReader = {
    readConfirmedMails: async (topicArn) => new Set(confirmed(topicArn.split('-').at(-1)!)),
  };
  const monitor = new LocalMonitor(
    deployed(settings),
    {
      facts: new MemoryFactStore(),
      incidents: new MemoryIncidentStore(),
      subscriptions,
      logReader: { readWindow: () => Promise.reject(new Error('nothing to read')) },
      mutes: new MemoryMuteStore(),
      topics: { publishPage: async () => {}, publishChange: async () => {}, publishAsk: async () => {} },
      metrics: { put: async (data) => void sent.push(...data) },
      healthLog: { warn: (line) => void warnings.push(line) },
    },
    now,
  );
  await monitor.sweep();
  const own = sent.filter(({ name }) => name === 'UnconfirmedMails');
  for (const { dimensions } of own) expect(dimensions).toEqual({ Environment: 'migrate-watch' });
  return { sent: own.map(({ value }) => value), warnings };
}

test.each([
  ['nobody has confirmed', () => [], [3]],
  ['one topic of two is confirmed', (topic: string) => (topic === 'health' ? ['a@example.com'] : []), [2]],
  ['a subscription is gone, and other tools subscribe', () => ['b@example.com', 'x@example.com'], [2]],
  ['all are confirmed', () => ['a@example.com', 'b@example.com', 'x@example.com'], []],
])('the declared addresses are counted, each once for each topic: %s', async (_what, confirmed, expected) => {
  expect((await swept(COUNTS, confirmed)).sent).toEqual(expected);
});

test.each([
  [-1, []],
  [0, [3]],
  [MINUTE - 1, [3]],
  [MINUTE, []],
])('they are counted in one minute of each hour: %d ms after it began', async (after, expected) => {
  expect((await swept(COUNTS + after, () => [])).sent).toEqual(expected);
});

test('a topic that cannot be read is reported and left out; the sweep does the rest', async () => {
  const { sent, warnings } = await swept(COUNTS, (topic) => {
    if (topic === 'critical') throw Object.assign(new Error('no'), { name: 'AuthorizationErrorException' });
    return [];
  });
  expect(sent).toEqual([2]);
  expect(warnings).toEqual([expect.stringMatching(/critical cannot be read: AuthorizationErrorException$/)]);
});

test('nothing is asked if no address is declared', async () => {
  const settings = `
sources: [{ logGroup: /ecs/orders, database: orders }]
channels: { oncall: { pagerduty: { secret: key } } }
routes: { critical: [oncall] }`;
  const asked: string[] = [];
  await swept(COUNTS, (topic) => [String(asked.push(topic))], settings);
  expect(asked).toEqual([]);
});

test('SNS is read to its last page; only confirmed e-mail subscriptions count', async () => {
  const sns = mockClient(SNSClient);
  const subscription = (Protocol: string, Endpoint: string, SubscriptionArn = 'arn:aws:sns:x') => ({
    Protocol,
    Endpoint,
    SubscriptionArn,
  });
  sns
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      NextToken: '2',
      Subscriptions: [
        subscription('email', 'a@example.com'),
        subscription('email', 'b@example.com', 'PendingConfirmation'),
      ],
    })
    .resolves({ Subscriptions: [subscription('sqs', 'arn:q'), subscription('email', 'c@example.com')] });
  const reader = new SnsSubscriptionReader(new SNSClient({ region: 'eu-central-1' }));
  expect(await reader.readConfirmedMails('arn:t')).toEqual(new Set(['a@example.com', 'c@example.com']));
});
