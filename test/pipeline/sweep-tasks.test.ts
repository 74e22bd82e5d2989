import { describe, expect, test } from 'vitest';
import { MemoryFactStore } from '../../lambda/adapters/local/memory-fact-store.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import type { RunRecord } from '../../lambda/domain/runs/record/run-record.ts';
import type { IncidentEntry } from '../../lambda/pipeline/ports.ts';
import { type SweepPorts, sweep } from '../../lambda/pipeline/sweep.ts';
import { countedPorts } from '../../scripts/bench/counted-ports.ts';
import { handMadeRecord, handMadeRun } from '../builders/facts-and-runs.ts';
import { failed, run } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, SOURCES } from './page-world.ts';

const DAY = 24 * HOUR;

const reminder = (n: number, dueAt: number): IncidentEntry => ({
  kind: 'incident',
  incident: `migrate-watch/production/orders/migration/${n}`,
  environment: 'production',
  database: 'orders',
  incidentKind: 'migration',
  conditions: ['failed'],
  dueAt,
});

interface Open {
  readonly incidents?: readonly IncidentEntry[];
  readonly records?: readonly RunRecord[];
  /** Ids of incidents whose reminder the topic refuses. */
  readonly refused?: readonly string[];
}

/** What one sweep at `now` reads and sends, with these entries in the open index; records are due at nightfall. */
async function swept({ incidents = [], records = [], refused = [] }: Open, now = NIGHT) {
  const store = new MemoryFactStore(() => incidents);
  for (const record of records) await store.putRecord(record, null, NIGHT);
  const origins: string[] = [];
  const windows: string[] = [];
  const messages: EventsMessage[] = [];
  const { ports } = countedPorts(() => now, store);
  const sweepPorts: SweepPorts = {
    ...ports,
    sources: SOURCES,
    store: Object.assign(store, {
      readOpen: async (origin: string) => {
        origins.push(origin);
        return { ...(await store.readOrigin(origin)), snapshot: null, seed: null, keyedByTime: true };
      },
    }),
    publisher: {
      publish: async (message) => {
        if (message.type === 'incident-due' && refused.includes(message.incident))
          throw new Error(`no topic for ${message.incident}`);
        messages.push(message);
      },
    },
    logReader: {
      readWindow: async (logGroup, logStream) => {
        windows.push(logStream);
        return { logGroup, logStream, events: [] };
      },
    },
  };
  const error: unknown = await sweep(sweepPorts).catch((thrown: unknown) => thrown);
  const reminded = messages.flatMap((message) => (message.type === 'incident-due' ? message.incident : []));
  return { origins, windows, messages, reminded, error, store };
}

describe('a sweep acts on what is due', () => {
  test('at that millisecond, and not one before', async () => {
    const incidents = [reminder(1, NIGHT), reminder(2, NIGHT + 1)];
    expect((await swept({ incidents })).messages).toEqual([
      { type: 'incident-due', incident: incidents[0]!.incident, dueAt: NIGHT },
    ]);
  });

  test('on 2,000 entries at most, the longest due first', async () => {
    const incidents = Array.from({ length: 2_001 }, (_, n) => reminder(n + 1, NIGHT - n));
    const { reminded } = await swept({ incidents });
    expect(reminded).toHaveLength(2_000);
    expect(reminded[0]).toBe(incidents[2_000]!.incident);
    expect(reminded).not.toContain(incidents[0]!.incident);
    expect((await swept({ incidents: incidents.slice(1) })).reminded).toHaveLength(2_000);
  });

  test('on all entries, although some fail; then it fails, and names each failure', async () => {
    const incidents = [1, 2, 3, 4].map((n) => reminder(n, NIGHT));
    const refused = [incidents[0]!.incident, incidents[2]!.incident];
    const { reminded, error } = await swept({ incidents, refused });
    expect(reminded).toEqual([incidents[1]!.incident, incidents[3]!.incident]);
    expect(error).toMatchObject({
      message: 'sweep: 2 of the due entries failed',
      errors: refused.map((incident) => ({ message: `no topic for ${incident}` })),
    });
  });
});

describe('the records of one origin', () => {
  const OTHER = run(MINUTE);
  const inOrigin = (n: number, over = {}) =>
    handMadeRecord(
      handMadeRun({ id: `${OTHER.origin}-${n}`, origin: OTHER.origin, outcome: 'running', ...over }),
    );

  test('are one task: the origin is read as often for two as for one', async () => {
    const one = await swept({ records: [inOrigin(1), handMadeRecord(run(0))] });
    const two = await swept({ records: [inOrigin(1), inOrigin(2), handMadeRecord(run(0))] });
    expect(new Set(one.origins)).toEqual(new Set([OTHER.origin, run(0).origin]));
    expect(two.origins.toSorted()).toEqual(one.origins.toSorted());
  });

  test.each([
    ['left alone a millisecond before their sender must have failed', 1, []],
    ['sent when their sender must have failed', 0, ['ended']],
  ])(
    'have unsent messages that are %s, although something else makes the origin due',
    async (_name, younger, sent) => {
      const transition = { kind: 'ended', before: 'running', after: 'failed' } as const;
      const outbox = [{ id: 'late', at: NIGHT - 2 * MINUTE + younger, transition }];
      const record = handMadeRecord(failed(-HOUR, '42', '42601'), { outbox });
      const { messages } = await swept({ records: [record] });
      expect(messages.flatMap((message) => (message.type === 'run' ? message.transition.kind : []))).toEqual(
        sent,
      );
    },
  );
});

describe('a log stream is read again for a run that lacks lines', () => {
  const cut = failed(0, '42', '42601', {
    logStream: 'cut',
    incomplete: { why: 'error-tail', from: NIGHT, to: NIGHT },
  });
  const heardAt = cut.endedAt!;

  test.each([
    ['a millisecond early', 2 * MINUTE - 1, []],
    ['in time', 2 * MINUTE, ['cut']],
    ['a millisecond before the run is sealed', 30 * DAY - 1, ['cut']],
  ])('when that is due: %s', async (_name, later, expected) => {
    const { windows } = await swept({ records: [handMadeRecord(cut)] }, heardAt + later);
    expect(windows).toEqual(expected);
  });

  test.each([
    ['is sealed', {}, 30 * DAY],
    ['was replaced', { supersededBy: 'other' }, HOUR],
    ['has had both its re-reads', { rereads: 2 }, HOUR],
  ])('unless the run %s', async (_name, over, later) => {
    const { windows } = await swept({ records: [handMadeRecord(cut, over)] }, heardAt + later);
    expect(windows).toEqual([]);
  });

  test('before the sweep gives up on the lines: it stores no such deadline when it has just read', async () => {
    const given = async (over: Partial<RunRecord>) => {
      const { store } = await swept({ records: [handMadeRecord(cut, over)] }, heardAt + 20 * MINUTE);
      const { facts } = await store.readOrigin(cut.origin);
      return facts.map((fact) => (fact.kind === 'deadline' ? fact.what : fact.kind));
    };
    expect(await given({})).toEqual(['lines']);
    expect(await given({ rereads: 2 })).toEqual(['lines-missing']);
  });

  test('and the other deadlines of the run are stored in the same sweep', async () => {
    const going = { ...cut, outcome: 'running', endedAt: null, lastEventAt: NIGHT, dedicated: true } as const;
    const { store } = await swept({ records: [handMadeRecord(going)] }, NIGHT + 5 * MINUTE);
    const { facts } = await store.readOrigin(cut.origin);
    expect(facts.map((fact) => (fact.kind === 'deadline' ? fact.what : fact.kind))).toEqual([
      'silent-warning',
      'lines',
    ]);
  });
});
