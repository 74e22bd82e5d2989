import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, END, FAILS, GateMonitor, SETTINGS } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

/** The settings of the monitor, with an order of its environments. */
const ORDERED = `${SETTINGS.replace('production: {}', 'production: { after: staging }')}
routes: { critical: [a@example.com], info: [a@example.com] }
`;

let monitor: GateMonitor;
beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 2, 16, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

async function applied(database: string, version: number, seconds: number) {
  const file = `${version}/u file_${version}`;
  await monitor.prints(database, [...begins(file), `Finished ${file} (read 1ms, ran ${seconds}s)`, ...END]);
}

async function typed(...args: readonly string[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now + 60_000 });
  const result = await runCli(['trend', '--environment', 'production', ...args]);
  vi.useRealTimers();
  return result;
}

/** 40 files, four days apart; production takes `times` times as long in the end as in the beginning. */
async function halfYear(times: number) {
  for (let n = 1; n <= 40; n++) {
    await monitor.later(4 * 24 * 60);
    await applied('staging/orders', n, 10);
    await applied('production/orders', n, 10 * 3 * times ** (n / 40) * [0.8, 1, 1.25][n % 3]!);
  }
}

test('production grows away from staging: by how much, and how sure that is', async () => {
  await halfYear(4);
  const { exitCode, stdout } = await typed('--after', 'staging');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^production\/orders\n {2}the same files take [34](?:\.\d)? times as long as half a year ago, compared with staging \([\d.]+ to [\d.]+, from 40 migrations in 1\d\d days\)\.\n {2}0 of the last 20 runs failed, 0 of 20 before: within what chance does\.\n/,
  );
});

test('the review has it as a finding, where the settings declare what comes before', async () => {
  await halfYear(4);
  const folder = mkdtempSync(join(tmpdir(), 'trend-'));
  const before = process.cwd();
  process.chdir(folder);
  writeFileSync('migrate-watch.yaml', ORDERED);
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now + 60_000 });
  const { stdout } = await runCli(['review']);
  vi.useRealTimers();
  process.chdir(before);
  rmSync(folder, { recursive: true });
  expect(stdout).toMatch(
    /\n {2}slower\/production\/orders {2}The same files take [34](?:\.\d)? times as long as half a year ago, compared with staging \([\d.]+ to [\d.]+, from 40 migrations\)\. Look with migrate-watch trend --environment production: /,
  );
});

test('nothing changes: it says so', async () => {
  await halfYear(1);
  const { exitCode, stdout } = await typed();
  expect(exitCode).toBe(0);
  expect(stdout).toContain('no trend that is sure enough to tell');
});

test('more failures than usual', async () => {
  for (let n = 1; n <= 60; n++) await applied('production/users', n, 1);
  for (let n = 1; n <= 6; n++) {
    await monitor.prints('production/users', [...begins(`${60 + n}/u file`), FAILS]);
    await applied('production/users', 60 + n, 1);
  }
  const { exitCode, stdout } = await typed('--json');
  expect(exitCode).toBe(1);
  const { databases } = JSON.parse(stdout);
  expect(databases.find(({ database }: { database: string }) => database === 'users')).toMatchObject({
    trend: null,
    failures: { last: { failed: 6, of: 20 }, before: { failed: 0, of: 52 }, isMore: true },
  });
});

test('an environment that nobody knows', async () => {
  const { exitCode, stdout } = await runCli(['trend', '--environment', 'prod']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe('No database of prod is known.\n');
});
