import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import { imageFiles } from '../../lambda/domain/model/announcement.ts';
import type { Outcome, Run } from '../../lambda/domain/model/run.ts';
import type { EventsMessage } from '../../lambda/domain/runs/record/events-message.ts';
import { handMadeMigration, handMadeRun } from '../builders/facts-and-runs.ts';
import { deployedBy } from '../sources-of.ts';
import { HOUR, MINUTE, NIGHT, PageWorld, policyOf, runMessage } from './page-world.ts';

type Message = EventsMessage | AlarmNotification;

const OUTCOMES: readonly Outcome[] = [
  'succeeded',
  'no-change',
  'failed',
  'blocked',
  'killed',
  'stopped-early',
  'unknown',
];

interface Draw {
  readonly outcome: Outcome;
  readonly version: string;
  readonly sqlState: string;
  readonly slow: boolean;
  readonly leaks: boolean;
  readonly revisions: number;
  /** Versions that its entrypoint announced; none: nothing. */
  readonly files: readonly string[];
}

const draws = fc.array(
  fc.record<Draw>({
    outcome: fc.constantFrom(...OUTCOMES),
    version: fc.constantFrom('41', '42'),
    sqlState: fc.constantFrom('42601', '42P07'),
    slow: fc.boolean(),
    leaks: fc.boolean(),
    revisions: fc.integer({ min: 1, max: 3 }),
    files: fc.subarray(['39', '40', '41', '42', '43']),
  }),
  { minLength: 1, maxLength: 8 },
);

/** The run of the n-th draw, as its revision tells it: an alert while it runs, then its end. */
function runOf(draw: Draw, n: number, last: boolean): Run {
  const startedAt = NIGHT + n * 5 * MINUTE;
  const origin = `ecs/${n.toString(16).padStart(32, '0')}/migrate`;
  const trouble = draw.outcome === 'failed' || draw.outcome === 'blocked';
  const endedAt = startedAt + MINUTE;
  return handMadeRun({
    id: `${origin}-${startedAt.toString(36)}`,
    origin,
    startedAt,
    lastEventAt: endedAt,
    alerts: draw.slow ? ['silent-warning'] : [],
    ...(last && {
      outcome: draw.outcome,
      endedAt,
      durationMs: MINUTE,
      ...(draw.files.length > 0 && { announcedFiles: imageFiles(draw.files) }),
      leaked: draw.leaks ? ['password'] : [],
      dirtyVersion: trouble ? draw.version : null,
      migrations: draw.outcome === 'succeeded' ? [handMadeMigration({ version: draw.version })] : [],
      error: trouble
        ? {
            class: draw.outcome === 'failed' ? ('migration-failed' as const) : ('dirty-blocked' as const),
            message: 'no',
            sqlState: draw.outcome === 'failed' ? draw.sqlState : null,
            vendorCode: null,
            line: null,
            column: null,
            statement: null,
            details: null,
          }
        : null,
    }),
  });
}

function messagesOf(all: readonly Draw[]): Message[] {
  return all.flatMap((draw, n) =>
    Array.from({ length: draw.revisions }, (_, index) =>
      runMessage(runOf(draw, n, index === draw.revisions - 1), index + 1),
    ),
  );
}

const alarm: AlarmNotification = {
  name: 'failed',
  state: 'ALARM',
  at: NIGHT + 12 * MINUTE,
  description: '',
  reason: '',
  environment: 'production',
  database: 'orders',
  kind: 'migration',
};

async function deliver(messages: readonly Message[]): Promise<PageWorld> {
  const world = new PageWorld();
  for (const message of messages) await world.tell(message, NIGHT + 60 * MINUTE);
  return world;
}

/**
 * What an incident says, without what arrival decides: its number, its revision, what was sent and when.
 *
 * One that was withdrawn is left out: in another order it is never opened.
 */
function told(world: PageWorld) {
  const all = world.incidents.allIncidents();
  const leadOf = ({ kind, follows }: Incident) =>
    all.find((each) => each.kind === kind && each.n === follows)?.lead ?? null;
  return all
    .filter(({ ended }) => ended?.why !== 'corrected')
    .map((incident) => {
      const { kind, lead, marks, signature, openedAt, ended, dirty } = incident;
      return { kind, lead, marks, signature, openedAt, ended, dirty, follows: leadOf(incident) };
    })
    .sort((a, b) => `${a.kind} ${a.lead}`.localeCompare(`${b.kind} ${b.lead}`));
}

function states(world: PageWorld) {
  return world.incidents.allStates().map(({ revision: _, ...state }) => state);
}

test('any order and any repeats of the messages end in the same incidents', async () => {
  const schedules = draws.chain((all) => {
    const messages = [...messagesOf(all), alarm];
    const order = fc.shuffledSubarray([...messages, ...messages], { minLength: messages.length * 2 });
    return fc.record({ messages: fc.constant(messages), order });
  });
  await fc.assert(
    fc.asyncProperty(schedules, async ({ messages, order }) => {
      const [expected, actual] = [await deliver(messages), await deliver(order)];
      expect(told(actual)).toEqual(told(expected));
      expect(states(actual)).toEqual(states(expected));
    }),
    { seed: 20260305, numRuns: 120 },
  );
});

test('no open incident is opened again, in any order of arrival', async () => {
  const schedules = draws.chain((all) =>
    fc.shuffledSubarray(messagesOf(all), { minLength: messagesOf(all).length }),
  );
  await fc.assert(
    fc.asyncProperty(schedules, async (order) => {
      const { sent } = await deliver(order);
      const open = new Set<string>();
      for (const { page } of sent) {
        if (page.kind === 'opened') expect(open).not.toContain(page.key);
        if (page.kind === 'opened') open.add(page.key);
        if (page.kind === 'resolved') open.delete(page.key);
      }
      expect(new Set(sent.map(({ page, topic }) => `${topic} ${page.id}`)).size).toBe(sent.length);
    }),
    { seed: 20260305, numRuns: 80 },
  );
});

/** Lambda delivers again what failed; here all invocations run in step, without the jitter that would part them. */
async function untilTaken(world: PageWorld, message: Message): Promise<void> {
  for (let deliveries = 1; ; deliveries++) {
    try {
      return await world.tell(message, NIGHT + 60 * MINUTE);
    } catch (error) {
      if (deliveries === 3) throw error;
    }
  }
}

test('of two concurrent messages, the one that loses the condition tries again; nothing is lost or reported twice', async () => {
  await fc.assert(
    fc.asyncProperty(draws, async (all) => {
      const messages = messagesOf(all).slice(0, 4);
      const world = new PageWorld();
      await Promise.all(messages.map((message) => untilTaken(world, message)));
      expect(told(world)).toEqual(told(await deliver(messages)));
      expect(world.incidents.allIncidents().flatMap(({ outbox }) => outbox)).toEqual([]);
      expect(new Set(world.sent.map(({ page, topic }) => `${topic} ${page.id}`)).size).toBe(
        world.sent.length,
      );
    }),
    { seed: 20260305, numRuns: 60 },
  );
});

const LAG = 25 * MINUTE;

/** One database's failure, and its repair `repairedAfter` minutes later; `null`: it stays broken. */
interface Trouble {
  readonly database: string;
  readonly failedAfter: number;
  readonly repairedAfter: number | null;
}

const troubles = fc.uniqueArray(
  fc.record<Trouble>({
    database: fc.constantFrom('orders', 'users', 'carts'),
    failedAfter: fc.integer({ min: 0, max: 20 }),
    repairedAfter: fc.option(fc.integer({ min: 2, max: 20 })),
  }),
  { minLength: 1, maxLength: 3, selector: ({ database }) => database },
);

function messagesOfTrouble({ database, failedAfter, repairedAfter }: Trouble, n: number): Message[] {
  const told = (after: number, over: Partial<Run>) => {
    const startedAt = NIGHT + after * MINUTE;
    const origin = `ecs/${(n * 1_000 + after).toString(16).padStart(32, '0')}/migrate`;
    const target = { environment: 'production', database };
    const [id, endedAt] = [`${origin}-${startedAt.toString(36)}`, startedAt + MINUTE];
    return runMessage(handMadeRun({ id, origin, target, startedAt, endedAt, lastEventAt: endedAt, ...over }));
  };
  const failure = told(failedAfter, { outcome: 'failed', dirtyVersion: '42' });
  if (repairedAfter === null) return [failure];
  const applied = { outcome: 'succeeded' as const, migrations: [handMadeMigration({ version: '42' })] };
  return [failure, told(failedAfter + repairedAfter, applied)];
}

const withDatabases = (world: PageWorld): PageWorld => {
  const sources = ['orders', 'users', 'carts'].map(
    (database) => `{ logGroup: /ecs/${database}, database: ${database} }`,
  );
  world.policy = policyOf(deployedBy(`sources: [${sources}]`));
  return world;
};

test('an alarm of a whole environment joins an incident that is open, or that ended up to 25 minutes ago, in any order of arrival', async () => {
  const schedules = troubles.chain((all) => {
    const lastAfter = Math.max(...all.map(({ failedAfter }) => failedAfter)) + 1;
    const rises = fc.oneof(
      fc.integer({ min: lastAfter, max: 70 }).map((minutes) => minutes * MINUTE),
      // On the boundary, and one millisecond after it.
      fc.constantFrom(0, 1).map((over) => {
        const ends = all.map(({ failedAfter, repairedAfter }) => failedAfter + (repairedAfter ?? 0) + 1);
        return Math.max(...ends) * MINUTE + LAG + over;
      }),
    );
    return rises.chain((rose) => {
      const wide = { ...alarm, database: null, at: NIGHT + rose };
      const messages = [...all.flatMap(messagesOfTrouble), wide];
      const order = fc.shuffledSubarray(messages, { minLength: messages.length });
      return fc.record({ all: fc.constant(all), wide: fc.constant(wide), order });
    });
  });
  let explained = 0;
  let alone = 0;
  await fc.assert(
    fc.asyncProperty(schedules, async ({ all, wide, order }) => {
      const isAbout = all.some(
        ({ failedAfter, repairedAfter }) =>
          repairedAfter === null || wide.at - (NIGHT + (failedAfter + repairedAfter + 1) * MINUTE) <= LAG,
      );
      if (isAbout) explained++;
      else alone++;
      const world = withDatabases(new PageWorld());
      for (const message of order) await world.tell(message, NIGHT + 3 * HOUR);
      const wideOpen = world.incidents.openIncidents().filter(({ database }) => database === 'all');
      const isLast = order.at(-1) === wide;
      // Until the message about its repair arrives, a failure explains every alarm. So an alarm that is about no failure may still find
      // one.
      if (isAbout) expect(wideOpen).toEqual([]);
      else if (isLast) expect(wideOpen).toHaveLength(1);
      if (!isLast || !isAbout) return;
      const without = withDatabases(new PageWorld());
      for (const message of order.slice(0, -1)) await without.tell(message, NIGHT + 3 * HOUR);
      expect(world.sent).toEqual(without.sent);
    }),
    { seed: 20260305, numRuns: 300 },
  );
  expect(Math.min(explained, alone)).toBeGreaterThan(50);
});
