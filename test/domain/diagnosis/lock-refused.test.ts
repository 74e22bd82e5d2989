import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../lambda/adapters/input/read-log-text.ts';
import { stepsOf, textOf } from '../../../lambda/domain/diagnosis/advice/branches.ts';
import { lookUpKnowledge as whatIsKnown } from '../../../lambda/domain/diagnosis/knowledge/look-up-knowledge.ts';
import { explainText } from '../../../lambda/pipeline/explain-text.ts';

const PG = 'SELECT pg_advisory_lock($1)';

/** The one run of a `try lock failed` with these details. */
function refused(details: string, statement = PG) {
  const [run] = explainText(
    readLogText(
      Buffer.from(
        `error: failed to open database: try lock failed in line 0: ${statement} (details: ${details})\n`,
      ),
    ),
  );
  return run!;
}

describe('a lock statement that the server refused', () => {
  test.each([
    ['CockroachDB', 'pq: unknown function: pg_advisory_lock()', '`cockroachdb://`'],
    ['YugabyteDB', 'pq: advisory locks are not yet implemented', '`yugabytedb://`'],
    ['a pooler', 'pq: prepared statement "1" does not exist', 'direct endpoint'],
    ['RDS Proxy', 'ERROR: Feature not supported: RDS Proxy (SQLSTATE 0A000)', 'direct endpoint'],
    [
      'a missing right',
      'ERROR: permission denied for function pg_advisory_lock (SQLSTATE 42501)',
      'GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_unlock(bigint)',
    ],
    [
      'anything else',
      'pq: function pg_advisory_lock not supported',
      'only `pgx://` (v4) takes x-lock-strategy=table',
    ],
    ['anything else', 'pq: function pg_advisory_lock not supported', 'no driver for Aurora DSQL'],
  ])('%s: %s', (_name, details, advice) => {
    const { error, verdict, dirtyVersion } = refused(details);
    expect(error?.class).toBe('bookkeeping');
    expect(dirtyVersion).toBeNull();
    expect(verdict).toMatchObject({ state: 'not-applied' });
    const steps = stepsOf(verdict!.next).map(textOf).join('\n');
    expect(steps).toContain(advice);
    expect(steps).not.toContain('pg_terminate_backend');
    expect(whatIsKnown(error!)).toMatchObject([{ kind: 'class', code: 'bookkeeping' }]);
  });

  test('is explained with MySQL’s option on MySQL', () => {
    const { verdict } = refused(
      'Error 1305 (42000): FUNCTION GET_LOCK does not exist',
      'SELECT GET_LOCK(?, 10)',
    );
    const steps = stepsOf(verdict!.next).map(textOf).join('\n');
    expect(steps).toContain('x-no-lock=true');
    expect(steps).not.toContain('pgx://');
  });

  test('a wait that ended has a page with the look-up of the lock’s holder', () => {
    const { error, verdict } = refused('pq: canceling statement due to lock timeout');
    expect(error?.class).toBe('lock');
    expect(stepsOf(verdict!.next).map(textOf).join('\n')).toContain('pg_terminate_backend');
  });
});

test('an error in unknown words is shown unchanged, and the page claims nothing', () => {
  const [run] = explainText(
    readLogText(Buffer.from('$ migrate -path m -database x up\nerror: the moon is full\n')),
  );
  expect(run).toMatchObject({
    outcome: 'failed',
    error: { class: 'unknown', message: 'the moon is full' },
    verdict: { state: 'unknown' },
  });
  const said = JSON.stringify(run?.verdict);
  expect(said).toContain('What failed is not known');
  expect(said).not.toMatch(/did not reach|network/);
});
