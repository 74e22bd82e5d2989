import { type RetryContext, retryConflicts } from './retry-conflicts.ts';
import { sideBySide } from './side-by-side.ts';

/** A stored item with its outbox: the messages about its last changes, which the same conditional write has stored. */
export interface WithOutbox<Entry> {
  /** Number of writes of the item so far. Every write is conditional on the revision that was read. */
  readonly revision: number;
  readonly outbox: readonly Entry[];
}

/** How one kind of item is read and written. */
export interface OutboxStore<Item extends WithOutbox<Entry>, Entry> {
  /** Names the item in errors, such as `a run record`. */
  readonly what: string;
  /** Id of an entry: the dedup key of its message. It stays the same when the entry is sent again. */
  readonly idOf: (entry: Entry) => string;
  /** Reads the item again; `undefined` when the item, with its outbox, no longer exists. */
  readonly reread: (item: Item) => Promise<Item | undefined>;
  /** Writes `item`, on condition that the stored revision is `expected`. */
  readonly put: (item: Item, expected: number) => Promise<'written' | 'conflict'>;
}

/** An item, and the entries of its outbox that are sent now. */
export interface Due<Item extends WithOutbox<Entry>, Entry> {
  readonly item: Item;
  readonly entries: readonly Entry[];
}

/**
 * The second half of the transactional outbox: sends the entries of stored items, and then removes them from their items.
 *
 * The first half is the conditional write that stores a change together with its entries, so a change without its messages cannot exist.
 * The writer that wins that write calls this. After a crash the same delivery, or the sweep two minutes later, calls it again. So
 * delivery is at-least-once: a crash between `publish` and the removal sends an entry again, under the same id, and no crash loses one.
 *
 * @param publish sends the messages of all entries in `due`
 * @param atOnce items that are cleared side by side
 * @throws what `publish` throws, and after twelve lost conditions in a row; the entries then stay in their outboxes
 */
export async function sendOutbox<Item extends WithOutbox<Entry>, Entry>(
  due: readonly Due<Item, Entry>[],
  publish: () => Promise<void>,
  store: OutboxStore<Item, Entry>,
  context: RetryContext & { readonly atOnce: number },
): Promise<void> {
  await publish();
  await sideBySide(due, context.atOnce, (each) => removeSent(each, store, context));
}

async function removeSent<Item extends WithOutbox<Entry>, Entry>(
  { item, entries }: Due<Item, Entry>,
  { what, idOf, reread, put }: OutboxStore<Item, Entry>,
  context: RetryContext,
): Promise<void> {
  const sent = new Set(entries.map(idOf));
  let known: Item | undefined = item;
  await retryConflicts(what, context, async () => {
    known ??= await reread(item);
    if (known === undefined) return true;
    const outbox = known.outbox.filter((entry) => !sent.has(idOf(entry)));
    if (outbox.length === known.outbox.length) return true;
    const cleared = { ...known, outbox, revision: known.revision + 1 };
    const written = await put(cleared, known.revision);
    known = undefined;
    return written === 'written' ? true : undefined;
  });
}
