import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCli } from './run-cli.ts';

const events = mockClient(EventBridgeClient);
const denied = (action: string) =>
  Object.assign(
    new Error(`User: arn:aws:iam::1:user/a is not authorized to perform: ${action} on resource: x`),
    {
      name: 'AccessDeniedException',
      $metadata: {},
    },
  );

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  mockClient(STSClient).on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  mockClient(CloudFormationClient)
    .onAnyCommand()
    .resolves({ Stacks: [], Exports: [] })
    .on(DescribeStacksCommand)
    .callsFake(({ StackName }) => {
      if (StackName !== undefined) throw new Error('Stack with id migrate-watch does not exist');
      return { Stacks: [] };
    });
  // Doctor's other questions are not what these tests are about.
  for (const Client of [
    CloudWatchClient,
    CloudWatchLogsClient,
    KMSClient,
    LambdaClient,
    SecretsManagerClient,
    SNSClient,
    SQSClient,
  ])
    mockClient(Client as never)
      .onAnyCommand()
      .rejects(denied('other:Action'));
  events.reset();
});
afterEach(() => vi.unstubAllEnvs());

/** What doctor says about the bus of the channel `automation`. */
async function doctor(bus: string): Promise<readonly string[]> {
  const file = join(mkdtempSync(join(tmpdir(), 'doctor-event-bus-')), 'watch.yaml');
  writeFileSync(
    file,
    `sources: [{ logGroup: /ecs/orders, database: orders }]
channels: { automation: { eventbridge: { ${bus} } } }
routes: { critical: [a@example.com, automation] }\n`,
  );
  const { stdout } = await runCli(['doctor', '--settings', file, '--json']);
  const { findings } = JSON.parse(stdout) as {
    findings: { kind: string; message: string; fix?: string; command?: string }[];
  };
  return findings
    .filter(({ message }) => /event bus/.test(message))
    .map(({ kind, message, fix, command }) =>
      [`${kind}: ${message}`, fix, command].filter(Boolean).join('; '),
    );
}

const asked = () => events.commandCalls(DescribeEventBusCommand).map(({ args }) => args[0].input.Name);

test.each([
  ['', 'default'],
  ['bus: migrations', 'migrations'],
  [
    "bus: 'arn:aws:events:eu-central-1:111122223333:event-bus/migrations'",
    'arn:aws:events:eu-central-1:111122223333:event-bus/migrations',
  ],
])('a bus that is there: %s', async (bus, name) => {
  events.on(DescribeEventBusCommand).resolves({});
  expect(await doctor(bus)).toEqual([`ok: event bus ${name} of channel automation is there`]);
  expect(asked()).toEqual([name]);
});

test('a bus that does not exist is a problem, because no deliverer notices it', async () => {
  events
    .on(DescribeEventBusCommand)
    .rejects(new ResourceNotFoundException({ message: 'Event bus x does not exist.', $metadata: {} }));
  const lost = 'does not exist in eu-central-1: EventBridge takes its events, and drops them';
  expect(await doctor('bus: migrations')).toEqual([
    `problem: event bus migrations of channel automation ${lost}; aws events create-event-bus --name 'migrations'`,
  ]);
  const arn = 'arn:aws:events:eu-central-1:111122223333:event-bus/migrations';
  expect(await doctor(`bus: '${arn}'`)).toEqual([
    `problem: event bus ${arn} of channel automation ${lost}; correct the ARN`,
  ]);
});

test('a bus of another Region is a problem, and one of another account has to be looked at there', async () => {
  expect(await doctor("bus: 'arn:aws:events:us-east-1:111122223333:event-bus/x'")).toEqual([
    expect.stringMatching(
      /^problem: event bus .*:event-bus\/x of channel automation is not in eu-central-1; name/,
    ),
  ]);
  expect(await doctor("bus: 'arn:aws:events:eu-central-1:444455556666:event-bus/x'")).toEqual([
    expect.stringMatching(
      /^note: event bus .* belongs to account 444455556666, .*; see there .* events:PutEvents to account 111122223333/,
    ),
  ]);
  expect(asked()).toEqual([]);
});

test('a right that is missing is named', async () => {
  events.on(DescribeEventBusCommand).rejects(denied('events:DescribeEventBus'));
  expect(await doctor('bus: migrations')).toEqual([
    expect.stringMatching(
      /^unknown: the event buses could not be checked: .*; allow events:DescribeEventBus to these credentials$/,
    ),
  ]);
});
