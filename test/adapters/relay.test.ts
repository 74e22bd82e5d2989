import { gzipSync } from 'node:zlib';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeLogBatch, deliveriesIn } from '../../lambda/adapters/input/decode-log-batch.ts';
import { handler, relay } from '../../lambda/handlers/relay.ts';

const lambda = mockClient(LambdaClient);
beforeAll(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('INGEST_FUNCTION', 'watch-ingest');
});
afterAll(() => {
  vi.unstubAllEnvs();
});
beforeEach(() => {
  lambda.reset();
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
});

/** The base64 that CloudWatch Logs puts into each of its destinations. */
function data(logStream: string, messageType = 'DATA_MESSAGE'): string {
  const logEvents = [{ id: '1', timestamp: 1, message: 'no change' }];
  const batch = { messageType, logGroup: '/ecs/orders', logStream, logEvents };
  return gzipSync(JSON.stringify(batch)).toString('base64');
}

const subscribed = (name: string) => ({ awslogs: { data: data(name) } });
const fromKinesis = (...names: string[]) => ({
  Records: names.map((name) => ({
    eventSource: 'aws:kinesis',
    kinesis: { sequenceNumber: '1', data: data(name) },
  })),
});
const fromFirehose = (...names: string[]) => ({
  invocationId: 'i',
  records: names.map((name) => ({ recordId: name, data: data(name) })),
});

const handedOn = () =>
  lambda
    .commandCalls(InvokeCommand)
    .map(({ args: [{ input }] }) => [
      input.FunctionName,
      input.InvocationType,
      JSON.parse(Buffer.from(input.Payload as Uint8Array).toString()),
    ]);

describe('a relay', () => {
  test.each([
    ['what CloudWatch Logs invokes a function with', subscribed('a'), ['a']],
    ['records of a Kinesis data stream', fromKinesis('a', 'b'), ['a', 'b']],
    ['records of Firehose', fromFirehose('a', 'b'), ['a', 'b']],
  ])('passes %s on, each delivery unchanged', async (_name, event, names) => {
    expect(await relay(event)).toBe(names.length);
    expect(handedOn()).toEqual(names.map((name) => ['watch-ingest', 'Event', subscribed(name)]));
  });

  test('takes the function’s name from its caller as well', async () => {
    await relay(subscribed('a'), 'other');
    expect(handedOn()[0]![0]).toBe('other');
  });

  test('requires the function’s name', async () => {
    vi.stubEnv('INGEST_FUNCTION', '');
    await expect(relay(subscribed('a'))).rejects.toThrow('INGEST_FUNCTION is not set');
    vi.stubEnv('INGEST_FUNCTION', 'watch-ingest');
  });

  test.each([
    ['nothing', undefined],
    ['another service’s event', { Records: [{ Sns: { Message: 'x' } }] }],
    ['a mixture', { Records: [...fromKinesis('a').Records, {}] }],
  ])('passes on nothing of %s', async (_name, event) => {
    await expect(relay(event)).rejects.toThrow('this event is not a log delivery');
    expect(handedOn()).toEqual([]);
  });

  test('fails when Lambda does not accept a delivery, so that its own caller tries again', async () => {
    lambda.on(InvokeCommand).rejects(new Error('throttled'));
    await expect(handler(subscribed('a'))).rejects.toThrow('throttled');
  });

  test('a relay as a function of its own returns the records to Firehose', async () => {
    const event = fromFirehose('a', 'b');
    expect(await handler(event)).toEqual({
      records: event.records.map((record) => ({ ...record, result: 'Ok' })),
    });
    expect(await handler(subscribed('a'))).toBeUndefined();
  });
});

test('ingest reads a Kinesis data stream itself', () => {
  const streams = (event: unknown) =>
    deliveriesIn(event)
      .map(decodeLogBatch)
      .map((decoded) => (decoded.kind === 'batch' ? decoded.batch.logStream : decoded.kind));
  expect(streams(fromKinesis('a', 'b'))).toEqual(['a', 'b']);
  expect(streams({ Records: [{ kinesis: { data: data('x', 'CONTROL_MESSAGE') } }] })).toEqual(['control']);
  expect(streams(subscribed('a'))).toEqual(['a']);
  expect(() => streams({ Records: [{ kinesis: { data: 'AAAA' } }] })).toThrow('not gzip');
  expect(() => streams({ Records: [] })).toThrow('awslogs.data is missing');
});
