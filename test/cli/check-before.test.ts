import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Problem } from '../../lib/settings/problem.ts';
import { runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-before-'));
const [OLD, NEW] = [join(folder, 'old.yaml'), join(folder, 'new.yaml')];

const sources = (...targets: readonly string[]) =>
  `sources:\n${targets
    .map((target, index) => {
      const [environment, database] = target.split('/');
      return `  - { logGroup: /ecs/${index}, environment: ${environment}, database: ${database} }\n`;
    })
    .join('')}`;

/** The warnings that the comparison adds, each as `line path: what is gone`. */
async function compared(before: string, after: string) {
  writeFileSync(OLD, before);
  writeFileSync(NEW, after);
  const warningsOf = async (...words: string[]) => {
    const { exitCode, stdout } = await runCli(['check', NEW, '--json', ...words]);
    expect(exitCode).toBe(0);
    return (JSON.parse(stdout) as { warnings: readonly Problem[] }).warnings;
  };
  const own = await warningsOf();
  const all = await warningsOf('--before', OLD);
  expect(all.slice(0, own.length)).toEqual(own);
  return all.slice(own.length);
}

const briefly = (warnings: readonly Problem[]) =>
  warnings.map(
    ({ line, path, message }) => `${line} ${path}: ${/no longer \w+ ('[^']+')/.exec(message)?.[1]}`,
  );

const BEFORE = sources('production/orders', 'production/users', 'staging/orders');

test.each<[string, string, string, string[]]>([
  ['the same settings', BEFORE, BEFORE, []],
  [
    'an environment that has a new name',
    BEFORE,
    sources('prod/orders', 'prod/users', 'staging/orders'),
    ["1 environments: 'production'"],
  ],
  [
    'an environment that `was` carries',
    BEFORE,
    `environments: { prod: { was: production }, staging: {} }\n${sources('prod/orders', 'prod/users', 'staging/orders')}`,
    [],
  ],
  [
    'a database that has a new name, with the mapping that takes `was`',
    BEFORE,
    `${sources('production/shop', 'production/users', 'staging/shop')}databases: { shop: {}, users: {} }\n`,
    ["5 databases: 'orders'"],
  ],
  [
    'a database that `was` carries, in a list',
    BEFORE,
    `${sources('production/shop', 'production/users', 'staging/shop')}databases: { shop: { was: [basket, orders] }, users: {} }\n`,
    [],
  ],
  [
    'both at once',
    BEFORE,
    sources('prod/shop', 'prod/users', 'staging/shop'),
    ["1 environments: 'production'", "1 databases: 'orders'"],
  ],
  [
    'a database that one environment no longer has',
    BEFORE,
    sources('production/orders', 'production/users', 'staging/users'),
    ["1 sources: 'staging/orders'"],
  ],
  [
    'a declared environment and database that only announcements use',
    `environments: { production: {}, dev: {} }\n${sources('production/orders')}databases: { orders: {}, billing: {} }\n`,
    sources('production/orders'),
    ["1 environments: 'dev'", "1 databases: 'billing'"],
  ],
  [
    'a former name that is dropped, at the name that had it',
    `environments:\n  production: { was: [live, old] }\n${sources('production/orders')}`,
    `environments:\n  production: { was: live }\n${sources('production/orders')}`,
    ["2 environments.production: 'old'"],
  ],
  [
    'a former name that is dropped when its name changes again',
    `environments: { production: { was: live } }\n${sources('production/orders')}`,
    `environments:\n  prod: { was: production }\n${sources('prod/orders')}`,
    ["2 environments.prod: 'live'"],
  ],
  [
    'a former name that moves on with the name',
    `environments: { production: { was: live } }\n${sources('production/orders')}`,
    `environments: { prod: { was: [production, live] } }\n${sources('prod/orders')}`,
    [],
  ],
  [
    'a rename that is taken back',
    `environments: { prod: { was: production } }\n${sources('prod/orders')}`,
    `environments: { production: { was: prod } }\n${sources('production/orders')}`,
    [],
  ],
])('%s', async (_what, before, after, expected) => {
  expect(briefly(await compared(before, after))).toEqual(expected);
});

test('a warning says what a deploy does, and what to write; a name that YAML reads as a number is quoted', async () => {
  const [warning] = await compared(sources('production/"2024"'), sources('production/orders'));
  expect(warning).toMatchObject({ file: NEW, path: 'databases' });
  expect(warning?.message).toBe(
    `databases no longer names '2024', which ${OLD} names; a deploy ends its open incidents as no longer watched, and does not ` +
      'carry its history over; if 2024 has a new name, give that name was: "2024" under databases; if it is gone, nothing needs to be done',
  );
});

test('in text they are warnings too, before the verdict', async () => {
  writeFileSync(OLD, BEFORE);
  writeFileSync(NEW, sources('prod/orders'));
  const { exitCode, stdout } = await runCli(['check', NEW, '--before', OLD]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^.*new\.yaml:1:1: environments no longer names 'production'.*\(a warning\)$/m);
  expect(stdout).toMatch(/can be deployed: .*\n$/);
});

test.each([
  [
    'a problem of the checked file comes first',
    'sources: []\n',
    BEFORE,
    1,
    'stdout',
    'sources is an empty list',
  ],
  [
    'a former file with problems cannot be compared',
    BEFORE,
    'sources: []\n',
    2,
    'stderr',
    'was not compared with',
  ],
  ['nor can one that is not there', BEFORE, undefined, 2, 'stderr', 'the file cannot be read: ENOENT'],
] as const)('%s', async (_what, after, before, exitCode, stream, says) => {
  writeFileSync(NEW, after);
  if (before !== undefined) writeFileSync(OLD, before);
  const result = await runCli([
    'check',
    NEW,
    '--before',
    before === undefined ? join(folder, 'none.yaml') : OLD,
  ]);
  expect(result.exitCode).toBe(exitCode);
  expect(result[stream]).toContain(says);
});
