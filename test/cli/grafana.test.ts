import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { METRIC_NAMESPACE, METRICS, type MetricName } from '../../lambda/contract/metrics.ts';
import { startDynamoDb } from '../adapters/local-dynamodb.ts';
import {
  cloudFormationWith,
  commandsReach,
  monitorStack,
  TABLE_NAME,
  withDeployedWeek,
} from './deployed-week.ts';
import { runCli } from './run-cli.ts';
import { sentData } from './sent-series.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const monitor = withDeployedWeek();

const DATASOURCE = z.strictObject({ type: z.literal('cloudwatch'), uid: z.literal('$datasource') });

/** A query of the CloudWatch data source. @see https://github.com/grafana/grafana `public/app/plugins/datasource/cloudwatch/dataquery.gen.ts` */
const TARGET = z.strictObject({
  datasource: DATASOURCE,
  refId: z.string().regex(/^[A-Z]$/),
  id: z.string().regex(/^[a-z][A-Za-z0-9_]*$/),
  queryMode: z.literal('Metrics'),
  metricQueryType: z.literal(0),
  metricEditorMode: z.literal(0),
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/),
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  matchExact: z.literal(true),
  statistic: z.enum(['Sum', 'Maximum', 'SampleCount']),
  period: z.string().regex(/^\d+$/),
  label: z.string(),
  expression: z.literal(''),
  hide: z.literal(false),
});

const GRID = z.strictObject({
  x: z.int().min(0),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const ROW = z.strictObject({
  id: z.int().min(1),
  type: z.literal('row'),
  title: z.string().min(1),
  collapsed: z.literal(false),
  panels: z.tuple([]),
  gridPos: GRID,
});
const PANEL = z.strictObject({
  id: z.int().min(1),
  type: z.literal('timeseries'),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: DATASOURCE,
  gridPos: GRID,
  fieldConfig: z.strictObject({
    defaults: z.looseObject({ unit: z.enum(['s', 'short']), custom: z.looseObject({}) }),
    overrides: z.tuple([]),
  }),
  options: z.looseObject({ legend: z.looseObject({}), tooltip: z.looseObject({}) }),
  targets: z.array(TARGET).min(1),
});
const OPTION = z.strictObject({ text: z.string().min(1), value: z.string().min(1), selected: z.boolean() });
const VARIABLE = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('datasource'), name: z.string(), query: z.literal('cloudwatch') }),
  z.looseObject({
    type: z.literal('custom'),
    name: z.string(),
    query: z.string(),
    options: z.array(OPTION).min(1),
    current: OPTION,
  }),
]);

/** What a dashboard needs so that Grafana imports it. @see https://github.com/grafana/grafana `kinds/dashboard/dashboard_kind.cue` */
const DASHBOARD = z.looseObject({
  id: z.null(),
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  version: z.int(),
  time: z.strictObject({ from: z.string(), to: z.literal('now') }),
  annotations: z.strictObject({ list: z.array(z.unknown()) }),
  templating: z.strictObject({ list: z.array(VARIABLE) }),
  panels: z.array(z.discriminatedUnion('type', [ROW, PANEL])),
});
type Dashboard = z.infer<typeof DASHBOARD>;

async function written(...args: readonly string[]): Promise<Dashboard> {
  const { exitCode, stdout, stderr } = await runCli(['grafana', '--stack', 'migrate-watch', ...args]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return DASHBOARD.parse(JSON.parse(stdout));
}

const panelsOf = ({ panels }: Dashboard) => panels.filter((panel) => panel.type === 'timeseries');
const targetsOf = (dashboard: Dashboard) => panelsOf(dashboard).flatMap(({ targets }) => targets);
/** A metric and the names of its dimensions, by which a series is found. */
const seriesText = (name: string, dimensions: object) =>
  `${name} ${Object.keys(dimensions).sort().join(',')}`;

describe('the queries', () => {
  let sent: ReadonlySet<string>;
  beforeAll(async () => {
    sent = new Set(
      (await sentData()).map(({ name, dimensions }) => seriesText(name, { Monitor: '', ...dimensions })),
    );
  });

  test('are for metrics that the monitor sends, with exactly their dimensions', async () => {
    const targets = targetsOf(await written());
    for (const { namespace, metricName } of targets)
      expect([namespace, metricName, METRICS[metricName as MetricName] !== undefined]).toEqual([
        METRIC_NAMESPACE,
        metricName,
        true,
      ]);
    const asked = targets.map(({ metricName, dimensions }) => seriesText(metricName, dimensions));
    expect(asked.filter((series) => !sent.has(series))).toEqual([]);
  });

  test.each([
    ['a metric of a database that is only sent for environments', 'PageDelay', { Database: '' }],
    ['a made-up metric', 'RunsLost', {}],
    ['a dimension too many', 'RunsFailed', { ErrorClass: '', Database: '' }],
  ])('%s would be found', (_name, name, more) => {
    expect(sent.has(seriesText(name, { Monitor: '', Environment: '', ...more }))).toBe(false);
  });

  test('read what is counted by its sum, and the heartbeat by how often it was sent', async () => {
    const statistics = new Map(
      targetsOf(await written()).map(({ metricName, statistic }) => [metricName, statistic]),
    );
    for (const [name, statistic] of statistics) {
      const { kind, unit } = METRICS[name as MetricName];
      const expected = kind === 'gauge' || unit === 'Seconds' ? 'Maximum' : 'Sum';
      expect([name, statistic]).toEqual([name, name === 'OpenEntries' ? 'SampleCount' : expected]);
    }
  });

  test('are about runs, failures, kills, durations, open incidents and the heartbeat', async () => {
    const names = targetsOf(await written()).map(({ metricName }) => metricName);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['RunsStarted', 'RunsFailed', 'RunsKilled', 'RunDuration', 'DirtyDatabase', 'OpenEntries'],
        'CanarySeen',
      ]),
    );
  });

  test('are as many as docs/commands.md says, because each is billed', async () => {
    const text = readFileSync('docs/commands.md', 'utf8');
    expect(text).toContain(`somebody has it open, with ${targetsOf(await written()).length} series.`);
  });

  test('of one panel have one unit, and each its own letter', async () => {
    for (const { title, targets, fieldConfig } of panelsOf(await written())) {
      const units = new Set(targets.map(({ metricName }) => METRICS[metricName as MetricName].unit));
      expect([title, ...units]).toEqual([title, fieldConfig.defaults.unit === 's' ? 'Seconds' : 'Count']);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(new Set(targets.map(({ id }) => id)).size).toBe(targets.length);
    }
  });

  test('use only variables that are declared', async () => {
    const dashboard = await written();
    const declared = dashboard.templating.list.map(({ name }) => name);
    const used = JSON.stringify(dashboard.panels).match(/\$\w+/g) ?? [];
    expect([...new Set(used)].sort()).toEqual(declared.map((name) => `$${name}`).sort());
  });
});

test('panels do not overlap, and fill the rows from left to right', async () => {
  const { panels } = await written();
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
  expect(cells.length).toBe(24 * height);
  expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test('environments and databases to choose from are those of the table', async () => {
  const { templating } = await written();
  const [, environments, databases] = templating.list;
  expect(environments).toMatchObject({
    name: 'environment',
    query: 'dev,production,staging',
    current: { value: 'dev' },
  });
  expect(databases).toMatchObject({
    name: 'database',
    query: 'accounts,analytics,orders,reports,users,billing,catalog',
  });
});

describe('the dashboard of a monitor', () => {
  test('has the same uid each time, and another one than that of another Region', async () => {
    const [once, again] = [await written(), await written()];
    expect(again).toEqual(once);
    const elsewhere = await written('--region', 'us-east-1');
    expect(elsewhere.uid).not.toBe(once.uid);
    expect(new Set(targetsOf(elsewhere).map(({ region }) => region))).toEqual(new Set(['us-east-1']));
  });

  test('links to the dashboard in CloudWatch, if the stack names it', async () => {
    expect((await written())['links']).toEqual([]);
    const url = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/migrate-watch';
    const stack = monitorStack('migrate-watch');
    cloudFormationWith([
      { ...stack, Outputs: [...stack.Outputs!, { OutputKey: 'DashboardUrl', OutputValue: url }] },
    ]);
    expect((await written())['links']).toMatchObject([{ type: 'link', url }]);
  });
});

test('a stack that does not exist', async () => {
  const { exitCode, stdout, stderr } = await runCli(['grafana', '--stack', 'other']);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('there is no stack other in eu-west-1');
});

test('the table is read with two queries, and nothing is written', async () => {
  await written();
  expect(Object.fromEntries(monitor.week.calls)).toEqual({ Query: 2 });
});

test('no database is known yet', async () => {
  const empty = await startDynamoDb(TABLE_NAME);
  await commandsReach(empty, monitor.week.now);
  const { exitCode, stdout, stderr } = await runCli(['grafana', '--stack', 'migrate-watch']);
  await empty.close();
  expect([exitCode, stdout]).toEqual([3, '']);
  expect(stderr).toBe(
    'no database of stack migrate-watch is known yet; run the command beside the settings file, or after the first run\n',
  );
});
