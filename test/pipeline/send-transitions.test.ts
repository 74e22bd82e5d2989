import { describe, expect, test } from 'vitest';
import { ACCOUNT } from '../../bin/cli/aws-events/place.ts';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { RunRecord, Transition } from '../../lambda/domain/runs/record/run-record.ts';
import { type DueRecord, sendTransitions } from '../../lambda/pipeline/send-transitions.ts';
import { handMadeRecord, handMadeRun, T0 } from '../builders/facts-and-runs.ts';

const entry = (kind: Transition['kind']) => ({
  id: 'a#1',
  at: T0,
  transition: { kind, before: 'running' as const, after: 'failed' as const },
});

/** What is published for one record whose outbox holds a transition, and the record afterwards. */
async function sent(kind: Transition['kind'], over: Partial<RunRecord> = {}, successor?: RunRecord) {
  const item = handMadeRecord(handMadeRun({ id: 'a', outcome: 'failed' }), {
    outbox: [entry(kind)],
    ...over,
  });
  return send({ item, entries: item.outbox, successor }, [item]);
}

async function send(due: DueRecord, stored: readonly RunRecord[]) {
  const store = new MemoryFactStore();
  for (const record of stored) await store.putRecord(record, null, null);
  const published: EventsMessage[] = [];
  await sendTransitions([due], {
    store,
    publisher: { publish: async (message) => void published.push(message) },
    runLog: { write: () => {} },
    monitor: { account: ACCOUNT },
    sources: [],
    deadlines: DEADLINES,
    now: T0,
    counters: [],
    random: () => 0,
    pause: async () => {},
  });
  return { published, records: store.allRecords() };
}

describe('a transition in the outbox of a run record', () => {
  test('is sent with the run, and then removed', async () => {
    const { published, records } = await sent('ended');
    expect(published).toMatchObject([
      { type: 'run', id: 'a#1', transition: { kind: 'ended' }, run: { id: 'a' }, revision: 1 },
    ]);
    expect(records).toMatchObject([{ revision: 2, outbox: [] }]);
  });

  test('is sent as a replacement, with the new run, if the run has been replaced', async () => {
    const successor = handMadeRecord(handMadeRun({ id: 'b' }), { revision: 9 });
    const { published } = await sent('ended', { supersededBy: 'b' }, successor);
    expect(published).toMatchObject([
      { transition: { kind: 'superseded', after: 'failed' }, successor: { run: { id: 'b' }, revision: 9 } },
    ]);
  });

  test('is sent as a correction if the run was replaced and is current again before sending', async () => {
    const { published } = await sent('superseded');
    expect(published).toMatchObject([{ transition: { kind: 'corrected' } }]);
    expect(published[0]).not.toHaveProperty('successor');
  });

  test('is removed from its own record, as it is by then, when another writer has changed the record', async () => {
    const other = handMadeRecord(handMadeRun({ id: 'other' }), { outbox: [entry('ended')], revision: 5 });
    const item = handMadeRecord(handMadeRun({ id: 'a', outcome: 'failed' }), { outbox: [entry('ended')] });
    const changed = { ...item, revision: 3, rereads: 1 };
    const { records } = await send({ item, entries: item.outbox, successor: undefined }, [other, changed]);
    expect(records).toEqual([other, { ...changed, revision: 4, outbox: [] }]);
  });
});
