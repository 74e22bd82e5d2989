import { describe, expect, test } from 'vitest';
import { declaredFor, explainRuns } from '../../../lambda/domain/incidents/explained-run.ts';
import type { Run } from '../../../lambda/domain/model/run.ts';
import { handMadeMigration, handMadeRun, T0 } from '../../builders/facts-and-runs.ts';
import { sourcesOf } from '../../sources-of.ts';

const ORDERS = { environment: 'production', database: 'orders' };
const SOURCES = sourcesOf(`
sources:
  - { logGroup: /ecs/orders, database: orders }
  - { logGroup: /ecs/users, database: users }
  - { logGroup: /ecs/staging, environment: staging, database: orders }
databases:
  orders: { engine: mysql, multiStatement: false, transactionalTables: true }
  users: { engine: sqlite, noTxWrap: true }`);
const NOTHING = { engine: null, multiStatement: null, noTxWrap: null, transactionalTables: null };

describe('what the settings declare about a database', () => {
  test.each([
    ['orders', { ...NOTHING, engine: 'mysql', multiStatement: false, transactionalTables: true }],
    ['users', { ...NOTHING, engine: 'sqlite', noTxWrap: true }],
    ['billing', NOTHING],
  ])('%s', (database, expected) => {
    expect(declaredFor({ environment: 'production', database }, SOURCES)).toEqual(expected);
  });

  test('is nothing for a database of an environment that no source has', () => {
    expect(declaredFor({ environment: 'dev', database: 'orders' }, SOURCES)).toEqual(NOTHING);
  });
});

describe('runs that are explained together', () => {
  const at = (minutes: number) => ({
    startedAt: T0 + minutes * 60_000,
    endedAt: T0 + minutes * 60_000 + 500,
  });
  const killed = (over: Partial<Run> = {}) =>
    handMadeRun({
      id: 'killed',
      origin: 'ecs/1/migrate',
      target: ORDERS,
      outcome: 'killed',
      dirtyVersion: '2',
      migrations: [handMadeMigration({ version: '2', status: 'running' })],
      ...at(0),
      ...over,
    });
  const refused = (over: Partial<Run> = {}) =>
    handMadeRun({
      id: 'refused',
      origin: 'ecs/2/migrate',
      target: ORDERS,
      outcome: 'blocked',
      dirtyVersion: '2',
      ...at(1),
      ...over,
    });
  const explained = (...runs: readonly Run[]) =>
    Object.fromEntries(explainRuns(runs, []).map((run) => [run.id, run]));

  test('a refused run names the run of another task that made the database dirty, and repeats its verdict', () => {
    const runs = explained(killed(), refused());
    expect(runs['refused']!.blockedBy).toBe('killed');
    expect(runs['refused']!.verdict!.evidence.join(' ')).toContain('killed');
    expect(runs['killed']!.verdict).not.toBeNull();
  });

  test.each<[string, Run]>([
    ['of another database', killed({ target: { ...ORDERS, database: 'users' } })],
    ['of another version', killed({ dirtyVersion: '3' })],
    ['that came later', killed(at(2))],
  ])('a run %s is not it', (_which, other) => {
    expect(explained(other, refused())['refused']!.blockedBy).toBeNull();
  });

  test('a run that was not refused names no other run', () => {
    expect(
      explained(killed(), refused({ outcome: 'failed', dirtyVersion: null }))['refused']!.blockedBy,
    ).toBeNull();
  });

  test('the run that the record names is used, even if it is not among the given runs', () => {
    const named = refused({ blockedBy: 'earlier' });
    expect(explained(killed(), named)['refused']!.blockedBy).toBe('earlier');
    expect(explained(killed({ id: 'earlier', ...at(-5) }), named)['refused']!.blockedBy).toBe('earlier');
  });

  test('a run that ended clean has no verdict', () => {
    const clean = handMadeRun({ id: 'clean', target: ORDERS, outcome: 'no-change', ...at(3) });
    expect(explained(clean)['clean']!.verdict).toBeNull();
  });
});
