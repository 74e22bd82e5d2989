import { describe, expect, test } from 'vitest';
import { eventId } from '../../bin/cli/aws-events/subscription.ts';
import { originOfStream } from '../../lambda/domain/model/origin.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { LogReader } from '../../lambda/pipeline/ports.ts';
import { reconcile } from '../../lambda/pipeline/reconcile.ts';
import { handMadeRun, T0 } from '../builders/facts-and-runs.ts';

const SECOND = 1_000;
const MARGIN = 60 * SECOND;
const PLACE = { logGroup: '/ecs/orders', logStream: 'orders/migrate/0123456789abcdef0123456789abcdef' };
const RUN = ['Start buffering 1/u init', 'Read and execute 1/u init'];

/** A run whose lines of one second are missing. */
function incomplete(over: Partial<Run> = {}): Run {
  const missing = { incomplete: { from: T0, to: T0 + SECOND } } as Partial<Run>;
  return handMadeRun({
    id: 'a',
    origin: originOfStream(PLACE.logGroup, PLACE.logStream).id,
    ...PLACE,
    ...missing,
    ...over,
  });
}

/** A log stream with these lines, and the windows that were asked of it. */
function stream(lines: readonly string[]) {
  const windows: unknown[] = [];
  const events = lines.map((message, index) => ({ id: eventId(T0, index), timestamp: T0 + index, message }));
  const reader: LogReader = {
    readWindow: async (...window) => {
      windows.push(window.slice(0, 4));
      return { ...PLACE, events };
    },
  };
  return { reader, windows };
}

describe('the window in which lines of a run are missing', () => {
  test.each<[string, Partial<Run>]>([
    ['nothing is missing', { incomplete: null }],
    ['its log group is not known', { logGroup: null }],
    ['its log stream is not known', { logStream: null }],
  ])('is not read where %s', async (_why, over) => {
    const { reader, windows } = stream(RUN);
    expect(await reconcile(incomplete(over), 0, reader, T0)).toEqual([]);
    expect(windows).toEqual([]);
  });

  test('is read together with the minute after it, and becomes one fact that names the window', async () => {
    const { reader, windows } = stream(RUN);
    const facts = await reconcile(incomplete(), 0, reader, T0 + MARGIN);
    expect(windows).toEqual([[PLACE.logGroup, PLACE.logStream, T0, T0 + SECOND + MARGIN]]);
    expect(facts).toMatchObject([
      {
        kind: 'lines',
        read: 'stream',
        window: { from: T0, to: T0 + SECOND + MARGIN },
        lines: RUN.map((text) => ({ text })),
      },
    ]);
  });

  test.each([
    ['earlier', { from: T0 - SECOND, to: T0 }, [T0 - SECOND, T0 + SECOND + MARGIN]],
    ['later', { from: T0 + SECOND, to: T0 + 3 * SECOND }, [T0, T0 + 3 * SECOND + MARGIN]],
    ['before 1970', { from: -5, to: T0 }, [0, T0 + SECOND + MARGIN]],
  ])(
    'covers the timestamps of the log events if the run’s own clock differs: %s',
    async (_which, clock, expected) => {
      const { reader, windows } = stream(RUN);
      await reconcile(incomplete({ clock }), 0, reader, T0);
      expect(windows).toEqual([[PLACE.logGroup, PLACE.logStream, ...expected]]);
    },
  );

  test('becomes a fact even without a line of the run, because it was read', async () => {
    const { reader } = stream(['listening on :8080']);
    expect(await reconcile(incomplete(), 0, reader, T0 + 7)).toMatchObject([
      { lines: [], unrecognized: 0, receivedAt: T0 + 7, window: { from: T0 }, ...PLACE },
    ]);
    expect(
      await reconcile(incomplete({ origin: 'logs/of/another' }), 0, stream(RUN).reader, T0),
    ).toMatchObject([{ lines: [], window: { from: T0 } }]);
  });

  test('is the same fact if the same attempt is repeated, and a new fact at the next attempt', async () => {
    const { reader } = stream(RUN);
    const id = async (attempt: number, over: Partial<Run> = {}) =>
      (await reconcile(incomplete(over), attempt, reader, T0))![0]!.id;
    expect(await id(0)).toBe(await id(0));
    expect(new Set([await id(0), await id(1), await id(0, { id: 'b' })]).size).toBe(3);
  });

  test('is named only in the last part if the fact has several parts', async () => {
    const many = Array.from({ length: 4_000 }, (_, n) => `Start buffering ${n}/u ${'x'.repeat(300)}`);
    const facts = (await reconcile(incomplete(), 0, stream(many).reader, T0))!;
    expect(facts.length).toBeGreaterThan(1);
    expect(facts.map(({ window }) => window !== undefined)).toEqual(
      facts.map((_, index) => index === facts.length - 1),
    );
  });

  test('is not a fact while only a part of it has been read', async () => {
    const reader: LogReader = { readWindow: async () => undefined };
    expect(await reconcile(incomplete(), 0, reader, T0)).toBeUndefined();
  });

  test('fails if the reader fails', async () => {
    const reader: LogReader = { readWindow: () => Promise.reject(new Error('the log stream is gone')) };
    await expect(reconcile(incomplete(), 0, reader, T0)).rejects.toThrow('the log stream is gone');
  });
});
