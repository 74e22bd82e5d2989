import { deadlinesFor, recordDueAt } from '../domain/runs/record/deadlines.ts';
import type { RunMessage } from '../domain/runs/record/events-message.ts';
import type { OutboxEntry, RunRecord, Transition } from '../domain/runs/record/run-record.ts';
import { type Due, type OutboxStore, sendOutbox } from './outbox.ts';
import { CALLS_AT_ONCE, sideBySide } from './side-by-side.ts';
import type { WriterContext } from './writer.ts';

/** A run record, the entries of its outbox that are sent now, and the record that has replaced it. */
export interface DueRecord extends Due<RunRecord, OutboxEntry> {
  readonly successor: RunRecord | undefined;
}

/** Up to this many records are sent in separate messages. More records share messages, because `page` writes a database's state once for each message. */
const MAX_SINGLE_MESSAGES = 10;
/** Records in one message: half of what a database's state keeps, so that no run is dropped from the state before it was judged. */
const MAX_RECORDS_TOGETHER = 30;
/** Characters of JSON in one message with several records. With three bytes each, and escapes, it stays below SNS's 256 KiB. */
const MAX_CHARS_TOGETHER = 64 * 1024;

/** Messages that are sent side by side. Invocations of `page` for them write the same item; more would lose too many conditions. */
const MESSAGES_AT_ONCE = 4;

/** Sends the given entries of the run records' outboxes to the topic `events`. */
export async function sendTransitions(due: readonly DueRecord[], context: WriterContext): Promise<void> {
  const { callsAtOnce = CALLS_AT_ONCE, publisher } = context;
  const messagesAtOnce = Math.min(callsAtOnce, MESSAGES_AT_ONCE);
  const atOnce = Math.floor(callsAtOnce / messagesAtOnce);
  await sideBySide(partsOf(due), messagesAtOnce, (part) => {
    const messages = part.flatMap((each) => each.messages);
    const publish = async () => {
      if (part.length > 1) return publisher.publish({ type: 'runs', runs: messages });
      for (const message of messages) await publisher.publish(message);
    };
    return sendOutbox(part, publish, recordOutboxes(context), { ...context, atOnce });
  });
}

function recordOutboxes({ store, ...rules }: WriterContext): OutboxStore<RunRecord, OutboxEntry> {
  return {
    what: 'a run record',
    idOf: ({ id }) => id,
    reread: async ({ run }) =>
      (await store.readOrigin(run.origin)).records.find((other) => other.run.id === run.id),
    put: (record, expected) =>
      store.putRecord(record, expected, recordDueAt(record, deadlinesFor(record.run, rules))),
  };
}

interface DueWithMessages extends DueRecord {
  readonly messages: readonly RunMessage[];
}

function partsOf(due: readonly DueRecord[]): readonly (readonly DueWithMessages[])[] {
  const withMessages = due.map((each) => ({ ...each, messages: messagesOf(each) }));
  if (due.length <= MAX_SINGLE_MESSAGES) return withMessages.map((each) => [each]);
  const parts: DueWithMessages[][] = [];
  let chars = 0;
  for (const each of withMessages) {
    const size = JSON.stringify(each.messages).length;
    const part = parts.at(-1);
    if (part !== undefined && part.length < MAX_RECORDS_TOGETHER && chars + size <= MAX_CHARS_TOGETHER)
      part.push(each);
    else {
      parts.push([each]);
      chars = 0;
    }
    chars += size;
  }
  return parts;
}

function messagesOf({ item: stored, entries, successor }: DueRecord): readonly RunMessage[] {
  const { run, revision } = stored;
  return entries.map(({ id, transition }) => {
    // For a replaced run, `page` only needs to know that it was replaced.
    if (successor) {
      const { run: next, revision: nextRevision } = successor;
      const superseded = { ...transition, kind: 'superseded' as const };
      const replacement = { run: next, revision: nextRevision };
      return { type: 'run', id, transition: superseded, successor: replacement, run, revision };
    }
    const corrected = { ...transition, kind: 'corrected' as const };
    return {
      type: 'run',
      id,
      transition: isBack(stored, transition) ? corrected : transition,
      run,
      revision,
    };
  });
}

/** Does the entry say that the run was replaced, although it is current again by now? */
function isBack({ supersededBy }: RunRecord, { kind }: Transition): boolean {
  return kind === 'superseded' && supersededBy === null;
}
