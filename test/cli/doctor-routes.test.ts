import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PermanentDeliveryError } from '../../lambda/domain/channels/delivery-error.ts';
import { REGION, reaching } from './deployed-week.ts';
import { runCli } from './run-cli.ts';
import { ADA, TestPageWorld } from './test-page-world.ts';

const SENT = Date.UTC(2027, 0, 31, 12);
const DAY = 24 * 60 * 60_000;
const SETTINGS = `
sources: [{ logGroup: /ecs/orders, database: orders }]
channels:
  oncall: { pagerduty: { secret: key } }
  mail: { email: a@example.com }
routes: { critical: [oncall, mail], warning: [oncall], health: [mail] }
`;

let world: TestPageWorld;
let file: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: SENT });
  await start(SETTINGS);
});
async function start(settings: string): Promise<void> {
  world = await TestPageWorld.start(settings, SENT);
  world.subscribed({ 'a@example.com': 'arn:of-a-subscription' });
  const place = { ...(await reaching(world)), AWS_REGION: REGION };
  for (const [name, value] of Object.entries(place)) vi.stubEnv(name, value);
  // Doctor's other questions are not what these tests are about.
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: {} });
  for (const Client of [CloudWatchLogsClient, KMSClient, LambdaClient, SecretsManagerClient, SQSClient])
    mockClient(Client as never)
      .onAnyCommand()
      .rejects(denied);
  world.cloudWatch.onAnyCommand().rejects(denied);
  file = join(mkdtempSync(join(tmpdir(), 'doctor-routes-')), 'watch.yaml');
  writeFileSync(file, settings);
}
afterEach(async () => {
  await world.stop();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function testPage(...words: string[]): Promise<void> {
  await runCli(['test-page', '--settings', file, '--wait', '0s', ...words]);
}

/** What doctor says about the routes, some time after the test pages. */
async function proofs(later: number) {
  vi.setSystemTime(SENT + later);
  const { stdout, exitCode } = await runCli(['doctor', '--settings', file, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { kind: string; message: string; fix?: string }[] };
  return { exitCode, said: findings.filter(({ message }) => message.includes('→')) };
}

test('names who proved a route and when, and what was never proven', async () => {
  await testPage();
  await testPage('--channel', 'mail', '--came', 'yes');
  const { said } = await proofs(12 * DAY);
  expect(said).toEqual([
    { kind: 'ok', message: `critical → oncall (PagerDuty): proven 12 days ago by ${ADA}` },
    { kind: 'ok', message: `critical → mail (e-mail to a@example.com): proven 12 days ago by ${ADA}` },
    {
      kind: 'warning',
      message: 'warning → oncall (PagerDuty): never proven',
      fix: 'run migrate-watch test-page --severity warning',
    },
    expect.objectContaining({ message: 'health → mail (e-mail to a@example.com): never proven' }),
  ]);
});

test.each([
  [0, 'ok', 'today'],
  [DAY, 'ok', '1 day ago'],
  [90 * DAY, 'ok', '90 days ago'],
  [90 * DAY + 1, 'warning', '90 days ago'],
])('a proof of %d ms ago is %s', async (ago, kind, words) => {
  await testPage();
  await testPage('--channel', 'mail', '--came', 'yes');
  const { said } = await proofs(ago);
  expect(said.slice(0, 2)).toMatchObject([
    { kind, message: expect.stringContaining(`proven ${words} by`) },
    { kind, message: expect.stringContaining(`proven ${words} by`) },
  ]);
});

test('a page that was refused, and a mail that did not come, are problems until a later test page', async () => {
  await testPage();
  vi.setSystemTime(SENT + 1_000);
  world.receivers.set('oncall', () => new PermanentDeliveryError('answered 400: Invalid key'));
  await testPage();
  await testPage('--channel', 'mail', '--came', 'no');
  const { said, exitCode } = await proofs(2_000);
  expect(said.slice(0, 2)).toMatchObject([
    {
      kind: 'problem',
      message: expect.stringContaining('it refused the test page: answered 400: Invalid key'),
    },
    { kind: 'problem', message: expect.stringContaining(`did not come, said ${ADA}`) },
  ]);
  expect(exitCode).toBe(1);
  world.receivers.delete('oncall');
  await testPage('--channel', 'oncall');
  expect((await proofs(3_000)).said[0]).toMatchObject({ kind: 'ok' });
});

test('a test page for one channel proves no other channel, and no answer proves nothing', async () => {
  await testPage('--channel', 'mail');
  world.receivers.set('oncall', () => 'later');
  await testPage();
  expect((await proofs(0)).said.map(({ message }) => message.split(': ')[1])).toEqual([
    'never proven',
    'never proven',
    'never proven',
    'never proven',
  ]);
});

test('the channels of escalation levels are proven one by one; a test page of the route does not prove them', async () => {
  await world.stop();
  const settings = `${SETTINGS.replace('channels:', 'channels:\n  second: { slack: { secret: url } }')}
escalation: { critical: { levels: [{ after: 5m, to: [second, oncall] }, { after: 9m, to: [second, b@example.com] }] } }
`;
  await start(settings);
  world.subscribed({ 'a@example.com': 'arn:of-a-subscription', 'b@example.com': 'arn:of-a-subscription' });
  await testPage();
  const levels = async () => (await proofs(0)).said.filter(({ message }) => message.includes('level'));
  expect(await levels()).toEqual([
    {
      kind: 'warning',
      message: 'critical level 1, 2 → second (Slack): never proven',
      fix: "run migrate-watch test-page --severity critical --channel 'second'",
    },
    {
      kind: 'warning',
      message: 'critical level 2 → b@example.com (e-mail): never proven',
      fix: "run migrate-watch test-page --severity critical --channel 'b@example.com'",
    },
  ]);
  await testPage('--channel', 'second');
  await testPage('--channel', 'b@example.com');
  await testPage('--channel', 'b@example.com', '--came', 'yes');
  expect(world.taken).toEqual(['oncall opened', 'second opened']);
  expect((await levels()).map(({ kind }) => kind)).toEqual(['ok', 'ok']);
});

test('an address that only a level names is asked about its subscription to the topic of the level', async () => {
  await world.stop();
  await start(`${SETTINGS}escalation: { warning: { levels: [{ after: 5m, to: [b@example.com] }] } }\n`);
  world.subscribed({ 'a@example.com': 'arn:of-a-subscription', 'b@example.com': 'PendingConfirmation' });
  const { stdout } = await runCli(['doctor', '--settings', file, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { message: string }[] };
  expect(findings.map(({ message }) => message)).toContain(
    'b@example.com gets no mail of warning until the subscription is confirmed',
  );
});
