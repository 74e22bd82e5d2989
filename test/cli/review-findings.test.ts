import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, END, finished, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
  process.env['TZ'] = 'Europe/Berlin';
});

const DAY_MINUTES = 24 * 60;

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

async function findings(): Promise<readonly { readonly id: string; readonly says: string }[]> {
  vi.useFakeTimers({ toFake: ['Date'], now: monitor.now });
  const { stdout } = await runCli(['review', '--json']);
  vi.useRealTimers();
  return JSON.parse(stdout).findings;
}

test('errors that nothing is known about are one finding, after five of them', async () => {
  const fails = (n: number) =>
    monitor.prints('production/users', [...begins('1/u x'), `error: gateway ${n} said teapot`]);
  for (let n = 1; n <= 4; n++) await fails(n);
  await monitor.later(7 * DAY_MINUTES);
  expect((await findings()).filter(({ id }) => id.startsWith('unknown-error/'))).toEqual([]);
  await monitor.later(-3 * DAY_MINUTES);
  await fails(5);
  await monitor.later(7 * DAY_MINUTES);
  const found = (await findings()).find(({ id }) => id.startsWith('unknown-error/'));
  expect(found).toMatchObject({
    id: expect.stringMatching(/^unknown-error\//),
    says: expect.stringContaining('5 runs failed'),
  });
  expect(found!.says).toContain('gateway … said teapot');
});

test('runs that fit no source, and plain output, are found', async () => {
  const plain = ['1/u one (3.5ms)', '2/u two (4.5ms)'];
  await monitor.prints('staging/orders', plain);
  await monitor.passes(20);
  await monitor.prints('staging/unknown', [...begins('1/u x'), finished('1/u x'), ...END]);
  await monitor.later(7 * DAY_MINUTES);
  const ids = (await findings()).map(({ id }) => id);
  expect(ids).toEqual(['unmatched', 'plain-output/staging/orders']);
});
