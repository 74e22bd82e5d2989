import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { deployedAs } from '../../bin/cli/deployed.ts';
import { DEAD_LETTERS_OUTPUT } from '../../lambda/contract/redrive.ts';
import { loadSettings } from '../../lib/settings/load-settings.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { app, ENV, ofType, wholeOf } from './monitor-under-test.ts';

function stackOf(settings: Settings) {
  const stack = new MonitorStack(app(), settings.name, {
    env: ENV,
    monitor: (scope) => monitorPropsOf(settings, scope),
  });
  return { stack, ...wholeOf(stack) };
}

function settingsOf(text: string): Settings {
  const { settings, problems } = readSettings(text, 'test.yaml');
  expect(problems).toEqual([]);
  return settings!;
}

describe.each(readdirSync('examples').filter((file) => file.endsWith('.yaml')))('%s', (file) => {
  const { settings } = loadSettings(`examples/${file}`);
  const { stack, resources } = stackOf(settings);

  test('becomes one stack that subscribes to its log groups', () => {
    expect(stack.stackName).toBe(settings.name);
    const subscribed = settings.logGroups.filter(({ subscribe }) => subscribe);
    const filters = ofType({ resources }, 'AWS::Logs::SubscriptionFilter').filter(
      ([id]) => !id.startsWith('MonitorCanary') && !id.startsWith('MonitorByHand'),
    );
    expect(filters).toHaveLength(subscribed.length);
  });

  test('hands its rules to the functions, in order', () => {
    const said = settings.sources.flatMap(({ logGroup, dedicated, rules }) =>
      rules.map(({ environment, database, ...rule }) => ({
        target: { environment, database },
        logGroup: logGroup.replace(/^(?:name|export) /, ''),
        dedicated,
        ...Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== null)),
      })),
    );
    const canary = { target: { environment: 'canary', database: settings.name } };
    // The functions of the stack are told the same: told-as-deployed.test.ts.
    const { sources } = deployedAs(settings).ingest;
    expect(sources.slice(0, said.length)).toMatchObject(said);
    expect(sources.at(-1)).toMatchObject(canary);
    const byHand = sources.slice(said.length, -1);
    const names = new Set(said.map(({ target }) => `${target.environment}/${target.database}/`));
    expect(byHand.map(({ streamPrefix }) => streamPrefix)).toEqual([...names]);
    for (const source of byHand)
      expect(source).toMatchObject({ logGroup: `/migrate-watch/${settings.name}/by-hand`, dedicated: true });
  });
});

test('each dead-letter queue is named by an output, for the redrive command', () => {
  const { template, resources } = stackOf(loadSettings('examples/several-environments.yaml').settings);
  const named = Object.entries<{ Value: { Ref?: string } }>(template.toJSON()['Outputs'])
    .filter(([name]) => name.startsWith(DEAD_LETTERS_OUTPUT))
    .map(([, { Value }]) => Value.Ref);
  // A queue that moves its failed messages to another queue is not a dead-letter queue.
  const queues = ofType({ resources }, 'AWS::SQS::Queue').flatMap(([id, { Properties }]) =>
    Properties.RedrivePolicy ? [] : id,
  );
  expect(queues.length).toBeGreaterThan(6);
  expect(named.sort()).toEqual(queues.sort());
});

test('roles that hand deliveries on may invoke the ingest function, of whatever account', () => {
  const roles = ['111122223333', '444455556666'].map((account) => `arn:aws:iam::${account}:role/log/shipper`);
  const { resources } = stackOf(
    settingsOf(
      `sources: [{ logGroup: /a, database: orders, subscribe: false, preFilter: true }]\nrelays: [${roles}, '${roles[0]}']\nroutes: { critical: [a@example.com] }`,
    ),
  );
  const principals = ofType({ resources }, 'AWS::Lambda::Permission').map(
    ([, each]) => each.Properties.Principal,
  );
  expect(principals.filter((principal) => roles.includes(principal)).sort()).toEqual(roles);
});

test('how long things are kept', () => {
  const settings = settingsOf(
    'sources: [{ logGroup: /a, database: orders }]\nroutes: { critical: [a@example.com] }\nretention: { factDays: 60, runDays: 90, incidentDays: 120 }',
  );
  const kept = ofType(stackOf(settings), 'AWS::Lambda::Function').map(
    ([, { Properties }]) => Properties.Environment.Variables.RETENTION,
  );
  const wanted = JSON.stringify({ fact: 60, run: 90, incident: 120 });
  expect(kept.filter((each) => each !== undefined)).toEqual([wanted, wanted, wanted, wanted, wanted]);
});

test.each([
  ['', 'rate(15 minutes)', 35],
  ['canary: { every: 30m, alarmAfterMissing: 3 }', 'rate(30 minutes)', 95],
])('the canary comes as it is set: %s', (canary, expression, missedAfter) => {
  const { template } = stackOf(
    settingsOf(
      `sources: [{ logGroup: /a, database: orders }]\nroutes: { critical: [a@example.com] }\n${canary}`,
    ),
  );
  template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: expression });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'CanarySeen',
    EvaluationPeriods: missedAfter,
  });
});

test('the canary is left out where that is asked for', () => {
  const { resources } = stackOf(
    settingsOf(
      'sources: [{ logGroup: /a, database: orders }]\nroutes: { critical: [a@example.com] }\ncanary: { enabled: false }',
    ),
  );
  expect(JSON.stringify(resources)).not.toMatch(/canary/i);
});

test('a log group is made where that is asked for, and stays', () => {
  const { template } = stackOf(
    settingsOf(
      'sources: [{ logGroup: /ecs/new, create: true, retentionDays: 30, database: orders }]\nroutes: { critical: [a@example.com] }',
    ),
  );
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: { LogGroupName: '/ecs/new', RetentionInDays: 30 },
  });
});

test('a window over all databases mutes the environment as a whole, one over some does not', () => {
  const window = (databases: string) =>
    `{ name: w, schedule: 'cron(0 2 * * *)', duration: 1h, timeZone: Europe/Berlin ${databases} }`;
  const mutesOf = (databases: string) => {
    const settings = settingsOf(
      `sources: [{ logGroup: /a, database: orders }, { logGroup: /b, database: billing }]\nroutes: { critical: [a@example.com] }\nenvironments: { production: { alarms: { perDatabase: true } } }\nmaintenance: [${window(databases)}]`,
    );
    return JSON.stringify(ofType(stackOf(settings), 'AWS::CloudWatch::AlarmMuteRule'));
  };
  expect(mutesOf('')).toContain('Alarmsslowwarning');
  expect(mutesOf(', databases: [orders]')).not.toContain('Alarmsslowwarning');
  expect(mutesOf(', databases: [orders]')).toContain('ordersslowwarning');
  expect(mutesOf(', databases: [orders]')).toContain('Europe/Berlin');
});

test('a secret by its whole ARN is the only one that may be read', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:team/slack-AbCdEf';
  const { template } = stackOf(
    settingsOf(
      `sources: [{ logGroup: /a, database: orders }]\nchannels: { team: { slack: { secret: '${arn}' } } }\nroutes: { critical: [team], health: [a@example.com] }`,
    ),
  );
  const text = JSON.stringify(template.toJSON());
  expect(text).toContain(`"Action":"secretsmanager:GetSecretValue","Effect":"Allow","Resource":"${arn}"`);
});

test('a secret under a customer-managed key may be decrypted by its deliverer', () => {
  const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd';
  const { template } = stackOf(
    settingsOf(
      `sources: [{ logGroup: /a, database: orders }]\nchannels: { team: { slack: { secret: team/slack, kmsKey: '${keyArn}' } } }\nroutes: { critical: [team], health: [a@example.com] }`,
    ),
  );
  const text = JSON.stringify(template.toJSON());
  expect(text).toContain(`{"Action":"kms:Decrypt","Effect":"Allow","Resource":"${keyArn}"}`);
  expect(text).toContain(':secret:team/slack-??????"');
});
