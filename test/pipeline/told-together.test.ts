import { describe, expect, test } from 'vitest';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { WRITER_TIMEOUT_MS } from '../../lambda/contract/defaults.ts';
import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import { type EventsMessage, runsIn } from '../../lambda/domain/runs/record/events-message.ts';
import { type IngestPorts, ingest } from '../../lambda/pipeline/ingest.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { MINUTE, NIGHT, SOURCES } from './page-world.ts';

/** One log stream in which as many runs fail, each with a statement of `chars` characters. */
function failures(count: number, chars: number): LogBatch {
  const events = Array.from({ length: count }, (_, n) => ({
    id: `${n}`.padStart(10, '0'),
    timestamp: NIGHT + n,
    message: `error: migration failed in line 0: ALTER TABLE t${n} ADD ${'a'.repeat(chars)} int; (details: pq: relation "t${n}" does not exist)`,
  }));
  return { logGroup: '/ecs/orders', logStream: `orders/migrate/${'0'.repeat(32)}`, events };
}

function desk() {
  const store = new MemoryFactStore();
  const messages: EventsMessage[] = [];
  const { ports } = countedPorts(() => NIGHT + MINUTE, store);
  const publisher = { publish: async (message: EventsMessage) => void messages.push(message) };
  const all: IngestPorts = { ...ports, sources: SOURCES, publisher };
  const waiting = () => store.allRecords().filter(({ outbox }) => outbox.length > 0).length;
  return { ports: all, store, messages, waiting };
}

describe('runs that are waiting to be published', () => {
  test.each([
    { name: 'one by one, when they are ten', count: 10, chars: 10, sizes: Array(10).fill(1) },
    { name: 'together, when they are eleven', count: 11, chars: 10, sizes: [11] },
    { name: 'thirty at a time, and one that is left by itself', count: 31, chars: 10, sizes: [30, 1] },
  ])('are published $name', async ({ count, chars, sizes }) => {
    const { ports, messages, waiting } = desk();
    await ingest(failures(count, chars), ports);
    expect(messages.map((message) => runsIn(message).length)).toEqual(sizes);
    expect(messages.map(({ type }) => type)).toEqual(sizes.map((size) => (size === 1 ? 'run' : 'runs')));
    expect(new Set(messages.flatMap(runsIn).map(({ run }) => run.id)).size).toBe(count);
    expect(waiting()).toBe(0);
  });

  test('are published in more messages if they are long: each is under 64 Ki characters', async () => {
    const { ports, messages, waiting } = desk();
    await ingest(failures(30, 2_000), ports);
    const sizes = messages.map((message) => JSON.stringify(message.type === 'runs' && message.runs).length);
    expect(sizes.length).toBeGreaterThan(1);

    for (const size of sizes) expect(size).toBeLessThanOrEqual(64 * 1024 + 100);
    // Each but the last is as full as can be.
    const longest = Math.max(...messages.flatMap(runsIn).map((run) => JSON.stringify(run).length));
    for (const size of sizes.slice(0, -1)) expect(size + longest).toBeGreaterThan(64 * 1024);
    expect(waiting()).toBe(0);
  });

  test('stay in the outbox while the topic cannot be reached, and are published by a repeated delivery once their writer must have ended', async () => {
    const { ports, messages, waiting } = desk();
    const publisher = { publish: () => Promise.reject(new Error('no topic')) };
    await expect(ingest(failures(11, 10), { ...ports, publisher })).rejects.toThrow('no topic');
    expect(waiting()).toBe(11);

    await ingest(failures(11, 10), { ...ports, clock: () => NIGHT + MINUTE + WRITER_TIMEOUT_MS - 1 });
    expect(messages).toEqual([]);

    await ingest(failures(11, 10), { ...ports, clock: () => NIGHT + MINUTE + WRITER_TIMEOUT_MS });
    expect(messages.map((message) => runsIn(message).length)).toEqual([11]);
    expect(waiting()).toBe(0);
  });
});
