import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Fn, Lazy } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { handlerEnvironment } from '../../lambda/adapters/aws/handler-environment.ts';
import { readPageConfig } from '../../lambda/config/page.ts';
import { readIngestConfig, readWriterConfig } from '../../lambda/config/writer.ts';
import type { WatchedSource } from '../../lib/constructs/sources/watched-source.ts';
import { bundledFiles } from './bundled-files.ts';
import { ofType, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

// A clone that has built nothing has no handlers to copy.
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  cpSync: vi.fn(),
}));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-code-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  vi.mocked(Code.fromAsset).mockClear();
});

const rulesOf = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    environment: 'production',
    database: `database-${n}`,
    command: `migrate -path db/${n}`,
  }));

/** A monitor of two log groups with `count` rules each. Only the deploy knows the name of one group. */
const watching = (count: number, more: Partial<WatchedSource> = {}) =>
  synthesise((stack) => ({
    canary: false,
    sources: [
      LogGroup.fromLogGroupName(stack, 'named', '/ecs/named'),
      LogGroup.fromLogGroupName(stack, 'exported', Fn.importValue('exported-log')),
    ].map((logGroup) => ({ logGroup, rules: rulesOf(count), ...more })),
  }));

const variablesOf = (world: ReturnType<typeof watching>, name: string): Record<string, string> => {
  const [[, fn] = []] = ofType(world, 'AWS::Lambda::Function').filter(([id]) =>
    id.startsWith(`MonitorFunctions${name}`),
  );
  const variables = Object.entries<unknown>(fn!.Properties.Environment.Variables);
  return Object.fromEntries(variables.map(([key, value]) => [key, flat(value)]));
};

test('hundreds of rules are a file beside each function’s code, and are read from there', () => {
  const world = watching(300);
  for (const handler of ['ingest', 'lifecycle', 'sweep', 'page']) {
    const variables = variablesOf(world, handler);
    expect(variables['SOURCES']).toBe('@sources.json');
    const { sources } = readWriterConfig(handlerEnvironment(variables, bundledFiles(handler, folder)));
    // The rules, and one source for the runs by hand of each database.
    expect(sources).toHaveLength(600 + 300);
    expect(sources[299]).toMatchObject({ logGroup: '/ecs/named', command: 'migrate -path db/299' });
    expect(sources[300]!.logGroup).toBe(variables['LOG_GROUP_0']);
    expect(variables['LOG_GROUP_0']).toContain('exported-log');
    const bytes = Object.entries(variables).join('').length;
    expect(bytes).toBeLessThan(3_000);
  }
});

test('a command that reads like a variable stays what was written', () => {
  const rules = [
    ...rulesOf(300),
    { environment: 'production', database: 'x', command: '$AWS_SESSION_TOKEN' },
  ];
  const world = watching(1, { rules });
  const there = bundledFiles('ingest', folder);
  const variables = { ...variablesOf(world, 'ingest'), AWS_SESSION_TOKEN: 'a-credential' };
  const { sources } = readWriterConfig(handlerEnvironment(variables, there));
  expect(sources.find(({ target }) => target.database === 'x')!.command).toBe('$AWS_SESSION_TOKEN');
});

test('a few rules stay in the variables, where people see them', () => {
  const variables = variablesOf(watching(2), 'ingest');
  expect(JSON.parse(variables['SOURCES']!)).toHaveLength(4 + 2);
  expect(vi.mocked(Code.fromAsset).mock.calls.every(([, options]) => options === undefined)).toBe(true);
  expect(handlerEnvironment(variables)).toBe(variables);
});

test('many rules cannot hold what only the deploy knows', () => {
  const rules = [
    ...rulesOf(300),
    { environment: 'production', database: 'late', command: Lazy.string({ produce: () => 'x' }) },
  ];
  expect(() => watching(1, { rules })).toThrow(
    /the rules are too many for a function's variables, and a file cannot hold values that only the deploy knows/,
  );
});

test('a file that is not there stops the function at its start', () => {
  expect(() => handlerEnvironment({ SOURCES: '@sources.json' })).toThrow('ENOENT');
});

test('what sixty environments, thirty windows and thirty patterns say is in files too, and is read from there', () => {
  const numbered = <T>(count: number, each: (n: number) => readonly [string, T]) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => each(n)));
  const names = Array.from({ length: 60 }, (_, n) => `environment-${n}`);
  const world = synthesise((stack) => ({
    canary: false,
    sources: [
      {
        logGroup: LogGroup.fromLogGroupName(stack, 'one', '/ecs/one'),
        rules: names.map((environment) => ({ environment, database: 'orders', streamPrefix: environment })),
      },
    ],
    environments: Object.fromEntries(
      names.map((name, n) => [name, { severity: 'info' as const, silentWarning: Duration.seconds(60 + n) }]),
    ),
    errorPatterns: numbered(30, (n) => [`pattern-${n}`, { regex: `failure number ${n}` }] as const),
    maintenance: Array.from({ length: 30 }, (_, n) => ({
      name: `window-${n}`,
      schedule: 'cron(0 2 * * *)',
      duration: Duration.hours(1),
    })),
  }));
  const environmentOf = (handler: string) =>
    handlerEnvironment(variablesOf(world, handler), bundledFiles(handler, folder));
  const ingest = readIngestConfig(environmentOf('ingest'));
  expect(ingest.errorPatterns).toHaveLength(30);
  expect(ingest.deadlinesByEnvironment['environment-59']).toEqual({ silentWarningMs: 119_000 });
  const { policy } = readPageConfig(environmentOf('page'));
  expect(policy.severities['environment-59']).toBe('info');
  expect(policy.maintenance).toHaveLength(30);
  expect(JSON.stringify(variablesOf(world, 'page'))).not.toContain('window-0');
});
