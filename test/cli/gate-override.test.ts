import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cloudFormationWith, monitorStack, reaching } from './deployed-week.ts';
import { begins, cloudWatchWith, END, FAILS, finished, GateMonitor } from './gate-monitor.ts';
import { runCli } from './run-cli.ts';

vi.hoisted(() => {
  process.env['NO_COLOR'] = '1';
});

const MINUTE = 60_000;
let monitor: GateMonitor;
let published: string[];

beforeEach(async () => {
  monitor = await GateMonitor.start(Date.UTC(2026, 2, 16, 8));
  for (const [name, value] of Object.entries(await reaching(monitor.dynamoDb))) vi.stubEnv(name, value);
  cloudFormationWith([monitorStack('migrate-watch')]);
  mockClient(STSClient)
    .on(GetCallerIdentityCommand)
    .resolves({ Arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ada' });
  published = [];
  mockClient(SNSClient)
    .on(PublishCommand)
    .callsFake(async ({ Message = '' }: { Message?: string }) => {
      published.push(Message);
      await monitor.hears(Message);
      return { MessageId: 'm' };
    });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await monitor.close();
});

async function typed(...args: readonly string[]) {
  const now = monitor.now;
  vi.useFakeTimers({ toFake: ['Date'], now });
  cloudWatchWith({ heartbeats: [now - 30_000], canaries: [5, 20, 35, 50].map((ago) => now - ago * MINUTE) });
  const { exitCode, stdout, stderr } = await runCli(args);
  return { exitCode, stdout, stderr };
}

const gate = (...args: readonly string[]) => typed('gate', '--environment', 'production', ...args);

async function dirtyOrders(): Promise<void> {
  await monitor.applies('production/orders', '1/u create_users');
  await monitor.prints('production/orders', [...begins('2/u add_email'), FAILS]);
}

test('allowed checks open the gate, and the incident keeps who allowed them and why', async () => {
  await dirtyOrders();
  const { exitCode, stdout, stderr } = await gate(
    ...['--allow', 'clean', 'incident', '--reason', 'this deploy is the repair'],
  );
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toContain(
    'The gate to production is open.\n! Allowed: production/orders is DIRTY at version 2.\n',
  );
  expect(published.map((message) => JSON.parse(message))).toMatchObject([
    {
      type: 'gate-overridden',
      target: { environment: 'production', database: 'orders' },
      override: {
        by: { name: 'ada', via: 'command line' },
        checks: ['clean', 'incident'],
        reason: 'this deploy is the repair',
      },
    },
  ]);
  const said = 'ada let a deploy through the gate in spite of clean, incident: this deploy is the repair';
  expect((await typed('show', 'production/orders/migration/1')).stdout.replaceAll(/\s+/g, ' ')).toContain(
    said,
  );
  expect(JSON.parse((await typed('show', 'production/orders/migration/1', '--json')).stdout)).toMatchObject({
    gateOverrides: [{ by: 'ada', checks: ['clean', 'incident'], reason: 'this deploy is the repair' }],
  });
});

test('an incident that opens after the deploy shows the override too', async () => {
  await monitor.applies('production/orders', '1/u create_users');
  await monitor.applies('staging/orders', '1/u create_users');
  const wanted = ['--database', 'orders', '--after', 'staging', '--version', '2'];
  expect((await gate(...wanted)).exitCode).toBe(1);
  expect((await gate(...wanted, '--allow', 'version', '--reason', 'hotfix')).exitCode).toBe(0);
  await monitor.prints('production/orders', [...begins('2/u add_email'), FAILS]);
  expect((await typed('show', 'production/orders/migration/1')).stdout.replaceAll(/\s+/g, ' ')).toContain(
    'let a deploy through the gate in spite of version: hotfix',
  );
});

test('a check that was not allowed keeps the gate closed, and nothing is recorded', async () => {
  await dirtyOrders();
  const { exitCode, stdout } = await gate('--allow', 'incident', '--reason', 'r');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('✗ production/orders is DIRTY at version 2.');
  expect(published).toEqual([]);
});

test('a gate that is open anyway records nothing', async () => {
  await monitor.prints('production/orders', [...begins('1/u a'), finished('1/u a'), ...END]);
  expect((await gate('--allow', 'version', '--reason', 'r')).exitCode).toBe(0);
  expect(published).toEqual([]);
});

test('JSON marks what was allowed', async () => {
  await dirtyOrders();
  const { stdout } = await gate('--allow', 'clean', 'incident', '--reason', 'r', '--json');
  const { verdict, checks } = JSON.parse(stdout) as { verdict: string; checks: Record<string, unknown>[] };
  expect(verdict).toBe('open');
  expect(checks.filter(({ allowed }) => allowed).map(({ check, state }) => [check, state])).toEqual([
    ['clean', 'closed'],
    ['incident', 'closed'],
  ]);
});

test.each([
  {
    what: 'checks without a reason',
    args: ['--allow', 'clean'],
    says: '--allow and --reason belong together: say which checks, and why\n',
  },
  {
    what: 'a reason without checks',
    args: ['--reason', 'r'],
    says: '--allow and --reason belong together: say which checks, and why\n',
  },
  {
    what: 'a reason that is empty',
    args: ['--allow', 'clean', '--reason', ' '],
    says: 'the reason is empty; say it in a few words\n',
  },
  {
    what: 'a check that does not exist',
    args: ['--allow', 'dirty', '--reason', 'r'],
    says: expect.stringContaining('Allowed choices are monitor, canary, clean, incident, in-flight, version'),
  },
  {
    what: 'a database that was never seen, whose name may be mistyped',
    args: ['--database', 'oders', '--allow', 'clean', '--reason', 'r'],
    says: 'no run of production/oders was ever seen, so --allow cannot be recorded; use --on-unknown pass\n',
  },
])('$what: exit 2, and nothing is published', async ({ args, says }) => {
  await monitor.applies('production/orders', '1/u create_users');
  expect(await gate(...args)).toEqual({ exitCode: 2, stdout: '', stderr: says });
  expect(published).toEqual([]);
});

test('a credential in the reason is masked before it is sent', async () => {
  await dirtyOrders();
  const { stderr } = await gate(
    ...['--allow', 'clean', 'incident', '--reason', 'by postgres://app:hunter2secret@db/orders'],
  );
  expect(stderr).toContain('was masked');
  expect(published.join()).not.toContain('hunter2secret');
});
