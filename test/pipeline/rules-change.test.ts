import { describe, expect, test } from 'vitest';
import { NEW_WORDS, otherRules } from './other-rules.ts';
import { REFERENCE_RUNS } from './reference-runs.ts';
import { deliveriesOf, faultsOf, inOrder, play, type Schedule } from './schedule.ts';
import type { Delivery, Fault, World } from './world.ts';

const NAMES = [
  'second of three fails',
  'three applied',
  'killed while executing',
  'seven runs of one service',
];
const FAULTS: readonly Fault[] = ['crash-before', 'crash-after', 'throttle', 'lost', 'ambiguous'];

const scheduleOf = (name: string, over: Partial<Schedule> = {}): Schedule => ({
  references: [name],
  cuts: [3],
  repeats: [],
  choices: [],
  faults: [],
  ...over,
});

/** The first delivery of the run's lines, once more. */
function repeatOf(name: string): Delivery {
  const reference = REFERENCE_RUNS.find((each) => each.name === name)!;
  return deliveriesOf(reference, [reference.stream.events.length], []).find(({ kind }) => kind === 'batch')!;
}

/** What the topic was told, without what may differ: revisions, and contents of runs. */
function told(world: World): readonly string[] {
  return world.sent.flatMap((message) =>
    message.type === 'run'
      ? [
          `${message.run.id} ${message.transition.kind}: ${message.transition.before} → ${message.transition.after}`,
        ]
      : [],
  );
}

/** The next page about an open incident is written from the record, and may show what the new rules say: an update. */
const pagesOf = (world: World) =>
  world.pages.flatMap(({ key, kind }) => (kind === 'opened' || kind === 'resolved' ? `${kind} ${key}` : []));

describe.each(NAMES)('%s: other rules are deployed', (name) => {
  test('before any call: the same changes are reported as without it, and the same incidents are opened and resolved', async () => {
    const without = await play(scheduleOf(name));
    const wrong: string[] = [];
    for (let call = 0; call < without.steps; call++) {
      const world = await play(scheduleOf(name, { deploy: { call, rules: NEW_WORDS } }));
      const same = [told, pagesOf].every((of) => of(world).join() === of(without).join());
      if (!same) wrong.push(`at call ${call}: ${told(world)}; ${pagesOf(world)}`);
    }
    expect(wrong).toEqual([]);
    expect(told(without).length).toBeGreaterThan(0);
  });

  test('after a fault at any call: no failure is lost, and none is told more often', async () => {
    const wanted = await inOrder([name]);
    const { steps } = await play(scheduleOf(name));
    const wrong: string[] = [];
    for (let call = 0; call < steps; call += name.startsWith('seven') ? 3 : 1) {
      for (const fault of FAULTS) {
        const deploy = { call: call + 1, rules: NEW_WORDS };
        const world = await play(scheduleOf(name, { faults: [{ call, fault }], deploy }));
        wrong.push(...faultsOf(world, wanted).map((what) => `${fault} at call ${call}: ${what}`));
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Rules that call every run that went well a failure, and the other way round every failure a success. */
const REVERSED = otherRules('reversed', (run) => ({
  ...run,
  outcome: run.outcome === 'failed' ? 'succeeded' : run.outcome === 'succeeded' ? 'failed' : run.outcome,
}));

test.each([
  ['second of three fails', 'failed'],
  ['three applied', 'succeeded'],
])(
  'a run that is complete is stored with its new outcome, and nobody is notified: %s',
  async (name, outcome) => {
    const world = await inOrder([name]);
    const sent = world.sent.length;
    world.rules = REVERSED;
    expect(world.liveRecords()[0]).toMatchObject({ run: { outcome } });
    await world.deliver(repeatOf(name));
    await world.quiesce();
    const [changed] = world.liveRecords();
    expect(changed!.run.outcome).not.toBe(outcome);
    expect(changed).toMatchObject({
      knownOutcome: outcome,
      outbox: [],
      basis: { rules: 'reversed', whole: true },
    });
    expect(world.sent.slice(sent).filter(({ type }) => type === 'run' || type === 'runs')).toEqual([]);
  },
);
