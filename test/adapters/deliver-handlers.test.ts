import { createHmac } from 'node:crypto';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { packBody } from '../../lambda/adapters/aws/item-body.ts';
import { SIGNATURE_HEADER } from '../../lambda/adapters/channels/webhook-channel.ts';
import { CHANNEL_KIND_NAMES, type DeliveredKind, isDelivered } from '../../lambda/contract/channel-kinds.ts';
import { type AskMessage, askMessage } from '../../lambda/domain/channels/ask-message.ts';
import type { Notice } from '../../lambda/domain/channels/change-message.ts';
import { handMadeChange, handMadePage } from '../builders/notices.ts';
import { incidentAt } from '../pipeline/deliver-world.ts';
import { ADA, PagerDutyDouble, ROUTING_KEY, TOKEN } from './pagerduty-double.ts';
import { asPagerDuty, type Receiver, startReceiver } from './receiver.ts';

type Handler = (event: unknown) => Promise<void>;

const dynamoDb = mockClient(DynamoDBClient);
const cloudWatch = mockClient(CloudWatchClient);
const secrets = mockClient(SecretsManagerClient);
const sns = mockClient(SNSClient);
const events = mockClient(EventBridgeClient);
let receiver: Receiver;
const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/migrations';

beforeAll(async () => {
  receiver = await startReceiver();
  const { url } = receiver;
  for (const [name, value] of Object.entries({
    AWS_REGION: 'eu-west-1',
    MONITOR: '111122223333/eu-west-1/watch',
    TABLE_NAME: 'table',
    CHANNEL_NAME: 'oncall',
    CHANNEL_SECRET: 'oncall-secret',
    PAGERDUTY_EVENTS_URL: url,
    WEBHOOK_URL: `${url}/hook?to=orders`,
    EVENT_BUS_ARN: BUS,
    ALLOW_LOOPBACK_HTTP: 'true',
  }))
    vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await receiver.close();
});

let out: string[];
beforeEach(() => {
  for (const mock of [dynamoDb, cloudWatch, secrets, sns, events]) mock.reset();
  dynamoDb.on(GetItemCommand).resolves({}).on(PutItemCommand).resolves({});
  receiver.received.length = 0;
  receiver.answer = asPagerDuty;
  out = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out.push(String(text));
    return true;
  });
  vi.resetModules();
  return () => vi.restoreAllMocks();
});

const holds = (SecretString: string) => secrets.on(GetSecretValueCommand).resolves({ SecretString });
/** A queue's message, which a topic wrote. */
const record = (envelope: object) => ({
  messageId: 'of the queue',
  eventSource: 'aws:sqs',
  body: JSON.stringify({ Type: 'Notification', ...envelope }),
});
const event = (notice: Notice) => ({
  Records: [record({ MessageId: 'm-1', Message: JSON.stringify(notice) })],
});
const metrics = () =>
  cloudWatch.commandCalls(PutMetricDataCommand).map(({ args }) => args[0].input.MetricData![0]!.MetricName);
const load = async (kind: DeliveredKind): Promise<Handler> =>
  ((await import(`../../lambda/handlers/deliver-${kind}.ts`)) as { handler: Handler }).handler;

describe('PagerDuty', () => {
  test('gets alerts, their end, and changes, each at its own address', async () => {
    holds(ROUTING_KEY);
    const handler = await load('pagerduty');
    await handler(event(handMadePage()));
    await handler(event(handMadePage({ sequence: 5, kind: 'resolved' })));
    await handler(event(handMadeChange()));
    expect(receiver.received.map(({ path, body }) => [path, JSON.parse(body).event_action])).toEqual([
      ['/v2/enqueue', 'trigger'],
      ['/v2/enqueue', 'resolve'],
      ['/v2/change/enqueue', undefined],
    ]);
    expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
    expect(metrics()).toEqual(['PageDelay']);
    expect(out.map((line) => JSON.parse(line).message)).toEqual(['sent', 'sent', 'sent']);
  });

  test('gets no changes if the key is a ruleset’s', async () => {
    holds(`R${ROUTING_KEY.slice(1)}`);
    await (await load('pagerduty'))(event(handMadeChange()));
    expect(receiver.received).toEqual([]);
  });

  test('refuses a wrong key for good: the error names status and answer, never the key, and it is counted', async () => {
    holds('short-key');
    const handler = await load('pagerduty');
    const refused = handler(event(handMadePage()));
    await expect(refused).rejects.toMatchObject({ name: 'PermanentDeliveryError' });
    await expect(refused).rejects.toThrow(/answered 400: .*Length of 'routing_key' is incorrect/);
    await expect(refused).rejects.not.toThrow(/short-key/);
    expect(metrics()).toEqual(['RefusedPages']);

    holds(ROUTING_KEY);
    await handler(event(handMadePage()));
    expect(metrics()).toEqual(['RefusedPages', 'PageDelay']);
  });

  test('is left to the queue if it asks for more time than an invocation has', async () => {
    holds(ROUTING_KEY);
    receiver.answer = () => ({ status: 429, retryAfter: '60' });
    await expect((await load('pagerduty'))(event(handMadePage()))).rejects.toMatchObject({
      name: 'RetryableDeliveryError',
    });
    expect(receiver.received).toHaveLength(1);
    expect(metrics()).toEqual([]);
  });

  test('the error about a missing secret names it', async () => {
    const missing = Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
    secrets.on(GetSecretValueCommand).rejects(missing);
    await expect((await load('pagerduty'))(event(handMadePage()))).rejects.toThrow(
      'secret oncall-secret does not exist',
    );
    expect(receiver.received).toEqual([]);
    expect(metrics()).toEqual(['RefusedPages']);
  });
});

describe('what people did at PagerDuty', () => {
  const KEY = 'migrate-watch/production/orders/migration/7';
  const ask: AskMessage = askMessage({
    topic: 'critical',
    at: Date.now(),
    incidents: [{ incident: KEY, opening: 1 }],
  });
  const asks = { Records: [record({ MessageId: 'm-2', Message: JSON.stringify({ v: 1, ...ask }) })] };
  let pagerDuty: PagerDutyDouble;
  beforeEach(async () => {
    pagerDuty = await PagerDutyDouble.start(Date.now);
    pagerDuty.acknowledge(ADA, pagerDuty.foreign(KEY));
    secrets
      .on(GetSecretValueCommand, { SecretId: 'rest-key' })
      .resolves({ SecretString: `{"token":"${TOKEN}"}` });
    const item = { body: packBody(incidentAt(4, false, KEY)) };
    dynamoDb.on(GetItemCommand).resolves({ Item: item });
    for (const [name, value] of Object.entries({
      PAGERDUTY_API_SECRET: 'rest-key',
      PAGERDUTY_API_URL: pagerDuty.url,
      EVENTS_TOPIC_ARN: 'events',
    }))
      vi.stubEnv(name, value);
    return async () => {
      for (const name of ['PAGERDUTY_API_SECRET', 'PAGERDUTY_API_URL', 'EVENTS_TOPIC_ARN'])
        vi.stubEnv(name, undefined);
      await pagerDuty.close();
    };
  });

  test('is published to `events`', async () => {
    await (await load('pagerduty'))(asks);
    const published = sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
    expect(published.map(({ TopicArn }) => TopicArn)).toEqual(['events']);
    expect(JSON.parse(published[0]!.Message!)).toMatchObject({
      type: 'action',
      incident: KEY,
      action: { do: 'ack', by: { name: 'Ada Lovelace', via: 'PagerDuty' } },
    });
    expect(metrics()).toEqual([]);
  });

  test('that cannot be asked is counted; the message is not delivered again, and pages go on', async () => {
    holds(ROUTING_KEY);
    pagerDuty.misbehave = () => ({ status: 500 });
    const handler = await load('pagerduty');
    await handler(asks);
    expect(metrics()).toEqual(['FailedAsks']);
    dynamoDb.on(GetItemCommand).resolves({});
    await handler(event(handMadePage()));
    expect(receiver.received).toHaveLength(1);
  });

  test('is not asked without the key, nor by other channels', async () => {
    vi.stubEnv('PAGERDUTY_API_SECRET', undefined);
    for (const kind of CHANNEL_KIND_NAMES.filter(isDelivered)) await (await load(kind))(asks);
    expect(pagerDuty.asked).toEqual([]);
    expect(receiver.received).toEqual([]);
    expect(metrics()).toEqual([]);
  });
});

describe('Slack', () => {
  test('gets a message at the address that is the secret, and no changes', async () => {
    holds(`${receiver.url}/services/T0/B0/XXX`);
    receiver.answer = () => ({ status: 200, body: 'ok' });
    const handler = await load('slack');
    await handler(event(handMadePage()));
    await handler(event(handMadeChange()));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]!.path).toBe('/services/T0/B0/XXX');
    expect(JSON.parse(receiver.received[0]!.body).text).toMatch(/^🔴 \[production\] orders: migration 42/);
  });

  test('that no longer exists refuses for good, and the error does not contain its address', async () => {
    holds(`${receiver.url}/services/T0/B0/XXX`);
    receiver.answer = ({ path }) => ({ status: 404, body: `no_service ${path}` });
    const refused = (await load('slack'))(event(handMadePage()));
    await expect(refused).rejects.toThrow(/answered 404: no_service ‹secret›$/);
    await expect(refused).rejects.not.toThrow(/XXX/);
  });
});

describe('a webhook', () => {
  test('gets the whole notice, signed with its time', async () => {
    holds('signing key');
    receiver.answer = () => ({ status: 204 });
    const handler = await load('webhook');
    await handler(event(handMadePage()));
    await handler(event(handMadeChange()));
    const [page, change] = receiver.received;
    expect(page!.path).toBe('/hook?to=orders');
    expect(JSON.parse(page!.body)).toEqual({ version: 2, type: 'page', page: handMadePage() });
    expect(JSON.parse(change!.body)).toEqual({ version: 2, type: 'change', change: handMadeChange() });

    const header = String(page!.headers[SIGNATURE_HEADER.toLowerCase()]);
    const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header)!;
    expect(hex).toBe(createHmac('sha256', 'signing key').update(`${seconds}.${page!.body}`).digest('hex'));
  });
});

describe('an event bus', () => {
  const put = () => events.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries);
  const takes = () =>
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });

  test('gets pages and changes, as a webhook does, and no secret is read', async () => {
    takes();
    const handler = await load('eventbridge');
    await handler(event(handMadePage()));
    await handler(event(handMadeChange()));
    const of = { EventBusName: BUS, Source: 'migrate-watch', Time: new Date(handMadePage().at) };
    expect(put()).toEqual([
      [
        {
          ...of,
          DetailType: 'Incident Opened',
          Detail: JSON.stringify({ version: 2, type: 'page', page: handMadePage() }),
        },
      ],
      [
        {
          ...of,
          DetailType: 'Migrations Applied',
          Detail: JSON.stringify({ version: 2, type: 'change', change: handMadeChange() }),
        },
      ],
    ]);
    expect(metrics()).toEqual(['PageDelay']);
    expect(out.map((line) => JSON.parse(line).message)).toEqual(['sent', 'sent']);
    expect(secrets.calls()).toEqual([]);
  });

  test('that refuses an entry for good is counted, though the answer is 200', async () => {
    events
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }] });
    const handler = await load('eventbridge');
    await expect(handler(event(handMadePage()))).rejects.toMatchObject({ name: 'PermanentDeliveryError' });
    expect(metrics()).toEqual(['RefusedPages']);
    const stored = dynamoDb.commandCalls(PutItemCommand).length;
    expect(stored).toBe(2);
  });

  test('gets a notice once more if its first answer was lost, with the same id', async () => {
    takes();
    const [first, again] = [await load('eventbridge'), await load('eventbridge')];
    await first(event(handMadePage()));
    // The delivery record is empty: the function died before it wrote that the event was sent.
    await again(event(handMadePage()));
    const ids = put().map((entries) => JSON.parse(entries![0]!.Detail!).page.id);
    expect(ids).toEqual([handMadePage().id, handMadePage().id]);
  });
});

test('a message that is not a notice is counted and fails, so that it goes to the dead-letter queue', async () => {
  const handler = await load('slack');
  const given = (...Records: unknown[]) => expect(handler({ Records })).rejects;
  await given(record({ MessageId: 'm', Message: '{}' })).toThrow('neither a page nor a change');
  await given(record({ Message: JSON.stringify(handMadePage()) })).toThrow('MessageId');
  await given({ body: 'plain' }).toThrow('is not JSON');
  await given({}).toThrow('no text `body`');
  await expect(handler({})).rejects.toThrow('no list `Records`');
  expect(metrics()).toEqual(Array(5).fill('RejectedInputs'));
});

test.each([
  ['pagerduty', ['MONITOR', 'TABLE_NAME', 'CHANNEL_NAME', 'CHANNEL_SECRET']],
  ['slack', ['MONITOR', 'TABLE_NAME', 'CHANNEL_NAME', 'CHANNEL_SECRET']],
  ['webhook', ['MONITOR', 'TABLE_NAME', 'CHANNEL_NAME', 'CHANNEL_SECRET', 'WEBHOOK_URL']],
  ['eventbridge', ['MONITOR', 'TABLE_NAME', 'CHANNEL_NAME', 'EVENT_BUS_ARN']],
] as const)('%s without its configuration names all that is missing', async (kind, names) => {
  const { readDeliverConfig } = await import('../../lambda/config/deliver.ts');
  expect(() => readDeliverConfig({}, kind)).toThrow(
    `wrong configuration of deliver-${kind}:\n${names.map((name) => `  ${name} is not set`).join('\n')}`,
  );
});

test('PagerDuty’s US host is the default, and loopback is not allowed by default', async () => {
  const { readDeliverConfig } = await import('../../lambda/config/deliver.ts');
  const env = {
    MONITOR: '111122223333/eu-west-1/watch',
    TABLE_NAME: 't',
    CHANNEL_NAME: 'c',
    CHANNEL_SECRET: 's',
    ALLOW_LOOPBACK_HTTP: '1',
  };
  expect(readDeliverConfig(env, 'pagerduty')).toMatchObject({
    eventsUrl: 'https://events.pagerduty.com',
    dashboardUrl: undefined,
    allowLoopbackHttp: false,
  });
});
