import type { LogBatch } from '../../lambda/domain/model/log-batch.ts';
import type { Run } from '../../lambda/domain/model/run.ts';
import { sameValue } from '../../lambda/domain/model/same-value.ts';
import type { FoldRules } from '../../lambda/pipeline/writer.ts';
import { REFERENCE_RUNS, type ReferenceRun, SOURCES, T0 } from './reference-runs.ts';
import { type Delivery, type Fault, World } from './world.ts';

/** Everything that a schedule decides; all zeros is in-order delivery, one line at a time, without a fault. */
export interface Schedule {
  /** Names of the reference runs whose origins are delivered together. */
  readonly references: readonly string[];
  /** Lengths of the batches, in lines; the last one repeats. */
  readonly cuts: readonly number[];
  /** Windows `[start, length]` of the stream that are delivered once more. */
  readonly repeats: readonly (readonly [number, number])[];
  /** What the scheduler does next, tick by tick; 0 when it runs out. */
  readonly choices: readonly number[];
  /** Faults by the number of the call that they hit, counted over all invocations. */
  readonly faults: readonly { readonly call: number; readonly fault: Fault }[];
  /** The number of the call before which other rules are deployed. */
  readonly deploy?: { readonly call: number; readonly rules: FoldRules };
}

/** Invocations that run at one time. */
const MAX_ACTIVE = 3;

/** Delivers everything in order and without faults. Every schedule must have the same result. */
export async function inOrder(names: readonly string[]): Promise<World> {
  const references = referencesOf(names);
  const world = newWorld(references);
  for (const reference of references) {
    for (const delivery of deliveriesOf(reference, [reference.stream.events.length], []))
      await world.deliver(delivery);
  }
  await world.quiesce();
  return world;
}

/** Runs the schedule to its end, redelivering what fails as Lambda would, and then lets time pass. */
export async function play(schedule: Schedule): Promise<World> {
  const references = referencesOf(schedule.references);
  const world = newWorld(references);
  const queue = interleaved(references.map((one) => deliveriesOf(one, schedule.cuts, schedule.repeats)));
  world.deploy = schedule.deploy;
  for (const { call, fault } of schedule.faults) world.faults.set(call, fault);
  const choices = schedule.choices[Symbol.iterator]();
  const choose = () => choices.next().value ?? 0;
  while (queue.length > 0 || world.active.length > 0 || world.topic.length > 0) {
    const choice = choose();
    const kind = choice % 8;
    const pick = choice >> 3;
    if (kind === 7 && pick % 4 === 0) {
      // No invocation outlives its timeout, so time passes in leaps only when none runs.
      world.now += world.active.length > 0 ? 1_000 : [1_000, 61_000, 130_000, 400_000][(pick >> 2) % 4]!;
      if (pick % 8 === 0) await world.freezeIndex();
      await world.start({ kind: 'sweep' });
      world.refreshIndex();
    } else if (kind === 6 && world.hasLate) {
      await world.land();
    } else if (
      world.topic.length > 0 &&
      (world.active.length === 0 || (kind === 5 && world.active.length < MAX_ACTIVE))
    ) {
      await world.start(world.topic.splice(pick % world.topic.length, 1)[0]!);
    } else if (
      queue.length > 0 &&
      (world.active.length === 0 || (kind >= 4 && world.active.length < MAX_ACTIVE))
    ) {
      await world.start(queue.splice(pick % queue.length, 1)[0]!);
    } else if (world.active.length > 0) {
      const invocation = world.active[pick % world.active.length]!;
      const again = await world.step(invocation);
      if (again && again.kind !== 'sweep') {
        if (world.active.length === 0) world.now += 60_000;
        queue.push(again);
      }
    }
  }
  await world.quiesce();
  return world;
}

/** What is wrong at the end of a schedule, in words; empty if all is right. If other rules were deployed, only outcomes are compared. */
export function faultsOf(world: World, expected: World): readonly string[] {
  const keys: readonly (keyof Run)[] | undefined = world.deploy && ['outcome', 'target'];
  const found: string[] = [];
  const runs = world.liveRecords().map(({ run }) => run);
  const wanted = expected.liveRecords().map(({ run }) => run);
  for (const run of wanted) {
    const same = runs.find(({ id }) => id === run.id);
    if (!same) found.push(`lost: ${run.id} ${run.outcome}`);
    else found.push(...differences(same, run, keys));
  }
  for (const run of runs)
    if (!wanted.some(({ id }) => id === run.id)) found.push(`not there in order: ${run.id} ${run.outcome}`);
  for (const { run, outbox } of world.store.allRecords())
    if (outbox.length > 0) found.push(`still owed: ${run.id}`);
  const sent = new Set(world.sent.flatMap((message) => (message.type === 'run' ? [message.id] : [])));
  for (const id of world.outbox) if (!sent.has(id)) found.push(`never sent: ${id}`);
  for (const id of sent) if (!world.outbox.has(id)) found.push(`sent and never owed: ${id}`);
  found.push(...unheard(world, runs, keys ?? ['outcome', 'error']), ...wrongPages(world, expected));
  return found;
}

function differences(run: Run, wanted: Run, keys = Object.keys(wanted) as readonly (keyof Run)[]): string[] {
  return keys
    .filter((key) => !sameValue(run[key], wanted[key]))
    .map((key) => `${run.id} ${key}: ${JSON.stringify(run[key])}; in order ${JSON.stringify(wanted[key])}`);
}

/** The newest message about each run has to say what its record says in the end. */
function unheard(world: World, runs: readonly Run[], keys: readonly (keyof Run)[]): string[] {
  return runs.flatMap((run) => {
    const newest = world.sent
      .flatMap((message) => (message.type === 'run' && message.run.id === run.id ? [message] : []))
      .reduce((a, b) => (b.revision > a.revision ? b : a));
    return keys.every((key) => sameValue(newest.run[key], run[key]))
      ? []
      : [`last message about ${run.id}: ${newest.run.outcome}; it is ${run.outcome}`];
  });
}

/** People are notified once of each incident, except after crashes between sending and confirming. At the end the same incidents are open. */
function wrongPages(world: World, expected: World): string[] {
  const found: string[] = [];
  const open = ({ incidents }: World) =>
    incidents
      .openIncidents()
      .map(
        ({ environment, database, incidentKind, conditions }) =>
          `${environment}/${database}/${incidentKind} ${conditions}`,
      )
      .sort();
  if (!sameValue(open(world), open(expected))) found.push(`open: ${open(world)}; in order ${open(expected)}`);
  const opened = new Map<string, Set<string>>();
  for (const { id, key, kind } of world.pages) {
    if (kind === 'opened') opened.set(key, (opened.get(key) ?? new Set()).add(id));
  }
  for (const [page, count] of world.sends) {
    if (count > 1 + world.unconfirmed) found.push(`${count} times: to ${page}, ${world.unconfirmed} crashes`);
  }
  for (const [key, ids] of opened) if (ids.size > 1) found.push(`opened more than once: ${key}: ${[...ids]}`);
  return found;
}

function referencesOf(names: readonly string[]): readonly ReferenceRun[] {
  return names.map((name) => {
    const found = REFERENCE_RUNS.find((reference) => reference.name === name);
    if (found === undefined) throw new Error(`no reference run is called '${name}'`);
    return found;
  });
}

function newWorld(references: readonly ReferenceRun[]): World {
  return new World(
    // Everything is printed by then: a stamp that is ahead of its receipt is another story.
    T0 + 20 * 60_000,
    references.map(({ stream }) => stream),
    SOURCES,
  );
}

/** Starts first, then the lines in batches, then ends; repeats last. */
export function deliveriesOf(
  { stream, states }: ReferenceRun,
  cuts: readonly number[],
  repeats: Schedule['repeats'],
): readonly Delivery[] {
  const { events } = stream;
  const batches: LogBatch[] = [];
  for (let from = 0, nth = 0; from < events.length; nth++) {
    const length = Math.max(1, cuts[Math.min(nth, cuts.length - 1)] ?? 1);
    batches.push({ ...stream, events: events.slice(from, from + length) });
    from += length;
  }
  for (const [start, length] of repeats) {
    const from = start % events.length;
    batches.push({ ...stream, events: events.slice(from, from + 1 + length) });
  }
  const [start, ...ends] = states.map((event) => ({ kind: 'state' as const, event }));
  return [
    ...(start ? [start] : []),
    ...batches.map((batch) => ({ kind: 'batch' as const, batch })),
    ...ends,
    ...(repeats.length > 1 ? ends : []),
  ];
}

function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) =>
    lists.flatMap((list) => (i < list.length ? [list[i]!] : [])),
  ).flat();
}
