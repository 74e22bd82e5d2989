import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AwsError } from '../../lambda/adapters/aws/clients/aws-error.ts';
import { DynamoDBClient, QueryCommand } from '../../lambda/adapters/aws/clients/client-dynamodb.ts';
import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
} from '../../lambda/adapters/aws/clients/client-sns.ts';
import { REAL_RETRIES } from '../../lambda/adapters/aws/real-retries.ts';

type Answer = (response: ServerResponse) => void;

let server: Server;
/** One for each attempt. */
let answers: Answer[] = [];
let requests: Record<string, unknown>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.headers);
    request.resume().on('end', () => answers.shift()!(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [answers, requests] = [[], []];
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  // No attempt waits for the one before it.
  vi.spyOn(REAL_RETRIES, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const says =
  (status: number, body: unknown): Answer =>
  (response) =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const failsAs = (status: number, code: string): Answer =>
  says(status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'why' });
const breaksOff: Answer = (response) => void response.socket!.destroy();
const breaksOffWithin: Answer = (response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{', () => response.socket!.destroy());
};
const query = () => new DynamoDBClient().send(new QueryCommand({ TableName: 'runs' }));

test.each([
  ['the service fails', says(500, '')],
  ['the service throttles', failsAs(400, 'ProvisionedThroughputExceededException')],
  ['there are too many requests', says(429, {})],
  ['the connection breaks off', breaksOff],
  ['the answer breaks off', breaksOffWithin],
])('%s: asks again, three times in all', async (_, failure) => {
  answers = [failure, failure, says(200, { Items: [] })];
  expect((await query()).Items).toEqual([]);
  answers = [failure, failure, failure];
  await expect(query()).rejects.toThrow();
  expect(requests).toHaveLength(6);
});

test.each([
  [
    'DynamoDB’s code',
    failsAs(400, 'ConditionalCheckFailedException'),
    'ConditionalCheckFailedException',
    'why',
  ],
  [
    'a code with an address, in another case',
    says(403, { __type: 'AccessDeniedException:http://internal.amazon.com/', Message: 'no' }),
    'AccessDeniedException',
    'no',
  ],
  ['text that is not JSON', says(404, '{'), 'HTTP 404', 'the service answered 404'],
])('a refusal is thrown at once: %s', async (_, refusal, name, message) => {
  answers = [refusal];
  await expect(query()).rejects.toMatchObject({ name, message });
  expect(requests).toHaveLength(1);
});

test('SNS answers in XML', async () => {
  const answer =
    '<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>no topic</Message></Error></ErrorResponse>';
  answers = [says(404, answer)];
  const published = new SNSClient().send(new PublishCommand({ TopicArn: 't', Message: 'm' }));
  await expect(published).rejects.toEqual(new AwsError(404, 'NotFound', 'no topic'));
});

test('an answer that is not JSON is not asked for again: the service did what was asked', async () => {
  answers = [says(200, 'not JSON')];
  await expect(query()).rejects.toThrow(SyntaxError);
  expect(requests).toHaveLength(1);
});

test('passes the invocation’s trace on, so that Lambda recognises circles', async () => {
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-2-3');
  answers = [says(200, {})];
  await query();
  expect(requests[0]).toMatchObject({ 'x-amzn-trace-id': 'Root=1-2-3', 'user-agent': 'migrate-watch' });
});

test.each([
  ['AWS_REGION', '', 'AWS_REGION is not set'],
  ['AWS_USE_FIPS_ENDPOINT', 'true', 'AWS_USE_FIPS_ENDPOINT is set'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'true', 'AWS_USE_DUALSTACK_ENDPOINT is set'],
])('refuses %s=%s', async (name, value, why) => {
  vi.stubEnv(name, value);
  await expect(query()).rejects.toThrow(why);
});

test('reads SNS’s list of subscriptions', async () => {
  const member = (endpoint: string, subscription: string) =>
    `<member><TopicArn>arn:t</TopicArn><Protocol>email</Protocol><SubscriptionArn>${subscription}</SubscriptionArn>` +
    `<Owner>1</Owner><Endpoint>${endpoint}</Endpoint></member>`;
  const list = (members: string, next: string) =>
    `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><ListSubscriptionsByTopicResult>` +
    `<Subscriptions>${members}</Subscriptions>${next}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
  answers = [
    says(
      200,
      list(
        member('a&amp;b@x.org', 'arn:s') + member('c&#39;d@x.org', 'PendingConfirmation'),
        '<NextToken>n</NextToken>',
      ),
    ),
    says(200, list('', '')),
  ];
  const read = () => new SNSClient().send(new ListSubscriptionsByTopicCommand({ TopicArn: 'arn:t' }));
  expect(await read()).toEqual({
    Subscriptions: [
      { Protocol: 'email', Endpoint: 'a&b@x.org', SubscriptionArn: 'arn:s' },
      { Protocol: 'email', Endpoint: "c'd@x.org", SubscriptionArn: 'PendingConfirmation' },
    ],
    NextToken: 'n',
  });
  expect(await read()).toEqual({ Subscriptions: [], NextToken: undefined });
});
