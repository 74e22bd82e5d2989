import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { IncidentName } from '../../lambda/domain/model/incident-key.ts';
import type { Outcome, Run } from '../../lambda/domain/model/run.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { acknowledged } from '../acknowledged.ts';
import { handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, runMessage } from './page-world.ts';

type Message = EventsMessage | AlarmNotification;

const TARGET = { environment: 'production', database: 'orders' };
const OUTCOMES: readonly Outcome[] = ['failed', 'failed', 'succeeded', 'succeeded', 'blocked', 'killed'];

interface Draw {
  readonly outcome: Outcome;
  /** What a second revision says instead; `null`: there is none. */
  readonly later: Outcome | null;
  readonly version: string;
  readonly leaks: boolean;
  readonly slow: boolean;
  readonly gapMinutes: number;
  /** How many messages its messages are late by. */
  readonly late: readonly [first: number, second: number, repeat: number];
  /** Another message after it. */
  readonly also: 'alarm' | 'acknowledged' | 'due' | null;
}

const often = <T>(value: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });
const lateness = often(0, fc.integer({ min: 1, max: 40 }));

const draws = fc.array(
  fc.record<Draw>({
    outcome: fc.constantFrom(...OUTCOMES),
    later: often<Outcome | null>(null, fc.constantFrom(...OUTCOMES)),
    version: fc.constantFrom('41', '42', '43'),
    leaks: often(false, fc.constant(true)),
    slow: often(false, fc.constant(true)),
    gapMinutes: fc.constantFrom(2, 30, 150),
    late: fc.tuple(lateness, lateness, lateness),
    also: often<Draw['also']>(null, fc.constantFrom('alarm', 'acknowledged', 'due')),
  }),
  { minLength: 10, maxLength: 90 },
);

function runAt(startedAt: number, n: number, outcome: Outcome, draw: Draw): Run {
  const origin = `ecs/${n.toString(16).padStart(32, '0')}/migrate`;
  const isFailure = outcome === 'failed' || outcome === 'blocked';
  const endedAt = startedAt + MINUTE;
  return handMadeRun({
    id: `${origin}-${startedAt.toString(36)}`,
    origin,
    startedAt,
    endedAt,
    lastEventAt: endedAt,
    durationMs: MINUTE,
    outcome,
    alerts: draw.slow ? ['silent-warning'] : [],
    leaked: draw.leaks ? ['password'] : [],
    dirtyVersion: isFailure ? draw.version : null,
    migrations: outcome === 'succeeded' ? [handMadeMigration({ version: draw.version })] : [],
    error: isFailure
      ? {
          class: outcome === 'failed' ? 'migration-failed' : 'dirty-blocked',
          message: 'no',
          sqlState: outcome === 'failed' ? '42601' : null,
          vendorCode: null,
          line: null,
          column: null,
          statement: null,
          details: null,
        }
      : null,
  });
}

function otherMessage(also: NonNullable<Draw['also']>, n: number, at: number): Message {
  const incident = `migrate-watch/production/orders/migration/${1 + (n % 7)}`;
  switch (also) {
    case 'alarm':
      return {
        name: 'failed',
        state: 'ALARM',
        at,
        description: '',
        reason: '',
        ...TARGET,
        kind: 'migration',
      };
    case 'acknowledged':
      return acknowledged(`ack-${n}`, incident, at, 'ada');
    case 'due':
      return { type: 'incident-due', incident, dueAt: at };
  }
}

/** The messages of all draws with the times at which they are handled, in that order. */
function schedule(all: readonly Draw[]): readonly { readonly message: Message; readonly now: number }[] {
  let at = NIGHT;
  const placed = all.flatMap((draw, n) => {
    at += draw.gapMinutes * MINUTE;
    const first = runMessage(runAt(at, n, draw.outcome, draw), 1);
    const second = draw.later === null ? [] : [runMessage(runAt(at, n, draw.later, draw), 2)];
    const other = draw.also === null ? [] : [otherMessage(draw.also, n, at + 2 * MINUTE)];
    const [late, later, repeated] = draw.late;
    const told = [
      { message: first, place: n + late },
      ...second.map((message) => ({ message, place: n + later })),
      ...(repeated > 0 ? [{ message: first, place: n + repeated }] : []),
      ...other.map((message) => ({ message, place: n })),
    ];
    return told.map((each) => ({ ...each, naturalAt: at + 3 * MINUTE }));
  });
  placed.sort((a, b) => a.place - b.place);
  let now = NIGHT;
  return placed.map(({ message, naturalAt }, index) => {
    now = Math.max(now + (index % 3) * 1_000, naturalAt);
    return { message, now };
  });
}

interface Played {
  readonly world: PageWorld;
  /** Incidents that were not read, and settled ones that were read because they changed; over all messages. */
  readonly unread: number;
  readonly readAgain: number;
}

/**
 * Handles the schedule. `keepsEntries` false: no entry is stored, so each message reads all incidents in use. The writes and
 * publications whose numbers are in `faults` fail, an even one before it is done; then the message is handled again.
 */
async function play(all: readonly Draw[], faults: readonly number[], keepsEntries: boolean): Promise<Played> {
  const world = new PageWorld();
  const { incidents } = world;
  const [readTarget, readIncidents] = [
    incidents.readTarget.bind(incidents),
    incidents.readIncidents.bind(incidents),
  ];
  const [putState, putIncident] = [incidents.putState.bind(incidents), incidents.putIncident.bind(incidents)];
  let [unread, readAgain, calls, isOuter] = [0, 0, 0, true];
  const faulty = async <T>(call: () => Promise<T>): Promise<T> => {
    const nth = ++calls;
    const fails = faults.includes(nth);
    if (fails && nth % 2 === 0) throw new Error('fault');
    const result = await call();
    if (fails) throw new Error('fault');
    return result;
  };
  incidents.readTarget = async (target) => {
    isOuter = false;
    const items = await readTarget(target);
    isOuter = true;
    unread += items.settled.filter(({ read }) => !read).length;
    return items;
  };
  incidents.readIncidents = async (names: readonly IncidentName[]) => {
    if (isOuter) readAgain += names.length;
    return readIncidents(names);
  };
  incidents.putState = (state, expected, inUse, settled) =>
    faulty(() => putState(state, expected, inUse, keepsEntries ? settled : undefined));
  incidents.putIncident = (...put) => faulty(() => putIncident(...put));
  for (const { message, now } of schedule(all)) {
    for (let tries = 0; ; tries++) {
      try {
        await world.tell(message, now + tries * MINUTE);
        break;
      } catch (error) {
        if ((error as Error).message !== 'fault') throw error;
      }
    }
  }
  return { world, unread, readAgain };
}

const seen = ({ world }: Played) => ({
  incidents: [...world.incidents.allIncidents()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  states: world.incidents.allStates(),
  sent: world.sent,
});

test('whatever order, repeats, late changes and crashes: incidents and pages are those of a page that reads everything', async () => {
  let [unread, readAgain] = [0, 0];
  await fc.assert(
    fc.asyncProperty(draws, fc.array(fc.nat(150), { maxLength: 6 }), async (all, faults) => {
      const [short, full] = [await play(all, faults, true), await play(all, faults, false)];
      unread += short.unread;
      readAgain += short.readAgain;
      expect(full.unread).toBe(0);
      expect(seen(short)).toEqual(seen(full));
    }),
    { seed: 20261130, numRuns: 40 },
  );
  // The property says nothing unless incidents were left out, and some of them changed after all.
  expect(unread).toBeGreaterThan(1_000);
  expect(readAgain).toBeGreaterThan(20);
});

describe('an invocation that decided on an older state', () => {
  const draw: Draw = {
    outcome: 'failed',
    later: null,
    version: '42',
    leaks: false,
    slow: false,
    gapMinutes: 0,
    late: [0, 0, 0],
    also: null,
  };
  const failed = (n: number) => runAt(NIGHT + n * HOUR, 2 * n, 'failed', { ...draw, version: `${n}` });
  const repaired = (n: number) =>
    runAt(NIGHT + n * HOUR + 30 * MINUTE, 2 * n + 1, 'succeeded', { ...draw, version: `${n}` });

  async function worldAfter(incidents: number): Promise<PageWorld> {
    const world = new PageWorld();
    for (let n = 1; n <= incidents; n++) {
      await world.ended(failed(n));
      await world.ended(repaired(n));
    }
    return world;
  }

  test('cannot write an incident that was over: the state is written first, and that condition is lost', async () => {
    const world = await worldAfter(4);
    const { incidents } = world;
    const [first] = incidents.allIncidents();
    // A page was lost: its incident says something else than what follows from the state.
    await incidents.putIncident(
      { ...first!, revision: first!.revision + 1, headline: 'older' },
      first!.revision,
    );
    const { state, inUse } = await incidents.readTarget(TARGET);
    await incidents.putState({ ...state!, revision: state!.revision + 1 }, state!.revision, inUse!);
    const putState = incidents.putState.bind(incidents);
    let others = 0;
    incidents.putState = async (...put) => {
      if (others++ === 0) await world.ended(failed(6));
      return putState(...put);
    };
    // It has nothing new, and finds the incident that has to change.
    await world.tell(runMessage(failed(4)), NIGHT + 9 * HOUR);
    expect(others).toBeGreaterThan(1);
    expect(world.pauses).toBe(1);
    expect(incidents.allIncidents()[0]).toMatchObject({
      headline: first!.headline,
      revision: first!.revision + 2,
    });
  });

  test('is waited for: an incident is read until nobody has written it since its entry', async () => {
    const world = await worldAfter(1);
    await world.ended(failed(2));
    const { incidents } = world;
    // The entry of the first is stored, and somebody who decided before that writes it now.
    const isRead = async () => (await incidents.readTarget(TARGET)).incidents.some(({ n }) => n === 1);
    expect(await isRead()).toBe(true);
    const [first] = incidents.allIncidents();
    await incidents.putIncident(
      { ...first!, revision: first!.revision + 1, headline: 'older' },
      first!.revision,
    );
    await world.ended(repaired(2));
    expect(incidents.allIncidents()[0]!.headline).toBe(first!.headline);
    expect(await isRead()).toBe(true);
    await world.ended(failed(3));
    expect(await isRead()).toBe(true);
    await world.ended(repaired(3));
    expect(await isRead()).toBe(false);
  });
});
