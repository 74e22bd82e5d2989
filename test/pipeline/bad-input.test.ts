import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snsNotification } from '../../bin/cli/aws-events/sns-notification.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { NIGHT } from './page-world.ts';
import { taskRan, taskStopped } from './platform-events.ts';
import { REFERENCE_RUNS, SOURCES } from './reference-runs.ts';
import { WatchedWorld } from './watched-world.ts';

/*
 * What cannot be read never gets better. Lambda's asynchronous invocation, by which CloudWatch Logs, EventBridge and
 * SNS all call, tries it twice more, then hands it whole to the on-failure destination: nothing loops, nothing is lost.
 */

const packed = (payload: string | Uint8Array) => gzipSync(payload);
const delivery = (bytes: Buffer) => ({ awslogs: { data: bytes.toString('base64') } });
const good = packed(JSON.stringify(batchOf([line(1, '1/u create_users (3.5ms)')])));

function line(id: number, message: unknown, timestamp: unknown = NIGHT + id): object {
  return { id: String(id).padStart(56, '0'), timestamp, message };
}

function batchOf(logEvents: readonly unknown[]): object {
  const where = { logGroup: '/ecs/orders', logStream: 'orders/migrate/0123456789abcdef0123456789abcdef' };
  return {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    subscriptionFilters: ['all'],
    ...where,
    logEvents,
  };
}

const sns = (message: unknown) => snsNotification(message as string, NIGHT);

type Function = 'ingest' | 'lifecycle' | 'page';

describe('an input that cannot be read is counted, fails with an error that says why, and changes nothing else', () => {
  test.each<{
    readonly title: string;
    readonly name: Function;
    readonly event: unknown;
    readonly error: string;
    readonly message: RegExp;
  }>([
    {
      title: 'bad base64',
      name: 'ingest',
      event: { awslogs: { data: '*'.repeat(40) } },
      error: 'LogBatchError',
      message: /not base64/,
    },
    {
      title: 'no gzip',
      name: 'ingest',
      event: delivery(Buffer.from('hello')),
      error: 'LogBatchError',
      message: /not gzip/,
    },
    {
      title: 'gzip cut short',
      name: 'ingest',
      event: delivery(good.subarray(0, -12)),
      error: 'LogBatchError',
      message: /ends in the middle/,
    },
    {
      title: 'gzip with a wrong checksum',
      name: 'ingest',
      event: delivery(flipped(good, good.length - 8)),
      error: 'LogBatchError',
      message: /checksum/,
    },
    {
      title: 'a decompression bomb',
      name: 'ingest',
      event: delivery(packed(Buffer.alloc(65 * 1024 * 1024))),
      error: 'LogBatchError',
      message: /unpacks to more than/,
    },
    {
      title: 'no JSON',
      name: 'ingest',
      event: delivery(packed('s3cr3t-in-it')),
      error: 'LogBatchError',
      message: /not JSON/,
    },
    {
      title: 'a JSON list',
      name: 'ingest',
      event: delivery(packed('[]')),
      error: 'LogBatchError',
      message: /payload is an array/,
    },
    {
      title: 'a message of another type',
      name: 'ingest',
      event: delivery(packed('{"messageType":"PING"}')),
      error: 'LogBatchError',
      message: /expected DATA_MESSAGE or CONTROL/,
    },
    {
      title: 'a log group that is a number',
      name: 'ingest',
      event: delivery(packed(JSON.stringify({ ...batchOf([]), logGroup: 7 }))),
      error: 'LogBatchError',
      message: /logGroup is a number/,
    },
    {
      title: 'no log events',
      name: 'ingest',
      event: delivery(packed(JSON.stringify({ ...batchOf([]), logEvents: undefined }))),
      error: 'LogBatchError',
      message: /logEvents is missing/,
    },
    {
      title: 'no log event that can be read',
      name: 'ingest',
      event: delivery(packed(JSON.stringify(batchOf([line(1, 7), null])))),
      error: 'LogBatchError',
      message: /no log event can be read/,
    },
    {
      title: 'an event of another service',
      name: 'lifecycle',
      event: {
        'detail-type': 'EC2 Instance State-change Notification',
        source: 'aws.ec2',
        time: '2026-03-05T02:13:00Z',
      },
      error: 'StateEventError',
      message: /detail-type is "EC2/,
    },
    {
      title: 'a task without its ARN',
      name: 'lifecycle',
      event: without(taskRan([]), 'taskArn'),
      error: 'StateEventError',
      message: /taskArn: expected string/,
    },
    {
      title: 'containers that are not a list',
      name: 'lifecycle',
      event: changed(taskRan([]), 'containers', 's3cr3t-in-it'),
      error: 'StateEventError',
      message: /containers: expected array/,
    },
    {
      title: 'a test event of the console',
      name: 'lifecycle',
      event: { key1: 'value1' },
      error: 'StateEventError',
      message: /not an EventBridge event/,
    },
    {
      title: 'no SNS notification',
      name: 'page',
      event: { Records: 's3cr3t-in-it' },
      error: 'EventsMessageError',
      message: /no list `Records`/,
    },
    {
      title: 'a record without text',
      name: 'page',
      event: sns({ a: 1 }),
      error: 'EventsMessageError',
      message: /no text `Sns.Message`/,
    },
  ])('$title', async ({ name, event, error, message }) => {
    const world = new WatchedWorld(NIGHT);
    for (let tries = 1; tries <= 3; tries++) {
      const fault = await world[name](event).catch((thrown: unknown) => thrown);
      expect(fault).toMatchObject({ name: error, message: expect.stringMatching(message) });
      expect(`${fault} ${String((fault as Error).cause)}`).not.toContain('s3cr3t');
      expect(world.seen.map(({ where }) => where)).toEqual(Array(tries).fill('metrics'));
      expect(world.seen.at(-1)!.text).toContain('"RejectedInputs","value":1');
    }
  });

  describe('a message of the topic `events` is counted and logged in one line, and is not retried', () => {
    const due = { type: 'incident-due', incident: 'migrate-watch/production/orders/migration/1' };
    const said = { ...due, type: 'acknowledged', id: 'a', by: 's3cr3t-in-it' };
    const missing = { type: 'missing', id: 'a', target: { environment: 'a', database: 'b' }, since: 1 };

    test.each<[string, string, RegExp]>([
      ['that is not JSON', 's3cr3t-in-it', /is not JSON$/],
      ['of an unknown type', '{"type":"s3cr3t-in-it"}', /neither of type run/],
      ['that is null', 'null', /neither of type run/],
      ['of an invalid run', '{"type":"run","id":"a#1","revision":1,"run":{}}', /of type run .*: run\.id: /],
      ['with a time that is text', JSON.stringify({ ...due, dueAt: 's3cr3t-in-it' }), /: dueAt: /],
      ['with a time beyond all calendars', JSON.stringify({ ...missing, dueAt: 8.64e15 + 1 }), /: dueAt: /],
      ['with a name that is a number', JSON.stringify({ ...said, at: 1, by: 7 }), /: by: /],
      ['with an invalid key', JSON.stringify({ ...said, incident: 's3cr3t-in-it', at: 1 }), /: incident: /],
      ...[null, -1, 1.5, '1', {}].flatMap((wrong): [string, string, RegExp][] => [
        [
          `with the version ${JSON.stringify(wrong)}`,
          JSON.stringify({ ...due, dueAt: 1, v: wrong }),
          /: v: /,
        ],
        [
          `that is readable from ${JSON.stringify(wrong)}`,
          JSON.stringify({ ...due, dueAt: 1, v: 2, readableFrom: wrong }),
          /: readableFrom: /,
        ],
      ]),
      ['with an id that no table takes', JSON.stringify({ ...said, id: 'x'.repeat(1_001), at: 1 }), /: id: /],
    ])('%s', async (_name, message, words) => {
      const world = new WatchedWorld(NIGHT);
      await world.page(sns(message));
      expect(world.seen.map(({ where }) => where)).toEqual(['metrics', 'function log']);
      expect(world.seen[0]!.text).toContain('"RejectedInputs","value":1');
      expect(world.seen[1]!.text).toMatch(words);
      expect(world.seen[1]!.text).not.toMatch(/s3cr3t|\n/);
    });

    test('any field of a run may be the wrong one', async () => {
      const teller = new WatchedWorld(NIGHT + 60_000);
      await teller.ingest(
        delivery(packed(JSON.stringify(batchOf(FAILED.map((text, i) => line(10 + i, text)))))),
      );
      const sent = JSON.parse(teller.seen.find(({ where }) => where === 'events topic')!.text);
      const path = fc.constantFrom(...pathsOf(sent));
      const value = fc.constantFrom<unknown>(
        ...[undefined, null, 7, -1e300, 1e300, 'x', 'x'.repeat(5_000), '__proto__', [], [null], {}, true],
      );
      await fc.assert(
        fc.asyncProperty(path, value, async (where, other) => {
          const world = new WatchedWorld(NIGHT + 60_000);
          await world.page(sns(JSON.stringify(replaced(sent, where, other))));
        }),
        { seed: 20261122, numRuns: 600 },
      );
    });
  });

  test('for any JSON, each function does its work or throws its own error', async () => {
    const known = ['LogBatchError', 'StateEventError', 'EventsMessageError'];
    const field = fc.constantFrom(
      'messageType',
      'logEvents',
      'detail-type',
      'detail',
      'time',
      'source',
      'Records',
      'Sns',
      'AlarmName',
    );
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('DATA_MESSAGE', '2026-03-05T02:13:00Z', 'ECS Task State Change'),
    );
    const anything = fc.oneof(fc.jsonValue(), fc.dictionary(field, value));
    await fc.assert(
      fc.asyncProperty(anything, async (json) => {
        const world = new WatchedWorld(NIGHT);
        for (const act of [
          () => world.ingest(json),
          () => world.ingest(delivery(packed(JSON.stringify(json)))),
          () => world.lifecycle(json),
          () => world.page(sns(JSON.stringify(json))),
        ]) {
          const fault = await act().catch((thrown: unknown) => thrown);
          if (fault !== undefined) expect(known).toContain((fault as Error).name);
        }
      }),
      { seed: 20261122, numRuns: 200 },
    );
  });
});

const FAILED = [
  'Read and execute 2/u create_orders',
  'error: migration failed: syntax error at or near "FRM" (column 8) in line 2: SELECT 1;',
  'SELECT FRM;',
  ' (details: pq: syntax error at or near "FRM")',
];

describe('an input that can be read in part', () => {
  const BAD: Record<string, unknown> = {
    'a line of 1 MB': line(5, 'x'.repeat(1024 * 1024)),
    'a line of 1 MB that looks like golang-migrate’s': line(5, `2/u ${'('.repeat(1024 * 1024)}`),
    'bytes that are not text': line(5, '\u0000\ufffd\ud800 1/u \u0007'),
    'an empty line': line(5, ''),
    'JSON cut short': line(5, '{"level":"error","msg":"migration fai'),
    'no message': line(5, undefined),
    'a message that is a number': line(5, 42),
    'an invalid time': line(5, '9/u x (1ms)', 'now'),
    'a time beyond all calendars': line(5, '9/u x (1ms)', 9e15),
    'no log event at all': null,
    'fields that nobody knows': { ...line(5, 'listening on :8080'), kind: 'new', more: [{}] },
  };

  test.each(Object.entries(BAD))('%s does not stop its batch', async (_name, bad) => {
    const lines = FAILED.map((text, index) => line(10 + index, text));
    const alone = await recordsOf(lines);
    expect(alone).toHaveLength(1);
    expect(alone[0]).toMatchObject({ outcome: 'failed', dirtyVersion: '2', error: { line: 2 } });
    for (const all of [
      [bad, ...lines],
      [...lines, bad],
    ])
      expect(await recordsOf(all)).toEqual(alone);
  });

  async function recordsOf(logEvents: readonly unknown[]) {
    const world = new WatchedWorld(NIGHT + 60_000);
    await world.ingest(delivery(packed(JSON.stringify(batchOf(logEvents)))));
    return world.records.map(({ run }) => run);
  }

  test('the health log says why log events were left out, without their content', async () => {
    const bad = Array.from({ length: 7 }, (_, index) => line(20 + index, { password: 's3cr3t-in-it' }));
    const world = new WatchedWorld(NIGHT);
    await world.ingest(delivery(packed(JSON.stringify(batchOf([line(1, 'no change'), ...bad])))));
    expect(told(world)).toEqual([
      expect.stringMatching(
        /^a delivery of \/ecs\/orders cannot be read in full: log events left out: 7 \(logEvents\[1\]\.message is an object; expected a string; .*; and 2 more\)$/,
      ),
    ]);
    expect(world.seen.map(({ text }) => text).join()).not.toContain('s3cr3t');
  });

  function told(world: WatchedWorld): string[] {
    return world.seen.filter(({ where }) => where === 'function log').map(({ text }) => text);
  }

  test('bytes that are not UTF-8 become U+FFFD, and are counted and logged', async () => {
    const json = JSON.stringify(batchOf([line(1, '1/u caf# (3.5ms)')]));
    const bytes = Buffer.from(json, 'utf8');
    bytes[bytes.indexOf('#')] = 0xe9;
    const world = new WatchedWorld(NIGHT);
    await world.ingest(delivery(packed(bytes)));
    expect(world.records[0]!.run.migrations[0]).toMatchObject({ identifier: 'caf\ufffd', status: 'applied' });
    expect(told(world)).toEqual([
      'a delivery of /ecs/orders cannot be read in full: bytes that are not UTF-8, read as U+FFFD: 1',
    ]);
    expect(world.seen.find(({ where }) => where === 'metrics')?.text).toContain('"RejectedInputs","value":1');
  });

  test('a control message, an unknown state and unknown fields are ignored, and do not count as faults', async () => {
    const world = new WatchedWorld(NIGHT);
    await world.ingest(delivery(packed('{"messageType":"CONTROL_MESSAGE","logEvents":7}')));
    await world.lifecycle(changed(taskRan([]), 'lastStatus', 'HIBERNATING'));
    await world.lifecycle({
      ...(taskStopped({ exitCode: 0, reason: 'x' }) as object),
      future: true,
      detail: { ...detailOf(taskStopped({ exitCode: 0, reason: 'x' })), more: [1] },
    });
    expect(world.seen.filter(({ text }) => text.includes('RejectedInputs'))).toEqual([]);
  });

  test('a time beyond all calendars in a line of a file is not a time', () => {
    for (const ts of ['1e300', '9e99', '1e20']) {
      const text = `{"ts":${ts},"level":"info","msg":"Finished 1/u x (read 1ms, ran 2ms)"}\n`;
      expect(explainText(readLogText(Buffer.from(text)))).toMatchObject([
        { startedAt: null, outcome: 'succeeded' },
      ]);
    }
  });
});

test('runs are recorded even if a line makes an expression slow, because expressions are searched for last', async () => {
  const { ports, counts } = countedPorts(() => NIGHT);
  const regex = Object.assign(/x/u, {
    test: () => {
      throw new Error('out of time');
    },
  });
  const batch = { ...REFERENCE_RUNS[0]!.stream };
  const ingested = ingest(batch, { ...ports, sources: SOURCES, errorPatterns: [{ name: 'slow', regex }] });
  await expect(ingested).rejects.toThrow('out of time');
  // The fact, the record, and the record once its transition was sent.
  expect(counts.writes).toBe(3);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= 0xff;
  return copy;
}

function detailOf(event: unknown): Record<string, unknown> {
  return (event as { detail: Record<string, unknown> }).detail;
}

function changed(event: unknown, field: string, value: unknown): unknown {
  return { ...(event as object), detail: { ...detailOf(event), [field]: value } };
}

function without(event: unknown, field: string): unknown {
  return changed(event, field, undefined);
}

type Path = readonly (string | number)[];

/** Every place in a value, fields of fields too. */
function pathsOf(value: unknown, above: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [above];
  const below = Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...above, key]));
  return above.length === 0 ? below : [above, ...below];
}

function replaced(value: unknown, [key, ...below]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === key ? replaced(each, below, other) : each));
  const fields = value as Record<string, unknown>;
  return { ...fields, [key]: replaced(fields[key], below, other) };
}
