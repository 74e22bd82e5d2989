import { describe, expect, test } from 'vitest';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';
import type { DeliveryStore } from '../../lambda/pipeline/ports.ts';
import { readNotice } from '../../lambda/pipeline/read-notice.ts';
import { T0 } from '../builders/facts-and-runs.ts';
import { handMadeChange, handMadePage } from '../builders/notices.ts';
import { DeliverWorld, incidentAt } from './deliver-world.ts';

const opened = handMadePage({ sequence: 1 });
const updated = handMadePage({ sequence: 3, kind: 'updated' });
const resolved = handMadePage({ sequence: 5, kind: 'resolved', failedAt: null });

function world(sequence = 1, isOver = false): DeliverWorld {
  const made = new DeliverWorld();
  made.incidents = [incidentAt(sequence, isOver)];
  return made;
}

const ASK = { kind: 'ask', id: 'ask critical@1', at: 1, incidents: [{ incident: 'k', opening: 1 }] } as const;

describe('a page', () => {
  test('is sent once, even if several topics deliver it several times', async () => {
    const one = world();
    await one.deliver(opened, 'from critical');
    await one.deliver(opened, 'from critical');
    await one.deliver(opened, 'from warning');
    expect(one.ids).toEqual([opened.id]);
    expect(one.lines.map(({ message }) => message)).toEqual([
      'sent',
      'dropped: repeated',
      'dropped: repeated',
    ]);
  });

  test('is dropped when a newer one was sent', async () => {
    const one = world(3);
    await one.deliver(updated);
    await one.deliver(opened);
    expect(one.ids).toEqual([updated.id]);
    expect(one.lines.at(-1)).toEqual({
      level: 'INFO',
      message: 'dropped: outdated',
      channel: 'oncall',
      id: opened.id,
    });
  });

  test('about an incident that is already over is not sent; the page about the end is', async () => {
    const one = world(5, true);
    await one.deliver(opened);
    await one.deliver(resolved);
    expect(one.ids).toEqual([resolved.id]);
    expect(one.lines[0]!.message).toBe('dropped: over');
  });

  test('that the receiver refused is not sent again once the incident is over', async () => {
    const one = world();
    one.refuse = () => new RetryableDeliveryError('busy');
    await expect(one.deliver(opened)).rejects.toThrow();

    one.refuse = undefined;
    one.incidents = [incidentAt(5, true)];
    await one.deliver(opened);
    expect(one.ids).toEqual([]);

    await one.deliver(resolved);
    expect(one.ids).toEqual([resolved.id]);
  });

  test('is sent although its incident is no longer stored', async () => {
    const one = new DeliverWorld();
    await one.deliver(opened);
    expect(one.ids).toEqual([opened.id]);
  });

  test('is sent even if another channel, or another incident, has a newer page', async () => {
    const one = world(3);
    await one.deliver(updated);
    await one.deliver(opened, 'm', { name: 'chat' });
    await one.deliver(handMadePage({ key: 'migrate-watch/production/orders/slow/1' }));
    expect(one.ids).toEqual([updated.id, opened.id, 'migrate-watch/production/orders/slow/1#1']);
  });
});

describe('a receiver that refuses a page', () => {
  test('for now: the invocation fails, and the next delivery of the message sends the page', async () => {
    const one = world();
    one.refuse = () => new RetryableDeliveryError('busy');
    await expect(one.deliver(opened)).rejects.toThrow(RetryableDeliveryError);
    expect(one.metrics).toEqual([]);

    one.refuse = undefined;
    await one.deliver(opened);
    await one.deliver(opened);
    expect(one.ids).toEqual([opened.id]);
  });

  test('for now: the same invocation tries again after one second and after three seconds', async () => {
    const one = world();
    const waits: number[] = [];
    one.refuse = () => (waits.length < 2 ? new RetryableDeliveryError('busy') : undefined);
    await one.deliver(opened, 'm', { pause: async (ms) => void waits.push(ms) });
    expect(waits).toEqual([1_000, 3_000]);
    expect(one.ids).toEqual([opened.id]);
  });

  test.each([
    { name: 'as long as it asks for', afterMs: 8_000, tookMs: 1, expected: [8_000, 3_000] },
    {
      name: 'not at all when it asks for longer than there is time',
      afterMs: 8_001,
      tookMs: 1,
      expected: [],
    },
    { name: 'not at all when its answer took that time', afterMs: null, tookMs: 7_001, expected: [] },
  ] as const)('for now: the invocation waits $name', async ({ afterMs, tookMs, expected }) => {
    const one = world();
    const waits: number[] = [];
    one.refuse = () => {
      if (afterMs === null) one.now += tookMs;
      return new RetryableDeliveryError('busy', waits.length === 0 ? afterMs : null);
    };
    await expect(one.deliver(opened, 'm', { pause: async (ms) => void waits.push(ms) })).rejects.toThrow(
      'busy',
    );
    expect(waits).toEqual(expected);
  });

  test('for good: the invocation does not try again', async () => {
    const one = world();
    let asked = 0;
    one.refuse = () => {
      asked++;
      return new PermanentDeliveryError('400');
    };
    await expect(one.deliver(opened)).rejects.toThrow('400');
    expect(asked).toBe(1);
  });

  test('for good: each attempt is counted, and a redelivery after the channel was repaired sends the page', async () => {
    const one = world();
    one.refuse = () => new PermanentDeliveryError('400');
    await expect(one.deliver(opened)).rejects.toThrow('400');
    await expect(one.deliver(opened)).rejects.toThrow('400');
    expect(one.metrics).toEqual(
      [1, 2].map(() => ({
        name: 'RefusedPages',
        value: 1,
        at: T0,
        dimensions: { Environment: 'migrate-watch' },
      })),
    );
    expect(one.lines.at(-1)).toMatchObject({ level: 'WARN', message: 'refused for good' });

    one.refuse = undefined;
    await one.deliver(opened);
    expect(one.ids).toEqual([opened.id]);
  });

  test('for now, and accepts a newer page meanwhile: the late retry sends the newer page again, because its own may have arrived', async () => {
    const one = world(1);
    one.refuse = () => new RetryableDeliveryError('no answer');
    await expect(one.deliver(opened)).rejects.toThrow();

    one.refuse = undefined;
    one.incidents = [incidentAt(5, true)];
    await one.deliver(resolved);
    await one.deliver(opened);
    await one.deliver(opened);
    expect(one.ids).toEqual([resolved.id, resolved.id]);
  });
});

test('a newer page that was sent while an older one was being sent is sent again, as the last', async () => {
  const one = world(1);
  one.refuse = (notice) => {
    if (notice.id !== opened.id) return undefined;
    one.refuse = undefined;
    one.incidents = [incidentAt(5, true)];
    during = one.deliver(resolved);
    return undefined;
  };
  let during = Promise.resolve();
  const { channel } = one.context;
  await one.deliver(opened, 'm', {
    channel: {
      send: async (notice) => {
        const answer = channel.send(notice);
        await during;
        return answer;
      },
    },
  });
  expect(one.ids.at(-1)).toBe(resolved.id);
  expect(one.ids).toHaveLength(3);
});

test('an invocation that loses the condition too often fails before it sends anything', async () => {
  const one = world();
  const deliveries: DeliveryStore = {
    readIncident: (key) => one.store.readIncident(key),
    readDelivery: (key, channel) => one.store.readDelivery(key, channel),
    putDelivery: async () => 'conflict',
  };
  await expect(one.deliver(opened, 'm', { deliveries })).rejects.toThrow(
    'lost the condition on a delivery 12 times',
  );
  expect(one.ids).toEqual([]);
});

describe('PageDelay', () => {
  test('is the time from the last log event of the failure to the receiver’s answer, including retries', async () => {
    const one = world();
    one.refuse = () => new RetryableDeliveryError('busy');
    await expect(one.deliver(opened)).rejects.toThrow();

    one.refuse = undefined;
    one.now = T0 + 60_000;
    await one.deliver(opened);
    const dimensions = { Environment: 'production' };
    expect(one.metrics).toEqual([{ name: 'PageDelay', value: 63, at: T0 + 60_000, dimensions }]);
  });

  test.each([
    ['an update', updated],
    ['the end', resolved],
    ['a page that only time brought about', handMadePage({ failedAt: null })],
    ['a change', handMadeChange()],
  ])('is not measured by %s', async (_name, notice) => {
    const one = world();
    await one.deliver(notice);
    expect(one.ids).toEqual([notice.id]);
    expect(one.metrics).toEqual([]);
  });

  test('is not measured by a channel that does not show the page', async () => {
    const one = world();
    one.refuse = () => 'passed';
    await one.deliver(opened);
    expect(one.metrics).toEqual([]);
    expect(one.lines.at(-1)?.message).toBe('not sent: this channel does not show this kind of notice');
  });
});

test('a change is sent once', async () => {
  const one = new DeliverWorld();
  await one.deliver(handMadeChange(), 'a');
  await one.deliver(handMadeChange(), 'b');
  expect(one.ids).toEqual([handMadeChange().id]);
});

describe('a message of the topic', () => {
  test('is not quoted in the error that rejects it', () => {
    const quoted: unknown[] = [];
    try {
      readNotice('{"title":s3cr3t');
    } catch (error) {
      quoted.push((error as Error).message, (error as Error).cause);
    }
    expect(quoted).toEqual(['message of a severity topic is not JSON', undefined]);
  });

  test('is a page, a change or an ask', () => {
    expect(readNotice(JSON.stringify(opened))).toEqual(opened);
    expect(readNotice(JSON.stringify({ v: 1, ...ASK }))).toEqual(ASK);
    expect(readNotice(JSON.stringify(handMadeChange()))).toEqual(handMadeChange());
  });

  test.each([
    ['not JSON', '{'],
    ['null', 'null'],
    ['plain text for people', '"[production] orders: FAILED"'],
    ['a kind that nobody knows', JSON.stringify({ ...opened, kind: 'other' })],
    ['without a key', JSON.stringify({ ...opened, key: undefined })],
    ['with a version that is a text', JSON.stringify({ ...opened, v: '1' })],
    ['readable from no version', JSON.stringify({ ...opened, v: 2, readableFrom: null })],
    ['an ask about nothing', JSON.stringify({ ...ASK, incidents: undefined })],
    ['an ask about no key', JSON.stringify({ ...ASK, incidents: [null] })],
    ['an ask about no opening', JSON.stringify({ ...ASK, incidents: [{ incident: 'k' }] })],
  ])('%s is refused', (_name, text) => {
    expect(() => readNotice(text)).toThrow(
      /is not JSON$|is neither a page nor a change nor a review nor an ask$/,
    );
  });
});
