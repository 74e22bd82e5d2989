import fc from 'fast-check';
import { buildState } from '../../bin/cli/aws-events/build-state.ts';
import { decodeStateEvent } from '../../lambda/adapters/input/decode-state-event.ts';
import type { LogBatch, LogEvent } from '../../lambda/domain/model/log-batch.ts';
import { fixtureLines, T0, taskStates } from './reference-runs.ts';
import type { Delivery } from './world.ts';

/** Runs that one process prints in turn. */
const PRINTED: readonly (readonly string[])[] = [
  ...[
    'up-three.1',
    'up-three-verbose.1',
    'down-one.2',
    'pg-second-of-three-fails',
    'pg-second-of-three-fails-verbose',
    'late-lower-version-skipped.2',
    'killed-mid-migration-sigkill-verbose',
    'connection-refused',
    'lock-timeout-on-advisory-lock-verbose',
    'pg-syntax-error-long-file',
    'dirty-after-kill.2',
    'library-zap.1',
    'library-slog-json-verbose.1',
    'password-leaks-slash',
  ].map(fixtureLines),
  ['no change'],
  ['failed to migrate: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused'],
  ['error: Dirty database version 2. Fix and force version.'],
];

/** Where the origin's text comes from: the stream, the command line that is shown before a run, what its platform tells. */
const PLACES = {
  service: { logGroup: '/ecs/api', logStream: 'api/api/0123456789abcdef0123456789abcd10' },
  worker: { logGroup: '/ecs/worker', logStream: 'worker/worker/0123456789abcdef0123456789abcd11' },
  unknown: { logGroup: '/ecs/tools', logStream: 'tools/entry/0123456789abcdef0123456789abcd12' },
  dedicated: { logGroup: '/ecs/jobs', logStream: 'stock/migrate-stock/0123456789abcdef0123456789abcd13' },
  build: { logGroup: '/aws/codebuild/deploy', logStream: '8745a7a9-c340-456a-9166-edf953571b99' },
} as const;
type Place = keyof typeof PLACES;

interface Printed {
  readonly lines: readonly string[];
  readonly before: 'nothing' | 'command' | 'announcement';
  /** Since the line before, ms. */
  readonly afterMs: number;
  readonly stepMs: number;
}

/** One process that lives long, and what is delivered of it, in order of arrival. */
export interface LongOrigin {
  readonly stream: LogBatch;
  readonly deliveries: readonly Delivery[];
}

const printed: fc.Arbitrary<Printed> = fc.record({
  lines: fc.constantFrom(...PRINTED),
  before: fc.constantFrom('nothing', 'nothing', 'command', 'announcement'),
  afterMs: fc.constantFrom(1, 300, 4_000, 11_000, 90_000, 1_200_000),
  stepMs: fc.constantFrom(0, 40, 400),
});

/** Origins of several runs, whose batches come in order, late, or more than once, with sweeps in between. */
export const longOrigins: fc.Arbitrary<LongOrigin> = fc
  .record({
    place: fc.constantFrom(...(Object.keys(PLACES) as Place[])),
    runs: fc.array(printed, { minLength: 3, maxLength: 14 }),
    cuts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
    /** Which delivery is how much later than in order. */
    late: fc.array(fc.tuple(fc.nat(40), fc.nat(12)), { maxLength: 4 }),
    repeated: fc.array(fc.nat(40), { maxLength: 3 }),
    sweeps: fc.array(fc.nat(40), { maxLength: 6 }),
    startAt: fc.option(fc.nat(12)),
    ends: fc.boolean(),
  })
  .map(({ place, runs, cuts, late, repeated, sweeps, startAt, ends }) => {
    const events = eventsOf(runs, place);
    const stream = { ...PLACES[place], events };
    const deliveries: Delivery[] = batchesOf(stream, cuts);
    for (const index of repeated) {
      const again = deliveries[index % deliveries.length]!;
      deliveries.push(again);
    }
    for (const [index, by] of late) {
      const [moved] = deliveries.splice(index % deliveries.length, 1);
      deliveries.splice((index % (deliveries.length + 1)) + by, 0, moved!);
    }
    for (const at of sweeps) deliveries.splice(at % deliveries.length, 0, { kind: 'sweep' });
    const [start, end] = statesOf(place, events.at(-1)!.timestamp!);
    if (start && startAt !== null) deliveries.splice(startAt, 0, { kind: 'state', event: start });
    if (end && ends) deliveries.push({ kind: 'state', event: end });
    return { stream, deliveries };
  });

function eventsOf(runs: readonly Printed[], place: Place): readonly LogEvent[] {
  const events: LogEvent[] = [];
  let at = T0;
  for (const { lines, before, afterMs, stepMs } of runs) {
    at += afterMs;
    for (const message of [...linesBefore(before, place), ...lines]) {
      events.push({ id: String(events.length).padStart(56, '0'), timestamp: at, message });
      at += stepMs;
    }
  }
  return events;
}

function linesBefore(before: Printed['before'], place: Place): readonly string[] {
  if (before === 'announcement') return ['migrate-watch: database=users environment=staging files=1,2,3'];
  if (before === 'nothing') return [];
  const command = 'migrate -path db -database "$DATABASE_URL" up';
  return place === 'build'
    ? [`[Container] 2026/03/05 10:00:00.000000 Running command ${command}`]
    : [`+ ${command}`];
}

function batchesOf(stream: LogBatch, cuts: readonly number[]): Delivery[] {
  const batches: Delivery[] = [];
  for (let from = 0; from < stream.events.length; ) {
    const length = cuts[batches.length % cuts.length]!;
    batches.push({ kind: 'batch', batch: { ...stream, events: stream.events.slice(from, from + length) } });
    from += length;
  }
  return batches;
}

function statesOf(place: Place, lastAt: number) {
  if (place === 'build') {
    const build = { project: 'deploy', id: PLACES.build.logStream, startedAt: T0 - 30_000 };
    return [
      buildState(build, 'IN_PROGRESS', T0 - 29_000),
      buildState(build, 'SUCCEEDED', lastAt + 1_000, []),
    ].map(decodeStateEvent);
  }
  const [, container, task] = PLACES[place].logStream.split('/');
  return taskStates(task!, container!, T0 - 1_500, lastAt + 700, 0);
}
