import { describe, expect, test } from 'vitest';
import { judge } from '../../../lambda/domain/diagnosis/judge.ts';
import { context, failed, run } from './builders.ts';

const TIMEOUT = 'canceling statement due to lock timeout';
const verdictOn = (statement: string, message: string, code = '55P03') =>
  judge(run({ error: failed.pgx(statement, message, code) }), context())!;

/** Each was tried on PostgreSQL 15 with a lock timeout, once early and once late. */
describe('what CONCURRENTLY leaves, by statement', () => {
  test.each([
    ['CREATE INDEX CONCURRENTLY i ON users (email);', 'unknown', 'an INVALID index stays'],
    ['DROP INDEX CONCURRENTLY i;', 'unknown', 'The index is still there'],
    ['REINDEX INDEX CONCURRENTLY i;', 'unknown', '_ccnew'],
    ['REINDEX (VERBOSE) TABLE CONCURRENTLY users;', 'unknown', '_ccnew'],
    ['ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY;', 'unknown', 'pending detach'],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY totals;', 'rolled-back', 'one transaction'],
  ])('%s', (statement, state, evidence) => {
    const verdict = verdictOn(statement, TIMEOUT);
    expect(verdict.state).toBe(state);
    expect(verdict.evidence.join('\n')).toContain(evidence);
  });

  test('a DROP that gave up is run again unchanged, and nothing is dropped by hand', () => {
    const { next, doNot } = verdictOn('DROP INDEX CONCURRENTLY i;', TIMEOUT);
    expect(next).toHaveLength(1);
    expect(JSON.stringify(next)).not.toContain('-c "DROP INDEX');
    expect(doNot.join('\n')).toContain('Do not drop the index by hand first');
  });

  test('a pending detach is finalized before the version is marked as done', () => {
    const { next } = verdictOn(
      'ALTER TABLE ONLY app.events DETACH PARTITION app.events_1 CONCURRENTLY;',
      TIMEOUT,
    );
    expect(next.map(({ when }) => when)).toEqual([
      null,
      'If app.events_1 is in that list',
      'If app.events_1 is not in that list',
    ]);
    expect(next[1]!.steps[0]).toEqual({
      command: 'psql "$DATABASE_URL" -c "ALTER TABLE app.events DETACH PARTITION app.events_1 FINALIZE"',
    });
    expect(JSON.stringify(next[1])).toContain(' force 12');
    expect(JSON.stringify(next[2])).toContain(' force 11');
  });

  test('a command never contains a hostile name of a partition', () => {
    const { next } = verdictOn('ALTER TABLE "a$(x)" DETACH PARTITION "b`y`" CONCURRENTLY;', TIMEOUT);
    expect(JSON.stringify(next)).not.toMatch(/\$\(x\)|`y`/);
    expect(JSON.stringify(next)).toContain('FINALIZE');
  });

  test.each([
    ['DROP INDEX CONCURRENTLY gone;', 'index "gone" does not exist', '42704'],
    ['ALTER TABLE a DETACH PARTITION b CONCURRENTLY;', 'table "a" is not partitioned', '42P17'],
    ['REINDEX INDEX CONCURRENTLY gone;', 'relation "gone" does not exist', '42P01'],
    [
      'ALTER TABLE a DETACH PARTITION b CONCURRENTLY;',
      'relation "b" is not a partition of relation "a"',
      '42P01',
    ],
  ])('a statement that was refused before it began leaves nothing: %s', (statement, message, code) => {
    const { state, next, doNot } = verdictOn(statement, message, code);
    expect(state).toBe('rolled-back');
    expect(next).toHaveLength(1);
    expect(JSON.stringify(next)).not.toContain('pg_index');
    expect(doNot).toHaveLength(1);
  });

  test('a name that is taken may belong to the leftover of an earlier attempt', () => {
    const { state, next } = verdictOn(
      'CREATE INDEX CONCURRENTLY i ON a (b);',
      'relation "i" already exists',
      '42P07',
    );
    expect(state).toBe('rolled-back');
    expect(JSON.stringify(next)).toContain('pg_index');
  });

  test('an index without an explicit name is found in the list', () => {
    const { state, next } = verdictOn(
      'CREATE UNIQUE INDEX CONCURRENTLY ON a (b);',
      'could not create unique index "a_b_idx"',
      '23505',
    );
    expect(state).toBe('partly-applied');
    expect(JSON.stringify(next)).not.toContain('-c "DROP INDEX');
  });

  test('the form of the error in related engines counts too, unless another engine is declared', () => {
    const error = { ...failed.pq('DROP INDEX CONCURRENTLY i;', TIMEOUT), message: `pq: ${TIMEOUT}` };
    expect(judge(run({ error }), context())!.evidence.join('\n')).toContain('The index is still there');
    const declared = judge(run({ error }), context({ engine: 'other' }))!;
    expect(declared.evidence.join('\n')).not.toContain('The index is still there');
  });
});
