import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../../scripts/bundle.ts';
import { buildMigrate } from '../../../scripts/local-databases/build-migrate.ts';
import type { DatabaseServer } from '../../../scripts/local-databases/database-server.ts';
import { startPostgres } from '../../../scripts/local-databases/postgres.ts';
import { Lab } from '../commands/lab.ts';
import { Cloud, PAGERDUTY_PATH } from './cloud.ts';
import { newTask, type PrintedLine, runMigrate } from './migrate-task.ts';
import { settings } from './settings.ts';
import { until } from './until.ts';

/**
 * A migration that took a moment in staging waits for more than a minute in production: it is paged as unusual long before the default
 * limits. A deploy had said that it would come.
 */
const SETTINGS = settings({
  sources: `environments:
  staging: {}
  production: { after: staging }
sources:
  - { logGroup: /ecs/staging-migrate, create: true, environment: staging, database: orders }
  - { logGroup: /ecs/production-migrate, create: true, environment: production, database: orders }`,
  databases: 'databases: { orders: { engine: postgres } }',
});
/** How long the file takes is in a table, as it is with real data. */
const FILES = { '1_wait.up': 'SELECT pg_sleep(seconds) FROM wait;' };
const PRODUCTION_SECONDS = 80;

let cloud: Cloud;
let server: DatabaseServer;
let folder: string;
const labs: Lab[] = [];

beforeAll(async () => {
  [cloud, server] = await Promise.all([Cloud.open(), startPostgres(), buildMigrate('v4.19.1')]);
  await cloud.deploy(SETTINGS);
  folder = join(cloud.emulator.folder, 'expectation');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migrate-watch.yaml'), SETTINGS);
});
afterAll(async () => {
  for (const lab of labs) lab.close();
  await Promise.all([cloud?.close(), server?.stop()]);
});

/** Runs the file where it takes some seconds, and passes on each line when it is printed. */
async function ran(environment: string, seconds: number): Promise<string> {
  const lab = await Lab.open(server, FILES);
  labs.push(lab);
  await lab.query(
    `CREATE TABLE wait (seconds float); INSERT INTO wait VALUES (${seconds}); GRANT SELECT ON wait TO PUBLIC`,
  );
  const { origin, logStream } = newTask();
  const logGroup = `/ecs/${environment}-migrate`;
  await cloud.createLogStream(logGroup, logStream);
  let put = Promise.resolve();
  const print = (line: PrintedLine) => {
    put = put.then(() => cloud.putLines(logGroup, logStream, [line]));
  };
  const words = ['-path', lab.environment['MIGRATIONS']!, '-database', lab.url, '-verbose', 'up'];
  const { exitCode } = await runMigrate(words, undefined, print);
  await put;
  expect(exitCode).toBe(0);
  return origin;
}

async function sweep(): Promise<void> {
  expect(await cloud.api.invoke(cloud.resource('MonitorFunctionssweep'))).toEqual({
    error: undefined,
    payload: null,
  });
}

test('a deploy says that a run is about to come, and status shows it', async () => {
  const { exitCode, output } = await typed(
    ...['expect', '--environment', 'production', '--database', 'orders', '--within', '30m', '--version', '1'],
  );
  expect([exitCode, output]).toEqual([
    0,
    expect.stringMatching(/^production\/orders: a run that reaches version 1 is expected until /),
  ]);
  expect((await typed('status')).output).toMatch(/production\/orders .*1 is expected until /);
});

test('the page about a migration that takes far longer than in staging says what was expected', async () => {
  await cloud.run(await ran('staging', 0.02), 'succeeded');
  const going = ran('production', PRODUCTION_SECONDS);
  const page = await until(
    'the page about a slow migration',
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await sweep();
      return cloud.sink.requests.find(
        ({ path, body }) => path === PAGERDUTY_PATH && body.includes('SLOW') && body.includes('production'),
      );
    },
    { withinMs: 120_000, explain: () => cloud.troubles() },
  );
  expect(page.body.replace(/(?:\\n|\s)+/g, ' ')).toContain(
    'Forecast: under a second, unless it works on rows.',
  );
  expect((await typed('status')).output).toMatch(/production\/orders .*running for \d+ s/);
  await cloud.run(await going, 'succeeded');
});

test('its clean end ends the incident, and what was expected has come', async () => {
  await until('the resolve', () =>
    cloud.sink.requests.some(
      ({ path, body }) => path === PAGERDUTY_PATH && JSON.parse(body).event_action === 'resolve',
    ),
  );
  const { output } = await typed('status');
  expect(output).toMatch(/production\/orders +1 clean/);
  expect(output).not.toContain('is expected');
});

function typed(
  ...args: readonly string[]
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const loader = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  const env = { ...process.env, ...cloud.emulator.environment, TZ: 'UTC', NO_COLOR: '1', COLUMNS: '200' };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', loader, join(ROOT, 'bin/cli.ts'), ...args],
      { cwd: folder, env },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode, output: `${stdout}${stderr}` }),
    );
  });
}
