import { describe, expect, test } from 'vitest';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import { DEADLINES } from '../../lambda/contract/defaults.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { RunRecord, Transition } from '../../lambda/domain/runs/record/run-record.ts';
import { sendTransitions } from '../../lambda/pipeline/send-transitions.ts';
import { handMadeRecord, handMadeRun, T0 } from '../builders/facts-and-runs.ts';

const entry = (kind: Transition['kind']) => ({
  id: 'a#1',
  at: T0,
  transition: { kind, before: 'running' as const, after: 'failed' as const },
});

/** What is published for one record whose outbox holds a transition, and the record afterwards. */
async function sent(kind: Transition['kind'], over: Partial<RunRecord> = {}, successor?: RunRecord) {
  const store = new MemoryFactStore();
  const item = handMadeRecord(handMadeRun({ id: 'a', outcome: 'failed' }), {
    outbox: [entry(kind)],
    ...over,
  });
  await store.putRecord(item, null, null);
  const published: EventsMessage[] = [];
  await sendTransitions([{ item, entries: item.outbox, successor }], {
    store,
    publisher: { publish: async (message) => void published.push(message) },
    runLog: { write: () => {} },
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
  test('is sent with the run, and removed', async () => {
    const { published, records } = await sent('ended');
    expect(published).toMatchObject([
      { type: 'run', id: 'a#1', transition: { kind: 'ended' }, run: { id: 'a' }, revision: 1 },
    ]);
    expect(records).toMatchObject([{ revision: 2, outbox: [] }]);
  });

  test('says that the run was replaced, whatever it said before, together with the run in its place', async () => {
    const successor = handMadeRecord(handMadeRun({ id: 'b' }), { revision: 9 });
    const { published } = await sent('ended', { supersededBy: 'b' }, successor);
    expect(published).toMatchObject([
      { transition: { kind: 'superseded', after: 'failed' }, successor: { run: { id: 'b' }, revision: 9 } },
    ]);
  });

  test('of a run that was replaced, and has come back before it was sent, says that it is corrected', async () => {
    const { published } = await sent('superseded');
    expect(published).toMatchObject([{ transition: { kind: 'corrected' } }]);
    expect(published[0]).not.toHaveProperty('successor');
  });
});
