import { expect, test } from 'vitest';
import { readSettings } from '../../lib/settings/read-settings.ts';

const ROUTE = 'routes: { critical: [a@example.com] }';
const PER = 'alarms: { perDatabase: true }';

const problemsOf = (targets: readonly string[], ...lines: string[]) =>
  readSettings(
    [
      'sources:',
      ...targets.map((target, n) => {
        const [environment, database] = target.split('/');
        return `  - { logGroup: /g${n}, environment: ${environment}, database: ${database} }`;
      }),
      ROUTE,
      ...lines,
    ].join('\n'),
    'f',
  ).problems.map(({ message }) => message);

test.each([
  [
    'an environment and a database with alarms',
    ['prod/eu', 'prod-eu/orders'],
    [`environments: { prod: { ${PER} }, prod-eu: {} }`],
    /environment 'prod-eu' and database 'eu' of 'prod' both get 'prod-eu'/,
  ],
  [
    'two databases with alarms',
    ['a/b-c', 'a-b/c'],
    [`environments: { a: { ${PER} }, a-b: { ${PER} } }`],
    /database 'b-c' of 'a' and database 'c' of 'a-b' both get 'a-b-c'/,
  ],
  [
    'two error patterns',
    ['a/x', 'a-b/x'],
    ["errorPatterns: { b-c: { regex: 'x y' }, c: { regex: 'z y' } }"],
    /error pattern 'b-c' of 'a' and error pattern 'c' of 'a-b' both get 'a-b-c'/,
  ],
  ['two dashboards', ['a.b/x', 'a-b/x'], [], /environment 'a.b' and environment 'a-b' both get 'a-b'/],
  [
    'the overview',
    ['overview/x'],
    [],
    /the overview's dashboard and environment 'overview' both get 'overview'/,
  ],
])('%s that would get one name are a problem', (_name, targets, lines, message) => {
  expect(problemsOf(targets, ...lines)).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['a database without alarms of its own', ['prod/eu', 'prod-eu/orders'], []],
  [
    'a pattern and a database',
    ['a/b', 'c/b'],
    ["errorPatterns: { b: { regex: 'x y' } }", `environments: { a: { ${PER} }, c: {} }`],
  ],
])('%s meets nothing', (_name, targets, lines) => {
  expect(problemsOf(targets, ...lines)).toEqual([]);
});
