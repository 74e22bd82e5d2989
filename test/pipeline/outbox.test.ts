import { describe, expect, test } from 'vitest';
import { type OutboxStore, sendOutbox } from '../../lambda/pipeline/outbox.ts';

interface Item {
  readonly key: string;
  readonly revision: number;
  readonly outbox: readonly string[];
}

/** A store of items whose next writes can be made to lose their condition; keeps what was called, in order. */
class Items implements OutboxStore<Item, string> {
  readonly what = 'an item';
  readonly calls: string[] = [];
  readonly #stored: Map<string, Item>;
  #lost: number;

  constructor(stored: readonly Item[], lost = 0) {
    this.#stored = new Map(stored.map((item) => [item.key, item]));
    this.#lost = lost;
  }

  get stored(): readonly Item[] {
    return [...this.#stored.values()];
  }

  idOf = (entry: string) => entry;

  reread = async ({ key }: Item) => {
    this.calls.push(`read ${key}`);
    return this.#stored.get(key);
  };

  put = async (item: Item, expected: number) => {
    this.calls.push(`put ${item.key}`);
    if (this.#lost-- > 0 || this.#stored.get(item.key)?.revision !== expected) return 'conflict' as const;
    this.#stored.set(item.key, item);
    return 'written' as const;
  };

  send(item: Item, entries: readonly string[], publish = async () => void this.calls.push('publish')) {
    const context = { random: () => 0, pause: async () => {}, atOnce: 1 };
    return sendOutbox([{ item, entries }], publish, this, context);
  }
}

const item = (outbox: readonly string[], revision = 1): Item => ({ key: 'a', revision, outbox });

describe('the outbox of an item', () => {
  test('is sent first; then the sent entries are removed by a write conditional on the revision that was read', async () => {
    const items = new Items([item(['x', 'y', 'z'])]);
    await items.send(item(['x', 'y', 'z']), ['x', 'z']);
    expect(items.calls).toEqual(['publish', 'put a']);
    expect(items.stored).toEqual([item(['y'], 2)]);
  });

  test('keeps everything when sending fails', async () => {
    const items = new Items([item(['x'])]);
    await expect(items.send(item(['x']), ['x'], () => Promise.reject(new Error('no topic')))).rejects.toThrow(
      'no topic',
    );
    expect([items.stored, items.calls]).toEqual([[item(['x'])], []]);
  });

  test('is read again after a lost condition, and keeps entries that were added meanwhile', async () => {
    const items = new Items([item(['x', 'new'], 4)]);
    await items.send(item(['x'], 3), ['x']);
    expect(items.calls).toEqual(['publish', 'put a', 'read a', 'put a']);
    expect(items.stored).toEqual([item(['new'], 5)]);
  });

  test('is not written if another writer has removed the entries', async () => {
    const items = new Items([item([], 4)]);
    await items.send(item(['x'], 3), ['x']);
    expect(items.calls).toEqual(['publish', 'put a', 'read a']);
  });

  test('is ignored if its item no longer exists', async () => {
    const items = new Items([]);
    await items.send(item(['x']), ['x']);
    expect(items.calls).toEqual(['publish', 'put a', 'read a']);
  });

  test('fails after twelve lost conditions in a row', async () => {
    const items = new Items([item(['x'])], 12);
    await expect(items.send(item(['x']), ['x'])).rejects.toThrow(
      'lost the condition on an item 12 times in a row',
    );
  });
});
