import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { httpsPost } from '../../lambda/adapters/channels/https-post.ts';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';
import { type Answer, type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.received.length = 0;
});

const PATH = '/services/T000/B000/XXXX';
const post = (over: Partial<Parameters<ReturnType<typeof httpsPost>>[0]> = {}, timeoutMs = 10_000) =>
  httpsPost({ allowLoopbackHttp: true, timeoutMs })({
    url: `${receiver.url}${PATH}`,
    body: '{"text":"€"}',
    secrets: ['the-key'],
    ...over,
  });

test('posts JSON on a connection of its own', async () => {
  receiver.answer = () => ({ status: 202 });
  await post({ headers: { 'X-Own': '1' } });
  expect(receiver.received).toMatchObject([
    {
      method: 'POST',
      path: PATH,
      body: '{"text":"€"}',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'migrate-watch',
        'x-own': '1',
        connection: 'close',
      },
    },
  ]);
});

const FOR_NOW: readonly (readonly [string, Answer, RegExp])[] = [
  [
    'too many requests',
    { status: 429, body: 'rate_limited' },
    /^127\.0\.0\.1:\d+ answered 429: rate_limited$/,
  ],
  ['a fault of its own', { status: 500 }, /answered 500$/],
  ['a gateway', { status: 503, body: 'try later' }, /answered 503: try later$/],
  ['its own timeout', { status: 408 }, /answered 408$/],
  ['a dropped connection', 'hang-up', /is out of reach: UND_ERR_SOCKET$/],
];
test.each(FOR_NOW)('%s is worth another try', async (_name, answer, words) => {
  receiver.answer = () => answer;
  const error = await post().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RetryableDeliveryError);
  expect((error as Error).message).toMatch(words);
});

test.each([
  ['60', 60_000],
  ['0', 0],
  [undefined, null],
  ['Thu, 05 Mar 2026 02:13:00 GMT', null],
  ['-1', null],
])('a receiver may ask to wait %j seconds', async (retryAfter, afterMs) => {
  receiver.answer = () => ({ status: 429, retryAfter });
  await expect(post()).rejects.toMatchObject({ name: 'RetryableDeliveryError', afterMs });
});

test('no answer in time is worth another try', async () => {
  receiver.answer = () => 'silence';
  await expect(post({}, 30)).rejects.toThrow(RetryableDeliveryError);
  await expect(post({}, 30)).rejects.toThrow(/gave no answer within 0\.03 s$/);
});

test('an accepted or refused request stays so, even if the answer never ends', async () => {
  receiver.answer = () => ({ status: 202, stalls: true });
  await post();
  receiver.answer = () => ({ status: 400, stalls: true });
  await expect(post({}, 100)).rejects.toThrow(/answered 400: \{$/);
});

test('an unreachable receiver is worth another try', async () => {
  const closed = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
  const refused = post({ url: `http://127.0.0.1:${closed}/` });
  await expect(refused).rejects.toThrow(RetryableDeliveryError);
  await expect(refused).rejects.toThrow(/is out of reach: ECONNREFUSED$/);
});

const FOR_GOOD: readonly (readonly [string, Answer, RegExp])[] = [
  ['a refusal', { status: 400, body: 'invalid_blocks' }, /answered 400: invalid_blocks$/],
  ['a wrong key', { status: 403 }, /answered 403$/],
  ['a channel that is gone', { status: 404, body: 'no_service' }, /answered 404: no_service$/],
  ['a redirect', { status: 302, location: 'http://127.0.0.1:9/' }, /answered 302$/],
];
test.each(FOR_GOOD)('%s is for good', async (_name, answer, words) => {
  receiver.answer = () => answer;
  const error = await post().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PermanentDeliveryError);
  expect((error as Error).message).toMatch(words);
  expect(receiver.received).toHaveLength(1);
});

test('the quoted answer is short, on one line, without the key and the address', async () => {
  receiver.answer = ({ path }) => ({
    status: 400,
    body: `bad the-key\r\nat ${path} \u001b[2J ${'x'.repeat(9_000)}`,
  });
  const error = (await post().catch((caught: unknown) => caught)) as Error;
  expect(error.message).toMatch(/answered 400: bad ‹secret› at ‹secret› \\u001b\[2J x+…$/);
  expect(error.message.length).toBeLessThan(400);
});

describe('an address', () => {
  const refusal = (url: string, allowLoopbackHttp: boolean) =>
    httpsPost({ allowLoopbackHttp, timeoutMs: 1_000 })({ url, body: '{}', secrets: [] }).then(
      () => 'taken',
      ({ name, message }: Error) => `${name}: ${message}`,
    );

  test.each([
    {
      name: 'plain http',
      url: 'http://hooks.example/T0/XXX',
      allow: true,
      words: 'the address at hooks.example begins with http:; expected https:',
    },
    {
      name: 'another machine that is named like this one',
      url: 'http://127.0.0.1.example/',
      allow: true,
      words: 'begins with http:',
    },
    {
      name: 'another scheme',
      url: 'file:///etc/passwd',
      allow: true,
      words: 'begins with file:; expected https:',
    },
    {
      name: 'credentials',
      url: 'https://user:word@hooks.example/',
      allow: false,
      words: 'the address at hooks.example holds credentials; expected none',
    },
    {
      name: 'not a URL',
      url: 'hooks.example',
      allow: false,
      words: 'the address of the channel is not a URL',
    },
  ])('$name is refused for good', async ({ url, allow, words }) => {
    const said = await refusal(url, allow);
    expect(said).toMatch(/^PermanentDeliveryError: /);
    expect(said).toContain(words);
    expect(said).not.toMatch(/XXX|word@/);
  });

  test('on this machine may be plain http only if that is allowed', async () => {
    receiver.answer = () => ({ status: 200 });
    expect(await refusal(receiver.url, true)).toBe('taken');
    expect(await refusal(receiver.url, false)).toContain('expected https:');
    expect(receiver.received).toHaveLength(1);
  });
});
