import { describe, expect, test } from 'vitest';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import type { IncidentStore } from '../../lambda/pipeline/ports.ts';
import { alarm, clean, failed } from './night-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage, SENT_KEY } from './page-world.ts';

const failure = failed(0, '42', '42601');

type Put = IncidentStore['putIncident'];

/** What happens at the n-th write of an incident, in place of it or before it. */
function atWrite(
  world: PageWorld,
  nth: number,
  happens: (put: Put, incident: Incident) => Promise<void>,
): void {
  const put: Put = world.incidents.putIncident.bind(world.incidents);
  let writes = 0;
  world.incidents.putIncident = async (incident, expected) => {
    if (++writes === nth) await happens(put, incident);
    return put(incident, expected);
  };
}

const opened = ({ sent }: PageWorld) => sent.filter(({ page }) => page.kind === 'opened').length;
const named = async ({ incidents }: PageWorld) =>
  (await incidents.readTarget(failure.target)).inUse?.map(({ kind, n }) => `${kind}/${n}`);

describe('a crash after the state was written and before the incident was', () => {
  async function crashed(): Promise<PageWorld> {
    const world = new PageWorld();
    atWrite(world, 1, async () => {
      throw new Error('gone');
    });
    await expect(world.ended(failure)).rejects.toThrow('gone');
    expect(await named(world)).toEqual(['migration/1']);
    expect(world.incidents.allIncidents()).toEqual([]);
    return world;
  }

  test('is repaired by the same message, although it does not change the state', async () => {
    const world = await crashed();
    const states = world.incidents.allStates();
    await world.ended(failure);
    expect(opened(world)).toBe(1);
    expect(world.incidents.allStates()).toEqual(states);
  });

  test('is repaired even if the state was stored before states named their incidents', async () => {
    const world = await crashed();
    const [state] = world.incidents.allStates();
    await world.incidents.putState({ ...state!, revision: 2 }, 1);
    await world.ended(failure);
    expect(opened(world)).toBe(1);
    expect(world.incidents.allStates()).toMatchObject([{ revision: 2 }]);
  });

  test.each([[[]], [[{ kind: 'leak', n: 1 } as const]], [[{ kind: 'migration', n: 2 } as const]]])(
    'makes the next message write the state again if it does not name the incident: %j',
    async (others) => {
      const world = await crashed();
      const [state] = world.incidents.allStates();
      const inUse = others.map((other) => ({ ...other, target: failure.target }));
      await world.incidents.putState({ ...state!, revision: 2 }, 1, inUse);
      await world.ended(failure);
      expect(opened(world)).toBe(1);
      expect(await named(world)).toContain('migration/1');

      await world.ended(clean(HOUR));
      expect(world.sent.at(-1)!.page).toMatchObject({ kind: 'resolved', key: `${SENT_KEY}/1` });
    },
  );
});

test('of two concurrent messages, the second to write the state includes what the first wrote', async () => {
  const world = new PageWorld();
  const putState: IncidentStore['putState'] = world.incidents.putState.bind(world.incidents);
  let isFirst = true;
  world.incidents.putState = async (...put) => {
    const crosses = isFirst;
    isFirst = false;
    if (crosses) await world.tell(alarm({ at: NIGHT + MINUTE }), NIGHT + MINUTE);
    return putState(...put);
  };
  await world.ended(failure);
  expect(world.pauses).toBe(1);
  expect(world.incidents.allStates()).toMatchObject([
    { revision: 2, runs: { length: 1 }, alarms: { length: 1 } },
  ]);
  expect(world.incidents.allIncidents()).toMatchObject([{ marks: { length: 2 }, outbox: [] }]);
});

describe('while the pages of an incident are sent', () => {
  test('another message may change it: the sent entries are removed from the incident as it is stored by then', async () => {
    const world = new PageWorld();
    atWrite(world, 2, async () => {
      await world.tell(alarm({ at: NIGHT + MINUTE }), NIGHT + MINUTE);
    });
    await world.ended(failure);
    expect(world.incidents.allIncidents()).toMatchObject([{ outbox: [], marks: { length: 2 } }]);
    expect(world.pauses).toBe(1);
    expect(opened(world)).toBe(1);
  });

  test('another incident may open, and stays unchanged', async () => {
    const world = new PageWorld();
    const leaks = { ...failure, leaked: ['password'] };
    // Both are written, then both are sent and cleared.
    atWrite(world, 3, async () => {
      await world.tell(alarm({ at: NIGHT + MINUTE }), NIGHT + MINUTE);
    });
    await world.ended(leaks);
    expect(world.incidents.allIncidents()).toMatchObject([
      { kind: 'migration', outbox: [], marks: { length: 2 } },
      { kind: 'leak', outbox: [], marks: { length: 1 } },
    ]);
  });

  test('another invocation may have removed the entries already: nothing is written', async () => {
    const world = new PageWorld();
    atWrite(world, 2, async (put, incident) => {
      await put(incident, incident.revision - 1);
    });
    await world.ended(failure);
    expect(world.incidents.allIncidents()).toMatchObject([{ outbox: [], revision: 2 }]);
  });
});

describe('a message that is older than the record of its run', () => {
  const stored = (run: Run, revision: number, supersededBy: string | null) => ({
    run,
    revision,
    outbox: [],
    rereads: 0,
    supersededBy,
  });
  const { origin } = failure;

  test.each([
    ['was moved to an earlier start: the incident is about the run in its place', 'production', 'orders'],
    ['was moved, and is of another database: this one has no incident', 'production', 'users'],
  ])('when that %s', async (_name, environment, database) => {
    const world = new PageWorld();
    const target = { environment, database };
    const earlier = { ...failed(-MINUTE, '42', '42601'), origin, id: `${origin}-1`, target };
    await world.facts.putRecord(stored(failure, 3, earlier.id), null, null);
    await world.facts.putRecord(stored(earlier, 1, null), null, null);
    await world.tell(runMessage(failure, 1), NIGHT + MINUTE);
    const found = world.incidents.allIncidents().map(({ lead, marks, ended }) => [lead, marks.length, ended]);
    expect(found).toEqual(database === 'orders' ? [[earlier.id, 1, null]] : []);
    expect(opened(world)).toBe(database === 'orders' ? 1 : 0);
  });

  test('opens no incident if the run now belongs to another database', async () => {
    const world = new PageWorld();
    const target = { environment: 'production', database: 'users' };
    await world.facts.putRecord(stored({ ...failure, target }, 2, null), null, null);
    await world.tell(runMessage(failure, 1), NIGHT + MINUTE);
    expect(world.incidents.allIncidents()).toEqual([]);
    expect(world.sent).toEqual([]);
  });
});
