import { describe, expect, test } from 'vitest';
import { eventId } from '../../bin/cli/aws-events/subscription.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import { FailedEarlier } from '../../lambda/pipeline/failed-earlier.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { MINUTE, NIGHT, SOURCES } from './page-world.ts';

const SECOND = 1_000;

const STREAM = 'orders/migrate/';
const ERROR = 'error: migration failed: syntax error at end of input in line 0: ALTER TABLE users';

/** The stream of a run that failed `n` seconds after nightfall. The tail of its error is missing, if `tail` is left out. */
function stream(n: number, tail?: string): LogBatch {
  const lines = ['1/u init (1ms)', ERROR, ...(tail === undefined ? [] : [tail])];
  const events = lines.map((message, index) => ({
    id: eventId(NIGHT + n * SECOND, index),
    timestamp: NIGHT + n * SECOND,
    message,
  }));
  return { logGroup: '/ecs/orders', logStream: STREAM + String(n).padStart(32, '0'), events };
}

/** The sweep with a clock that only its slow calls move. */
class Night {
  now = NIGHT + 5 * MINUTE;
  readonly store = new MemoryFactStore();
  /** What was called, in order, with the seconds since the sweep began. */
  calls: string[] = [];
  /** Duration of a re-read, ms. */
  tookMs = 2 * SECOND;
  publishMs = 0;
  /** What is not as it is by default, when stream `n` is read again: nothing more is found. */
  odd: (n: number) => 'gone' | 'in part' | undefined = () => undefined;
  put: (data: readonly MetricDatum[]) => Promise<void> = async () => {};
  /** Duration of listing one item of an earlier release, ms; 0: none is left. */
  listMs = 0;
  readonly #failedEarlier = new FailedEarlier();

  async with(count: number): Promise<this> {
    for (let n = 0; n < count; n++) await ingest(stream(n), this.#ports(NIGHT + n * SECOND));
    return this;
  }

  /** A run whose message the topic did not take. */
  async withUnsent(n: number): Promise<void> {
    const publisher = { publish: () => Promise.reject(new Error('no topic')) };
    const whole = stream(n, ' (details: pq: syntax error at end of input)');
    await ingest(whole, { ...this.#ports(NIGHT), publisher }).catch(() => undefined);
  }

  async sweep(): Promise<unknown> {
    const startedAt = this.now;
    this.calls = [];
    const note = (call: string) => this.calls.push(`${(this.now - startedAt) / SECOND} s ${call}`);
    const ports: SweepPorts = {
      ...this.#ports(),
      store: this.store,
      failedEarlier: this.#failedEarlier,
      metrics: {
        put: async (data) => {
          note(data.some(({ name }) => name === 'OpenEntries') ? 'gauges' : 'counters');
          await this.put(data);
        },
      },
      publisher: {
        publish: async ({ type }) => {
          note(type);
          this.now += this.publishMs;
        },
      },
      earlier: {
        indexSome: async (_targets, _now, mayGoOn) => {
          for (; this.listMs > 0 && mayGoOn(); this.now += this.listMs) note('listed');
        },
      },
      logReader: {
        readWindow: async (_group, name) => {
          const n = Number(name.slice(STREAM.length));
          note(`stream ${n}`);
          this.now += this.tookMs;
          if (this.odd(n) === 'gone') throw new Error(`stream ${n} is gone`);
          return this.odd(n) === 'in part' ? undefined : stream(n);
        },
      },
    };
    return sweep(ports).catch((thrown: unknown) => thrown);
  }

  #ports(at?: number) {
    const { ports } = countedPorts(() => at ?? this.now, this.store);
    return { ...ports, sources: SOURCES, callsAtOnce: 1 };
  }

  /** Streams that the last sweep read again. */
  get streams(): readonly number[] {
    return this.calls.flatMap((call) => {
      const [, n] = /stream (\d+)$/.exec(call) ?? [];
      return n === undefined ? [] : [Number(n)];
    });
  }

  async rereads(n: number): Promise<number> {
    const { records } = await this.store.readOrigin(`ecs/${String(n).padStart(32, '0')}/migrate`);
    return records[0]!.rereads;
  }
}

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

test('gauges are sent before anything else is done, also if they are refused', async () => {
  const night = await new Night().with(2);
  night.put = () => Promise.reject(new Error('Rate exceeded'));
  expect(await night.sweep()).toMatchObject({ errors: [{ message: 'Rate exceeded' }] });
  expect(night.calls[0]).toBe('0 s gauges');
  expect(night.streams).toEqual([0, 1]);
});

describe('log streams are read again for 25 seconds', () => {
  test('and the others in the next sweeps, the longest due first', async () => {
    const night = await new Night().with(30);
    await night.sweep();
    // The last one begins after 24 seconds.
    expect(night.streams).toEqual(upTo(0, 13));
    night.now = NIGHT + 6 * MINUTE;
    await night.sweep();
    expect(night.streams).toEqual(upTo(13, 26));
    night.now = NIGHT + 7 * MINUTE;
    await night.sweep();
    expect(night.streams).toEqual(upTo(26, 30));
    for (const n of upTo(0, 30)) expect(await night.rereads(n)).toBe(1);
  });

  test('to the millisecond', async () => {
    const night = await new Night().with(2);
    night.tookMs = 25 * SECOND;
    await night.sweep();
    expect(night.streams).toEqual([0]);
    const earlier = await new Night().with(2);
    earlier.tookMs = 25 * SECOND - 1;
    await earlier.sweep();
    expect(earlier.streams).toEqual([0, 1]);
  });

  test('and streams that fail in each sweep come after the others', async () => {
    const night = await new Night().with(26);
    night.odd = (n) => (n < 13 ? 'gone' : undefined);
    await night.sweep();
    expect(night.streams).toEqual(upTo(0, 13));
    night.now = NIGHT + 6 * MINUTE;
    await night.sweep();
    expect(night.streams).toEqual(upTo(13, 26));
    night.now = NIGHT + 7 * MINUTE;
    await night.sweep();
    expect(night.streams).toEqual(upTo(0, 13));
  });

  test('and one that is not read to its end is neither counted nor given up: the next sweep continues it first', async () => {
    const night = await new Night().with(2);
    night.odd = (n) => (n === 0 ? 'in part' : undefined);
    // Late enough to give up on the lines.
    night.now = NIGHT + 30 * MINUTE;
    expect(await night.sweep()).toBeUndefined();
    expect([await night.rereads(0), await night.rereads(1)]).toEqual([0, 1]);
    expect(night.store.allRecords()[0]!.run).toMatchObject({ incomplete: { why: 'error-tail' } });
    night.now += MINUTE;
    night.odd = () => undefined;
    await night.sweep();
    // That of stream 1 is its second one.
    expect(night.streams).toEqual([0, 1]);
    expect([await night.rereads(0), await night.rereads(1)]).toEqual([1, 2]);
  });
});

describe('items of an earlier release are listed', () => {
  const listed = (night: Night) => night.calls.filter((call) => call.endsWith(' listed'));

  test('in the time that other work has left', async () => {
    const night = await new Night().with(0);
    for (const n of upTo(100, 110)) await night.withUnsent(n);
    night.publishMs = SECOND;
    night.listMs = SECOND;
    await night.sweep();
    expect([listed(night).length, listed(night).at(0), listed(night).at(-1)]).toEqual([
      15,
      '10 s listed',
      '24 s listed',
    ]);
  });

  test('before log streams, and leave half of the time to them', async () => {
    const night = await new Night().with(20);
    night.listMs = SECOND;
    await night.sweep();
    expect(listed(night)).toHaveLength(13);
    expect(night.streams).toEqual(upTo(0, 6));
  });

  test('not at all when other work has used up the time', async () => {
    const night = await new Night().with(0);
    for (const n of upTo(100, 130)) await night.withUnsent(n);
    night.publishMs = SECOND;
    night.listMs = SECOND;
    await night.sweep();
    expect(listed(night)).toEqual([]);
  });
});

test('messages that are sent again leave half of the time to re-reads, and go on in the next sweep', async () => {
  const night = await new Night().with(20);
  for (const n of upTo(100, 130)) await night.withUnsent(n);
  night.publishMs = SECOND;
  await night.sweep();
  expect(night.calls.filter((call) => call.endsWith(' run'))).toHaveLength(13);
  expect(night.streams).toEqual(upTo(0, 6));
  night.now = NIGHT + 7 * MINUTE;
  await night.sweep();
  night.now = NIGHT + 8 * MINUTE;
  await night.sweep();
  night.now = NIGHT + 9 * MINUTE;
  await night.sweep();
  const unsent = night.store.allRecords().filter(({ outbox }) => outbox.length > 0);
  expect(unsent).toEqual([]);
  for (const n of upTo(0, 20)) expect(await night.rereads(n)).toBe(1);
});
