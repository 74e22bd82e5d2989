import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { handlerEnvironment } from '../../lambda/adapters/aws/handler-environment.ts';
import { parseMonitorPlace } from '../../lambda/contract/monitor.ts';
import { declarationsOf } from '../../lib/functions/declarations-of.ts';
import { type ConfiguredFunction, functionVariables } from '../../lib/functions/function-variables.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { bundledFiles } from './bundled-files.ts';
import { app, ENV, ofType, type Resource, wholeOf } from './monitor-under-test.ts';
import { flat } from './template.ts';

// A clone that has built nothing has no handlers to copy.
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  cpSync: vi.fn(),
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-told-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FUNCTIONS: readonly ConfiguredFunction[] = ['ingest', 'lifecycle', 'sweep', 'page'];
type Variables = Readonly<Record<string, string>>;

/** A function's variables as CloudFormation fills them in, where the template itself says with what. */
function deployedVariables(
  resources: Readonly<Record<string, Resource>>,
  name: ConfiguredFunction,
): Variables {
  const [, fn] = ofType({ resources }, 'AWS::Lambda::Function').find(([id]) =>
    id.startsWith(`MonitorFunctions${name}`),
  )!;
  const known = (text: string) =>
    text
      .replace(/export ([\w-]+)/g, '$1')
      .replace(/<(\w+)>/g, (whole, id: string) => resources[id]?.Properties.LogGroupName ?? whole);
  const { Variables } = fn.Properties.Environment;
  return Object.fromEntries(Object.entries(Variables).map(([key, value]) => [key, known(flat(value))]));
}

/** Parsed JSON, without the names of log groups, which are in the sources. */
function meant(variables: Readonly<Record<string, string | undefined>>): Readonly<Record<string, unknown>> {
  const said = Object.entries(variables).filter(([name]) => !name.startsWith('LOG_GROUP_'));
  return Object.fromEntries(
    said.map(([name, text]) => [name, /^[[{]/.test(text ?? '') ? JSON.parse(text!) : text]),
  );
}

function settingsOf(text: string): Settings {
  const { settings, problems } = readSettings(text, 'test.yaml');
  expect(problems).toEqual([]);
  return settings!;
}

const ROUTES = 'routes: { critical: [a@example.com] }';
const rules = (count: number) =>
  Array.from({ length: count }, (_, n) => `{ database: db-${n}, command: 'migrate -path db/${n}' }`);

const CASES: readonly (readonly [string, string])[] = [
  ...readdirSync('examples')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, readFileSync(`examples/${file}`, 'utf8')] as const),
  ['a log group that is made', `sources: [{ logGroup: /a, create: true, database: orders }]\n${ROUTES}`],
  [
    'a log group that an export names, once read in full and once not',
    `sources:
  - { logGroupExport: orders-log, database: orders, preFilter: true }
  - { logGroupExport: orders-log, preFilter: true, rules: [{ container: other, database: other }] }
  - { logGroup: /shared, preFilter: true, rules: [{ streamPrefix: a/, database: a }] }
  - { logGroup: /shared, rules: [{ nth: 2, database: b }] }
${ROUTES}`,
  ],
  [
    'all that functions are told',
    `name: watch
sources:
  - { logGroup: /ecs/orders, ecs: { cluster: main, family: orders, container: migrate }, dedicated: true, environment: production, database: orders }
  - { codebuild: deploy, environment: staging, rules: [{ command: 'db/a', database: a }, { nth: 2, database: orders }] }
environments:
  production: { severity: warning, thresholds: { silent: { warning: 2m, critical: 4m } } }
  staging: { thresholds: { longRunning: { critical: 45m } } }
databases:
  orders: { engine: postgres, multiStatement: false }
  a: { engine: mysql, multiStatement: true }
thresholds: { settled: { plain: 20m }, endUnknown: 3h }
errorPatterns: { full: { regex: 'No space left', severity: critical } }
maintenance:
  - { name: night, schedule: 'cron(0 2 * * *)', duration: 1h, timeZone: Europe/Berlin }
  - { name: once, schedule: 'at(2027-01-31T02:00)', duration: 2h, environments: [production], databases: [orders] }
retention: { factDays: 60, runDays: 90, incidentDays: 120 }
escalation: { warning: { levels: [{ after: 5m, to: [a@example.com] }, { after: 1h, to: [b@example.com] }], repeat: 2 } }
runbookUrl: https://wiki.example.com/migrations
${ROUTES}`,
  ],
  ['no canary', `sources: [{ logGroup: /a, database: orders }]\ncanary: { enabled: false }\n${ROUTES}`],
  [
    'more rules than variables hold, beside names that only the deploy knows',
    `sources:
  - { logGroup: /named, rules: [${rules(40)}] }
  - { logGroup: /made, create: true, rules: [${rules(40)}] }
  - { logGroupExport: exported-log, rules: [${rules(40)}] }
${ROUTES}`,
  ],
];

test.each(CASES)('the functions of a deployed stack are told what replay tells them: %s', (_name, text) => {
  const settings = settingsOf(text);
  const stack = new MonitorStack(app(), settings.name, {
    env: ENV,
    monitor: (scope) => monitorPropsOf(settings, scope),
  });
  const { resources } = wholeOf(stack);
  const page = deployedVariables(resources, 'page');
  const told = functionVariables(
    declarationsOf(settings, {
      monitor: parseMonitorPlace(page['MONITOR']!)!,
      tableName: page['TABLE_NAME']!,
      eventsTopicArn: page['EVENTS_TOPIC_ARN']!,
      topicArns: {
        health: deployedVariables(resources, 'sweep')['HEALTH_TOPIC_ARN']!,
        critical: page['CRITICAL_TOPIC_ARN']!,
        warning: page['WARNING_TOPIC_ARN']!,
        info: page['INFO_TOPIC_ARN']!,
      },
      dashboardUrl: page['DASHBOARD_URL']!,
    }),
  );
  for (const name of FUNCTIONS) {
    const variables = deployedVariables(resources, name);
    const { variables: plain, files } = told[name];
    const named = Object.values(variables).filter((value) => value.startsWith('@'));
    expect(Object.keys(files).map((file) => `@${file}`)).toEqual(named);
    const inStack = handlerEnvironment(variables, bundledFiles(name, folder));
    const inReplay = handlerEnvironment(plain, (file) => files[file]!);
    expect(meant(inReplay)).toEqual(meant(inStack));
  }
});
