import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CloudWatchLogReader } from '../../lambda/adapters/aws/cloudwatch-log-reader.ts';
import { limitedClient, limitedConfig } from '../../lambda/adapters/aws/limited-client.ts';
import { CALL_ATTEMPTS, CALL_LIMITS, LONGEST_CALL_MS } from '../../lambda/contract/call-limits.ts';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import { DELIVERER_TIMEOUT_MS } from '../../lambda/contract/deliverer.ts';

/** A service that takes connections and says what `says` returns, and nothing after that. */
class Silent {
  readonly sockets: Socket[] = [];
  says = '';
  /** Resolves with the first request. */
  readonly asked: Promise<void>;
  readonly #server: Server;

  private constructor() {
    let isAsked = (): void => {};
    this.asked = new Promise((resolve) => {
      isAsked = resolve;
    });
    this.#server = createServer((socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        isAsked();
        if (this.says !== '') socket.write(this.says);
      });
    });
  }

  static async open(): Promise<Silent> {
    const silent = new Silent();
    await once(silent.#server.listen(0, '127.0.0.1'), 'listening');
    return silent;
  }

  /** For a client that reaches it with these limits. */
  place(requestMs: number) {
    const { port } = this.#server.address() as { port: number };
    return {
      ...limitedConfig({ connectionMs: requestMs, requestMs }),
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }
}

let aws: Silent;
beforeEach(async () => {
  aws = await Silent.open();
  // The SDK waits for a random part of 0.1 s between two requests.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  aws.close();
  vi.restoreAllMocks();
});

const read = () =>
  new DynamoDBClient(aws.place(20)).send(new GetItemCommand({ TableName: 'runs', Key: { pk: { S: 'x' } } }));

describe('a call ends with an error', () => {
  test('when nothing answers its three requests', async () => {
    await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect.poll(() => aws.sockets.length).toBe(CALL_ATTEMPTS);
  });

  test('when the answer stops in the middle', async () => {
    aws.says =
      'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 100\r\n\r\n{"Item":';
    await expect(read()).rejects.toBeInstanceOf(Error);
    expect(aws.sockets.length).toBeLessThanOrEqual(CALL_ATTEMPTS);
  });

  test('when a page of a log stream takes too long, and is not asked for again', async () => {
    const client = new CloudWatchLogsClient(aws.place(60_000));
    const waits: unknown[] = [];
    const untilAsked = async (ms: unknown) => {
      waits.push(ms);
      await aws.asked;
    };
    const reader = new CloudWatchLogReader(client, untilAsked as never);
    const window = reader.readWindow('/ecs/orders', 'migrate/1', 0, 1, () => true);
    await expect(window).rejects.toThrow('FilterLogEvents has not answered within 5000 ms');
    expect(waits).toEqual([5_000]);
    const [socket, ...others] = aws.sockets;
    if (!socket!.closed) await once(socket!, 'close');
    expect(others).toEqual([]);
  });
});

test('every client of the functions is made with the limits', async () => {
  const { maxAttempts, requestHandler } = limitedClient(DynamoDBClient).config;
  expect(await maxAttempts()).toBe(CALL_ATTEMPTS);
  // The handler reads its options when it is first used.
  const options = await (requestHandler as unknown as { configProvider: Promise<object> }).configProvider;
  expect(options).toMatchObject({
    connectionTimeout: CALL_LIMITS.connectionMs,
    requestTimeout: CALL_LIMITS.requestMs,
    socketTimeout: CALL_LIMITS.requestMs,
    throwOnRequestTimeout: true,
  });
  const files = readdirSync('lambda', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(100);
  const others = files.filter((name) => /\bnew \w+Client\(/.test(readFileSync(`lambda/${name}`, 'utf8')));
  expect(others).toEqual([]);
});

test('a call that nothing answers leaves time to the function', () => {
  // A sweep begins nothing more after 25 seconds.
  expect(25_000 + LONGEST_CALL_MS).toBeLessThan(WRITER_TIMEOUT_MS);
  // One call each: the delivery record, the secret, the metric.
  expect(3 * LONGEST_CALL_MS).toBeLessThan(DELIVERER_TIMEOUT_MS);
});
