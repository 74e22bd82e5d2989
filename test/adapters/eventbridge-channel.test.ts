import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { limitedConfig } from '../../lambda/adapters/aws/limited-client.ts';
import { channelOf } from '../../lambda/adapters/channels/channel-of.ts';
import { EventBridgeChannel } from '../../lambda/adapters/channels/eventbridge-channel.ts';
import { CALL_ATTEMPTS, CALL_LIMITS } from '../../lambda/contract/call-limits.ts';
import type { Notice } from '../../lambda/domain/channels/change-message.ts';
import { handMadeChange, handMadePage, hostilePages } from '../builders/notices.ts';
import { EventBridgeDouble, entryRefused, fault } from './eventbridge-double.ts';
import type { Answer } from './receiver.ts';

const BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/migrations';
let double: EventBridgeDouble;
beforeEach(async () => {
  double = await EventBridgeDouble.start();
  // The SDK waits for a random part of 0.1 s between two requests.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await double.close();
});

function send(notice: Notice, limits = CALL_LIMITS): Promise<'taken' | 'passed'> {
  const client = new EventBridgeClient({
    ...limitedConfig(limits),
    endpoint: double.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return channelOf('eventbridge', new EventBridgeChannel(client, BUS)).send(notice);
}

/** The same answer to every request of one call. */
const always = (answer: Answer) => Array.from({ length: CALL_ATTEMPTS }, () => answer);

test('a page and a change are events on the bus, with what a webhook gets', async () => {
  expect(await send(handMadePage())).toBe('taken');
  expect(await send(handMadeChange())).toBe('taken');
  const time = Math.floor(handMadePage().at / 1_000);
  expect(double.taken).toEqual([
    {
      bus: BUS,
      source: 'migrate-watch',
      type: 'Incident Opened',
      time,
      detail: { version: 2, type: 'page', page: handMadePage() },
    },
    {
      bus: BUS,
      source: 'migrate-watch',
      type: 'Migrations Applied',
      time,
      detail: { version: 2, type: 'change', change: handMadeChange() },
    },
  ]);
});

test('the same notice sent again is an event with the same id, time and text', async () => {
  await send(handMadePage());
  await send(handMadePage());
  const [first, second] = double.taken;
  expect(second).toEqual(first);
  expect(first!.detail).toMatchObject({ page: { id: handMadePage().id } });
});

describe('an entry that EventBridge refuses in an answer 200', () => {
  test.each(['ThrottlingException', 'InternalFailure', 'InternalException'])('%s: later', async (code) => {
    double.misbehave.push(entryRefused(code, 'Rate exceeded'));
    await expect(send(handMadePage())).rejects.toMatchObject({
      name: 'RetryableDeliveryError',
      message: `EventBridge refused the event: ${code} Rate exceeded`,
    });
    expect(await send(handMadePage())).toBe('taken');
  });

  test.each([
    'AccessDeniedException',
    'InvalidAccountIdException',
    'InvalidArgument',
    'MalformedDetail',
    'NotAuthorizedForDetailTypeException',
    'NotAuthorizedForSourceException',
    'RedactionFailure',
    'ACodeThatIsNotDocumented',
  ])('%s: for good', async (code) => {
    double.misbehave.push(entryRefused(code));
    await expect(send(handMadePage())).rejects.toMatchObject({
      name: 'PermanentDeliveryError',
      message: `EventBridge refused the event: ${code} no`,
    });
    expect(double.requests).toHaveLength(1);
  });

  test.each([
    ['without an entry', {}],
    ['without an id', { FailedEntryCount: 0, Entries: [{}] }],
    ['that counts a failure of nothing', { FailedEntryCount: 1, Entries: [{ EventId: 'event-1' }] }],
  ])('an answer %s proves nothing, so the event is sent again later', async (_name, answer) => {
    double.misbehave.push({ status: 200, body: JSON.stringify(answer) });
    await expect(send(handMadePage())).rejects.toMatchObject({
      name: 'RetryableDeliveryError',
      message: 'EventBridge did not say that it took the event',
    });
  });
});

describe('a request that AWS refuses', () => {
  test.each([
    ['500', fault(500, 'InternalException')],
    ['503 of something that is not AWS', { status: 503, body: '<html>busy</html>' }],
    ['throttling', fault(400, 'ThrottlingException', 'Rate exceeded')],
    ['429', fault(429, 'TooManyRequestsException')],
    ['200 with HTML', { status: 200, body: '<html>sign in</html>' }],
    ['a broken connection', 'hang-up'],
  ] as const)('%s: later', async (_name, answer) => {
    double.misbehave.push(...always(answer));
    await expect(send(handMadePage())).rejects.toMatchObject({ name: 'RetryableDeliveryError' });
    double.misbehave.length = 0;
    expect(await send(handMadePage())).toBe('taken');
  });

  test('no answer in time: later', async () => {
    double.misbehave.push(...always('silence'));
    await expect(send(handMadePage(), { connectionMs: 20, requestMs: 20 })).rejects.toMatchObject({
      name: 'RetryableDeliveryError',
      message: expect.stringContaining('TimeoutError'),
    });
    expect(double.requests).toHaveLength(CALL_ATTEMPTS);
  });

  test.each([
    ['AccessDeniedException', 400],
    ['ValidationException', 400],
    ['UnrecognizedClientException', 403],
    ['RequestEntityTooLargeException', 413],
  ] as const)('%s: for good', async (type, status) => {
    double.misbehave.push(fault(status, type, `\u001b[2Jnot\nallowed ${'x'.repeat(2_000)}`));
    const refused = send(handMadePage());
    await expect(refused).rejects.toMatchObject({ name: 'PermanentDeliveryError' });
    await expect(refused).rejects.toThrow(new RegExp(`^EventBridge answered ${status}: ${type} [ -~…]+$`));
    await expect(refused).rejects.not.toThrow(/x{400}/);
    expect(double.requests).toHaveLength(1);
  });

  test('short faults are tried again within the call', async () => {
    double.misbehave.push(fault(500, 'InternalException'), 'hang-up');
    expect(await send(handMadePage())).toBe('taken');
  });
});

test('hostile texts are events that EventBridge takes, in well-formed Unicode', async () => {
  for (const page of fc.sample(hostilePages, { seed: 4711, numRuns: 60 })) {
    expect(await send(page)).toBe('taken');
    const { detail, type } = double.taken.at(-1)!;
    expect(type).toBe(`Incident ${page.kind[0]!.toUpperCase()}${page.kind.slice(1)}`);
    expect(detail).toMatchObject({
      version: 2,
      type: 'page',
      page: {
        id: wellFormed(page.id),
        key: wellFormed(page.key),
        database: wellFormed(page.database),
        severity: page.severity,
      },
    });
  }
});

const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');
