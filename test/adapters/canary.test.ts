import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { CloudWatchLogWriter } from '../../lambda/adapters/aws/cloudwatch-log-writer.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { DynamoDbIncidentStore } from '../../lambda/adapters/aws/dynamodb-incident-store.ts';
import { decodeCanaryEvent } from '../../lambda/adapters/input/decode-canary-event.ts';
import { readCanaryConfig } from '../../lambda/config/canary.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import { emptyState } from '../../lambda/domain/incidents/target-state.ts';
import { logStreamOriginId } from '../../lambda/domain/model/origin.ts';
import { handMadeRecord, handMadeRun, linesFact, T0 } from '../builders/facts-and-runs.ts';

const logs = mockClient(CloudWatchLogsClient);
afterEach(() => logs.reset());

describe('lines of the canary', () => {
  const writer = new CloudWatchLogWriter(new CloudWatchLogsClient(), '/migrate-watch/watch/canary-lines');
  const lines = [
    { at: T0, text: 'one' },
    { at: T0 + 1, text: 'two' },
  ];
  const refusal = { $metadata: {}, message: 'refused' };

  test('are written into a new stream', async () => {
    logs.on(PutLogEventsCommand).resolves({});
    await writer.write('failed/x', lines);
    const stream = { logGroupName: '/migrate-watch/watch/canary-lines', logStreamName: 'failed/x' };
    expect(logs.commandCalls(CreateLogStreamCommand)[0]!.args[0].input).toEqual(stream);
    expect(logs.commandCalls(PutLogEventsCommand)[0]!.args[0].input).toEqual({
      ...stream,
      logEvents: [
        { timestamp: T0, message: 'one' },
        { timestamp: T0 + 1, message: 'two' },
      ],
    });
  });

  test('are written into a stream that an earlier call has made', async () => {
    logs.on(CreateLogStreamCommand).rejects(new ResourceAlreadyExistsException(refusal));
    logs.on(PutLogEventsCommand).resolves({});
    await writer.write('failed/x', lines);
    expect(logs.commandCalls(PutLogEventsCommand)).toHaveLength(1);
  });

  test('fail the call if the log group does not exist', async () => {
    logs.on(CreateLogStreamCommand).rejects(new ResourceNotFoundException(refusal));
    await expect(writer.write('failed/x', lines)).rejects.toThrow('refused');
    expect(logs.commandCalls(PutLogEventsCommand)).toEqual([]);
  });

  test('fail the call if CloudWatch Logs rejects them', async () => {
    logs.on(PutLogEventsCommand).resolves({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } });
    await expect(writer.write('failed/x', lines)).rejects.toThrow(/rejected lines: .*tooOldLogEventEndIndex/);
  });
});

describe('the event of the canary’s function', () => {
  test.each([
    [{ at: '2026-03-05T10:15:00Z' }, Date.UTC(2026, 2, 5, 10, 15)],
    [{}, undefined],
    [null, undefined],
  ])('%j: %j', (event, expected) => {
    expect(decodeCanaryEvent(event)).toBe(expected);
  });

  test.each([[{ at: 'soon' }], [{ at: 12 }], [{ at: null }]])('%j is refused', (event) => {
    expect(() => decodeCanaryEvent(event)).toThrow(/expected a time in ISO 8601, or nothing/);
  });
});

test('the canary’s configuration is refused with all problems', () => {
  const MONITOR = '111122223333/eu-west-1/watch';
  expect(readCanaryConfig({ MONITOR, CANARY_LOG_GROUP: '/x', CANARY_EVERY_MS: '900000' })).toEqual({
    monitor: { account: '111122223333', region: 'eu-west-1', name: 'watch' },
    logGroup: '/x',
    everyMs: 900_000,
  });
  expect(() => readCanaryConfig({ MONITOR, CANARY_EVERY_MS: '15m' })).toThrow(
    /CANARY_LOG_GROUP is not set\n {2}CANARY_EVERY_MS is '15m'; expected whole milliseconds/,
  );
});

test('items of the canary expire after a day, other items do not', async () => {
  const kept = new Map<string, number>();
  const client = {
    send: async ({ input }: { input: { Item: Record<string, { S?: string; N?: string }> } }) => {
      const { pk, sk, expiresAt } = input.Item;
      kept.set(`${pk!.S} ${sk!.S!.replace(/#.*/, '')}`, (Number(expiresAt!.N) * 1_000 - T0) / 86_400_000);
      return {};
    },
  } as unknown as DynamoDBClient;
  const facts = new DynamoDbFactStore(client, 'runs', () => T0);
  const incidents = new DynamoDbIncidentStore(client, 'runs', () => T0);
  for (const [group, environment] of [
    ['/migrate-watch/watch/canary-lines', 'canary'],
    ['/ecs/orders', 'production'],
  ] as const) {
    const origin = logStreamOriginId(group, 'failed/x');
    const target = { environment, database: 'watch' };
    await facts.putFact(origin, linesFact('a', []));
    await facts.putRecord(handMadeRecord(handMadeRun({ origin, target })), null, null);
    await incidents.putState(emptyState(target), null);
    const incident = {
      target,
      kind: 'migration',
      n: 1,
      outbox: [],
      ended: null,
      remindAt: null,
      notifiedTopics: [],
      conditions: [],
    };
    await incidents.putIncident(incident as unknown as Incident, null);
  }
  expect(Object.fromEntries(kept)).toEqual({
    'origin#logs//migrate-watch/watch/canary-lines/failed/x fact': 1,
    'origin#logs//migrate-watch/watch/canary-lines/failed/x run': 1,
    'target#canary#watch state': 1,
    'target#canary#watch incident': 1,
    'origin#logs//ecs/orders/failed/x fact': 45,
    'origin#logs//ecs/orders/failed/x run': 400,
    'target#production#watch state': 400,
    'target#production#watch incident': 400,
  });
});
