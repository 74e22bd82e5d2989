import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, END, FAILS, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

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
