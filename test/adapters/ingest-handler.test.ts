import { gzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { environmentsOf } from '../../bin/cli/deployed.ts';
import { deployedBy } from '../sources-of.ts';

const dynamoDb = mockClient(DynamoDBClient);
mockClient(CloudWatchClient);
mockClient(SNSClient).on(PublishCommand).resolves({});

beforeAll(() => {
  dynamoDb.on(PutItemCommand).resolves({}).on(QueryCommand).resolves({ Items: [] });
  const { settings } = deployedBy('sources: [{ logGroup: /ecs/orders, database: orders }]');
  const { variables } = environmentsOf(settings).ingest;
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const record = (data: string) => ({ eventSource: 'aws:kinesis', kinesis: { data } });
const delivery = (logStream: string) => {
  const logEvents = [{ id: '1'.repeat(56), timestamp: 1, message: '1/u create_users (3.5ms)' }];
  const batch = { messageType: 'DATA_MESSAGE', logGroup: '/ecs/orders', logStream, logEvents };
  return record(gzipSync(JSON.stringify(batch)).toString('base64'));
};

test('records of a stream are unpacked and handled one after the other, never all at once', async () => {
  const { handler } = await import('../../lambda/handlers/ingest.ts');
  await expect(handler({ Records: [delivery('first'), record('AAAA'), delivery('third')] })).rejects.toThrow(
    'not gzip',
  );
  const stored = dynamoDb.commandCalls(PutItemCommand).map(({ args }) => JSON.stringify(args[0].input));
  expect(stored.some((item) => item.includes('first'))).toBe(true);
  expect(stored.some((item) => item.includes('third'))).toBe(false);
});

test('a log event that cannot be read is left out, and a warning on stdout says why', async () => {
  const { handler } = await import('../../lambda/handlers/ingest.ts');
  const logEvents = [
    { id: '1'.repeat(56), timestamp: 1, message: '1/u create_users (3.5ms)' },
    { id: '2'.repeat(56), timestamp: 1, message: { token: 's3cr3t' } },
  ];
  const batch = { messageType: 'DATA_MESSAGE', logGroup: '/ecs/orders', logStream: 'half', logEvents };
  await handler({ awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } });
  const written = vi.mocked(process.stdout.write).mock.calls.map(([text]) => String(text));
  expect(written).toContain(
    `${JSON.stringify({
      level: 'WARN',
      message:
        'a delivery of /ecs/orders cannot be read in full: log events left out: 1 (logEvents[1].message is an object; expected a string)',
    })}\n`,
  );
  expect(written.join()).not.toContain('s3cr3t');
});
