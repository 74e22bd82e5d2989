import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainRuns } from '../../../../lambda/domain/incidents/explained-run.ts';
import {
  extractMigrateLines,
  linesFact,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { DeadlineFact, DeadlineKind, EndedFact, Fact } from '../../../../lambda/domain/model/fact.ts';
import type { LogEvent } from '../../../../lambda/domain/model/log-batch.ts';
import { type Source, UNMATCHED } from '../../../../lambda/domain/model/target.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';
import {
  endedFact,
  LOG_GROUP,
  LOG_STREAM,
  ORIGIN,
  startedFact,
  T0,
} from '../../../builders/facts-and-runs.ts';
import { DEDICATED, ORDERS, SHARED, sourcesOf } from '../../../sources-of.ts';

const TARGET = { environment: 'production', database: 'orders' };

/** Lines one second apart, from `T0` on. */
function events(texts: readonly string[], from = 0): LogEvent[] {
  return texts.map((text, index) => ({
    id: String(from + index).padStart(56, '0'),
    timestamp: T0 + (from + index) * 1_000,
    message: text,
  }));
}

function factOf(batch: readonly LogEvent[], read: 'batch' | 'stream' = 'batch'): Fact[] {
  const lines = extractMigrateLines({ logGroup: LOG_GROUP, logStream: LOG_STREAM, events: batch }, read);
  return lines.map((admitted) => linesFact(admitted, `${read} ${batch[0]?.id} ${batch.length}`, read));
}

function runsOf(facts: readonly Fact[], sources: readonly Source[] = SHARED) {
  return explainRuns(fold(facts, { origin: ORIGIN, sources }), sources);
}

const started = (at: number) => startedFact({ at });
const ended = (at: number, over: Partial<EndedFact> = {}) => endedFact({ at, ...over });

function deadline(what: DeadlineKind, at: number, lastEventAt: number): DeadlineFact {
  return { kind: 'deadline', id: `${what} ${at}`, what, at, runStartedAt: T0, lastEventAt };
}

const STAMP = '2026/03/05 10:00:00 ';
const VERBOSE_RUN = [
  `${STAMP}Start buffering 1/u create_users`,
  `${STAMP}Start buffering 2/u add_email`,
  `${STAMP}Read and execute 1/u create_users`,
  `${STAMP}Finished 1/u create_users (read 1ms, ran 12.5ms)`,
  `${STAMP}Read and execute 2/u add_email`,
  `${STAMP}Finished 2/u add_email (read 14ms, ran 3s)`,
  `${STAMP}Finished after 3.02s`,
  `${STAMP}Closing source and database`,
];
const LIBRARY_RUN = VERBOSE_RUN.slice(0, 6).map((line) => `migrate: ${line.slice(STAMP.length)}`);

describe('how runs begin and end', () => {
  test('a verbose run ends with Finished after, and its migrations have their true durations', () => {
    const [run, ...others] = runsOf(factOf(events(VERBOSE_RUN)));
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      id: `${ORIGIN}-${T0.toString(36)}`,
      target: TARGET,
      outcome: 'succeeded',
      endSeen: true,
      source: 'cli-verbose',
      startedAt: T0,
      endedAt: T0 + 6_000,
      dirtyVersion: null,
      error: null,
      verdict: null,
    });
    expect(
      run!.migrations.map(({ version, status, ranMs, ranFrom }) => [version, status, ranMs, ranFrom]),
    ).toEqual([
      ['1', 'applied', 12.5, 'ran'],
      ['2', 'applied', 3_000, 'ran'],
    ]);
  });

  test('plain figures count from queueing, so durations are derived from neighbouring lines', () => {
    const [run] = runsOf(factOf(events(['1/u a (3s)', '2/u b (6s)'])));
    expect(
      run!.migrations.map(({ ranMs, ranFrom, sinceQueuedMs }) => [ranMs, ranFrom, sinceQueuedMs]),
    ).toEqual([
      [3_000, 'derived', 3_000],
      [3_000, 'derived', 6_000],
    ]);
  });

  test('an <empty> migration executed nothing, whatever its line says', () => {
    const [run] = runsOf(factOf(events(['1/d <empty> (3s)'])));
    expect(run!.migrations[0]).toMatchObject({ ranMs: 0, ranFrom: 'empty' });
  });

  test('a plain version that goes back, or another direction, is the next run', () => {
    const runs = runsOf(
      factOf(events(['1/u a (1ms)', '2/u b (2ms)', '1/u a (1ms)', '2/u b (2ms)', '2/d b (1ms)'])),
    );
    expect(runs.map(({ migrations }) => migrations.length)).toEqual([2, 2, 1]);
    expect(runs.map(({ endSeen }) => endSeen)).toEqual([true, true, false]);
  });

  test.each([
    ['refused', 'error: Dirty database version 2. Fix and force version.', 'blocked'],
    [
      'not connected',
      'error: failed to open database: dial tcp 10.0.0.7:5432: connect: connection refused',
      'failed',
    ],
    ['without the lock', "error: can't acquire lock", 'failed'],
  ])(
    '%s is another run: golang-migrate finds that out before it names a migration',
    (_name, error, outcome) => {
      const lines = ['Start buffering 2/u b', 'Read and execute 2/u b'].map(
        (text) => `2026/03/05 10:00:00 ${text}`,
      );
      const runs = runsOf(
        [...factOf(events([...lines, error])), ended(T0 + 60_000, { exitCode: 1 })],
        DEDICATED,
      );
      expect(runs).toMatchObject([
        { migrations: [{ version: '2', status: 'running' }], error: null, incomplete: { why: 'lines' } },
        { outcome, migrations: [] },
      ]);
    },
  );

  test('an error in the server’s own words belongs to the migration once one was named, and to no run before', () => {
    const error = 'error: Server error: [Neo.ClientError.Statement.SyntaxError] Invalid input';
    expect(runsOf(factOf(events(['1/u a (5ms)', error])))).toMatchObject([
      { error: { class: 'migration-failed' }, verdict: { state: 'unknown' } },
    ]);
    const lone = [
      ...factOf(events(['+ migrate -path m -database x up', error])),
      ended(T0 + 60_000, { exitCode: 1 }),
    ];
    expect(runsOf(lone)).toMatchObject([{ error: { class: 'unknown' }, verdict: { state: 'unknown' } }]);
  });

  test('a connection lost after plain lines may have been lost within a migration; verbose lines would show it', () => {
    const lost = 'error: dial tcp 10.0.0.7:5432: connect: connection refused';
    const stateAfter = (...lines: string[]) => runsOf(factOf(events([...lines, lost])))[0]?.verdict?.state;
    expect(stateAfter('1/u a (5ms)')).toBe('unknown');
    expect(stateAfter()).toBe('not-applied');
    expect(
      stateAfter(
        '2026/03/05 10:00:00 Read and execute 1/u a',
        '2026/03/05 10:00:00 Finished 1/u a (read 1ms, ran 2ms)',
      ),
    ).toBe('not-applied');
  });

  const verbose = (...lines: string[]) => lines.map((line) => `2026/03/05 10:00:00 ${line}`);
  const FIRST = verbose(
    'Start buffering 1/u a',
    'Start buffering 2/u b',
    'Read and execute 1/u a',
    'Finished 1/u a (read 1ms, ran 2ms)',
  );

  test.each([
    ['source', 'error: unsupported content encoding: none'],
    ['source', 'error: dial tcp 52.1.2.3:443: i/o timeout'],
    ['connection', 'error: EOF'],
    ['connection', 'error: driver: bad connection'],
    ['connection', 'error: read tcp 10.0.0.1:5123->10.0.0.7:5432: read: connection reset by peer'],
    [
      'bookkeeping',
      'error: pq: permission denied for table versions in line 0: TRUNCATE "public"."versions"',
    ],
    ['bookkeeping', 'error: attempt to write a readonly database in line 0: DELETE FROM "versions"'],
    ['short-limit', 'error: limit 2 short'],
  ])('an error between two files is of class %s: %s', (errorClass, error) => {
    const [run] = runsOf(factOf(events([...FIRST, ...verbose(error), 'exit status 1'])));
    expect(run).toMatchObject({
      outcome: 'failed',
      dirtyVersion: null,
      error: { class: errorClass },
      verdict: { state: 'not-applied' },
    });
    const mayBeMarked = errorClass === 'connection' || errorClass === 'bookkeeping';
    expect(run?.verdict?.evidence.some((text) => text.includes('2/u b may be marked dirty'))).toBe(
      mayBeMarked,
    );
  });

  test('an error after which golang-migrate goes on did not end the run: a file was read in part', () => {
    const END = verbose('Read and execute 2/u b', 'Finished 2/u b (read 1ms, ran 2ms)', 'Finished after 5ms');
    const found = { kind: 'file-read-in-part', text: expect.stringContaining('unexpected EOF') };
    const broken = verbose('error: unexpected EOF');
    for (const lines of [
      [...FIRST, ...broken, ...END],
      [...FIRST.slice(0, 2), ...broken, ...FIRST.slice(2), ...END],
      [...FIRST.slice(0, 3), ...broken, ...FIRST.slice(3), ...END],
      ['error: unexpected EOF1/u a (3ms)', '2/u b (5ms)', 'exit status 0'],
    ]) {
      expect(runsOf([...factOf(events(lines)), ended(T0 + 60_000, { exitCode: 0 })])).toMatchObject([
        {
          outcome: 'succeeded',
          error: null,
          migrations: [{ status: 'applied' }, { status: 'applied' }],
          findings: [found],
        },
      ]);
    }
    const [run] = runsOf(factOf(events([...FIRST.slice(0, 3), ...broken])));
    expect(run).toMatchObject({ outcome: 'failed', findings: [] });
  });

  test('if such a file then fails, that is the error of the run', () => {
    const lines = verbose(
      'Start buffering 1/u a',
      'Read and execute 1/u a',
      'error: unexpected EOF',
      'error: migration failed: syntax error at end of input in line 3: CREATE (details: pq: syntax error at end of input)',
    );
    expect(runsOf(factOf(events(lines)))).toMatchObject([
      { outcome: 'failed', dirtyVersion: '1', error: { message: 'syntax error at end of input' } },
    ]);
  });

  test('a failed release of the lock on its own line belongs to the run, after a failed migration and after `no change`', () => {
    const unlock = 'driver: bad connection in line 0: SELECT pg_advisory_unlock($1)';
    const failure = 'error: migration failed in line 0: SELECT 1; (details: pq: boom)';
    expect(runsOf(factOf(events([failure, unlock])))).toMatchObject([
      { error: { class: 'migration-failed', details: 'pq: boom', also: [unlock] } },
    ]);
    expect(runsOf(factOf(events(['error: no change', unlock])))).toMatchObject([
      {
        outcome: 'failed',
        error: { class: 'bookkeeping', also: ['no change'] },
        verdict: { state: 'not-applied' },
      },
    ]);
    expect(runsOf(factOf(events(['error: no change'])))).toMatchObject([
      { outcome: 'no-change', error: null },
    ]);
  });

  test('a lock that could not be released ends the run that held it', () => {
    const error = "error: can't unlock, as not currently locked";
    expect(runsOf(factOf(events(['1/u a (5ms)', error])))).toHaveLength(1);
  });

  test('a plain line that was queued after the line before it is the next run', () => {
    const [first, second] = events(['1/u a (5ms)', '2/u b (5ms)']);
    const later = { ...second!, timestamp: T0 + 60_000 };
    expect(runsOf(factOf([first!, later])).map(({ migrations }) => migrations.length)).toEqual([1, 1]);
    const sameRun = { ...second!, message: '2/u b (60.005s)', timestamp: T0 + 60_000 };
    expect(runsOf(factOf([first!, sameRun])).map(({ migrations }) => migrations.length)).toEqual([2]);
  });

  test('CodeBuild migrating three databases is three runs, each with its target', () => {
    const command = (n: number) =>
      `[Container] 2026/03/05 10:00:0${n} Running command migrate -database "$DB_${n}" up`;
    const lines = [
      command(1),
      '1/u a (1ms)',
      command(2),
      'no change',
      command(3),
      '1/u a (1ms)',
      '[Container] 2026/03/05 10:00:09 Phase complete: BUILD State: SUCCEEDED',
    ];
    const rules = [1, 2, 3].map((n) => `{ command: DB_${n}, database: db${n} }`);
    const sources = sourcesOf(`sources: [{ logGroup: /ecs/orders, rules: [${rules}] }]`);
    const runs = runsOf(factOf(events(lines)), sources);
    expect(
      runs.map(({ outcome, command: word, endSeen, target }) => [outcome, word, endSeen, target.database]),
    ).toEqual([
      ['succeeded', 'up', true, 'db1'],
      ['no-change', 'up', true, 'db2'],
      ['succeeded', 'up', true, 'db3'],
    ]);
  });

  test.each([
    ['migrate itself', ['-path', '/migrations', '-database', '$DB', 'down', '1'], 'down'],
    ['a shell', ['sh', '-c', 'docker compose up -d db && migrate -path /m -database $DB down 1'], 'down'],
    ['a script that names no command', ['./migrate.sh'], null],
  ])('the command word is that of %s, whatever else the container runs', (_name, command, word) => {
    expect(runsOf([startedFact({ at: T0, command })], DEDICATED)).toMatchObject([{ command: word }]);
  });

  test('the first command line that a dedicated container shows is that of the run which its start opened; the next one is another run’s', () => {
    const up = '+ migrate -path m -database "$DB" up';
    const runsAfter = (...lines: string[]) =>
      runsOf([started(T0), ...factOf(events(['+ sleep 1', ...lines]))], DEDICATED);
    const [run, ...more] = runsAfter(up, '1/u a (5ms)');
    expect(run).toMatchObject({ outcome: 'running', command: 'up', startedAt: T0 });
    expect(more).toEqual([]);
    expect(runsAfter('+ migrate -path m -database "$DB" force 2', up, '1/u a (5ms)')).toMatchObject([
      { outcome: 'succeeded', command: 'force', forcedVersion: '2' },
      { outcome: 'running', command: 'up' },
    ]);
  });

  test('a dedicated container is a run from its start on, even if migrate prints nothing', () => {
    expect(runsOf([started(T0)], DEDICATED)).toMatchObject([{ outcome: 'running', startedAt: T0 }]);
    expect(runsOf([started(T0)], SHARED)).toEqual([]);
    expect(runsOf([started(T0), ended(T0 + 9, { exitCode: 137 })], DEDICATED)).toMatchObject([
      { outcome: 'killed', exitCode: 137 },
    ]);
  });
});

describe('the end of the process', () => {
  const executing = VERBOSE_RUN.slice(0, 5);

  test.each([
    [137, 'killed'],
    [143, 'killed'],
    [2, 'killed'],
    [130, 'killed'],
    [1, 'failed'],
  ])('exit %d while a migration executes: %s, dirty at its version', (exitCode, outcome) => {
    const [run] = runsOf([...factOf(events(executing)), ended(T0 + 60_000, { exitCode })]);
    expect(run).toMatchObject({ outcome, dirtyVersion: '2', exitCode, endSeen: true });
  });

  test('sorts after every line, whatever the clocks say', () => {
    const [run] = runsOf([...factOf(events(VERBOSE_RUN)), ended(T0 - 60_000)], DEDICATED);
    expect(run).toMatchObject({ outcome: 'succeeded', exitCode: 0, disagreement: null });
  });

  test('an exit code other than 0 outranks a log that says finished', () => {
    const [run] = runsOf([...factOf(events(VERBOSE_RUN)), ended(T0 + 60_000, { exitCode: 1 })], DEDICATED);
    expect(run).toMatchObject({ outcome: 'failed' });
    expect(run!.disagreement).toContain('exit code 1');
  });

  test("exit 0 does not outrank golang-migrate's own error", () => {
    const lines = factOf(events(['error: Dirty database version 3. Fix and force version.']));
    const [run] = runsOf([...lines, ended(T0 + 60_000)], DEDICATED);
    expect(run).toMatchObject({ outcome: 'blocked', dirtyVersion: '3' });
    expect(run!.disagreement).toContain('exit code 0');
  });

  test('a service that stops weeks after its library run settled says nothing about that run', () => {
    const lines = factOf(events(LIBRARY_RUN));
    const settled = deadline('settled', T0 + 65_000, T0 + 5_000);
    const [run] = runsOf([...lines, settled, ended(T0 + 1e9, { exitCode: 137 })]);
    expect(run).toMatchObject({ outcome: 'succeeded', exitCode: null });
  });

  test('a failure without an error line makes the run incomplete', () => {
    const lines = factOf(events(VERBOSE_RUN.slice(0, 1)));
    const gone = ended(T0 + 9_000, { exitCode: 1 });
    expect(runsOf([...lines, gone], DEDICATED)).toMatchObject([
      { outcome: 'failed', incomplete: { why: 'lines', from: T0 } },
    ]);
    const missing = deadline('lines-missing', T0 + 700_000, T0);
    expect(runsOf([...lines, gone, missing], DEDICATED)).toMatchObject([
      { outcome: 'failed', incomplete: null, findings: [{ kind: 'lines-missing' }] },
    ]);
  });

  test('a failure without any line cannot be read again, because no log stream is known', () => {
    expect(runsOf([started(T0), ended(T0 + 9_000, { exitCode: 1 })], DEDICATED)).toMatchObject([
      { outcome: 'failed', incomplete: null, findings: [{ kind: 'printed-nothing' }] },
    ]);
  });

  test('a dedicated container without a start event ran for as long as its task', () => {
    const gone = ended(T0 + 9_000, { exitCode: 137, startedAt: T0 });
    expect(runsOf([gone], DEDICATED)).toMatchObject([
      { outcome: 'killed', startedAt: T0, endedAt: T0 + 9_000 },
    ]);
    expect(runsOf([gone, started(T0)], DEDICATED)).toMatchObject(runsOf([gone], DEDICATED));
    expect(runsOf([gone], SHARED)).toEqual([]);
  });

  test.each<[string, Partial<EndedFact>, string]>([
    ['never started', { exitCode: null, stopCode: 'TaskFailedToStart' }, 'failed'],
    [
      'a reason that says so',
      { exitCode: null, stopCode: null, reason: 'CannotPullContainerError: x' },
      'failed',
    ],
    [
      'its own reason, with an exit code',
      { exitCode: 128, ownReason: 'CannotStartContainerError: x' },
      'failed',
    ],
    ['stopped before it began', { exitCode: null, stopCode: 'UserInitiated' }, 'killed'],
    ['a stop code of the future', { exitCode: null, stopCode: 'MeteorStrike' }, 'unknown'],
  ])('%s', (_name, over, outcome) => {
    const [run] = runsOf([ended(T0, over)], DEDICATED);
    expect(run).toMatchObject({ outcome, incomplete: null });
    expect(run!.error?.class === 'not-started').toBe(outcome === 'failed');
  });

  test('a process that printed a line has begun, whatever the platform says', () => {
    const lines = factOf(events(executing));
    const [run] = runsOf([...lines, ended(T0 + 9_000, { exitCode: null, stopCode: 'TaskFailedToStart' })]);
    expect(run!.error?.class).not.toBe('not-started');
  });

  test('a sidecar that fails to start is not the container that ran', () => {
    const reason = 'CannotPullContainerError: the sidecar’s image';
    const [run] = runsOf([ended(T0, { exitCode: 137, reason })], DEDICATED);
    expect(run).toMatchObject({ outcome: 'killed' });
  });

  test('a process that is gone without an exit code while executing is running until the re-reads are over, then unknown', () => {
    const lines = factOf(events(executing));
    const gone = ended(T0 + 60_000, { exitCode: null, stopCode: 'SomethingNew' });
    expect(runsOf([...lines, gone])[0]).toMatchObject({ outcome: 'running', incomplete: { why: 'lines' } });
    const missing = deadline('lines-missing', T0 + 900_000, T0 + 4_000);
    expect(runsOf([...lines, gone, missing])[0]).toMatchObject({ outcome: 'unknown', dirtyVersion: '2' });
  });

  test('of repeated state events, the one with the highest version counts', () => {
    const lines = factOf(events(executing));
    const early = { ...ended(T0 + 9_000, { exitCode: null, version: 4 }), id: 'ended 4' };
    const [run] = runsOf([...lines, early, ended(T0 + 9_000, { exitCode: 137, version: 5 })]);
    expect(run).toMatchObject({ outcome: 'killed', exitCode: 137 });
  });
});

test('a container that ended before its task keeps its own end, however often the task’s end is repeated', () => {
  const lines = factOf(events(VERBOSE_RUN.slice(0, 5)));
  const first = { ...ended(T0 + 60_000, { exitCode: 137, version: 5 }), id: 'ended 5' };
  const again = { ...ended(T0 + 90_000, { exitCode: 137, version: 6 }), id: 'ended 6' };
  expect(runsOf([...lines, first, again])[0]).toMatchObject({ outcome: 'killed', endedAt: T0 + 60_000 });
});

test('a source that asks for a log stream names no database before a line came', () => {
  const rules = '{ streamPrefix: orders/, database: orders }, { database: other }';
  const sources = sourcesOf(`sources: [{ ${ORDERS}, dedicated: true, rules: [${rules}] }]`);
  const lines = factOf(events(VERBOSE_RUN));
  expect(runsOf([started(T0 - 9), ...lines], sources)[0]).toMatchObject({ target: TARGET });
  expect(runsOf([started(T0 - 9)], sources)).toMatchObject([
    { outcome: 'running', dedicated: true, target: UNMATCHED },
  ]);
});

test('a task may be running for the platform only after its first lines', () => {
  const lines = factOf(events(VERBOSE_RUN));
  const [run] = runsOf([started(T0 + 1_500), ...lines], DEDICATED);
  expect(run).toMatchObject({ startedAt: T0, outcome: 'succeeded' });
  expect(run!.durationMs).toBe(run!.endedAt! - T0);
});

describe('deadlines', () => {
  const lines = factOf(events(LIBRARY_RUN));

  test('a settled library run is a success that was not seen to end', () => {
    expect(runsOf(lines)[0]).toMatchObject({ outcome: 'running', source: 'library' });
    const [run] = runsOf([...lines, deadline('settled', T0 + 65_000, T0 + 5_000)]);
    expect(run).toMatchObject({
      outcome: 'succeeded',
      endSeen: false,
      endedAt: T0 + 5_000,
      durationMs: 5_000,
    });
  });

  test('a line that arrives later outranks a deadline', () => {
    const late = factOf(events(['migrate: Finished 3/u late (read 1ms, ran 1ms)'], 7));
    const [run] = runsOf([...lines, ...late, deadline('settled', T0 + 65_000, T0 + 5_000)]);
    expect(run).toMatchObject({ outcome: 'running', lastEventAt: T0 + 7_000 });
  });

  test('a new start after settling is another run; a line without one rejoins', () => {
    const settled = deadline('settled', T0 + 65_000, T0 + 5_000);
    const next = factOf(events(['migrate: Start buffering 3/u more'], 90));
    expect(runsOf([...lines, settled, ...next]).map(({ outcome }) => outcome)).toEqual([
      'succeeded',
      'running',
    ]);
    const rest = factOf(events(['migrate: Closing source and database'], 90));
    expect(runsOf([...lines, settled, ...rest])).toMatchObject([{ outcome: 'succeeded', endSeen: true }]);
  });

  test('an alert stays once it was true, even after the end', () => {
    const open = factOf(events(VERBOSE_RUN.slice(0, 5)));
    const silent = deadline('silent-warning', T0 + 305_000, T0 + 4_000);
    expect(runsOf([...open, silent])[0]).toMatchObject({ outcome: 'running', alerts: ['silent-warning'] });
    const rest = factOf(events(VERBOSE_RUN.slice(5), 400));
    expect(runsOf([...open, silent, ...rest])[0]).toMatchObject({
      outcome: 'succeeded',
      alerts: ['silent-warning'],
    });
  });

  test('a late line takes back an alert that was never true', () => {
    const silent = deadline('silent-warning', T0 + 305_000, T0 + 4_000);
    expect(runsOf([...factOf(events(VERBOSE_RUN)), silent])[0]).toMatchObject({
      outcome: 'succeeded',
      alerts: [],
    });
    const open = factOf(events(VERBOSE_RUN.slice(0, 5)));
    const late = factOf(events([VERBOSE_RUN[5]!], 100));
    expect(runsOf([...open, silent, ...late])[0]).toMatchObject({ outcome: 'running', alerts: [] });
  });
});

describe('stopped and blocked', () => {
  test('SIGINT leaves migrations queued and exits 0: stopped early', () => {
    const lines = [
      ...VERBOSE_RUN.slice(0, 3),
      `${STAMP}Stopping after this running migration ...`,
      VERBOSE_RUN[3]!,
      VERBOSE_RUN[6]!,
      VERBOSE_RUN[7]!,
    ];
    const [run] = runsOf(factOf(events(lines)));
    expect(run).toMatchObject({
      outcome: 'stopped-early',
      findings: [{ kind: 'stopped-early' }],
      error: { class: 'interrupted' },
    });
    expect(run!.migrations.map(({ status }) => status)).toEqual(['applied', 'queued']);
  });

  test('a down that fails is dirty at the version that it leads to, if the lines show it', () => {
    const failing = [
      `${STAMP}Start buffering 3/d c`,
      `${STAMP}Start buffering 2/d b`,
      `${STAMP}Read and execute 3/d c`,
      `${STAMP}error: migration failed in line 0: DROP x; (details: pq: boom)`,
    ];
    expect(runsOf(factOf(events(failing)))[0]).toMatchObject({ outcome: 'failed', dirtyVersion: '2' });
    const alone = failing.filter((line) => !line.includes('2/d'));
    expect(runsOf(factOf(events(alone)))[0]).toMatchObject({ outcome: 'failed', dirtyVersion: null });
  });

  test('a blocked run points at the run of its own origin that made the database dirty', () => {
    const lines = [
      ...VERBOSE_RUN.slice(0, 5),
      `${STAMP}error: migration failed in line 0: ALTER; (details: pq: boom)`,
      `${STAMP}error: Dirty database version 2. Fix and force version.`,
    ];
    const [failed, blocked] = runsOf(factOf(events(lines)));
    expect(blocked).toMatchObject({ outcome: 'blocked', dirtyVersion: '2', blockedBy: failed!.id });
  });

  test('a blocked run repeats the verdict of the run that it points at', () => {
    const refused = `${STAMP}error: Dirty database version 2. Fix and force version.`;
    const failing = [
      ...VERBOSE_RUN.slice(0, 5),
      `${STAMP}error: migration failed: boom in line 0: SELECT 1; SELECT 1/0; (details: pq: boom)`,
    ];
    const [failed, blocked, again] = runsOf(factOf(events([...failing, refused, '', refused])));
    for (const run of [blocked, again]) {
      expect(run).toMatchObject({ outcome: 'blocked', blockedBy: failed!.id });
      expect(run!.verdict!.state).toBe('rolled-back');
      expect(run!.verdict!.next).toEqual(failed!.verdict!.next);
      expect(run!.verdict!.evidence[0]).toContain('This run changed nothing');
      expect(run!.verdict!.evidence[1]).toContain(failed!.id);
    }
  });

  test('a blocked run does not repeat the verdict of a run that left the database clean, or dirty at another version', () => {
    const refused = (version: number) =>
      `${STAMP}error: Dirty database version ${version}. Fix and force version.`;
    const failing = [
      ...VERBOSE_RUN.slice(0, 5),
      `${STAMP}error: migration failed: boom in line 0: SELECT 1; SELECT 1/0; (details: pq: boom)`,
    ];
    expect(runsOf(factOf(events([...failing, refused(7)])))[1]).toMatchObject({
      blockedBy: null,
      verdict: { state: 'unknown' },
    });
    const short = `${STAMP}error: limit 2 short`;
    expect(runsOf(factOf(events([short, refused(2)])))[1]).toMatchObject({ blockedBy: null });
  });

  test('a migration that continued without its client is over once a later run could read the dirty flag', () => {
    const killed = [
      ...VERBOSE_RUN.slice(0, 5),
      '[Container] 2026/03/05 10:00:09 Command did not exit successfully migrate up exit status 137',
    ];
    const refused = `${STAMP}error: Dirty database version 2. Fix and force version.`;
    const sources = sourcesOf(
      `sources: [{ ${ORDERS}, database: orders }]\ndatabases: { orders: { engine: postgres } }`,
    );
    const [first, second] = runsOf(factOf(events([...killed, refused])), sources);
    expect(first).toMatchObject({ outcome: 'killed', verdict: { state: 'still-running' } });
    expect(second).toMatchObject({ blockedBy: first!.id, verdict: { state: 'unknown' } });
    expect(second!.verdict!.next).toEqual(first!.verdict!.next);
  });

  test('the same error again, in other words, is the same run; the very same line again is a restarted container', () => {
    const dirty = 'Dirty database version 2. Fix and force version.';
    expect(runsOf(factOf(events([`migrate: ${dirty}`, `failed to start: ${dirty}`])))).toHaveLength(1);
    expect(runsOf(factOf(events([`error: ${dirty}`, `error: ${dirty}`])))).toHaveLength(2);
  });

  test('an error of another program does not belong to this run, unless it follows directly', () => {
    const plain = ['1/u a (1ms)', 'error: upstream timed out'];
    const [near] = runsOf(factOf(events(plain)));
    expect(near).toMatchObject({ outcome: 'failed' });
    const [first, second] = events(plain);
    const [far] = runsOf(factOf([first!, { ...second!, timestamp: T0 + 5_001 }]));
    expect(far).toMatchObject({ outcome: 'running', error: null });
  });
});

describe('an error that came in pieces', () => {
  const failing = [
    ...VERBOSE_RUN.slice(0, 5),
    `${STAMP}error: migration failed: syntax error at or near "TABEL" (column 8) in line 2: -- add`,
    "CREATE TABEL x (s text DEFAULT 'hunter2');",
    ' (details: pq: syntax error at or near "TABEL")',
    '[Container] 2026/03/05 10:00:09 Command did not exit successfully migrate up exit status 1',
  ];
  const whole = events(failing);

  test('in one batch its statement is readable, without literals', () => {
    const [run] = runsOf(factOf(whole));
    expect(run).toMatchObject({ outcome: 'failed', incomplete: null, dirtyVersion: '2' });
    expect(run!.error!.statement).toContain('CREATE TABEL x (s text DEFAULT ');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  test.each([6, 7])(
    'split before line %d, its statement is masked, and the re-read that the run asks for completes it',
    (at) => {
      const parts = [...factOf(whole.slice(0, at)), ...factOf(whole.slice(at))];
      const [run] = runsOf(parts);
      expect(run).toMatchObject({ outcome: 'failed', incomplete: { why: 'error-tail' } });
      expect(run!.error).toMatchObject({
        line: 2,
        column: 8,
        details: 'pq: syntax error at or near "‹text #1, 4–7 chars›"',
      });
      expect(JSON.stringify(parts)).not.toContain('hunter2');
      expect(runsOf([...parts, ...factOf(whole, 'stream')])).toEqual(runsOf(factOf(whole)));
    },
  );
});

test.each([
  ['a literal', "INSERT INTO t VALUES ('first", "last');"],
  ['a dollar quote', 'SELECT $$first', 'last$$;'],
  ['a comment', '/* first', 'last */ SELECT 1;'],
])('a line of %s that reads like another error leaks nothing', (_name, opens, closes) => {
  const lines = [
    ...VERBOSE_RUN.slice(0, 5),
    `${STAMP}error: migration failed: boom (column 1) in line 1: ${opens}`,
    'error: migration failed in line 2: hunter2 and more',
    closes,
    ' (details: pq: boom)',
  ];
  const facts = factOf(events(lines), 'stream');
  expect(JSON.stringify(facts)).not.toContain('hunter2');
  expect(runsOf(facts)[0]).toMatchObject({ outcome: 'failed', dirtyVersion: '2' });
});

test('arrival order, repeats and batch borders do not change the runs', () => {
  const lines = events([
    ...VERBOSE_RUN,
    'no change',
    ...VERBOSE_RUN.slice(0, 5),
    `${STAMP}error: migration failed in line 0: X; (details: pq: boom)`,
    'error: Dirty database version 2. Fix and force version.',
  ]);
  const expected = runsOf([...factOf(lines), ended(T0 + 1e6, { exitCode: 1 })]);
  expect(expected.map(({ outcome }) => outcome)).toEqual(['succeeded', 'no-change', 'failed', 'blocked']);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: lines.length - 1 }), { maxLength: 6 });
  fc.assert(
    fc.property(cuts, fc.integer(), (borders, order) => {
      const edges = [0, ...[...borders].sort((a, b) => a - b), lines.length];
      const batches = edges.slice(1).map((edge, index) => lines.slice(edges[index], edge));
      const facts: Fact[] = [
        ...batches.flatMap((batch) => factOf(batch)),
        ...factOf(lines.slice(2, 9)),
        ended(T0 + 1e6, { exitCode: 1 }),
      ];
      const shuffled = facts
        .map((fact, index) => ({ fact, key: Math.imul(order + index, 2654435761) }))
        .sort((a, b) => a.key - b.key);
      expect(runsOf(shuffled.map(({ fact }) => fact))).toEqual(expected);
    }),
    { seed: 20260305, numRuns: 300 },
  );
});

test('a line of the migration file that arrived by itself is part of the error once the whole error is known', () => {
  const block = events([
    '1/u create_users (12.5ms)',
    'error: migration failed: syntax error at or near "TABEL" (column 7) in line 2: CREATE TABLE t (id int);',
    '7/u drop_orders (3ms)',
    'ALTER TABEL t;',
    ' (details: pq: syntax error at or near "TABEL")',
  ]);
  const whole = factOf(block, 'stream');
  expect(runsOf([...factOf(block.slice(2, 3)), ...whole])).toEqual(runsOf(whole));
});
