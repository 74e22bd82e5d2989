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

  test.each<{
    readonly name: string;
    readonly sources: readonly Source[];
    readonly origin: Partial<OriginTraits>;
    readonly expected: string | undefined;
  }>([
    { name: 'is of the service that its family names', sources: two, origin: {}, expected: 'orders' },
    {
      name: 'is of none whose family is another',
      sources: two,
      origin: { family: 'search' },
      expected: undefined,
    },
    {
      name: 'is of none in another cluster',
      sources: two,
      origin: { cluster: 'other' },
      expected: undefined,
    },
    {
      name: 'is of the cluster that it names',
      sources: [tasks('orders', { cluster: 'staging', target: of('staged') }), tasks('orders')],
      origin: {},
      expected: 'orders',
    },
    {
      name: 'without a family is of the only database of its cluster',
      sources: [tasks('orders')],
      origin: { family: null },
      expected: 'orders',
    },
    {
      name: 'without a family is of none where the cluster has two',
      sources: two,
      origin: { family: null },
      expected: undefined,
    },
    {
      name: 'is of the rule that names its container',
      sources: [
        tasks('orders', { container: 'app', target: of('app') }),
        tasks('orders', { container: 'migrate' }),
      ],
      origin: {},
      expected: 'orders',
    },
    {
      name: 'is of no source that declares no tasks, in another log group',
      sources: [
        handMadeSource({ target: of('other'), logGroup: '/ecs/other', dedicated: true }),
        tasks('orders'),
      ],
      origin: {},
      expected: 'orders',
    },
    {
      name: 'is of the first source of its log group, as its lines will be',
      sources: [
        handMadeSource({ target: of('first'), logGroup: '/ecs/orders', dedicated: true }),
        tasks('orders'),
      ],
      origin: {},
      expected: 'first',
    },
    {
      name: 'is of the only rule, though that asks for a log stream',
      sources: [tasks('orders', { streamPrefix: 'x/' })],
      origin: {},
      expected: 'orders',
    },
    {
      name: 'is of none where the log stream decides between two databases',
      sources: [tasks('orders', { streamPrefix: 'a/' }), tasks('orders', { target: of('wider') })],
      origin: {},
      expected: undefined,
    },
    {
      name: 'is of no rule whose log stream names another container',
      sources: [tasks('orders', { streamPrefix: 'x/app/', target: of('app') }), tasks('orders')],
      origin: {},
      expected: 'orders',
    },
  ])('$name', ({ sources, origin, expected }) => {
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

  test.each<{
    readonly name: string;
    readonly origin: Partial<OriginTraits>;
    readonly sources: readonly Source[];
    readonly expected: string;
  }>([
    {
      name: 'that its source names',
      origin: { beside: ['app'] },
      sources: [tasks('orders', { container: 'migrate' })],
      expected: 'yes',
    },
    { name: 'that is alone', origin: { beside: [] }, sources: [unnamed], expected: 'yes' },
    {
      name: 'beside helpers',
      origin: { beside: ['log_router', 'aws-guardduty-agent-a1B2', 'xray-daemon'] },
      sources: [unnamed],
      expected: 'yes',
    },
    {
      name: 'beside another one',
      origin: { beside: ['app', 'log_router'] },
      sources: [unnamed],
      expected: 'if-it-prints',
    },
    {
      name: 'that is a helper',
      origin: { container: 'datadog-agent', beside: ['app'] },
      sources: [unnamed],
      expected: 'no',
    },
    {
      name: 'beside one that another source names',
      origin: { beside: ['app'] },
      sources: [tasks('orders', { container: 'app' }), unnamed],
      expected: 'yes',
    },
    {
      name: 'whose database only its log stream tells',
      origin: {},
      sources: [tasks('orders', { streamPrefix: 'a/' }), tasks('orders', { target: of('b') })],
      expected: 'yes',
    },
    {
      name: 'that is not declared so',
      origin: {},
      sources: [tasks('orders', { dedicated: false })],
      expected: 'no',
    },
  ])('$name', ({ origin, sources, expected }) => {
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
  ])('is dedicated, although its database is not known: %s', (_name, origin) => {
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
