import { describe, expect, test } from 'vitest';
import {
  extractMigrateLines,
  linesFact,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { DeadlineFact, LinesFact } from '../../../../lambda/domain/model/fact.ts';
import type { LogEvent } from '../../../../lambda/domain/model/log-batch.ts';
import { fold } from '../../../../lambda/domain/runs/fold/fold.ts';
import { T0 } from '../../../builders/facts-and-runs.ts';

const TASK = '3f1c0b7e9d2a4c5e8f60718293a4b5c6';
const ORIGIN = `ecs/${TASK}/api`;
const PLACE = { logGroup: '/ecs/api', logStream: 'firelens/api-firelens-1' };

const statement = `ALTER TABLE userz ADD COLUMN email TEXT;\n${Array.from({ length: 400 }, (_, i) => `INSERT INTO seed VALUES (${i}, 'row number ${i}');`).join('\n')}`;
const zap = (error: string) => JSON.stringify({ level: 'error', ts: 1767600000.1, msg: 'migrate up', error });
const PRINTED = zap(
  `migration failed in line 0: ${statement}\n (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))`,
);
const pieces = (text: string) => text.match(/[\s\S]{1,16384}/g)!;

/** FireLens records of one text, cut as Docker cuts. */
function records(text: string, id: string, over: object = {}): object[] {
  return pieces(text).map((log, index, all) => ({
    container_id: '0f1c',
    container_name: 'api',
    source: 'stderr',
    log,
    partial_message: 'true',
    partial_id: id,
    partial_ordinal: String(index + 1),
    partial_last: String(index === all.length - 1),
    ecs_task_arn: `arn:aws:ecs:eu-west-1:111122223333:task/prod/${TASK}`,
    ecs_task_definition: 'api:7',
    ...over,
  }));
}

function events(messages: readonly (object | string)[]): LogEvent[] {
  return messages.map((message, index) => ({
    id: String(index).padStart(56, '0'),
    timestamp: T0 + index,
    message: typeof message === 'string' ? message : JSON.stringify(message),
  }));
}

function facts(batch: readonly LogEvent[], read: LinesFact['read'] = 'batch'): LinesFact[] {
  const id = `${read} ${batch.map((event) => event.id).join()}`;
  return extractMigrateLines({ ...PLACE, events: batch }, read).map((lines) => linesFact(lines, id, read));
}

const runsOf = (all: readonly (LinesFact | DeadlineFact)[], origin = ORIGIN) =>
  fold(all, { origin, sources: [] });

const WHOLE = {
  outcome: 'failed',
  incomplete: null,
  error: {
    class: 'migration-failed',
    message: expect.stringContaining('relation "userz" does not exist'),
    sqlState: '42P01',
    statement: expect.stringMatching(
      /^ALTER TABLE userz[\s\S]* lines left out … [\s\S]*INSERT INTO seed VALUES/,
    ),
  },
};

describe('a record that was cut at 16 KB', () => {
  const cut = events(records(PRINTED, 'ab12'));

  test('has at least two pieces in this test', () => expect(cut.length).toBeGreaterThan(1));

  test('is joined by the pieces’ numbers, in any order', () => {
    expect(runsOf(facts(cut))).toMatchObject([WHOLE]);
    expect(runsOf(facts(cut.toReversed()))).toMatchObject([WHOLE]);
  });

  test('is joined even with pieces of other texts, and a repeat of its own, in between', () => {
    const others = records(PRINTED.replaceAll('userz', 'orderz'), 'cd34', { container_name: 'job' });
    const own = records(PRINTED, 'ab12');
    const mixed = events([own[0]!, others[0]!, own[0]!, ...own.slice(1), ...others.slice(1)]);
    const of = (container: string) => runsOf(facts(mixed).filter((fact) => fact.container === container));
    expect(of('api')).toMatchObject([WHOLE]);
    expect(of('job')).toMatchObject([
      { error: { message: expect.stringContaining('relation "orderz" does not exist') } },
    ]);
  });

  test.each(cut.map((_, index) => index).slice(1))(
    'in two deliveries, cut before piece %i, it names the error; a re-read makes it whole',
    (border) => {
      const parts = [...facts(cut.slice(0, border)), ...facts(cut.slice(border))];
      const [run, ...others] = runsOf(parts);
      expect(others).toEqual([]);
      expect(run).toMatchObject({
        outcome: 'failed',
        error: { class: 'migration-failed', sqlState: '42P01' },
        incomplete: { why: 'error-tail' },
      });
      const reread = facts(cut, 'stream');
      for (const all of [
        [...parts, ...reread],
        [...reread, ...parts.toReversed()],
      ])
        expect(runsOf(all)).toEqual(runsOf(reread));
      expect(runsOf(reread)).toMatchObject([WHOLE]);
    },
  );

  test('whose other half never comes is reported as far as it is known', () => {
    const printed = zap(`migration failed: relation "userz" does not exist in line 0: ${statement}`);
    const first = events(records(printed, 'ab12')).slice(0, 1);
    const head = facts(first, 'stream');
    const known = {
      outcome: 'failed',
      error: { class: 'migration-failed', message: 'relation "userz" does not exist' },
    };
    expect(runsOf(head)).toMatchObject([{ ...known, incomplete: { why: 'error-tail' } }]);
    const missing: DeadlineFact = {
      kind: 'deadline',
      id: 'x',
      what: 'lines-missing',
      at: T0 + 600_000,
      runStartedAt: T0,
      lastEventAt: T0,
    };
    expect(runsOf([...head, missing])).toMatchObject([
      { ...known, incomplete: null, findings: [{ kind: 'lines-missing' }] },
    ]);
  });

  test('whose first half never comes is not a run, and changes no run', () => {
    expect(runsOf(facts(cut.slice(1), 'stream'))).toEqual([]);
  });

  test('that lacks a piece in the middle is a head and a tail', () => {
    const long = zap(
      `migration failed in line 0: ${statement}${statement}${statement}\n (details: ERROR: relation "userz" does not exist (SQLSTATE 42P01))`,
    );
    const all = events(records(long, 'ab12'));
    expect(all.length).toBeGreaterThan(3);
    expect(runsOf(facts([all[0]!, ...all.slice(2)], 'stream'))).toMatchObject([
      {
        outcome: 'failed',
        error: { class: 'migration-failed', sqlState: '42P01' },
        incomplete: { why: 'error-tail' },
      },
    ]);
  });
});

describe('other marks of a text that was cut', () => {
  const [first, ...rest] = pieces(PRINTED);
  const bare = (log: string) => ({
    log,
    container_name: 'api',
    source: 'stderr',
    ecs_task_arn: `arn:aws:ecs:eu-west-1:1:task/prod/${TASK}`,
  });
  const parsed = (log: string, logtag: string) => ({
    time: '2026-03-05T10:00:00Z',
    stream: 'stderr',
    logtag,
    log,
  });
  const file = (log: string) => ({ log, stream: 'stderr', time: '2026-03-05T10:00:00.000000001Z' });

  test.each<[string, (object | string)[], string]>([
    ['none, as on Fargate', [bare(first!), ...rest.map(bare)], ORIGIN],
    ['none, and other lines behind', [bare(first!), ...rest.map(bare), bare('listening on :8080')], ORIGIN],
    [
      'containerd’s files',
      [
        `2026-03-05T10:00:00.000000001Z stderr P ${first}`,
        `2026-03-05T10:00:00.000000002Z stdout F hello`,
        ...rest.map((log) => `2026-03-05T10:00:00.000000002Z stderr F ${log}`),
      ],
      '',
    ],
    ['containerd’s, read by Fluent Bit', [parsed(first!, 'P'), ...rest.map((log) => parsed(log, 'F'))], ''],
    ['Docker’s json-file', [file(first!), ...rest.map((log) => file(`${log}\n`))], ''],
  ])('%s', (_name, messages, origin) => {
    const [fact] = facts(events(messages), 'stream');
    expect(runsOf([fact!], origin || 'x')).toMatchObject([WHOLE]);
  });

  test('none, and no rest: the head still names the error', () => {
    const head = bare(
      pieces(zap(`migration failed: relation "userz" does not exist in line 0: ${statement}`))[0]!,
    );
    const known = {
      outcome: 'failed',
      error: { class: 'migration-failed', message: 'relation "userz" does not exist' },
    };
    expect(runsOf(facts(events([head])))).toMatchObject([known]);
    expect(runsOf(facts(events([head, bare('listening on :8080')]), 'stream'))).toMatchObject([known]);
  });

  test('none, cut behind the whole error: nothing of it is missing', () => {
    const log = JSON.stringify({
      level: 'error',
      error: 'Dirty database version 4. Fix and force version.',
      stack: 'x'.repeat(20_000),
    });
    expect(runsOf(facts(events([bare(log.slice(0, 16_384))])))).toMatchObject([
      { outcome: 'blocked', dirtyVersion: '4', incomplete: null },
    ]);
  });

  test('a list of errors, cut: the first of them is named', () => {
    const log = zap(
      `2 errors occurred:\n\t* migration failed: relation "userz" does not exist in line 0: ${statement}`,
    ).slice(0, 16_384);
    expect(runsOf(facts(events([bare(log)])))).toMatchObject([
      { outcome: 'failed', error: { class: 'migration-failed', message: 'relation "userz" does not exist' } },
    ]);
  });

  test('pieces of other programs’ text are not a run', () => {
    const log = JSON.stringify({
      level: 'error',
      msg: 'import',
      rows: `migration of users ${'x'.repeat(40_000)}`,
    });
    expect(facts(events(records(log, 'ef56')))).toEqual([]);
    expect(facts(events(records(log, 'ef56').slice(0, 1)))).toEqual([]);
  });
});
