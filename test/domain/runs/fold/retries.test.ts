import { describe, expect, test } from 'vitest';
import { DEADLINES } from '../../../../lambda/contract/defaults.ts';
import {
  extractMigrateLines,
  linesFact,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { Fact } from '../../../../lambda/domain/model/fact.ts';
import { isHeldBack } from '../../../../lambda/domain/model/run.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';
import { dueDeadlines } from '../../../../lambda/domain/runs/record/deadlines.ts';
import {
  endedFact,
  LOG_GROUP,
  LOG_STREAM,
  ORIGIN,
  startedFact,
  T0,
} from '../../../builders/facts-and-runs.ts';
import { DEDICATED, SHARED } from '../../../sources-of.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const REFUSED =
  'failed to migrate: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused';
const LOCKED = "migrate: can't acquire database lock";
const IN_VAIN = "failed to migrate: timeout: can't acquire database lock";

/** Lines by the second after T0 at which they are printed. */
function printed(...lines: readonly (readonly [number, string])[]): Fact[] {
  return lines.flatMap(([second, message], index) => {
    const event = { id: String(index).padStart(56, '0'), timestamp: T0 + second * SECOND, message };
    const batch = { logGroup: LOG_GROUP, logStream: LOG_STREAM, events: [event] };
    return extractMigrateLines(batch).map((lines) => linesFact(lines, `batch ${index}`, 'batch'));
  });
}

const runsOf = (facts: readonly Fact[], sources = SHARED) => fold(facts, { origin: ORIGIN, sources });
/** The result of each run: its outcome, and whether people are notified. */
const told = (facts: readonly Fact[], sources = SHARED) =>
  runsOf(facts, sources).map((run) => `${run.outcome}${isHeldBack(run) ? ', held back' : ''}`);

/** The facts that a sweep `seconds` after T0 adds to these. */
function swept(facts: readonly Fact[], seconds: number, sources = SHARED): Fact[] {
  const due = runsOf(facts, sources).flatMap((run) => dueDeadlines(run, 0, T0 + seconds * SECOND, DEADLINES));
  return [...facts, ...due];
}

const succeeded = [
  [25, '{"level":"info","msg":"Start buffering 1/u init\\n"}'],
  [25, '{"level":"info","msg":"Read and execute 1/u init\\n"}'],
  [26, '{"level":"info","msg":"Finished 1/u init (read 2ms, ran 9ms)\\n"}'],
] as const;

describe('a process that retries', () => {
  test.each([
    ['until the database answers', REFUSED],
    ['until it has the lock', IN_VAIN],
  ])('%s notifies nobody', (_name, error) => {
    const facts = printed([0, error], [10, error], [20, error], ...succeeded);
    expect(told(facts)).toEqual(['failed, held back', 'failed, held back', 'failed, held back', 'running']);
    expect(told(swept(facts, 120))).toEqual([
      'failed, held back',
      'failed, held back',
      'failed, held back',
      'succeeded',
    ]);
  });

  test('and finds nothing to do notifies nobody', () => {
    expect(told(printed([0, REFUSED], [10, '{"level":"info","msg":"migrate up: no change"}']))).toEqual([
      'failed, held back',
      'no-change',
    ]);
  });

  test('without success is reported exactly a minute after its first failure', () => {
    const facts = printed([0, REFUSED], [10, REFUSED]);
    expect(told(swept(facts, 59.999))).toEqual(['failed, held back', 'failed, held back']);
    expect(told(swept(facts, 60))).toEqual(['failed', 'failed']);
    expect(runsOf(swept(facts, 60))).toMatchObject([
      { retry: { since: T0, state: 'lasted', at: T0 + MINUTE } },
      { retry: { since: T0, state: 'lasted', at: T0 + MINUTE } },
    ]);
  });

  test('for longer than a minute counts as lasting, with or without a sweep', () => {
    const facts = printed([0, REFUSED], [59, REFUSED], [60, REFUSED]);
    expect(told(facts)).toEqual(['failed', 'failed', 'failed']);
    expect(runsOf(swept(facts, 300))).toEqual(runsOf(facts));
    expect(runsOf(facts)[2]).toMatchObject({ retry: { at: T0 + MINUTE } });
  });

  test.each([
    [59.999, ['failed, held back', 'succeeded']],
    [60, ['failed', 'succeeded']],
  ])(
    'and gets further after %d s has the same result whatever the sweep saw in the meantime',
    (second, outcomes) => {
      const run = succeeded.map(([, line]) => [second, line] as const);
      const facts = printed([0, REFUSED], ...run);
      const inTime = swept(facts, 400);
      expect(told(inTime)).toEqual(outcomes);
      const early = swept(printed([0, REFUSED]), 90);
      expect(told(early)).toEqual(['failed']);
      expect(runsOf([...early, ...inTime])).toEqual(runsOf(inTime));
    },
  );

  test('and then fails at a migration reports only that failure, at once', () => {
    const error =
      'migrate up: migration failed in line 0: SELEC 1; (details: pq: syntax error at or near "SELEC")';
    const facts = printed([0, REFUSED], [10, REFUSED], ...succeeded.slice(0, 2), [27, error]);
    expect(told(facts)).toEqual(['failed, held back', 'failed, held back', 'failed']);
  });

  test('and ends is reported at once, with its last failure', () => {
    const facts = printed([0, REFUSED], [10, REFUSED]);
    const ended = endedFact({ at: T0 + 12 * SECOND, exitCode: 1 });
    expect(told([...facts, ended], DEDICATED)).toEqual(['failed, held back', 'failed']);
    expect(told([...facts, ended])).toEqual(['failed, held back', 'failed']);
    expect(runsOf([...facts, ended])[1]).toMatchObject({ retry: { state: 'lasted', at: T0 + 12 * SECOND } });
    expect(runsOf([...swept(facts, 70), ended])).toEqual(runsOf([...facts, ended]));
  });

  test('and ends after more than a minute had counted as lasting before', () => {
    const facts = printed([0, REFUSED], [10, REFUSED]);
    expect(told([...facts, endedFact({ at: T0 + 90 * SECOND, exitCode: 1 })])).toEqual(['failed', 'failed']);
  });

  test('in a build ends with its command', () => {
    const lines = printed(
      [0, '[Container] 2026/03/05 10:00:00.000000 Running command migrate -path m -database $DB up'],
      [1, 'error: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused'],
      [2, '[Container] 2026/03/05 10:00:02.000000 Command did not exit successfully migrate exit status 1'],
    );
    expect(told(lines)).toEqual(['failed']);
  });

  test('in a dedicated container is a run from its start on', () => {
    const facts = [
      startedFact({ at: T0 - 2 * SECOND }),
      ...printed([0, REFUSED], [10, REFUSED], ...succeeded),
    ];
    expect(told(facts, DEDICATED)).toEqual(['failed, held back', 'failed, held back', 'running']);
  });

  test('is watched again after it had got further', () => {
    const facts = printed([0, REFUSED], ...succeeded, [300, REFUSED], [310, REFUSED]);
    expect(told(facts)).toEqual(['failed, held back', 'succeeded', 'failed, held back', 'failed, held back']);
    expect(told(swept(facts, 361))).toEqual(['failed, held back', 'succeeded', 'failed', 'failed']);
  });
});

describe('a failure that is reported at once', () => {
  const stamp = '2026/03/05 10:00:00 ';
  test.each<[string, readonly Fact[]]>([
    [
      'a connection that was lost while a migration ran',
      printed(
        [0, `${stamp}Start buffering 1/u a`],
        [0, `${stamp}Read and execute 1/u a`],
        [1, 'error: dial tcp 10.0.0.7:5432: connect: connection refused'],
      ),
    ],
    [
      'a connection that was lost after one',
      printed([0, '1/u a (5ms)'], [0, 'error: dial tcp 10.0.0.7:5432: connect: connection refused']),
    ],
    ['a dirty database', printed([0, 'migrate: Dirty database version 4. Fix and force version.'])],
    [
      'a source that is not there',
      printed([0, 'migrate: failed to open source, "file://m": open m: no such file or directory']),
    ],
    [
      'a leak',
      printed([
        0,
        'failed to migrate: failed to open database, "postgres://app:S3cretS3cret@db:5432/x": dial tcp 10.0.0.7:5432: connect: connection refused',
      ]),
    ],
  ])('%s', (_name, facts) => {
    expect(runsOf(facts).map(isHeldBack)).not.toContain(true);
    expect(runsOf(facts)).toHaveLength(1);
  });

  test('what parse reads, because parse notifies nobody', () => {
    const file = endedFact({ at: 0, platform: 'file', exitCode: null });
    expect(
      runsOf([...printed([0, LOCKED], [10, REFUSED]), file]).some(({ retry }) => retry !== undefined),
    ).toBe(false);
  });
});
