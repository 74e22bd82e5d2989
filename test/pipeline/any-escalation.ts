import fc from 'fast-check';
import type { Escalation } from '../../lambda/contract/escalation.ts';
import type { Incident } from '../../lambda/domain/incidents/incident.ts';
import type { Action } from '../../lambda/domain/model/action.ts';
import { POLICY } from './page-world.ts';
import { REFERENCE_RUNS, SOURCES, T0 } from './reference-runs.ts';
import { deliveriesOf } from './schedule.ts';
import { type Delivery, type Fault, World } from './world.ts';

const MINUTE = 60_000;
const ESCALATION: Escalation = {
  critical: {
    levels: [
      { afterMs: 15 * MINUTE, to: ['second'] },
      { afterMs: 45 * MINUTE, to: ['head'] },
    ],
    repeat: 1,
  },
};
/** Minutes and levels of {@link ESCALATION}. At 60 minutes a reminder is due as well. */
const STEPS = [
  [15, 1],
  [45, 2],
  [60, 1],
  [90, 2],
] as const;
const LASTS_MINUTES = 300;
/** Minutes by which faults can delay a level: each fault costs a redelivery, which comes a minute later, or a sweep. */
const LATEST_MINUTES = 12;
const MAX_FAULTS = 4;
const MAX_ACTIVE = 3;
const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'late', 'throttle', 'lost', 'ambiguous'];

/** What people do, which calls fail, and in which order invocations run. */
export interface EscalationSchedule {
  /** `minute`: after the first page; `minutes`: for how long. */
  readonly deeds: readonly {
    readonly minute: number;
    readonly do: 'ack' | 'snooze' | 'wake';
    readonly minutes: number;
  }[];
  readonly choices: readonly number[];
  /** By the number of the call, from the first page on. */
  readonly faults: readonly { readonly call: number; readonly fault: Fault }[];
}

const schedules: fc.Arbitrary<EscalationSchedule> = fc.record({
  deeds: fc.array(
    fc.record({
      minute: fc.integer({ min: 1, max: 120 }),
      do: fc.constantFrom('ack' as const, 'snooze' as const, 'wake' as const),
      minutes: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 3 },
  ),
  choices: fc.array(fc.nat(255), { maxLength: 100 }),
  faults: fc.array(fc.record({ call: fc.nat(200), fault: fc.constantFrom(...FAULTS) }), {
    maxLength: MAX_FAULTS,
  }),
});

/** A write of the incident that was stored, and when. */
interface Written {
  readonly at: number;
  readonly incident: Incident;
}

interface Played {
  readonly world: World;
  readonly writes: readonly Written[];
  readonly endsAt: number;
}

/**
 * Plays seeded schedules of an incident that nobody repairs: sweeps each minute, people who take it and give it back, crashes and lost
 * conditions. Each level has to be notified exactly once in each stretch in which nobody has the incident, and never while somebody
 * has it.
 *
 * Returns what is wrong with the first wrong schedule, or `undefined`.
 */
export async function firstWrongEscalation(
  schedulesToPlay: number,
  seed: number,
): Promise<{ readonly schedule: EscalationSchedule; readonly faults: readonly string[] } | undefined> {
  const { counterexample } = await fc.check(
    fc.asyncProperty(schedules, async (schedule) => faultsOf(await play(schedule)).length === 0),
    { numRuns: schedulesToPlay, seed },
  );
  if (counterexample === null) return undefined;
  const [schedule] = counterexample;
  return { schedule, faults: faultsOf(await play(schedule)) };
}

export async function play(schedule: EscalationSchedule): Promise<Played> {
  const reference = REFERENCE_RUNS.find(({ name }) => name === 'second of three fails')!;
  const world = new World(T0 + 20 * MINUTE, [reference.stream], SOURCES);
  world.policy = { ...POLICY, escalation: ESCALATION };
  const writes: Written[] = [];
  const put = world.incidents.putIncident.bind(world.incidents);
  world.incidents.putIncident = async (incident, expected) => {
    const result = await put(incident, expected);
    if (result === 'written') writes.push({ at: world.now, incident });
    return result;
  };
  for (const delivery of deliveriesOf(reference, [reference.stream.events.length], []))
    await world.deliver(delivery);
  const { incident } = writes[0]!;
  const startsAt = world.now;
  for (const { call, fault } of schedule.faults) world.faults.set(world.steps + call, fault);
  const choices = schedule.choices[Symbol.iterator]();
  let again: Delivery[] = [];
  for (let minute = 1; minute <= LASTS_MINUTES; minute++) {
    world.now = startsAt + minute * MINUTE;
    while (world.hasLate) await world.land();
    const deeds = schedule.deeds.flatMap((deed, index) =>
      deed.minute === minute ? actionOf(deed, index, incident.key, world.now) : [],
    );
    const isDue = world.incidents.openIncidents().some(({ dueAt }) => dueAt <= world.now);
    // A sweep with nothing to do is left out.
    const queue: Delivery[] = [...(isDue ? [{ kind: 'sweep' } as const] : []), ...deeds, ...again];
    again = [];
    while (queue.length > 0 || world.active.length > 0 || world.topic.length > 0) {
      const choice = choices.next().value ?? 0;
      const pick = choice >> 2;
      const mayStart = world.active.length === 0 || (choice % 4 > 1 && world.active.length < MAX_ACTIVE);
      const waiting = choice % 2 === 0 && world.topic.length > 0 ? world.topic : queue;
      const source = waiting.length > 0 ? waiting : world.topic;
      if (mayStart && source.length > 0) await world.start(source.splice(pick % source.length, 1)[0]!);
      else if (world.active.length > 0) {
        const failed = await world.step(world.active[pick % world.active.length]!);
        if (failed && failed.kind !== 'sweep') again.push(failed);
      }
    }
  }
  return { world, writes, endsAt: world.now };
}

function actionOf(
  { do: deed, minutes }: EscalationSchedule['deeds'][number],
  index: number,
  incident: string,
  now: number,
): Delivery[] {
  const acted = { id: `deed ${index}`, at: now, by: { name: 'Ada', via: 'message' } } as const;
  const until = now + minutes * MINUTE;
  const action: Action =
    deed === 'wake'
      ? { ...acted, do: deed }
      : deed === 'ack'
        ? { ...acted, do: deed, until }
        : { ...acted, do: deed, until, text: 'known' };
  return [{ kind: 'message', message: { type: 'action', incident, action } }];
}

/** What is wrong, in words. */
export function faultsOf({ world, writes, endsAt }: Played): readonly string[] {
  const found: string[] = [];
  const last = writes.at(-1)!.incident;
  if (last.outbox.length > 0) found.push(`${last.outbox.length} pages were never sent`);
  const sent = new Set(world.pages.map(({ id }) => id));
  for (const [page, count] of world.sends)
    if (count > 1 + world.unconfirmed) found.push(`${page} was sent ${count} times`);
  for (const [index, { at, incident }] of writes.entries()) {
    const before = writes[index - 1]?.incident;
    if (before === undefined || !hasNotified(before, incident)) continue;
    const id = incident.outbox.find(({ page }) => page.kind === 'escalated')?.page.id;
    if (id === undefined || !sent.has(id)) found.push(`a level was raised at ${minuteOf(at)} and never sent`);
    if (before.handling !== undefined && before.handling.until > at)
      found.push(`a level was raised at ${minuteOf(at)} although somebody had the incident`);
  }
  for (const stretch of stretchesOf(writes, endsAt)) found.push(...wrongLevels(stretch));
  return found;
}

function hasNotified(before: Incident, after: Incident): boolean {
  return (
    (before.escalation?.told ?? []).length < (after.escalation?.told ?? []).length ||
    (after.escalation?.told ?? []).some(
      ({ level, at }) => !before.escalation?.told.some((told) => told.level === level && told.at === at),
    )
  );
}

/** A time in which nobody had the incident. Times are epoch ms. */
interface Stretch {
  readonly from: number;
  until: number;
  readonly notified: { readonly level: number; readonly at: number }[];
}

function stretchesOf(writes: readonly Written[], endsAt: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let current: Stretch | undefined;
  for (const [index, { at, incident }] of writes.entries()) {
    const from = incident.escalation?.from;
    if (incident.handling !== undefined || from === undefined) {
      if (current) current.until = at;
      current = undefined;
      continue;
    }
    if (current === undefined || current.from !== from) {
      if (current) current.until = at;
      current = { from, until: endsAt, notified: [] };
      stretches.push(current);
    }
    const before = writes[index - 1]?.incident;
    if (before && hasNotified(before, incident))
      current.notified.push({ level: incident.escalation!.told.at(-1)!.level, at });
  }
  return stretches;
}

function wrongLevels({ from, until, notified }: Stretch): readonly string[] {
  const found: string[] = [];
  for (const [index, [minutes, level]] of STEPS.entries()) {
    const due = from + minutes * MINUTE;
    const given = notified[index];
    if (given === undefined && due + LATEST_MINUTES * MINUTE <= until)
      found.push(`level ${level}, due ${minutes} min after ${minuteOf(from)}, was not notified`);
    if (given !== undefined && (given.level !== level || given.at < due))
      found.push(`level ${given.level} was notified at ${minuteOf(given.at)} in place of level ${level}`);
  }
  if (notified.length > STEPS.length) found.push(`${notified.length} levels after ${minuteOf(from)}`);
  return found;
}

function minuteOf(at: number): string {
  return new Date(at).toISOString();
}
