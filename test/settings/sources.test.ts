import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deployed } from '../../bin/cli/deployed.ts';
import { CANARY_ENVIRONMENT } from '../../lambda/contract/canary.ts';
import { isMonitorLogGroup } from '../../lambda/contract/log-groups.ts';
import { MONITOR_ENVIRONMENT } from '../../lambda/contract/metrics.ts';
import { DEFAULT_SEVERITIES } from '../../lambda/domain/incidents/page-policy.ts';
import { matchSource } from '../../lambda/domain/model/match-source.ts';
import { type Source, UNMATCHED } from '../../lambda/domain/model/target.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { usualSeverity } from '../../lib/settings/resolve-environments.ts';

/** The sources of an example as the handlers read them, without those of the monitor's own log groups: runs by hand, and the canary. */
function sourcesOf(example: string): readonly Source[] {
  return toldBy(readFileSync(`examples/${example}.yaml`, 'utf8'));
}

function toldBy(settings: string): readonly Source[] {
  return deployed(settings).ingest.sources.filter(({ logGroup }) => !isMonitorLogGroup(logGroup ?? ''));
}

test('handlers read the rules in order, with what is known of each database', () => {
  const build = {
    logGroup: '/aws/codebuild/deploy-databases',
    project: 'deploy-databases',
    dedicated: false,
    measured: true,
  };
  expect(sourcesOf('codebuild-three-databases')).toEqual([
    {
      ...build,
      target: { environment: 'production', database: 'orders' },
      command: 'db/orders',
      engine: 'postgres',
    },
    {
      ...build,
      target: { environment: 'production', database: 'billing' },
      command: 'db/billing',
      engine: 'postgres',
    },
    {
      ...build,
      target: { environment: 'production', database: 'search' },
      nth: 3,
      engine: 'mysql',
      multiStatement: true,
    },
  ]);
});

test('what is declared of an engine reaches the handlers, and what is not stays out', () => {
  const text = `
sources:
  - { logGroup: /a, database: files }
  - { logGroup: /b, database: shop }
  - { logGroup: /c, database: plain }
databases:
  files: { engine: sqlite, noTxWrap: false }
  shop: { engine: mysql, transactionalTables: true }
  plain: {}
routes: { critical: [a@example.com] }`;
  const common = { dedicated: false };
  const environment = 'production';
  expect(toldBy(text)).toEqual([
    {
      ...common,
      target: { environment, database: 'files' },
      logGroup: '/a',
      engine: 'sqlite',
      noTxWrap: false,
    },
    {
      ...common,
      target: { environment, database: 'shop' },
      logGroup: '/b',
      engine: 'mysql',
      transactionalTables: true,
    },
    { ...common, target: { environment, database: 'plain' }, logGroup: '/c' },
  ]);
});

test('dedicated and the container of ecs go to every rule', () => {
  expect(sourcesOf('several-environments')).toContainEqual({
    target: { environment: 'production', database: 'billing' },
    logGroup: '/production/migrate',
    cluster: 'production',
    family: 'migrate',
    streamPrefix: 'billing/',
    dedicated: true,
    engine: 'mysql',
    measured: true,
  });
  expect(sourcesOf('ecs-one-off-task')).toEqual([
    {
      target: { environment: 'production', database: 'orders' },
      logGroup: '/ecs/orders-migrate',
      cluster: 'production',
      family: 'orders-migrate',
      container: 'migrate',
      dedicated: true,
      engine: 'postgres',
      multiStatement: false,
      measured: true,
    },
  ]);
});

test.each([
  ['by its command', { commandLine: 'migrate -path db/billing up', nth: 1 }, 'billing'],
  ['by its number', { commandLine: null, nth: 3 }, 'search'],
  ['by nothing', { commandLine: null, nth: 1 }, undefined],
])('a run is known %s', (_name, run, expected) => {
  const origin = { logGroup: '/aws/codebuild/deploy-databases', logStream: 's', container: null };
  expect(matchSource(sourcesOf('codebuild-three-databases'), origin, run)?.target.database).toBe(expected);
});

test.each([CANARY_ENVIRONMENT, UNMATCHED.environment, MONITOR_ENVIRONMENT])(
  'no source is of %s, which the monitor itself uses',
  (environment) => {
    const text = `sources: [{ logGroup: /a, environment: ${environment}, database: orders }]`;
    expect(readSettings(text, 'f').problems.map(({ message }) => message)).toEqual([
      `sources[0].environment is '${environment}', a name that the monitor itself uses; expected another name`,
    ]);
  },
);

test('severities are by default what the page step takes them to be', () => {
  expect(usualSeverity('production')).toBe(DEFAULT_SEVERITIES.production);
  expect(usualSeverity('staging')).toBe('info');
});
