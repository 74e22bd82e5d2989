import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeNotices } from '../../lambda/adapters/input/decode-notices.ts';
import { decodeSnsEvent } from '../../lambda/adapters/input/decode-sns-event.ts';
import { runCli } from './run-cli.ts';

const [sqs, lambda, sns, cloudFormation] = [
  mockClient(SQSClient),
  mockClient(LambdaClient),
  mockClient(SNSClient),
  mockClient(CloudFormationClient),
];

const NOW = Date.UTC(2027, 0, 31, 12);
const BEFORE = NOW - 3_600_000;
const URL = 'https://sqs.eu-central-1.amazonaws.com/111122223333/ingest-dead-letters';
const arn = (service: string, name: string, place = 'eu-central-1:111122223333') =>
  `arn:aws:${service}:${place}:${name}`;
const FUNCTION = arn('lambda', 'function:watch-ingest');
const SECRET = 'hunter2-in-the-payload';
const metadata = { $metadata: {}, message: 'no' };

/** Messages in each queue. SQS returns each message once, because it hides messages that it has returned. */
let queues: Record<string, Message[]>;
let hidden: Set<string>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  for (const mock of [sqs, lambda, sns, cloudFormation]) mock.reset();
  queues = {};
  hidden = new Set();
  sqs.on(GetQueueAttributesCommand).callsFake(({ QueueUrl }) => {
    if (!(QueueUrl in queues)) throw new QueueDoesNotExist(metadata);
    return { Attributes: { QueueArn: arn('sqs', QueueUrl.split('/').pop()) } };
  });
  sqs.on(ReceiveMessageCommand).callsFake(({ QueueUrl, MaxNumberOfMessages }) => {
    const seen = queues[QueueUrl]!.filter(({ MessageId }) => !hidden.has(MessageId!));
    const Messages = seen.slice(0, MaxNumberOfMessages);
    for (const { MessageId } of Messages) hidden.add(MessageId!);
    return { Messages };
  });
  sqs.on(DeleteMessageCommand).callsFake(({ QueueUrl, ReceiptHandle }) => {
    queues[QueueUrl] = queues[QueueUrl]!.filter((message) => message.ReceiptHandle !== ReceiptHandle);
  });
  sqs.on(ChangeMessageVisibilityCommand).callsFake(({ ReceiptHandle, VisibilityTimeout }) => {
    expect(VisibilityTimeout).toBe(0);
    hidden.delete(ReceiptHandle.replace('receipt of ', ''));
  });
  lambda.on(GetFunctionConfigurationCommand).resolves({ Description: 'migrate-watch: understands' });
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
});
afterEach(() => {
  vi.useRealTimers();
});

function message(
  id: string,
  body: unknown,
  attributes: Record<string, string> = {},
  sentAt = BEFORE,
): Message {
  return {
    MessageId: id,
    ReceiptHandle: `receipt of ${id}`,
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: { SentTimestamp: String(sentAt) },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    ),
  };
}

/** As Lambda keeps a request that it gave up on. */
function failure(requestPayload: unknown, functionArn = `${FUNCTION}:$LATEST`) {
  return {
    version: '1.0',
    timestamp: '2027-01-31T10:00:00.000Z',
    requestContext: {
      requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
      functionArn,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'LogBatchError', errorMessage: `cannot read ${SECRET}` },
  };
}

const invoked = () =>
  lambda.commandCalls(InvokeCommand).map(({ args: [{ input }] }) => ({
    to: input.FunctionName,
    type: input.InvocationType,
    payload: JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()),
  }));
const redrive = (...words: string[]) => runCli(['redrive', '--queue', URL, ...words]);

describe('a request that a function failed on', () => {
  const payload = { awslogs: { data: SECRET } };

  test('goes to the function again as it was, and then leaves the queue', async () => {
    queues[URL] = [message('m1', failure(payload))];
    expect(await redrive()).toEqual({
      exitCode: 0,
      stdout:
        'sent        2027-01-31T11:00:00Z  m1  watch-ingest (RetriesExhausted, tries: 3, LogBatchError)\n' +
        '1 sent again, 0 left, in 1 queue.\n',
      stderr: '',
    });
    expect(invoked()).toEqual([{ to: FUNCTION, type: 'Event', payload }]);
    expect(queues[URL]).toEqual([]);
  });

  test('is deleted only after Lambda has accepted it', async () => {
    queues[URL] = [message('m1', failure(payload))];
    lambda
      .on(InvokeCommand)
      .rejects(Object.assign(new Error('slow down'), { name: 'TooManyRequestsException', $metadata: {} }));
    const { exitCode, stdout, stderr } = await redrive();
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${URL}: AWS refused: TooManyRequestsException: slow down\n`);
    expect(queues[URL]).toHaveLength(1);
    expect(hidden).toEqual(new Set());
  });

  test('that Lambda does not take any more stays, and does not keep the others', async () => {
    queues[URL] = [message('m1', failure(payload)), message('m2', failure({ small: true }))];
    lambda
      .on(InvokeCommand)
      .rejectsOnce(new RequestTooLargeException(metadata))
      .resolves({ StatusCode: 202 });
    const { exitCode, stdout } = await redrive();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('m1  its payload is larger than Lambda takes\n');
    expect(queues[URL]!.map(({ MessageId }) => MessageId)).toEqual(['m1']);
  });

  test('is only reported in a dry run', async () => {
    queues[URL] = [message('m1', failure(payload))];
    const { exitCode, stdout } = await redrive('--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^would send {2}.* m1 .*\n1 would be sent again, 0 left, in 1 queue\.\n$/);
    expect(invoked()).toEqual([]);
    expect(queues[URL]).toHaveLength(1);
    expect(hidden).toEqual(new Set());
  });

  test('is never shown, whatever becomes of it', async () => {
    queues[URL] = [
      message('m1', failure(payload)),
      message('m2', failure(payload, arn('lambda', 'function:other', 'us-east-1:999988887777'))),
      message('m3', { text: SECRET }),
      message('m4', SECRET),
    ];
    const { stdout, stderr } = await redrive();
    expect(stdout.split('\n')).toHaveLength(6);
    expect(`${stdout}${stderr}`).not.toContain(SECRET);
  });

  test('that fails again while others are sent is not sent round and round', async () => {
    queues[URL] = [message('m1', failure(payload)), message('m2', failure(payload), {}, NOW + 1)];
    const { exitCode, stdout } = await redrive();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('left        2027-01-31T12:00:00Z  m2  it arrived while the command ran\n');
    expect(invoked()).toHaveLength(1);
  });
});

test('many go out, as many as asked for', async () => {
  queues[URL] = Array.from({ length: 25 }, (_, n) => message(`m${n}`, failure({ n })));
  expect((await redrive('--max', '12')).stdout).toContain('\n12 sent again, 0 left, in 1 queue.\n');
  expect(queues[URL]).toHaveLength(13);
  expect((await redrive()).stdout).toContain('\n13 sent again, 0 left, in 1 queue.\n');
  expect((await redrive()).stdout).toBe('There are no messages in 1 queue.\n');
  expect(lambda.commandCalls(GetFunctionConfigurationCommand)).toHaveLength(2);
});

describe('what EventBridge and its Scheduler could not deliver', () => {
  const attributes = { TARGET_ARN: FUNCTION, ERROR_CODE: 'NO_PERMISSIONS' };

  test('goes to its target as it is', async () => {
    const event = { source: 'aws.ecs', detail: { lastStatus: 'STOPPED' } };
    queues[URL] = [message('m1', event, attributes)];
    expect((await redrive()).stdout).toContain('watch-ingest (NO_PERMISSIONS)\n');
    expect(invoked()).toEqual([{ to: FUNCTION, type: 'Event', payload: event }]);
  });

  test('stays when only a part of it was kept', async () => {
    queues[URL] = [message('m1', {}, { ...attributes, IS_PAYLOAD_TRUNCATED: 'true' })];
    expect((await redrive()).stdout).toContain('EventBridge kept only a part of its payload\n');
    expect(invoked()).toEqual([]);
  });
});

describe('a page that a topic could not deliver', () => {
  const TOPIC = arn('sns', 'critical');
  const notification = {
    Type: 'Notification',
    MessageId: 'n1',
    TopicArn: TOPIC,
    Message: '{"type":"page"}',
    Timestamp: '2027-01-31T10:00:00.000Z',
  };
  const subscription = (name: string, Protocol: string, Endpoint: string, queue: string) => {
    const SubscriptionArn = `${TOPIC}:${name}`;
    sns.on(GetSubscriptionAttributesCommand, { SubscriptionArn }).resolves({
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('sqs', queue) }) },
    });
    return { SubscriptionArn, Protocol, Endpoint };
  };

  beforeEach(() => {
    queues[URL] = [message('m1', notification, { ErrorCode: 'ClientError' })];
  });

  test('goes to the function whose subscription it was, and to no other', async () => {
    const slack = arn('lambda', 'function:watch-deliver-slack');
    sns.on(ListSubscriptionsByTopicCommand).resolves({
      Subscriptions: [
        { SubscriptionArn: 'PendingConfirmation', Protocol: 'email', Endpoint: 'dba@example.com' },
        subscription('a', 'lambda', arn('lambda', 'function:watch-deliver-hook'), 'other-dead-letters'),
        subscription('b', 'lambda', slack, 'ingest-dead-letters'),
      ],
    });
    expect((await redrive()).exitCode).toBe(0);

    const [call, ...others] = invoked();
    expect(others).toEqual([]);
    expect(call).toMatchObject({ to: slack, payload: { Records: [{ EventSubscriptionArn: `${TOPIC}:b` }] } });
    expect(decodeSnsEvent(call!.payload)).toEqual([notification.Message]);
  });

  test('goes to the channel’s queue again, whole, and to no function', async () => {
    const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/watch-hook';
    sqs.on(GetQueueUrlCommand, { QueueName: 'watch-hook' }).resolves({ QueueUrl: queueUrl });
    sqs.on(SendMessageCommand).resolves({});
    const hook = subscription('a', 'sqs', arn('sqs', 'watch-hook'), 'ingest-dead-letters');
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [hook] });
    const { exitCode, stdout } = await redrive();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('m1  watch-hook (ClientError)\n')]);

    const [sent, ...others] = sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    expect(others).toEqual([]);
    expect(sent!.QueueUrl).toBe(queueUrl);

    const arrivals = decodeNotices({ Records: [{ body: sent!.MessageBody }] }, JSON.parse);
    expect(arrivals).toEqual({ notices: [{ notice: { type: 'page' }, message: 'n1' }], asks: [] });
    expect(invoked()).toEqual([]);
    expect(queues[URL]).toEqual([]);
  });

  test.each([
    {
      name: 'a queue of another account',
      protocol: 'sqs',
      endpoint: arn('sqs', 'watch-hook', 'eu-central-1:999988887777'),
      why: 'its queue is of another account or Region',
    },
    {
      name: 'e-mail',
      protocol: 'email',
      endpoint: 'dba@example.com',
      why: 'it was for email, which only its topic can send to',
    },
    {
      name: 'nobody',
      protocol: 'none',
      endpoint: '',
      why: 'no subscription of its topic has this queue any more',
    },
  ])('for $name stays', async ({ protocol, endpoint, why }) => {
    const Subscriptions =
      protocol === 'none' ? [] : [subscription('a', protocol, endpoint, 'ingest-dead-letters')];
    sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions });
    const { exitCode, stdout } = await redrive();
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`m1  ${why}\n`);
    expect(queues[URL]).toHaveLength(1);
  });
});

describe('leaves, with the reason, what is not its own', () => {
  test.each([
    { name: 'no JSON', body: 'hello', attributes: {}, why: 'its body is not JSON' },
    {
      name: 'no record',
      body: { hello: 1 },
      attributes: {},
      why: 'it is not a record of Lambda, EventBridge or SNS',
    },
    { name: 'a list', body: [], attributes: {}, why: 'it is not a record of Lambda, EventBridge or SNS' },
    {
      name: 'a function of another account',
      body: failure({}, arn('lambda', 'function:watch-ingest', 'eu-central-1:999988887777')),
      attributes: {},
      why: 'its function is of another account or Region',
    },
    {
      name: 'a step function',
      body: {},
      attributes: { TARGET_ARN: arn('states', 'stateMachine:x') },
      why: 'it was not for a function',
    },
  ])('$name', async ({ body, attributes, why }) => {
    queues[URL] = [message('m1', body, attributes)];
    expect(await redrive()).toEqual({
      exitCode: 1,
      stdout: `left        2027-01-31T11:00:00Z  m1  ${why}\n0 sent again, 1 left, in 1 queue.\n`,
      stderr: '',
    });
    expect(invoked()).toEqual([]);
    expect(hidden).toEqual(new Set());
  });

  test('a function that does not belong to a monitor', async () => {
    queues[URL] = [message('m1', failure({}, arn('lambda', 'function:pay-everybody')))];
    lambda.on(GetFunctionConfigurationCommand).resolves({ Description: 'Pays everybody' });
    expect((await redrive()).stdout).toContain('m1  pay-everybody is not a function of a monitor\n');
    expect(invoked()).toEqual([]);
  });

  test('a function that is gone', async () => {
    queues[URL] = [message('m1', failure({}))];
    lambda
      .on(GetFunctionConfigurationCommand)
      .rejects(new ResourceNotFoundException({ ...metadata, Type: 'User' }));
    expect((await redrive()).stdout).toContain('m1  its function watch-ingest is gone\n');
  });
});

describe('a stack', () => {
  const stack = (Outputs: { OutputKey: string; OutputValue: string }[]) => {
    cloudFormation.on(DescribeStacksCommand, { StackName: 'watch' }).resolves({
      Stacks: [{ StackName: 'watch', CreationTime: undefined, StackStatus: undefined, Outputs }],
    });
  };

  test('names its queues in its outputs', async () => {
    const other = `${URL}-2`;
    stack([
      { OutputKey: 'TableName', OutputValue: 'table' },
      { OutputKey: 'DeadLettersingest1A2B3C4D', OutputValue: URL },
      { OutputKey: 'DeadLetterspage1A2B3C4D', OutputValue: other },
    ]);
    queues = { [URL]: [message('m1', failure({}))], [other]: [message('m2', failure({}))] };
    const { exitCode, stdout } = await runCli(['redrive', '--stack', 'watch']);
    expect([exitCode, stdout.split('\n').at(-2)]).toEqual([0, '2 sent again, 0 left, in 2 queues.']);
  });

  test('without such outputs asks for the queue', async () => {
    stack([]);
    expect(await runCli(['redrive', '--stack', 'watch'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'stack watch has no outputs that name dead-letter queues; give their URLs with --queue\n',
    });
  });

  test('that is not there is one line', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(
      Object.assign(new Error('Stack with id migrate-watch does not exist'), {
        name: 'ValidationError',
        ...{ $metadata: {} },
      }),
    );
    expect(await runCli(['redrive'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'stack migrate-watch: AWS refused: ValidationError: Stack with id migrate-watch does not exist\n',
    });
  });
});

describe('what a person has to mend is one line', () => {
  const fault = (name: string, text: string, more: object = {}) =>
    Object.assign(new Error(text), { name, ...more });

  test.each([
    [
      'no credentials',
      fault('CredentialsProviderError', 'Could not load'),
      'no AWS credentials; sign in, or set AWS_PROFILE',
    ],
    ['no Region', fault('Error', 'Region is missing'), 'no AWS Region; set AWS_REGION'],
    [
      'no way there',
      fault('Error', 'connect', { code: 'ECONNREFUSED' }),
      'AWS cannot be reached: ECONNREFUSED',
    ],
    [
      'no right',
      fault('AccessDenied', 'User x\nmay not', { $metadata: {} }),
      'AWS refused: AccessDenied: User x may not',
    ],
  ])('%s', async (_name, error, sentence) => {
    sqs.on(GetQueueAttributesCommand).rejects(error);
    expect(await redrive()).toEqual({ exitCode: 2, stdout: '', stderr: `${URL}: ${sentence}\n` });
  });

  test('no such queue', async () => {
    expect((await redrive()).stderr).toBe(`${URL}: there is no such queue\n`);
  });

  test.each(['0', '-1', 'all', '1.5'])('--max %s', async (max) => {
    const { exitCode, stderr } = await redrive(`--max=${max}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Expected a whole number, at least 1.');
  });

  test('a queue that is not a URL', async () => {
    const { exitCode, stderr } = await redrive('--queue=orders');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Expected the URL of a queue.');
    expect(sqs.calls()).toEqual([]);
  });

  test('a bug in this program keeps its stack trace', async () => {
    sqs.on(GetQueueAttributesCommand).rejects(new TypeError('undefined is not a function'));
    await expect(redrive()).rejects.toThrow('undefined is not a function');
  });
});
