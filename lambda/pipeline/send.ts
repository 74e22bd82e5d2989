import type { Run } from '../domain/model/run.ts';
import { deadlinesFor, recordDueAt } from '../domain/runs/record/deadlines.ts';
import type { RunMessage } from '../domain/runs/record/events-message.ts';
import type { OutboxEntry, RunRecord, Transition } from '../domain/runs/record/run-record.ts';
import type { WriterContext } from './record.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';

/** A record, those of its requests that are to be sent, and the record that stands in its place. */
export interface Due {
  readonly stored: RunRecord;
  readonly requests: readonly OutboxEntry[];
  readonly successor: RunRecord | undefined;
}

/** So many records are told of one by one; more are told of together, because each message costs `page` a write of the same item. */
const TOLD_ALONE = 10;
/** Records in one message: half of what a database's state keeps, so that none is dropped before it was looked at. */
const TOLD_TOGETHER = 30;
/** Characters of JSON in one message with several records. At most three bytes each, and escaped ones, stay under SNS's 256 KiB. */
const MAX_TOGETHER_CHARS = 64 * 1024;

/** Messages that go out side by side: their readers write the same item in turn, and who comes in vain too often has to come again. */
const MESSAGES_AT_ONCE = 4;

/** Sends the requests, and then clears them: a crash in between repeats them under the same ids. */
export async function send(due: readonly Due[], context: WriterContext): Promise<void> {
  const { callsAtOnce = CALLS_AT_ONCE } = context;
  const atOnce = Math.min(callsAtOnce, MESSAGES_AT_ONCE);
  await sideBySide(partsOf(due), atOnce, async (part) => {
    const messages = part.flatMap(({ messages: each }) => each);
    if (part.length === 1) for (const message of messages) await context.publisher.publish(message);
    else await context.publisher.publish({ type: 'runs', runs: messages });
    await sideBySide(part, Math.floor(callsAtOnce / atOnce), ({ stored, requests }) =>
      cleared(stored, requests, context),
    );
  });
}

interface Telling extends Due {
  readonly messages: readonly RunMessage[];
}

function partsOf(due: readonly Due[]): readonly (readonly Telling[])[] {
  const telling = due.map((each) => ({ ...each, messages: messagesOf(each) }));
  if (due.length <= TOLD_ALONE) return telling.map((each) => [each]);
  const parts: Telling[][] = [];
  let chars = 0;
  for (const each of telling) {
    const size = JSON.stringify(each.messages).length;
    const part = parts.at(-1);
    if (part !== undefined && part.length < TOLD_TOGETHER && chars + size <= MAX_TOGETHER_CHARS)
      part.push(each);
    else {
      parts.push([each]);
      chars = 0;
    }
    chars += size;
  }
  return parts;
}

function messagesOf({ stored, requests, successor }: Due): readonly RunMessage[] {
  const { run, revision } = stored;
  return requests.map(({ id, transition }) => {
    // What a replaced run still owes is that it was replaced, whatever it was before.
    const told = successor
      ? { transition: { ...transition, kind: 'superseded' as const }, successor: toldOf(successor) }
      : {
          transition: isBack(stored, transition) ? { ...transition, kind: 'corrected' as const } : transition,
        };
    return { type: 'run', id, ...told, run, revision };
  });
}

/** It was replaced, and is told of that late: it has come back meanwhile. */
function isBack({ supersededBy }: RunRecord, { kind }: Transition): boolean {
  return kind === 'superseded' && supersededBy === null;
}

function toldOf({ run, revision }: RunRecord): { run: Run; revision: number } {
  return { run, revision };
}

async function cleared(
  stored: RunRecord,
  requests: readonly OutboxEntry[],
  context: WriterContext,
): Promise<void> {
  const { run } = stored;
  const sent = new Set(requests.map(({ id }) => id));
  let known: RunRecord | undefined = stored;
  await retryConflicts('a run record', context, async () => {
    known ??= (await context.store.readOrigin(run.origin)).records.find((other) => other.run.id === run.id);
    const isCleared = known && (await clear(known, sent, context));
    known = undefined;
    return isCleared;
  });
}

async function clear(
  stored: RunRecord,
  sent: ReadonlySet<string>,
  context: WriterContext,
): Promise<true | undefined> {
  const outbox = stored.outbox.filter(({ id }) => !sent.has(id));
  if (outbox.length === stored.outbox.length) return true;
  const next = { ...stored, outbox, revision: stored.revision + 1 };
  const dueAt = recordDueAt(next, deadlinesFor(next.run, context));
  return (await context.store.putRecord(next, stored.revision, dueAt)) === 'written' ? true : undefined;
}
