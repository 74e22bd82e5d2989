import { describe, expect, test } from 'vitest';
import { DEADLINES } from '../../../../lambda/contract/defaults.ts';
import type { Run } from '../../../../lambda/domain/model/run.ts';
import {
  deadlinesFor,
  dueDeadlines,
  isSealed,
  recordDueAt,
  rereadDueAt,
} from '../../../../lambda/domain/runs/record/deadlines.ts';
import {
  handMadeMigration,
  handMadeRecord,
  handMadeRun,
  T0,
  TASK_ARN,
} from '../../../builders/facts-and-runs.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const library: Partial<Run> = { source: 'library', migrations: [handMadeMigration()] };
const plainLibrary: Partial<Run> = {
  source: 'library',
  migrations: [handMadeMigration({ ranMs: null, ranFrom: null, sinceQueuedMs: 3.5 })],
};
const plainInShared: Partial<Run> = { ...plainLibrary, source: 'cli', dedicated: false };
/** `-verbose`, or a service that logs through Go's own `log`. */
const stampedInShared: Partial<Run> = {
  source: 'cli-verbose',
  dedicated: false,
  migrations: [handMadeMigration()],
};
const retried: Partial<Run> = {
  outcome: 'failed',
  endedAt: T0,
  retry: { since: T0, state: 'waits' },
};
const incomplete: Partial<Run> = {
  outcome: 'failed',
  endedAt: T0,
  incomplete: { why: 'error-tail', from: T0, to: T0 },
};

test.each<{
  readonly name: string;
  readonly over: Partial<Run>;
  readonly rereads: number;
  readonly what: string;
  readonly afterMs: number;
}>([
  { name: 'silent: warning', over: {}, rereads: 0, what: 'silent-warning', afterMs: 5 * MINUTE },
  { name: 'silent: critical', over: {}, rereads: 0, what: 'silent-critical', afterMs: 15 * MINUTE },
  {
    name: 'long-running counts from the start',
    over: { lastEventAt: T0 + 9 * MINUTE },
    rereads: 0,
    what: 'long-running-warning',
    afterMs: 10 * MINUTE,
  },
  {
    name: 'long-running: critical',
    over: { lastEventAt: T0 + 29 * MINUTE },
    rereads: 0,
    what: 'long-running-critical',
    afterMs: 30 * MINUTE,
  },
  {
    name: 'library, verbose, all finished',
    over: library,
    rereads: 0,
    what: 'settled',
    afterMs: 60 * SECOND,
  },
  {
    name: 'library, plain, all finished',
    over: plainLibrary,
    rereads: 0,
    what: 'settled',
    afterMs: 15 * MINUTE,
  },
  {
    name: 'plain CLI before a service, all finished',
    over: plainInShared,
    rereads: 0,
    what: 'settled',
    afterMs: 15 * MINUTE,
  },
  {
    name: 'stamped lines in a container that does other things too',
    over: stampedInShared,
    rereads: 0,
    what: 'settled',
    afterMs: 60 * SECOND,
  },
  {
    name: 'a failure that its process may mend',
    over: retried,
    rereads: 0,
    what: 'still-failing',
    afterMs: 60 * SECOND,
  },
  { name: 'end unknown', over: {}, rereads: 0, what: 'end-unknown', afterMs: 2 * HOUR },
  {
    name: 'an ECS task whose end ECS will tell',
    over: { resource: TASK_ARN },
    rereads: 0,
    what: 'end-unknown',
    afterMs: 24 * HOUR,
  },
  {
    name: 'lines missing, re-read twice',
    over: incomplete,
    rereads: 2,
    what: 'lines-missing',
    afterMs: 10 * MINUTE,
  },
  {
    name: 'lines missing, stream out of reach',
    over: incomplete,
    rereads: 1,
    what: 'lines-missing',
    afterMs: 20 * MINUTE,
  },
  {
    name: 'lines missing, stream not known',
    over: { ...incomplete, logStream: null },
    rereads: 0,
    what: 'lines-missing',
    afterMs: 10 * MINUTE,
  },
])('$name: due from the very millisecond on', ({ over, rereads, what, afterMs }) => {
  const run = handMadeRun(over);
  const due = (now: number) => dueDeadlines(run, rereads, now, DEADLINES).map((fact) => fact.what);
  expect(due(T0 + afterMs - 1)).not.toContain(what);
  expect(due(T0 + afterMs)).toContain(what);
});

test('an environment replaces the deadlines that it names, and no others', () => {
  const rules = { deadlines: DEADLINES, deadlinesByEnvironment: { staging: { silentWarningMs: 7 } } };
  const inEnvironment = (environment: string) =>
    deadlinesFor(handMadeRun({ target: { environment, database: 'orders' } }), rules);
  expect(inEnvironment('staging')).toEqual({
    ...DEADLINES,
    silentWarningMs: 7,
    written: ['silentWarningMs'],
  });
  expect(inEnvironment('production')).toEqual(DEADLINES);
});

describe('a deadline', () => {
  test('is a fact about the run as it was known, the same whenever the sweep looks', () => {
    const run = handMadeRun({ lastEventAt: T0 + SECOND });
    const [soon] = dueDeadlines(run, 0, T0 + SECOND + 5 * MINUTE, DEADLINES);
    expect(soon).toEqual({
      kind: 'deadline',
      id: `silent-warning-${T0}-${T0 + SECOND}`,
      what: 'silent-warning',
      at: T0 + SECOND + 5 * MINUTE,
      runStartedAt: T0,
      lastEventAt: T0 + SECOND,
    });
    expect(dueDeadlines(run, 0, T0 + SECOND + 6 * MINUTE, DEADLINES)[0]).toEqual(soon);
  });

  test('is not written a second time', () => {
    const known = new Set([`silent-warning-${T0}-${T0}`]);
    expect(dueDeadlines(handMadeRun(), 0, T0 + 5 * MINUTE, DEADLINES, known)).toEqual([]);
    const alerted = handMadeRun({ alerts: ['silent-warning'] });
    expect(dueDeadlines(alerted, 0, T0 + 5 * MINUTE, DEADLINES)).toEqual([]);
  });

  test.each<[string, Partial<Run>]>([
    ['an ended run has none', { outcome: 'succeeded', endedAt: T0 }],
    ['a run without any time has none', { startedAt: null, lastEventAt: null }],
  ])('%s', (_name, over) => {
    expect(dueDeadlines(handMadeRun(over), 0, T0 + 400 * DAY, DEADLINES)).toEqual([]);
  });

  test.each<[string, Partial<Run>, string[]]>([
    ['a settling library run is not silent', library, ['settled']],
    ['nor is plain migrate before a service that goes on', plainInShared, ['settled']],
    ['nor is a service that stamps its lines', stampedInShared, ['settled']],
    ['a failure that may be mended has no other', retried, ['still-failing']],
    ['nor has one that was', { ...retried, retry: { since: T0, state: 'overcome' } }, []],
    [
      'a run whose process is gone neither is silent nor runs long',
      { incomplete: { why: 'lines', from: T0, to: T0 } },
      ['lines-missing'],
    ],
  ])('%s', (_name, over, kinds) => {
    const due = dueDeadlines(handMadeRun(over), 2, T0 + DAY, DEADLINES);
    expect(due.map(({ what }) => what)).toEqual(kinds);
  });

  test.each<[string, Partial<Run>]>([
    ['a dedicated container', { dedicated: true }],
    ['a build', { resource: 'arn:aws:codebuild:eu-west-1:111122223333:build/deploy:8745a7a9' }],
    ['a build that only its log group names', { logGroup: '/aws/codebuild/deploy' }],
  ])('-verbose in %s waits for its own end', (_name, over) => {
    const run = handMadeRun({ ...stampedInShared, ...over });
    const kinds = dueDeadlines(run, 0, T0 + 5 * MINUTE, DEADLINES).map(({ what }) => what);
    expect(kinds).toEqual(['silent-warning']);
  });

  test('a library run with a migration queued or executing does not settle', () => {
    for (const status of ['queued', 'running'] as const) {
      const run = handMadeRun({
        ...library,
        migrations: [handMadeMigration(), handMadeMigration({ status })],
      });
      expect(dueDeadlines(run, 0, T0 + HOUR, DEADLINES).map(({ what }) => what)).not.toContain('settled');
    }
  });
});

test('the stream is re-read after 2 and after 10 minutes, and not a third time', () => {
  const run = handMadeRun(incomplete);
  expect([0, 1, 2].map((rereads) => rereadDueAt(run, rereads, DEADLINES))).toEqual([
    T0 + 2 * MINUTE,
    T0 + 10 * MINUTE,
    undefined,
  ]);
  expect(rereadDueAt(handMadeRun({ ...incomplete, logStream: null }), 0, DEADLINES)).toBeUndefined();
  expect(rereadDueAt(handMadeRun(), 0, DEADLINES)).toBeUndefined();
});

describe('a record is in the open index', () => {
  const outbox = {
    id: 'x#1',
    transition: { kind: 'ended', before: null, after: 'failed' },
    at: T0 + SECOND,
  } as const;
  const ended = handMadeRun({ outcome: 'failed', endedAt: T0 });

  test.each<[string, Parameters<typeof recordDueAt>[0], number | null]>([
    ['until its next deadline while it runs', handMadeRecord(handMadeRun()), T0 + 5 * MINUTE],
    [
      'until its message is sent, when it has one in its outbox',
      handMadeRecord(ended, { outbox: [outbox] }),
      T0 + SECOND + 2 * MINUTE,
    ],
    ['until its re-read, when lines are missing', handMadeRecord(handMadeRun(incomplete)), T0 + 2 * MINUTE],
    ['no longer, once it ended and its outbox is empty', handMadeRecord(ended), null],
    ['no longer, once it was replaced', handMadeRecord(handMadeRun(), { supersededBy: 'y' }), null],
    [
      'even replaced, while its outbox has a message',
      handMadeRecord(ended, { supersededBy: 'y', outbox: [outbox] }),
      T0 + SECOND + 2 * MINUTE,
    ],
  ])('%s', (_name, record, dueAt) => {
    expect(recordDueAt(record, DEADLINES)).toBe(dueAt);
  });

  test('for ever if it runs and no line has a time: it counts as open without any deadline', () => {
    const timeless = handMadeRun({ startedAt: null, lastEventAt: null });
    expect(recordDueAt(handMadeRecord(timeless), DEADLINES)).toBeGreaterThan(T0 + 1_000 * 365 * DAY);
  });
});

test('a run is sealed 30 days after its last event, to the millisecond', () => {
  expect(isSealed(handMadeRun(), T0 + 30 * DAY - 1)).toBe(false);
  expect(isSealed(handMadeRun(), T0 + 30 * DAY)).toBe(true);
});
