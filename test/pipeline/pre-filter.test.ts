import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractMigrateLines } from '../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import { parseLine } from '../../lambda/domain/lines/parse/parse-line.ts';
import type { LogBatch, LogEvent } from '../../lambda/domain/model/log-batch.ts';
import { endedClean } from '../../lambda/domain/model/run.ts';
import type { Source } from '../../lambda/domain/model/target.ts';
import type { StateEvent } from '../../lambda/domain/runs/state-event.ts';
import { anchorPattern } from '../../lib/constructs/anchor-pattern.ts';
import { sourcesOf } from '../sources-of.ts';
import { fixtureLines, REFERENCE_RUNS, settingsOf, T0, taskStates } from './reference-runs.ts';
import { World } from './world.ts';

/** CloudWatch's own rule for a pattern of optional terms: a log event passes that holds one of them. */
const TERMS = [...anchorPattern().logPatternString.matchAll(/\?"((?:[^"\\]|\\.)*)"/g)].map(
  ([, term]) => term!,
);
const passes = ({ message }: Pick<LogEvent, 'message'>) => TERMS.some((term) => message.includes(term));

const FOLDER = new URL('../fixtures/migrate/', import.meta.url);
const FIXTURES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.meta.json'))
  .map((file) => file.slice(0, -'.meta.json'.length));
/** `version` prints a number alone, which no term tells from other numbers. */
const BARE_VERSION = /^[\d/: ]+$/;

interface Truth {
  readonly stream: LogBatch;
  readonly states: readonly StateEvent[];
}

/** A dedicated container that printed a fixture. */
function taskOf(fixture: string): Truth {
  const { exitCode } = JSON.parse(readFileSync(new URL(`${fixture}.meta.json`, FOLDER), 'utf8'));
  const task = '0123456789abcdef0123456789abcdef';
  const events = fixtureLines(fixture).map((text, index) => ({
    id: String(index).padStart(56, '3'),
    timestamp: T0 + index * 20,
    message: text,
  }));
  const stoppedAt = T0 + events.length * 20 + 500;
  return {
    stream: { logGroup: '/ecs/jobs', logStream: `orders/migrate-orders/${task}`, events },
    states: taskStates(task, 'migrate-orders', T0 - 1_500, stoppedAt, exitCode).slice(1),
  };
}

const FILTERED = sourcesOf(settingsOf(true));
const WHOLE = sourcesOf(settingsOf(false));

/** Records once nothing more comes; `cuts` are the borders of the log batches. */
async function recordsOf(
  { stream, states }: Truth,
  sources: readonly Source[],
  cuts: readonly number[] = [],
): Promise<World> {
  const world = new World(stream.events.at(-1)!.timestamp! + 5_000, [stream], sources);
  const filtered = sources === FILTERED;
  const events = filtered ? stream.events.filter(passes) : stream.events;
  const borders = [
    0,
    ...cuts.map((cut) => cut % (events.length + 1)).toSorted((a, b) => a - b),
    events.length,
  ];
  for (let n = 1; n < borders.length; n++) {
    const some = events.slice(borders[n - 1], borders[n]);
    if (some.length > 0) await world.deliver({ kind: 'batch', batch: { ...stream, events: some } });
  }
  for (const event of states) await world.deliver({ kind: 'state', event });
  await world.quiesce();
  return world;
}

const runsOf = (world: World) => world.liveRecords().map(({ run }) => run);

describe('with a filter that passes only lines with an anchor', () => {
  test('every line that identifies a run passes', () => {
    const held = FIXTURES.flatMap((fixture) =>
      fixtureLines(fixture).filter(
        (text) =>
          !passes({ message: text }) &&
          !BARE_VERSION.test(text) &&
          parseLine(text, false).event.kind !== 'unrecognized',
      ),
    );
    expect(held).toEqual([]);
  });

  const spared = FIXTURES.filter((name) => !fixtureLines(name).some((text) => BARE_VERSION.test(text)));

  test('each captured run ends with the same record as without a filter', async () => {
    expect(spared.length).toBeGreaterThan(500);
    let held = 0;
    for (const fixture of spared) {
      const truth = taskOf(fixture);
      if (truth.stream.events.length === 0) continue;
      if (!truth.stream.events.every(passes)) held++;
      expect(runsOf(await recordsOf(truth, FILTERED)), fixture).toEqual(
        runsOf(await recordsOf(truth, WHOLE)),
      );
    }
    expect(held).toBeGreaterThan(100);
  });

  test.each(
    REFERENCE_RUNS.filter(({ stream }) => stream.logGroup === '/ecs/jobs').map((run) => [run.name, run]),
  )('wherever the batches are cut: %s', async (_name, truth) => {
    const expected = runsOf(await recordsOf(truth, WHOLE));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 4 }), async (cuts) => {
        expect(runsOf(await recordsOf(truth, FILTERED, cuts))).toEqual(expected);
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  test('a failed run is reported at once, and its statement after the re-read', async () => {
    const truth = taskOf('pg-syntax-error-verbose');
    const world = new World(truth.stream.events.at(-1)!.timestamp! + 5_000, [truth.stream], FILTERED);
    const events = truth.stream.events.filter(passes);
    await world.deliver({ kind: 'batch', batch: { ...truth.stream, events } });
    const [early] = runsOf(world);
    expect(early).toMatchObject({ outcome: 'failed', incomplete: { why: 'error-tail' } });

    world.now += 2 * 60_000;
    await world.deliver({ kind: 'sweep' });
    const [run] = runsOf(world);
    expect(run).toMatchObject({ outcome: 'failed', incomplete: null });
    expect(run!.error!.statement).toBe('ALTER TABEL users ADD COLUMN email TEXT;');
    expect(world.calls.get('readWindow')).toBe(1);
  });

  test('a clean run is never read again', async () => {
    const world = await recordsOf(taskOf('up-three.1'), FILTERED);
    expect(runsOf(world).every(({ outcome }) => endedClean(outcome))).toBe(true);
    expect(world.calls.get('readWindow')).toBeUndefined();
  });
});

test('lines of an error that may not be adjacent are masked as head and tail', () => {
  const texts = [
    "error: migration failed: syntax error in line 0: INSERT INTO people VALUES ('one",
    // Held back: two'), (1,
    "'hunter2 of the migration'); (details: pq: syntax error)",
  ];
  const batch = {
    logGroup: '/ecs/jobs',
    logStream: 'orders/migrate/0123456789abcdef0123456789abcdef',
    events: texts.map((text, index) => ({
      id: String(index).padStart(56, '3'),
      timestamp: T0 + index,
      message: text,
    })),
  };
  const [{ lines }] = extractMigrateLines(batch, 'filtered') as [
    ReturnType<typeof extractMigrateLines>[number],
  ];
  expect(lines.map(({ part }) => part)).toEqual(['head', 'tail']);
  expect(JSON.stringify(lines)).not.toMatch(/hunter2|one/);
});

test('an error within one log event is complete, with or without a filter', () => {
  const text =
    'error: migration failed: syntax error in line 0: SELECT 1\nFROM nowhere; (details: pq: syntax error)';
  const batch = {
    logGroup: '/ecs/jobs',
    logStream: 'orders/migrate/0123456789abcdef0123456789abcdef',
    events: [{ id: '3'.padStart(56, '3'), timestamp: T0, message: text }],
  };
  expect(extractMigrateLines(batch, 'filtered')).toEqual(extractMigrateLines(batch, 'batch'));
});
