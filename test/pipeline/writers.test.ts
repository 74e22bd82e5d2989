import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { DynamoDbFactStore } from '../../lambda/adapters/aws/dynamodb-fact-store.ts';
import { decodeLogBatch } from '../../lambda/adapters/input/decode-log-batch.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { MemoryIncidentStore } from '../../lambda/adapters/local/memory-incident-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { MetricDatum } from '../../lambda/domain/runs/record/metrics.ts';
import type { MigrationLine } from '../../lambda/domain/runs/record/migration-line.ts';
import type { RunLine } from '../../lambda/domain/runs/record/run-line.ts';
import { decodeOrReject } from '../../lambda/pipeline/decode-or-reject.ts';
import { ingest } from '../../lambda/pipeline/ingest.ts';
import { lifecycle } from '../../lambda/pipeline/lifecycle.ts';
import type { IncidentEntry } from '../../lambda/pipeline/ports.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { startDynamoDb } from '../adapters/local-dynamodb.ts';
import { REFERENCE_RUNS, SOURCES, T0 } from './reference-runs.ts';

const MINUTE = 60_000;

/** The three writers on one store, with a clock that the test sets, and everything that they tell. */
class Desk {
  now = T0 + 10 * MINUTE;
  readonly messages: EventsMessage[] = [];
  readonly metricCalls: (readonly MetricDatum[])[] = [];
  readonly lines: (RunLine | MigrationLine)[] = [];
  readonly warnings: string[] = [];
  readonly store: SweepPorts['store'];
  streams: readonly LogBatch[] = [];

  constructor(store: SweepPorts['store'] = new MemoryFactStore()) {
    this.store = store;
  }

  get ports() {
    return {
      store: this.store,
      histories: new MemoryIncidentStore(),
      publisher: { publish: async (message: EventsMessage) => void this.messages.push(message) },
      metrics: { put: async (data: readonly MetricDatum[]) => void this.metricCalls.push(data) },
      runLog: { write: (line: RunLine | MigrationLine) => void this.lines.push(line) },
      healthLog: { warn: (message: string) => void this.warnings.push(message) },
      logReader: {
        readWindow: async (_group: string, name: string, from: number, to: number) => {
          const stream = this.streams.find(({ logStream }) => logStream === name);
          if (!stream) throw new Error(`no stream ${name}`);
          return { ...stream, events: stream.events.filter(({ timestamp: at }) => at! >= from && at! <= to) };
        },
      },
      clock: () => this.now,
      random: () => 0,
      pause: async () => undefined,
      monitor: { account: ACCOUNT },
      sources: SOURCES,
      deadlines: DEADLINES,
    };
  }

  async sweepAt(now: number): Promise<void> {
    this.now = now;
    await sweep(this.ports);
  }

  async outcomes(origin: string): Promise<readonly string[]> {
    return (await this.store.readOrigin(origin)).records.map(({ run }) => run.outcome);
  }
}

const reference = (name: string) => REFERENCE_RUNS.find((each) => each.name === name)!;
const applied = reference('three applied');
const [start, stop] = applied.states;
const batches = applied.stream.events.map((event) => ({ ...applied.stream, events: [event] }));

describe('writes and calls', () => {
  test.each<
    [string, () => Promise<{ store: SweepPorts['store']; puts: () => number; close: () => Promise<void> }>]
  >([
    [
      'memory',
      async () => {
        const inner = new MemoryFactStore();
        let puts = 0;
        const store: SweepPorts['store'] = {
          putFact: (...put) => {
            puts++;
            return inner.putFact(...put);
          },
          putRecord: (...put) => {
            puts++;
            return inner.putRecord(...put);
          },
          readOrigin: (origin) => inner.readOrigin(origin),
          readOpen: (origin, rules) => inner.readOpen(origin, rules),
          putSnapshot: (origin, snapshot, expected) => inner.putSnapshot(origin, snapshot, expected),
          listOpen: () => inner.listOpen(),
          openExpected: (expected) => inner.openExpected(expected),
          closeExpected: (expected) => inner.closeExpected(expected),
        };
        return { store, puts: () => puts, close: async () => undefined };
      },
    ],
    [
      'DynamoDB',
      async () => {
        const { client, calls, close } = await startDynamoDb('writes');
        const store = new DynamoDbFactStore(client, 'writes', () => T0);
        return { store, puts: () => calls.get('PutItem') ?? 0, close };
      },
    ],
  ])(
    '%s: a clean run in b batches with its start and stop takes at most 2 b + 6 writes',
    async (_name, open) => {
      const { store, puts, close } = await open();
      const desk = new Desk(store);
      await lifecycle(start!, desk.ports);
      for (const batch of batches) await ingest(batch, desk.ports);
      await lifecycle(stop!, desk.ports);
      expect(desk.messages.map((message) => message.type === 'run' && message.transition.kind)).toEqual([
        'started',
        'ended',
      ]);
      expect(puts()).toBeLessThanOrEqual(2 * batches.length + 6);
      await close();
    },
  );

  test('PutMetricData is called at most once, and not at all for a batch without migrate’s lines', async () => {
    const desk = new Desk();
    await ingest(
      { ...applied.stream, events: [{ id: '1', timestamp: T0, message: 'listening on :8080' }] },
      desk.ports,
    );
    expect(desk.metricCalls).toEqual([]);

    await ingest(applied.stream, desk.ports);
    expect(desk.metricCalls).toHaveLength(1);

    await desk.sweepAt(desk.now);
    expect(desk.metricCalls).toHaveLength(2);
  });

  test('the same batch again writes, sends and counts nothing', async () => {
    const desk = new Desk();
    await ingest(applied.stream, desk.ports);
    const [messages, lines, calls] = [desk.messages.length, desk.lines.length, desk.metricCalls.length];
    const { records } = await desk.store.readOrigin('ecs/0123456789abcdef0123456789ab0005/migrate-orders');
    await ingest(applied.stream, desk.ports);
    expect([desk.messages.length, desk.lines.length, desk.metricCalls.length]).toEqual([
      messages,
      lines,
      calls,
    ]);
    expect((await desk.store.readOrigin(records[0]!.run.origin)).records).toEqual(records);
  });

  test('counters are sent even if the topic cannot be reached, because nothing repeats the writes that they count', async () => {
    const desk = new Desk();
    const publisher = { publish: () => Promise.reject(new Error('no topic')) };
    await expect(ingest(applied.stream, { ...desk.ports, publisher })).rejects.toThrow('no topic');
    expect(desk.metricCalls.flat().map(({ name }) => name)).toContain('RunsStarted');
  });
});

describe('the sweep', () => {
  const killed = reference('killed while executing');
  const origin = 'ecs/0123456789abcdef0123456789ab0002/migrate-stock';
  const lastAt = killed.stream.events.at(-1)!.timestamp!;

  test('a run that prints nothing is alerted at 5 and at 15 minutes, each once', async () => {
    const desk = new Desk();
    desk.now = lastAt + 1_000;
    await ingest(killed.stream, desk.ports);
    await desk.sweepAt(lastAt + 5 * MINUTE - 1);
    expect(desk.messages).toHaveLength(1);

    for (const minutes of [5, 6, 9]) await desk.sweepAt(lastAt + minutes * MINUTE);
    const last = () => desk.messages.at(-1)!;
    expect(desk.messages).toHaveLength(2);
    expect(last()).toMatchObject({ transition: { kind: 'alerted' }, run: { alerts: ['silent-warning'] } });

    for (const minutes of [15, 16]) await desk.sweepAt(lastAt + minutes * MINUTE);
    expect(last()).toMatchObject({ run: { alerts: expect.arrayContaining(['silent-critical']) } });
    expect(desk.metricCalls.at(-1)).toContainEqual({
      name: 'SilentFor',
      value: 16 * 60,
      at: desk.now,
      dimensions: { Environment: 'production', Database: 'stock' },
    });
  });

  test('a run without lines and without a reported end is unknown after 2 hours, and no longer open', async () => {
    const desk = new Desk();
    await ingest(killed.stream, desk.ports);
    await desk.sweepAt(lastAt + 120 * MINUTE - 1);
    expect(await desk.outcomes(origin)).toEqual(['running']);

    await desk.sweepAt(lastAt + 120 * MINUTE);
    expect(await desk.outcomes(origin)).toEqual(['unknown']);
    expect((await desk.store.listOpen()).filter(({ dueAt }) => dueAt < desk.now + MINUTE)).toEqual([]);
  });

  test('a library run is over exactly a minute after its last line', async () => {
    const library = reference('library in a service');
    const settledAt =
      library.stream.events.filter(({ message }) => message.includes('migrate')).at(-1)!.timestamp! + MINUTE;
    const desk = new Desk();
    await ingest(library.stream, desk.ports);
    const name = 'ecs/0123456789abcdef0123456789abcd04/api';
    await desk.sweepAt(settledAt - 1);
    expect(await desk.outcomes(name)).toEqual(['running']);

    await desk.sweepAt(settledAt);
    expect(await desk.outcomes(name)).toEqual(['succeeded']);

    const { records } = await desk.store.readOrigin(name);
    expect(records[0]!.run).toMatchObject({ endSeen: false, target: { database: 'users' } });
  });

  test('an error without its tail is completed from the log stream', async () => {
    const lost = reference('connection lost');
    const cutAt = lost.stream.events.findIndex(({ message }) => message.includes('migration failed'));
    const desk = new Desk();
    await ingest({ ...lost.stream, events: lost.stream.events.slice(0, cutAt + 1) }, desk.ports);
    const name = 'ecs/0123456789abcdef0123456789ab0007/migrate-stock';
    const run = async () => (await desk.store.readOrigin(name)).records[0]!.run;
    expect(await run()).toMatchObject({ outcome: 'failed', incomplete: { why: 'error-tail' } });

    desk.streams = [lost.stream];
    await desk.sweepAt(desk.now + 3 * MINUTE);
    expect(await run()).toMatchObject({ incomplete: null, error: { message: 'driver: bad connection' } });
    expect(desk.messages.at(-1)).toMatchObject({ transition: { kind: 'corrected' } });
  });

  test('a re-read in several facts counts as one: a tail that arrives after it is found by the next re-read', async () => {
    const migrations = Array.from({ length: 150 }, (_, n) => [
      `Start buffering ${n + 1}/u add_column`,
      `Read and execute ${n + 1}/u add_column`,
      `Finished ${n + 1}/u add_column (read 1ms, ran 2ms)`,
    ]);
    const texts = [
      ...migrations.flat(),
      'Start buffering 151/u last',
      'Read and execute 151/u last',
      'error: migration failed: syntax error at end of input in line 0: ALTER TABLE users',
      ' (details: pq: syntax error at end of input)',
    ];
    const events = texts.map((text, n) => ({
      id: String(n).padStart(56, '0'),
      timestamp: T0 + n,
      message: text,
    }));
    const whole = { ...applied.stream, logStream: 'many', events };
    const cut = { ...whole, events: events.slice(0, -1) };
    const desk = new Desk();
    await ingest(cut, desk.ports);
    const items = () => desk.store.readOrigin(`logs/${whole.logGroup}/many`);
    const run = async () => (await items()).records[0]!.run;
    const heardAt = events.at(-2)!.timestamp;
    expect(await run()).toMatchObject({ outcome: 'failed', incomplete: { why: 'error-tail', to: heardAt } });

    desk.streams = [cut];
    await desk.sweepAt(heardAt + 2 * MINUTE);
    const reread = (await items()).facts.filter((fact) => fact.kind === 'lines' && fact.read === 'stream');
    expect(reread.length).toBeGreaterThan(1);

    desk.streams = [whole];
    await desk.sweepAt(heardAt + 10 * MINUTE);
    expect(await run()).toMatchObject({
      incomplete: null,
      findings: expect.not.arrayContaining([expect.objectContaining({ kind: 'lines-missing' })]),
      error: { details: 'pq: syntax error at end of input' },
    });
  });

  test('a log stream is read only for missing lines, and only when a re-read is due', async () => {
    const lost = reference('connection lost');
    const cutAt = lost.stream.events.findIndex(({ message }) => message.includes('migration failed'));
    const desk = new Desk();
    desk.streams = [{ ...lost.stream, events: lost.stream.events.slice(0, cutAt + 1) }, applied.stream];
    const reads: string[] = [];
    const ports = {
      ...desk.ports,
      // A message in the outbox makes a record due at every sweep.
      publisher: { publish: () => Promise.reject(new Error('no topic')) },
      logReader: {
        readWindow: (...window: readonly [string, string, number, number]) => {
          reads.push(`${(desk.now - T0) / MINUTE} min, ${window[1].split('/')[0]}`);
          return desk.ports.logReader.readWindow(...window);
        },
      },
    };
    for (const stream of desk.streams) await ingest(stream, ports).catch(() => undefined);
    for (let minutes = 11; minutes < 40; minutes++) {
      desk.now = T0 + minutes * MINUTE;
      await sweep(ports).catch(() => undefined);
    }
    expect(reads).toEqual(['11 min, stock', '18 min, stock']);
  });

  test('a missing stream makes the sweep fail, and is given up after 20 minutes', async () => {
    const lost = reference('connection lost');
    const cutAt = lost.stream.events.findIndex(({ message }) => message.includes('migration failed'));
    const desk = new Desk();
    await ingest({ ...lost.stream, events: lost.stream.events.slice(0, cutAt + 1) }, desk.ports);
    await ingest(applied.stream, desk.ports);
    await expect(desk.sweepAt(desk.now + 5 * MINUTE)).rejects.toThrow('sweep: 1 of the due entries failed');
    await expect(desk.sweepAt(desk.now + 30 * MINUTE)).rejects.toThrow();

    const { records } = await desk.store.readOrigin('ecs/0123456789abcdef0123456789ab0007/migrate-stock');
    expect(records[0]!.run).toMatchObject({ incomplete: null, findings: [{ kind: 'lines-missing' }] });
  });

  test('a message that is still in the outbox is sent two minutes after its write, under its own id', async () => {
    const desk = new Desk();
    desk.now = lastAt + 1_000;
    const publisher = { publish: () => Promise.reject(new Error('no topic')) };
    await expect(ingest(killed.stream, { ...desk.ports, publisher })).rejects.toThrow();

    const wroteAt = desk.now;
    await desk.sweepAt(wroteAt + 2 * MINUTE - 1);
    expect(desk.messages).toEqual([]);

    await desk.sweepAt(wroteAt + 2 * MINUTE);
    expect(desk.messages[0]).toMatchObject({
      id: expect.stringMatching(/#1$/),
      transition: { kind: 'started' },
    });

    await desk.sweepAt(wroteAt + 2 * MINUTE + 1);
    expect(desk.messages.filter((message) => 'id' in message && message.id.endsWith('#1'))).toHaveLength(1);
  });

  test.each([
    ['its own', 'production', 7 * MINUTE],
    ['those of all environments when another differs', 'staging', 5 * MINUTE],
  ])('a run has the deadlines of its environment: %s', async (_name, environment, silentMs) => {
    const desk = new Desk();
    const ports = {
      ...desk.ports,
      clock: () => desk.now,
      deadlinesByEnvironment: { [environment]: { silentWarningMs: 7 * MINUTE } },
    };
    await ingest(batches[0]!, ports);
    const heardAt = batches[0]!.events[0]!.timestamp!;
    const alerts = async () => {
      await sweep(ports);
      return (await desk.store.listOpen()).flatMap((entry) =>
        entry.kind === 'run' ? entry.record.run.alerts : [],
      );
    };
    desk.now = heardAt + silentMs - 1;
    expect(await alerts()).toEqual([]);
    expect((await desk.store.listOpen())[0]!.dueAt).toBe(heardAt + silentMs);

    desk.now = heardAt + silentMs;
    expect(await alerts()).toEqual(['silent-warning']);
  });

  describe('an expected run', () => {
    const heardAt = applied.stream.events[0]!.timestamp!;
    const target = { environment: 'production', database: 'orders' };
    const expected = { name: 'nightly', target, since: heardAt - MINUTE, dueAt: heardAt + 9 * MINUTE };
    const missing = {
      type: 'missing',
      id: `nightly@${expected.dueAt}`,
      target,
      since: expected.since,
      dueAt: expected.dueAt,
    };
    const waiting = async (over: object = {}) => {
      const desk = new Desk();
      await desk.store.openExpected({ ...expected, ...over });
      return desk;
    };
    const toldBy = (desk: Desk) => desk.messages.filter(({ type }) => type === 'missing');

    test('is missing from exactly the moment at which it is due, and is reported once', async () => {
      const desk = await waiting();
      await desk.sweepAt(expected.dueAt - 1);
      expect(desk.messages).toEqual([]);

      await desk.sweepAt(expected.dueAt);
      expect(desk.messages).toEqual([missing]);

      await desk.store.openExpected(expected);
      await desk.sweepAt(expected.dueAt + MINUTE);
      expect(desk.messages).toEqual([missing]);
      expect(await desk.store.listOpen()).toEqual([]);
    });

    test.each([
      ['came', {}, []],
      ['began when it was expected', { since: heardAt }, []],
      ['began too early', { since: heardAt + 1 }, [{ ...missing, since: heardAt + 1 }]],
      [
        'is of another database',
        { target: { ...target, database: 'users' } },
        [{ ...missing, target: { ...target, database: 'users' } }],
      ],
    ])('a run that goes on and %s', async (_name, over, told) => {
      const desk = await waiting(over);
      desk.now = heardAt;
      await ingest(batches[0]!, desk.ports);
      await desk.sweepAt(expected.dueAt);
      expect(toldBy(desk)).toEqual(told);
      expect((await desk.store.listOpen()).filter(({ kind }) => kind === 'expected')).toEqual([]);
    });

    test('is reported again under the same id if the topic did not accept the message', async () => {
      const desk = await waiting();
      desk.now = expected.dueAt;
      const refuse = { publish: () => Promise.reject(new Error('the topic is out of reach')) };
      await expect(sweep({ ...desk.ports, publisher: refuse })).rejects.toThrow(AggregateError);

      await desk.sweepAt(expected.dueAt + MINUTE);
      expect(desk.messages).toEqual([missing]);
    });
  });

  test('reminders of open incidents go to the topic when they are due; gauges show dirty databases', async () => {
    const incident: IncidentEntry = {
      kind: 'incident',
      incident: 'migrate-watch/production/orders/migration/1',
      environment: 'production',
      database: 'orders',
      incidentKind: 'migration',
      conditions: ['failed', 'dirty'],
      dueAt: T0,
    };
    const desk = new Desk(new MemoryFactStore(() => [incident]));
    await desk.sweepAt(T0 - 1);
    expect(desk.messages).toEqual([]);

    await desk.sweepAt(T0);
    expect(desk.messages).toEqual([{ type: 'incident-due', incident: incident.incident, dueAt: T0 }]);

    const dirty = desk.metricCalls
      .at(-1)!
      .filter(({ name, value }) => name === 'DirtyDatabase' && value === 1);
    expect(dirty.map(({ dimensions }) => dimensions)).toEqual([
      { Environment: 'production' },
      { Environment: 'production', Database: 'orders' },
    ]);
  });
});

describe('bad input', () => {
  const event = (payload: string) => ({ awslogs: { data: gzipSync(payload).toString('base64') } });

  test.each<[string, () => unknown, string]>([
    ['invalid base64', () => decodeLogBatch({ awslogs: { data: '!' } }), 'LogBatchError'],
    ['invalid JSON', () => decodeLogBatch(event('{')), 'LogBatchError'],
    [
      'an event of another kind',
      () => decodeStateEvent({ 'detail-type': 'x', source: 'y', time: '2026-03-05T10:00:00Z' }),
      'StateEventError',
    ],
  ])('%s is counted and let go on to the failure destination', async (_name, decode, error) => {
    const desk = new Desk();
    await expect(decodeOrReject(decode, desk.ports)).rejects.toMatchObject({ name: error });
    expect(desk.metricCalls).toEqual([
      [{ name: 'RejectedInputs', value: 1, at: desk.now, dimensions: { Environment: 'migrate-watch' } }],
    ]);
  });

  test('log events that cannot be read are counted, and do not stop their batch', async () => {
    const desk = new Desk();
    const skipped = [{ why: 'logEvents[1].message is missing' }, { why: 'logEvents[3].id is empty' }];
    await ingest(applied.stream, desk.ports, { skipped, replaced: 0 });
    expect(desk.metricCalls.flat()).toContainEqual(
      expect.objectContaining({ name: 'RejectedInputs', value: 2 }),
    );
    expect(desk.warnings).toEqual([
      'a delivery of /ecs/jobs cannot be read in full: log events left out: 2 (logEvents[1].message is missing; logEvents[3].id is empty)',
    ]);
    expect(desk.messages).toHaveLength(1);
  });
});
