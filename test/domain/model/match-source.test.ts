import { describe, expect, test } from 'vitest';
import { dedicationOf, matchSource, type OriginTraits } from '../../../lambda/domain/model/match-source.ts';
import type { Source, SourceFields } from '../../../lambda/domain/model/target.ts';
import { handMadeSource } from '../../builders/source.ts';

const RUN = { commandLine: null, nth: 1 };
const of = (database: string, environment = 'production') => ({ environment, database });
const tasks = (family: string, more: Partial<SourceFields> = {}): Source =>
  handMadeSource({
    target: of(family),
    logGroup: `/ecs/${family}`,
    cluster: 'main',
    family,
    dedicated: true,
    ...more,
  });

/** What a state event of ECS tells before any line came. */
const told = (more: Partial<OriginTraits> = {}): OriginTraits => ({
  logGroup: null,
  logStream: null,
  container: 'migrate',
  cluster: 'main',
  family: 'orders',
  ...more,
});

const databaseOf = (sources: readonly Source[], origin: OriginTraits) =>
  matchSource(sources, origin, RUN)?.target.database;

describe('before a line came, a state event', () => {
  const two = [tasks('billing'), tasks('orders')];

  test.each<[string, readonly Source[], Partial<OriginTraits>, string | undefined]>([
    ['is of the service that its family names', two, {}, 'orders'],
    ['is of none whose family is another', two, { family: 'search' }, undefined],
    ['is of none in another cluster', two, { cluster: 'other' }, undefined],
    [
      'is of the cluster that it names',
      [tasks('orders', { cluster: 'staging', target: of('staged') }), tasks('orders')],
      {},
      'orders',
    ],
    [
      'without a family is of the only database of its cluster',
      [tasks('orders')],
      { family: null },
      'orders',
    ],
    ['without a family is of none where the cluster has two', two, { family: null }, undefined],
    [
      'is of the rule that names its container',
      [tasks('orders', { container: 'app', target: of('app') }), tasks('orders', { container: 'migrate' })],
      {},
      'orders',
    ],
    [
      'is of no source that declares no tasks, in another log group',
      [handMadeSource({ target: of('other'), logGroup: '/ecs/other', dedicated: true }), tasks('orders')],
      {},
      'orders',
    ],
    [
      'is of the first source of its log group, as its lines will be',
      [handMadeSource({ target: of('first'), logGroup: '/ecs/orders', dedicated: true }), tasks('orders')],
      {},
      'first',
    ],
    [
      'is of the only rule, though that asks for a log stream',
      [tasks('orders', { streamPrefix: 'x/' })],
      {},
      'orders',
    ],
    [
      'is of none where the log stream decides between two databases',
      [tasks('orders', { streamPrefix: 'a/' }), tasks('orders', { target: of('wider') })],
      {},
      undefined,
    ],
    [
      'is of no rule whose log stream names another container',
      [tasks('orders', { streamPrefix: 'x/app/', target: of('app') }), tasks('orders')],
      {},
      'orders',
    ],
  ])('%s', (_name, sources, origin, expected) => {
    expect(databaseOf(sources, told(origin))).toBe(expected);
  });
});

describe('lines', () => {
  const lines = { logGroup: '/ecs/all', logStream: 'x/migrate/1', container: 'migrate' };
  const shared = [tasks('billing', { logGroup: '/ecs/all' }), tasks('orders', { logGroup: '/ecs/all' })];

  test('are of the first source of their log group, as long as no event told the family', () => {
    expect(databaseOf(shared, lines)).toBe('billing');
  });

  test('and what an event told must both fit', () => {
    expect(databaseOf(shared, { ...lines, cluster: 'main', family: 'orders' })).toBe('orders');
    expect(databaseOf(shared, { ...lines, cluster: 'other', family: 'orders' })).toBeUndefined();
    expect(databaseOf([tasks('orders')], { ...lines, cluster: 'main', family: 'orders' })).toBeUndefined();
  });

  test('of a build are of the source of its project', () => {
    const group = '/aws/codebuild/shared';
    const sources = [
      { target: of('one'), logGroup: group, project: 'one' },
      { target: of('two'), logGroup: group, project: 'two' },
    ].map(handMadeSource);
    const build = { logGroup: group, logStream: 'b1', container: null };
    expect(databaseOf(sources, { ...build, project: 'two' })).toBe('two');
    expect(databaseOf(sources, build)).toBe('one');
  });
});

describe('a dedicated container', () => {
  const dedication = (origin: Partial<OriginTraits>, ...sources: Source[]) =>
    dedicationOf(sources, told(origin), RUN);
  const unnamed = tasks('orders');

  test.each<[string, Partial<OriginTraits>, readonly Source[], string]>([
    ['that its source names', { beside: ['app'] }, [tasks('orders', { container: 'migrate' })], 'yes'],
    ['that is alone', { beside: [] }, [unnamed], 'yes'],
    [
      'beside helpers',
      { beside: ['log_router', 'aws-guardduty-agent-a1B2', 'xray-daemon'] },
      [unnamed],
      'yes',
    ],
    ['beside another one', { beside: ['app', 'log_router'] }, [unnamed], 'if-it-prints'],
    ['that is a helper', { container: 'datadog-agent', beside: ['app'] }, [unnamed], 'no'],
    [
      'beside one that another source names',
      { beside: ['app'] },
      [tasks('orders', { container: 'app' }), unnamed],
      'yes',
    ],
    [
      'whose database only its log stream tells',
      {},
      [tasks('orders', { streamPrefix: 'a/' }), tasks('orders', { target: of('b') })],
      'yes',
    ],
    ['that is not declared so', {}, [tasks('orders', { dedicated: false })], 'no'],
  ])('%s', (_name, origin, sources, expected) => {
    expect(dedication(origin, ...sources)).toBe(expected);
  });
});

describe('a container whose rules ask for a command that nothing told', () => {
  const byCommand = (more: Partial<SourceFields> = {}) => [
    tasks('orders', { command: 'db/orders', ...more }),
    tasks('orders', { command: 'db/users', target: of('users') }),
  ];
  const printed = { logGroup: '/ecs/orders', logStream: 'x/migrate/1', container: 'migrate' };

  test.each<[string, OriginTraits]>([
    ['before a line came', told()],
    ['with lines', printed],
  ])('does nothing but migrate, though nobody knows which database: %s', (_name, origin) => {
    expect(matchSource(byCommand(), origin, RUN)).toBeUndefined();
    expect(dedicationOf(byCommand(), origin, RUN)).toBe('yes');
    expect(dedicationOf(byCommand({ dedicated: false }), origin, RUN)).toBe('no');
    expect(dedicationOf(byCommand(), origin, { ...RUN, commandLine: 'migrate -path db/other up' })).toBe(
      'no',
    );
  });

  test('is of the rule that asks for none, where there is one', () => {
    const sources = [...byCommand({ dedicated: false }), tasks('orders', { target: of('rest') })];
    expect(databaseOf(sources, printed)).toBe('rest');
    expect(dedicationOf(sources, printed, RUN)).toBe('yes');
  });
});
