import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, END, finished, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

/** The database cannot be reached. Until that lasts, no incident opens. */
const UNREACHABLE = 'error: dial tcp 10.0.0.12:5432: connect: connection refused';
const WEEK_MINUTES = 7 * 24 * 60;

let monitor: GateMonitor;
// Monday, 9:00 in Berlin.
beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 0, 12, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

async function typed(...args: readonly string[]) {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now });
  const result = await runCli(['review', ...args]);
  vi.useRealTimers();
  return result;
}

let version = 0;

/** A week begins in which production/users is migrated this often; the last `failing` times it fails first, and is run again. */
async function week(times: number, failing: number) {
  const begin = monitor.now;
  for (let n = 0; n < times; n++) {
    const file = `${++version}/u file_${version}`;
    if (n >= times - failing) await monitor.prints('production/users', [UNREACHABLE]);
    await monitor.applies('production/users', file);
  }
  await monitor.later(WEEK_MINUTES - (monitor.now - begin) / 60_000);
}

test('more than usual after four quiet weeks; a database that has not run since is named', async () => {
  await monitor.applies('staging/orders', '1/u init');
  for (let n = 0; n < 4; n++) await week(10, 0);
  await week(10, 5);
  const { stdout } = await typed();
  expect(stdout).toContain(
    '\n\nWELL: no database is dirty, and no incident is open. More runs than usual did not end clean. There is 1 thing to decide.\n\nWHAT HAPPENED\n',
  );
  expect(stdout).toMatch(/ {26}2026-W07 {2}Mon 2026-01-12 to Sun 2026-02-08\n/);
  expect(stdout).toMatch(/ {2}runs that ended +15 +41\n/);
  expect(stdout).toMatch(/ {2}of them not clean +5 +0 {2}more than usual\n/);
  expect(stdout).toMatch(/ {2}incidents that opened +0 +0 {2}no clear change\n/);
  expect(stdout).toMatch(
    /\n\nTO DECIDE\n {2}no-runs\/staging\/orders {2}No run for 5 weeks\. [^\n]+\n {2}Decide each by its id: migrate-watch review decide no-runs\/staging\/orders /,
  );
});

test('the same every week shows no clear change', async () => {
  for (let n = 0; n < 5; n++) await week(10, 1);
  const { stdout } = await typed();
  expect(stdout.match(/no clear change/g)).toHaveLength(3);
  expect(stdout).not.toContain('NOT SEEN');
});

test('a run counts in the week in which it ends', async () => {
  await week(1, 0);
  await monitor.later(WEEK_MINUTES - 12 * 60);
  // Sunday, 21:00 to Monday, 1:00 in Berlin.
  const stream = await monitor.prints('production/users', begins('90/u long'));
  await monitor.later(4 * 60);
  await monitor.prints('production/users', [finished('90/u long'), ...END], stream);
  await monitor.later(1);
  const endedIn = async (name: string) =>
    JSON.parse((await typed('--json', '--period', name)).stdout).runs.ended;
  expect([await endedIn('2026-W03'), await endedIn('2026-W04'), await endedIn('2026-W05')]).toEqual([
    1, 0, 1,
  ]);
});
