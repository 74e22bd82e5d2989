import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CloudWatchLogReader } from '../../lambda/adapters/aws/cloudwatch-log-reader.ts';
import { CloudWatchMetrics } from '../../lambda/adapters/aws/cloudwatch-metrics.ts';
import { SnsPublisher } from '../../lambda/adapters/aws/sns-publisher.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { handMadeMigration, handMadeRun, T0 } from '../builders/facts-and-runs.ts';

const cloudWatch = mockClient(CloudWatchClient);
const logs = mockClient(CloudWatchLogsClient);
const sns = mockClient(SNSClient);
afterEach(() => {
  for (const mock of [cloudWatch, logs, sns]) mock.reset();
  vi.restoreAllMocks();
});

const DAY = 24 * 60 * 60 * 1_000;

describe('metrics', () => {
  const metrics = new CloudWatchMetrics(new CloudWatchClient(), () => T0, 'watch');
  const datum = (over: Partial<MetricDatum> = {}): MetricDatum => ({
    name: 'RunDuration',
    value: 1.5,
    at: T0,
    dimensions: { Environment: 'production', Database: 'orders' },
    ...over,
  });

  test('are sent although a call before them was throttled', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    cloudWatch.on(PutMetricDataCommand).rejectsOnce(new Error('Rate exceeded')).resolves({});
    await metrics.put(Array.from({ length: 1_001 }, () => datum()));
    const sizes = cloudWatch
      .commandCalls(PutMetricDataCommand)
      .map(({ args }) => args[0].input.MetricData?.length);
    expect(sizes).toEqual([1_000, 1]);
    expect(String(warned.mock.calls)).toContain('1000 metric data were not accepted');
  });

  test('are sent in one call, each with its unit', async () => {
    await metrics.put([
      datum(),
      datum({ name: 'RunsFailed', value: 1, dimensions: { Environment: 'production' } }),
    ]);
    expect(cloudWatch.commandCalls(PutMetricDataCommand).map(({ args }) => args[0].input)).toEqual([
      {
        Namespace: 'MigrateWatch',
        MetricData: [
          {
            MetricName: 'RunDuration',
            Value: 1.5,
            Unit: 'Seconds',
            Timestamp: new Date(T0),
            Dimensions: [
              { Name: 'Monitor', Value: 'watch' },
              { Name: 'Environment', Value: 'production' },
              { Name: 'Database', Value: 'orders' },
            ],
          },
          expect.objectContaining({ MetricName: 'RunsFailed', Unit: 'Count' }),
        ],
      },
    ]);
  });

  test('that CloudWatch would refuse for their time do not make the others fail', async () => {
    await metrics.put([
      datum({ at: T0 - 14 * DAY, value: 1 }),
      datum({ at: T0 - 14 * DAY + 1, value: 2 }),
      datum({ at: T0 + 2 * 3_600_000 - 1, value: 3 }),
      datum({ at: T0 + 2 * 3_600_000, value: 4 }),
    ]);
    const [call] = cloudWatch.commandCalls(PutMetricDataCommand);
    expect(call!.args[0].input.MetricData!.map(({ Value }) => Value)).toEqual([2, 3]);
  });

  test('are sent in several calls if there are more than 1,000, and in no call if there are none', async () => {
    await metrics.put([]);
    expect(cloudWatch.calls()).toHaveLength(0);
    await metrics.put(Array.from({ length: 1_001 }, () => datum()));
    const sizes = cloudWatch
      .commandCalls(PutMetricDataCommand)
      .map(({ args }) => args[0].input.MetricData!.length);
    expect(sizes).toEqual([1_000, 1]);
  });

  test('that are refused are logged, and the invocation succeeds, because the work that they count is done', async () => {
    cloudWatch.on(PutMetricDataCommand).rejects(new Error('Rate exceeded'));
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    await metrics.put([datum()]);
    expect(JSON.parse(String(warn.mock.calls[0]![0]))).toEqual({
      level: 'WARN',
      message: '1 metric data were not accepted',
      reason: 'Error: Rate exceeded',
    });
  });
});

describe('a window of a log stream', () => {
  const reader = new CloudWatchLogReader(new CloudWatchLogsClient());
  const always = () => true;

  test('contains no line with a time after its ingestion', async () => {
    const events = [
      { eventId: '1', timestamp: T0, ingestionTime: T0, message: 'a' },
      { eventId: '2', timestamp: T0 + 9_000, ingestionTime: T0 + 2_000, message: 'b' },
      { eventId: '3', timestamp: T0 + 9_001, ingestionTime: T0 + 1_000, message: 'c' },
    ];
    logs.on(FilterLogEventsCommand).resolvesOnce({ events });
    const read = await reader.readWindow('/group', 'stream', T0, T0 + 10_000, always);
    expect(read!.events.map(({ id, timestamp }) => [id, timestamp! - T0])).toEqual([
      ['1', 0],
      ['2', 2_000],
      ['3', 1_000],
    ]);
  });

  test('is read to its last page, by time and then by id', async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [{ eventId: '3', timestamp: T0 + 1, message: 'c' }], nextToken: 'more' })
      .resolvesOnce({ events: [], nextToken: 'still more' })
      .resolvesOnce({
        events: [
          { eventId: '2', timestamp: T0, message: 'b' },
          { eventId: '1', timestamp: T0, message: 'a' },
        ],
      });
    expect(await reader.readWindow('/group', 'stream', T0, T0 + 1, always)).toEqual({
      logGroup: '/group',
      logStream: 'stream',
      events: [
        { id: '1', timestamp: T0, message: 'a' },
        { id: '2', timestamp: T0, message: 'b' },
        { id: '3', timestamp: T0 + 1, message: 'c' },
      ],
    });
    const inputs = logs.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);
    expect(inputs).toMatchObject([
      { logGroupName: '/group', logStreamNames: ['stream'], startTime: T0, endTime: T0 + 1 },
      { nextToken: 'more' },
      { nextToken: 'still more' },
    ]);
  });

  test('fails if it never ends, or if its stream no longer exists', async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [], nextToken: 'on and on' });
    await expect(reader.readWindow('/group', 'stream', 1, 2, always)).rejects.toThrow(
      'more than 20 pages between 1 and 2',
    );
    logs.on(FilterLogEventsCommand).rejects(new Error('The specified log stream does not exist.'));
    await expect(reader.readWindow('/group', 'stream', 1, 2, always)).rejects.toThrow('does not exist');
  });

  describe('of which only a part was read', () => {
    const page = (n: number, nextToken?: string) => ({
      events: [{ eventId: `${n}`, timestamp: T0 + n, message: `line ${n}` }],
      ...(nextToken !== undefined && { nextToken }),
    });
    /** Allows this many further calls. */
    const calls = (left: number) => () => left-- > 0;
    const tokens = () =>
      logs.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input.nextToken ?? 'start');
    const read = (of: CloudWatchLogReader, mayGoOn: () => boolean, stream = 'stream') =>
      of.readWindow('/group', stream, T0, T0 + 9, mayGoOn);

    test('is continued by the next call, and then whole', async () => {
      const of = new CloudWatchLogReader(new CloudWatchLogsClient());
      const pages = [page(1, 'two'), page(2, 'three'), page(3)];
      for (const each of pages)
        logs
          .on(FilterLogEventsCommand, {
            nextToken: each === pages[0] ? undefined : each === pages[1] ? 'two' : 'three',
          })
          .resolves(each);
      expect(await read(of, calls(0))).toBeUndefined();
      expect(await read(of, calls(0))).toBeUndefined();
      expect((await read(of, always))?.events.map(({ message }) => message)).toEqual([
        'line 1',
        'line 2',
        'line 3',
      ]);
      expect(tokens()).toEqual(['start', 'two', 'three']);
      expect((await read(of, always))?.events).toHaveLength(3);
    });

    test('continues after a call that was throttled, and begins again if its place is not known any more', async () => {
      const of = new CloudWatchLogReader(new CloudWatchLogsClient());
      const failing = (name: string) => Object.assign(new Error(name), { name });
      logs
        .on(FilterLogEventsCommand)
        .resolvesOnce(page(1, 'two'))
        .rejectsOnce(failing('ThrottlingException'))
        .rejectsOnce(failing('InvalidParameterException'))
        .resolvesOnce(page(1, 'new two'))
        .resolvesOnce(page(2));
      await expect(read(of, always)).rejects.toThrow('ThrottlingException');
      await expect(read(of, always)).rejects.toThrow('InvalidParameterException');
      expect((await read(of, always))?.events).toHaveLength(2);
      expect(tokens()).toEqual(['start', 'two', 'two', 'start', 'new two']);
    });

    test('counts its pages over all calls, and only a few are kept', async () => {
      const of = new CloudWatchLogReader(new CloudWatchLogsClient());
      logs.on(FilterLogEventsCommand).resolves(page(1, 'more'));
      for (const stream of ['a', 'b', 'c', 'd', 'e'])
        expect(await read(of, calls(0), stream)).toBeUndefined();
      logs.resetHistory();
      await read(of, calls(0), 'a');
      await read(of, calls(0), 'e');
      expect(tokens()).toEqual(['start', 'more']);
      await expect(read(of, always, 'e')).rejects.toThrow('more than 20 pages');
      expect(tokens()).toHaveLength(2 + 18);
    });
  });
});

describe('a message to the topic', () => {
  const publisher = new SnsPublisher(new SNSClient(), 'arn:aws:sns:eu-west-1:111122223333:events');
  const message = (migrations: number): EventsMessage => {
    const run = handMadeRun({
      migrations: Array.from({ length: migrations }, (_, i) => handMadeMigration({ version: String(i + 1) })),
    });
    const transition = { kind: 'started', before: null, after: 'running' } as const;
    return { type: 'run', id: 'x#1', transition, run, revision: 1, successor: { run, revision: 2 } };
  };
  const sentText = () => sns.commandCalls(PublishCommand)[0]!.args[0].input.Message!;

  test('is the message as JSON', async () => {
    await publisher.publish(message(3));
    expect(JSON.parse(sentText())).toEqual({ v: 1, ...message(3) });
  });

  test('about a run with thousands of migrations keeps the last ones, and fits', async () => {
    await publisher.publish(message(5_000));
    expect(Buffer.byteLength(sentText())).toBeLessThan(256 * 1_024);
    const sent = JSON.parse(sentText());
    expect(sent.run.migrations.at(-1).version).toBe('5000');
    expect(sent.successor.run.migrations).toHaveLength(200);
  });

  test('that SNS does not accept fails, so that it stays in the outbox', async () => {
    sns.on(PublishCommand).rejects(new Error('Throttled'));
    await expect(publisher.publish(message(1))).rejects.toThrow('Throttled');
  });
});
