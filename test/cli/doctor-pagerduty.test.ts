import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PagerDutyDouble, ROUTING_KEY, TOKEN } from '../adapters/pagerduty-double.ts';
import type { Answer } from '../adapters/receiver.ts';
import { runCli } from './run-cli.ts';

const secrets = mockClient(SecretsManagerClient);
const fetched = globalThis.fetch;
let pagerDuty: PagerDutyDouble;
/** Hosts that were asked. */
let hosts: Set<string>;

beforeEach(async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  mockClient(STSClient).on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
  mockClient(CloudFormationClient)
    .onAnyCommand()
    .resolves({ Stacks: [], Exports: [] })
    .on(DescribeStacksCommand)
    .callsFake(({ StackName }) => {
      if (StackName !== undefined) throw new Error('Stack with id migrate-watch does not exist');
      return { Stacks: [] };
    });
  // Doctor's other questions are not what these tests are about.
  const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: {} });
  for (const Client of [
    CloudWatchClient,
    CloudWatchLogsClient,
    KMSClient,
    LambdaClient,
    SNSClient,
    SQSClient,
  ])
    mockClient(Client as never)
      .onAnyCommand()
      .rejects(denied);
  secrets.reset();
  secrets.on(DescribeSecretCommand).resolves({});
  secrets
    .on(GetSecretValueCommand, { SecretId: 'routing-key' })
    .resolves({ SecretString: ROUTING_KEY })
    .on(GetSecretValueCommand, { SecretId: 'rest-key' })
    .resolves({ SecretString: TOKEN });
  pagerDuty = await PagerDutyDouble.start(Date.now);
  hosts = new Set();
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
    hosts.add(url.host);
    return fetched(url.href.replace(url.origin, pagerDuty.url), init);
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await pagerDuty.close();
});

/** What doctor says about asking PagerDuty. */
async function doctor(channel = 'secret: routing-key, apiSecret: rest-key') {
  const file = join(mkdtempSync(join(tmpdir(), 'doctor-pagerduty-')), 'watch.yaml');
  writeFileSync(
    file,
    `sources: [{ logGroup: /ecs/orders, database: orders }]
channels: { oncall: { pagerduty: { ${channel} } } }
routes: { critical: [oncall] }\n`,
  );
  const { stdout } = await runCli(['doctor', '--settings', file, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: { kind: string; message: string; fix?: string }[] };
  return findings
    .filter(({ message }) => /PagerDuty|rest-key/.test(message) && !message.startsWith('routes.health'))
    .map(({ kind, message, fix = '' }) => `${kind}: ${message}; ${fix}`);
}

test('proves that the key reads, and names the service', async () => {
  expect(await doctor()).toEqual([
    'ok: secret rest-key of channel oncall is there; ',
    'ok: channel oncall can ask PagerDuty: the key in the secret rest-key reads the service Databases, which its pages go to; ',
  ]);
  expect([...hosts]).toEqual(['api.pagerduty.com']);
});

test('asks the region of the settings', async () => {
  await doctor('secret: routing-key, apiSecret: rest-key, region: eu');
  expect([...hosts]).toEqual(['api.eu.pagerduty.com']);
});

test('finds the service among hundreds', async () => {
  const others = Array.from({ length: 230 }, (_, n) => ({ id: `P${n}`, name: `service ${n}` }));
  pagerDuty.services = [...others, ...pagerDuty.services];
  expect((await doctor()).at(-1)).toContain('reads the service Databases');
  expect(pagerDuty.asked).toHaveLength(3);
});

test('without `apiSecret` says that nothing is asked', async () => {
  expect(await doctor('secret: routing-key')).toEqual([
    expect.stringMatching(
      /^note: PagerDuty is not asked what people do there about the pages of channel oncall: an acknowledgement.*apiSecret$/,
    ),
  ]);
  expect(pagerDuty.asked).toEqual([]);
});

test('a service that the key does not show is a warning with what it shows; no service at all is a problem', async () => {
  pagerDuty.services = ['a', 'b', 'c', 'd\u001b[2J'].map((name) => ({ id: 'P', name, integrations: [null] }));
  expect((await doctor()).at(-1)).toMatch(
    /^warning: the key in the secret rest-key reads 4 services of PagerDuty: a, b, c and 1 more\. None of them shows the routing key/,
  );
  pagerDuty.services = [];
  expect((await doctor()).at(-1)).toMatch(/^problem: .* reads 0 services of PagerDuty\. None/);
});

test.each<[string, Answer, RegExp]>([
  [
    'a refused key',
    { status: 401, body: TOKEN },
    /^problem: channel oncall cannot ask PagerDuty: .*answered 401: ‹secret›; put a read-only key/,
  ],
  ['a missing right', { status: 403 }, /^problem: .*answered 403/],
  ['a fault', { status: 502 }, /^unknown: .*answered 502/],
  ['no list', { status: 200, body: '{}' }, /^unknown: .*without a list `services`/],
  ['no JSON', { status: 200, body: '<html>' }, /^unknown: .*not JSON/],
])('%s is found', async (_what, answer, says) => {
  pagerDuty.misbehave = () => answer;
  const said = await doctor();
  expect(said.at(-1)).toMatch(says);
  expect(said.join()).not.toContain(TOKEN);
});

test('a secret that may not be read is not checked, and the right is named', async () => {
  const message = 'User x is not authorized to perform: secretsmanager:GetSecretValue on y';
  const denied = Object.assign(new Error(message), { name: 'AccessDeniedException', $metadata: {} });
  secrets.on(GetSecretValueCommand).rejects(denied);
  expect((await doctor()).at(-1)).toMatch(
    /^unknown: what people do in PagerDuty could not be checked: .*; allow secretsmanager:GetSecretValue/,
  );
});
