import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as cloudWatch from '../../lambda/adapters/aws/clients/client-cloudwatch.ts';
import * as logs from '../../lambda/adapters/aws/clients/client-cloudwatch-logs.ts';
import * as dynamoDb from '../../lambda/adapters/aws/clients/client-dynamodb.ts';
import * as lambda from '../../lambda/adapters/aws/clients/client-lambda.ts';
import * as secrets from '../../lambda/adapters/aws/clients/client-secrets-manager.ts';
import * as sns from '../../lambda/adapters/aws/clients/client-sns.ts';
import type { Post } from '../../lambda/adapters/aws/clients/post.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
});
afterEach(() => vi.unstubAllEnvs());

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Headers that say what is asked for. The others identify the SDK, the attempt and the signer. */
const MEANT = ['content-type', 'content-encoding', 'x-amz-target', 'x-amz-invocation-type'];
const meant = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(MEANT.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
const textOf = (body: unknown): unknown => {
  const text = Buffer.from(body as string).toString('latin1');
  if (text.startsWith('Action=')) return Object.fromEntries(new URLSearchParams(text));
  return text.startsWith('{') ? JSON.parse(text) : text;
};

type AnyClient = new (options: never) => { send(command: never): Promise<unknown> };

async function sentBySdk(Client: AnyClient, command: unknown): Promise<Sent> {
  const sent: Sent[] = [];
  const requestHandler = {
    async handle(request: { hostname: string; path: string; headers: Sent['headers']; body: unknown }) {
      const { hostname, path, headers, body } = request;
      sent.push({ url: `https://${hostname}${path}`, headers: meant(headers), body: textOf(body) });
      throw new Error('the request is kept, not sent');
    },
  };
  await new Client({ requestHandler, maxAttempts: 1 } as never).send(command as never).catch(() => {});
  return sent[0]!;
}

async function sentByOurs(Client: AnyClient, command: unknown): Promise<Sent> {
  const sent: Sent[] = [];
  const post: Post = async (url, { headers, body }) => {
    sent.push({ url: url.href, headers: meant(headers), body: textOf(body) });
    return { status: 200, text: '{}' };
  };
  await new Client(post as never).send(command as never);
  return sent[0]!;
}

const item = {
  pk: { S: 'a/ünïcode "quoted" 𝒳' },
  n: { N: '9007199254740993' },
  body: { B: Buffer.from([0, 255, 10]) },
  isOver: { BOOL: true },
};
const key = { pk: { S: 'a' }, sk: { S: 'b' } };
const query = {
  TableName: 'runs',
  KeyConditionExpression: '#key = :origin',
  ExpressionAttributeNames: { '#key': 'pk' },
  ExpressionAttributeValues: { ':origin': { S: 'a' } },
  ConsistentRead: true,
  ScanIndexForward: false,
  Limit: 40,
  ExclusiveStartKey: key,
};
const topic = 'arn:aws:sns:eu-central-1:123456789012:critical';
const attributes = { kind: { DataType: 'String', StringValue: 'page' } };
const datum = (index: number) => ({
  MetricName: 'FailedRuns',
  Value: index / 3,
  Unit: 'Count' as const,
  Timestamp: new Date(1_700_000_000_123 + index),
  Dimensions: [{ Name: 'Environment', Value: 'production' }],
});
const metrics = (count: number) => ({
  Namespace: 'Migrate',
  MetricData: Array.from({ length: count }, (_, index) => datum(index)),
});
const window = {
  logGroupName: '/ecs/a',
  logStreamNames: ['s'],
  startTime: 1,
  endTime: 2,
  nextToken: undefined,
};
const stream = { logGroupName: '/ecs/a', logStreamName: 's' };
const lines = { ...stream, logEvents: [{ timestamp: 1, message: 'µ "no change"' }] };
const invocation = (FunctionName: string) => ({
  FunctionName,
  InvocationType: 'Event' as const,
  Payload: Buffer.from('{"a":1}'),
});

const both = <Input>(
  name: string,
  [Sdk, ofSdk]: [unknown, new (input: Input) => unknown],
  [Ours, ofOurs]: [unknown, new (input: Input) => unknown],
  input: Input,
) =>
  ({
    name,
    sdk: [Sdk as AnyClient, new ofSdk(input)],
    ours: [Ours as AnyClient, new ofOurs(input)],
  }) as const;
const ofTable = [DynamoDBClient, dynamoDb.DynamoDBClient] as const;
const ofTopic = [SNSClient, sns.SNSClient] as const;
const ofLogs = [CloudWatchLogsClient, logs.CloudWatchLogsClient] as const;
const ofMetrics = [CloudWatchClient, cloudWatch.CloudWatchClient] as const;
const ofLambda = [LambdaClient, lambda.LambdaClient] as const;

const COMMANDS = [
  both(
    'ListSubscriptionsByTopic',
    [ofTopic[0], ListSubscriptionsByTopicCommand],
    [ofTopic[1], sns.ListSubscriptionsByTopicCommand],
    { TopicArn: topic, NextToken: 'a+b=/' },
  ),
  both('PutItem', [ofTable[0], PutItemCommand], [ofTable[1], dynamoDb.PutItemCommand], {
    TableName: 'runs',
    Item: item,
    ConditionExpression: '#revision = :expected',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':expected': { N: '4' } },
  }),
  both('Query', [ofTable[0], QueryCommand], [ofTable[1], dynamoDb.QueryCommand], query),
  both('UpdateItem', [ofTable[0], UpdateItemCommand], [ofTable[1], dynamoDb.UpdateItemCommand], {
    TableName: 'runs',
    Key: key,
    ConditionExpression: '#revision = :revision',
    UpdateExpression: 'SET #list = :list',
    ExpressionAttributeNames: { '#revision': 'revision', '#list': 'list' },
    ExpressionAttributeValues: { ':revision': { N: '7' }, ':list': { S: 'run' } },
  }),
  both('GetItem', [ofTable[0], GetItemCommand], [ofTable[1], dynamoDb.GetItemCommand], {
    TableName: 'runs',
    Key: key,
    ConsistentRead: true,
  }),
  both('Publish', [ofTopic[0], PublishCommand], [ofTopic[1], sns.PublishCommand], {
    TopicArn: topic,
    Subject: "it's 50 % (über) *now*!~",
    Message: '{"default":"a+b&c=d\\n"}',
    MessageStructure: 'json',
    MessageAttributes: attributes,
  }),
  both('Publish, text alone', [ofTopic[0], PublishCommand], [ofTopic[1], sns.PublishCommand], {
    TopicArn: topic,
    Message: 'a',
  }),
  ...[1, 30].map((count) =>
    both(
      `PutMetricData of ${count}`,
      [ofMetrics[0], PutMetricDataCommand],
      [ofMetrics[1], cloudWatch.PutMetricDataCommand],
      metrics(count),
    ),
  ),
  both(
    'FilterLogEvents',
    [ofLogs[0], FilterLogEventsCommand],
    [ofLogs[1], logs.FilterLogEventsCommand],
    window,
  ),
  both(
    'CreateLogStream',
    [ofLogs[0], CreateLogStreamCommand],
    [ofLogs[1], logs.CreateLogStreamCommand],
    stream,
  ),
  both('PutLogEvents', [ofLogs[0], PutLogEventsCommand], [ofLogs[1], logs.PutLogEventsCommand], lines),
  both(
    'GetSecretValue',
    [SecretsManagerClient, GetSecretValueCommand],
    [secrets.SecretsManagerClient, secrets.GetSecretValueCommand],
    { SecretId: 'watch/oncall' },
  ),
  ...['watch-ingest', 'arn:aws:lambda:eu-central-1:123456789012:function:watch-ingest'].map((name) =>
    both('Invoke', [ofLambda[0], InvokeCommand], [ofLambda[1], lambda.InvokeCommand], invocation(name)),
  ),
];

describe('sends what the SDK sends', () => {
  test.each(COMMANDS)('$name', async ({ sdk, ours }) => {
    const expected = await sentBySdk(...sdk);
    expect(expected.url).toMatch(/^https:/);
    expect(await sentByOurs(...ours)).toEqual(expected);
  });

  const REGIONS = [
    'us-east-1',
    'ap-southeast-7',
    'us-gov-west-1',
    'cn-north-1',
    'eusc-de-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'us-isof-south-1',
    'eu-isoe-west-1',
  ];
  const ONE_OF_EACH = COMMANDS.filter(
    ({ ours: [Client] }, index) => COMMANDS.findIndex(({ ours }) => ours[0] === Client) === index,
  );
  test.each(REGIONS)('to the addresses of %s', async (region) => {
    vi.stubEnv('AWS_REGION', region);
    for (const { sdk, ours } of ONE_OF_EACH)
      expect((await sentByOurs(...ours)).url).toBe((await sentBySdk(...sdk)).url);
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB'])('to the address in %s', async (name) => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    vi.stubEnv(name, 'http://127.0.0.1:2');
    const post = vi.fn<Post>(async () => ({ status: 200, text: '{}' }));
    await new dynamoDb.DynamoDBClient(post).send(new dynamoDb.QueryCommand(query));
    expect(post.mock.calls[0]![0].href).toBe('http://127.0.0.1:2/');
  });
});
