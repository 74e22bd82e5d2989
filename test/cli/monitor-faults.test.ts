import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack } from './deployed-week.ts';
import { runCli } from './run-cli.ts';

const dynamoDb = mockClient(DynamoDBClient);

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  dynamoDb.reset();
  dynamoDb.on(QueryCommand).resolves({ Items: [] });
  dynamoDb.on(GetItemCommand).resolves({});
  dynamoDb.on(BatchGetItemCommand).resolves({});
  cloudFormationWith([monitorStack('watch')]);
});
afterEach(() => vi.unstubAllEnvs());

const COMMANDS = [
  ['status'],
  ['runs'],
  ['show', 'latest'],
  ['show', 'orders'],
  ['incidents'],
  ['export'],
  ['report', '--out', '/nowhere.html'],
  ['tail'],
];

/** AWS refuses every read of the table with this error. */
function refused(name: string, message: string): void {
  dynamoDb.onAnyCommand().rejects(Object.assign(new Error(message), { name, $metadata: {} }));
}

function stackRefused(name: string, message: string): void {
  mockClient(CloudFormationClient)
    .on(DescribeStacksCommand)
    .rejects(Object.assign(new Error(message), { name, $metadata: {} }));
}

const denied = (action: string) =>
  `User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ${action} because no identity-based policy allows it`;

interface Fault {
  readonly name: string;
  readonly arrange: () => unknown;
  readonly options?: readonly string[];
  readonly sentence: string;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'no stack',
    arrange: () => cloudFormationWith([]),
    sentence: 'no monitor is deployed in eu-west-1; give --region, or deploy one',
  },
  {
    name: 'stacks of other things, and one that was never made',
    arrange: () =>
      cloudFormationWith([
        { ...monitorStack('shop'), Description: 'A shop' },
        { ...monitorStack('planned'), StackStatus: 'REVIEW_IN_PROGRESS' },
      ]),
    sentence: 'no monitor is deployed in eu-west-1; give --region, or deploy one',
  },
  {
    name: 'two stacks',
    arrange: () => cloudFormationWith([monitorStack('watch-b'), monitorStack('watch-a')]),
    sentence: '2 monitors are deployed in eu-west-1: watch-a, watch-b; choose one with --stack',
  },
  {
    name: 'a stack that is not there',
    arrange: () => {},
    options: ['--stack', 'other', '--region', 'us-east-1'],
    sentence: 'there is no stack other in us-east-1; check --stack and --region',
  },
  {
    name: 'a stack of something else',
    arrange: () => cloudFormationWith([{ ...monitorStack('shop'), Outputs: [] }]),
    options: ['--stack', 'shop'],
    sentence: "stack shop is not a monitor's: it has no output TableName",
  },
  {
    name: 'no right to find the stack',
    arrange: () => stackRefused('AccessDenied', denied('cloudformation:DescribeStacks')),
    sentence:
      'these credentials may not do cloudformation:DescribeStacks; name the stack with --stack, or allow it',
  },
  {
    name: 'no right to read the table',
    arrange: () => refused('AccessDeniedException', denied('dynamodb:Query')),
    sentence:
      "these credentials may not do dynamodb:Query of stack watch; the stack's output ReaderPolicyArn is a policy that allows it",
  },
  {
    name: 'no right to use the key of the table',
    arrange: () => refused('AccessDeniedException', denied('kms:Decrypt')),
    sentence:
      "these credentials may not do kms:Decrypt of stack watch; the stack's output ReaderPolicyArn is a policy that allows it",
  },
  {
    name: 'throttling',
    arrange: () => refused('ThrottlingException', 'Rate exceeded'),
    sentence: 'AWS is throttling requests (ThrottlingException); try again in a minute',
  },
  {
    name: 'a table of an older version',
    arrange: () => refused('ValidationException', 'The table does not have the specified index: recent'),
    sentence:
      "the table of stack watch has no index 'recent', because an older version is deployed; deploy this version",
  },
  {
    name: 'an index that is being made',
    arrange: () =>
      refused('ValidationException', 'Cannot read from backfilling global secondary index: recent'),
    sentence:
      "the index 'recent' of the table of stack watch is being made after an upgrade; try again in some minutes",
  },
  {
    name: 'a table that was deleted',
    arrange: () => refused('ResourceNotFoundException', 'Requested resource not found'),
    sentence: 'the table of stack watch does not exist; was it deleted?',
  },
  {
    name: 'credentials that have expired',
    arrange: () => refused('ExpiredTokenException', 'The security token is expired'),
    sentence: 'the AWS credentials have expired; sign in again',
  },
];

describe.each(COMMANDS.map((command) => ({ command, title: command.join(' ') })))('$title', ({ command }) => {
  test.each(FAULTS)('$name: exit 2 and one sentence', async ({ arrange, options = [], sentence }) => {
    arrange();
    expect(await runCli([...command, ...options])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `${sentence}\n`,
    });
  });
});

test.each<[string, string[], number, string]>([
  ['status', ['status'], 0, 'No run of golang-migrate has been recorded yet.'],
  ['runs', ['runs'], 0, 'No run began after '],
  ['incidents', ['incidents'], 0, 'No incident is open in stack watch, and none opened after '],
  ['incidents --open', ['incidents', '--open'], 0, 'No incident is open in stack watch.'],
  ['export', ['export'], 0, ''],
  ['runs --json', ['runs', '--json'], 0, '[]\n'],
  ['status --json', ['status', '--json'], 0, '[]\n'],
  ['show latest', ['show', 'latest'], 2, 'no run has been recorded in stack watch yet'],
])('a monitor without any run: %s', async (_name, args, exitCode, begin) => {
  const result = await runCli(args);
  expect(result.exitCode).toBe(exitCode);
  expect((exitCode === 0 ? result.stdout : result.stderr).slice(0, begin.length)).toBe(begin);
  if (begin === '') expect(result.stdout).toBe('');
});

test.each<[string[], string]>([
  [['runs', '--since', 'last week'], "argument 'last week' is invalid"],
  [['runs', '--outcome', 'broken'], 'Expected one or more of running, succeeded'],
  [['runs', '--limit', '0'], 'Expected a whole number, at least 1.'],
  [['export', 'pages'], 'Allowed choices are runs, incidents'],
  [['export', '--format', 'xml'], 'Allowed choices are jsonl, csv'],
  [['report'], "required option '--out <file>' not specified"],
  [['show'], "missing required argument 'what'"],
])('%j: exit 2 before anything is asked', async (args, part) => {
  const { exitCode, stdout, stderr } = await runCli(args);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(part);
  expect(dynamoDb.calls()).toEqual([]);
});
