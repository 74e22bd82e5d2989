import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exactMoment } from '../../bin/cli/monitor/moments.ts';
import { TableReader } from '../../bin/cli/monitor/table-reader.ts';
import { testPage } from '../../bin/cli/monitor/test-page.ts';
import {
  PermanentDeliveryError,
  RetryableDeliveryError,
} from '../../lambda/domain/channels/delivery-error.ts';
import { TEST_LASTS_MS } from '../../lambda/domain/model/test-page.ts';
import { REGION, reaching, TABLE_NAME } from './deployed-week.ts';
import { runCli } from './run-cli.ts';
import { ADA, TestPageWorld } from './test-page-world.ts';

const NOW = Date.UTC(2027, 0, 31, 12);
const MAIL = 'a@example.com';
const SETTINGS = `
sources: [{ logGroup: /ecs/orders, database: orders }]
channels:
  oncall: { pagerduty: { secret: key, healthSecret: other } }
  team: { slack: { secret: url } }
  mail: { email: ${MAIL} }
routes: { critical: [oncall, team, mail], warning: [team], health: [oncall, mail] }
`;

let world: TestPageWorld;
let file: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  world = await TestPageWorld.start(SETTINGS, NOW);
  world.subscribed({ [MAIL]: 'arn:of-a-subscription' });
  const place = { ...(await reaching(world)), AWS_REGION: REGION };
  for (const [name, value] of Object.entries(place)) vi.stubEnv(name, value);
  file = join(mkdtempSync(join(tmpdir(), 'test-page-')), 'watch.yaml');
  writeFileSync(file, SETTINGS);
});
afterEach(async () => {
  await world.stop();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const run = (...words: string[]) => runCli(['test-page', '--settings', file, '--wait', '0s', ...words]);

describe('a test page', () => {
  test('prints what each receiver answered, and how to say whether the mail came', async () => {
    world.receivers.set('team', () => new PermanentDeliveryError('hooks.slack.com answered 404: no_team'));
    const { exitCode, stdout } = await run();
    expect(stdout.split('\n')).toEqual([
      `Sent a test page to critical of migrate-watch, as ${ADA}.`,
      'taken      oncall (PagerDuty) after 0 s',
      'refused    team (Slack): hooks.slack.com answered 404: no_team',
      `sent       mail (e-mail to ${MAIL}): handed to SNS, which does not say whether it came`,
      "When you know whether it came: migrate-watch test-page --severity critical --channel 'mail' --came yes, or --came no",
      'The test page ends by itself within six minutes.',
      '',
    ]);
    expect(exitCode).toBe(1);
    expect(world.published).toMatchObject([
      { type: 'test-page', test: { topic: 'critical', only: null, at: NOW, by: ADA } },
    ]);
  });

  test('that all receivers took is a success, and the sweep ends it at the receivers', async () => {
    expect((await run()).exitCode).toBe(0);
    world.monitor.now += TEST_LASTS_MS;
    await world.monitor.sweep();
    expect(world.taken).toEqual(['oncall opened', 'team opened', 'oncall resolved', 'team resolved']);
  });

  test('goes to one channel, with the first of its routes', async () => {
    world.receivers.set('team', () => new RetryableDeliveryError('answered 503'));
    const { exitCode, stdout } = await run('--channel', 'team');
    expect(stdout).toContain(
      'refused    team (Slack): answered 503 (it is tried again every four minutes)\n',
    );
    expect(stdout).not.toContain('oncall');
    expect([exitCode, world.taken]).toEqual([1, []]);
  });

  test('for an e-mail channel goes to its address only', async () => {
    expect((await run('--channel', 'mail')).exitCode).toBe(0);
    expect(world.published).toMatchObject([{ test: { only: MAIL } }]);
    expect(world.taken).toEqual([]);
  });

  test('a refusal is printed without secrets and without control characters', async () => {
    const why = 'answered 403: \u001b[2Jtoken=ghp_0123456789abcdefghijABCDEFGHIJ012345 https://u:hunter2@h/x';
    world.receivers.set('oncall', () => new PermanentDeliveryError(why));
    const { stdout } = await run('--channel', 'oncall');
    expect(stdout).toContain('refused    oncall (PagerDuty): answered 403: ');
    expect(stdout).not.toMatch(/hunter2|ghp_0|\u001b/);
  });

  test.each([
    ['pending', 'PendingConfirmation', 'nobody has confirmed the subscription, so it gets no mail'],
    ['gone', undefined, 'the subscription is gone, so it gets no mail'],
  ])('an address whose subscription is %s gets no mail', async (state, arn, why) => {
    world.subscribed(arn === undefined ? { 'other@example.com': 'arn:x' } : { [MAIL]: arn });
    const { exitCode, stdout } = await run('--channel', 'mail');
    expect(stdout).toContain(`${state.padEnd(11)}mail (e-mail to ${MAIL}): ${why}\n`);
    expect(exitCode).toBe(1);
  });

  test('that nothing took is not a success: no answer, and a function that does not run', async () => {
    world.receivers.set('oncall', () => 'later');
    const silent = await run('--channel', 'oncall');
    expect(silent.stdout).toContain(
      'no answer  oncall (PagerDuty) within 0 s. To do: read the log of deliver-oncall\n',
    );
    expect(silent.exitCode).toBe(1);
    world.isAlive = false;
    const dead = await run('--channel', 'mail');
    expect(dead.stdout).toContain('not sent   mail');
    expect(dead.stdout).toContain('The function page has not handled the message within 0 s.');
    expect(dead.exitCode).toBe(1);
  });

  test('is waited for every second until its answer is there, and no longer', async () => {
    world.receivers.set('oncall', () => 'later');
    let now = NOW;
    const waits: number[] = [];
    const time = {
      clock: () => now,
      pause: async (ms: number) => {
        waits.push(ms);
        now += ms;
        world.monitor.now = now;
        if (waits.length === 3) {
          world.receivers.delete('oncall');
          const [first] = world.sns.commandCalls(PublishCommand);
          await world.redeliver(first!.args[0].input.Message!);
        }
      },
    };
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const options = { settings: file, channel: 'oncall', waitMs: 60_000 };
    expect(await testPage(options, time)).toBe(0);
    expect(waits).toEqual([1_000, 1_000, 1_000]);
    expect(written.join('')).toContain('taken      oncall (PagerDuty) after 3 s\n');
  });

  test('of health raises the alarm for tests and resets it, whether or not a function works', async () => {
    world.isAlive = false;
    const { exitCode, stdout } = await run('--severity', 'health');
    expect(world.alarmStates).toEqual([
      'migrate-watch-monitor-test-page ALARM',
      'migrate-watch-monitor-test-page OK',
    ]);
    expect(stdout).toContain('sent       oncall (PagerDuty): handed to SNS');
    expect(stdout).toContain(`sent       mail (e-mail to ${MAIL}): handed to SNS`);
    expect(stdout).toContain('The alarm is reset.\n');
    expect(exitCode).toBe(0);
  });

  test('of health needs the alarm of this release', async () => {
    const gone = Object.assign(new Error('Unknown'), { name: 'ResourceNotFound', $metadata: {} });
    world.cloudWatch.on(SetAlarmStateCommand).rejects(gone);
    const { exitCode, stderr } = await run('--severity', 'health');
    expect([exitCode, stderr]).toEqual([
      2,
      'there is no alarm migrate-watch-monitor-test-page, because an older version is deployed; deploy this version\n',
    ]);
  });

  test('names the user of the operating system when STS does not answer', async () => {
    world.sts.on(GetCallerIdentityCommand).rejects(new Error('no'));
    await run();
    expect(world.published).toMatchObject([{ test: { by: expect.stringMatching(/^user \S+$/) } }]);
  });

  test('that these credentials may not send names the policy that allows it', async () => {
    const denied = 'User: x is not authorized to perform: SNS:Publish on resource: y';
    world.sns
      .on(PublishCommand)
      .rejects(Object.assign(new Error(denied), { name: 'AuthorizationError', $metadata: {} }));
    const { exitCode, stderr } = await run();
    expect([exitCode, stderr]).toEqual([
      2,
      "these credentials may not do SNS:Publish of stack migrate-watch; the stack's output OperatorPolicyArn is a policy that allows it\n",
    ]);
  });
});

describe('what a person says', () => {
  const stored = async () => {
    const found = [];
    for await (const { test, words } of new TableReader(world.client, TABLE_NAME).tests('critical'))
      found.push({ at: test.at, words });
    return found;
  };

  test.each([
    ['yes', true, 0],
    ['no', false, 1],
  ])('%s is kept with the last test page, and ends it', async (word, came, code) => {
    await run();
    vi.setSystemTime(NOW + 60_000);
    await run();
    vi.setSystemTime(NOW + 90_000);
    const { exitCode, stdout } = await run('--channel', 'mail', '--came', word);
    expect(stdout).toBe(
      `${came ? 'came' : 'not come'}`.padEnd(11) +
        `mail (e-mail to ${MAIL}): the test page of ${exactMoment(NOW + 60_000)}, says ${ADA}\n`,
    );
    expect(exitCode).toBe(code);
    expect(await stored()).toEqual([
      { at: NOW + 60_000, words: [{ channel: MAIL, came, at: NOW + 90_000, by: ADA }] },
      { at: NOW, words: [] },
    ]);
    expect(world.taken.slice(-2)).toEqual(['oncall resolved', 'team resolved']);
  });

  test('is asked for on a terminal until it is yes, no or nothing', async () => {
    const typed = new PassThrough();
    Object.assign(typed, { isTTY: true });
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(typed as never);
    const isTTY = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
    Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
    typed.write('perhaps\nNo\n');
    const { exitCode, stdout } = await run();
    if (isTTY) Object.defineProperty(process.stdout, 'isTTY', isTTY);
    else Reflect.deleteProperty(process.stdout, 'isTTY');
    expect(stdout.match(/Did it reach mail \(e-mail to a@example\.com\)\?/g)).toHaveLength(2);
    expect(exitCode).toBe(1);
    expect(await stored()).toMatchObject([{ words: [{ channel: MAIL, came: false, by: ADA }] }]);
  });

  test('about no test page is refused', async () => {
    await run('--channel', 'oncall');
    const { exitCode, stderr } = await run('--channel', 'mail', '--came', 'yes');
    expect([exitCode, world.published.length]).toEqual([2, 1]);
    expect(stderr).toBe(
      "no test page of critical was sent to mail; to send one: migrate-watch test-page --severity critical --channel 'mail'\n",
    );
  });

  test.each([
    [['--channel', 'oncall'], 'the receiver itself answers'],
    [
      ['--severity', 'health'],
      'several receivers of health do not answer; choose one with --channel: oncall, mail',
    ],
  ])('is refused where it is not needed or not clear: %j', async (words, why) => {
    const { exitCode, stderr } = await run(...words, '--came', 'yes');
    expect(stderr).toContain(why);
    expect([exitCode, world.published]).toEqual([2, []]);
  });
});

test.each([
  [
    ['--channel', 'onkall'],
    "there is no channel 'onkall'; expected oncall, team or mail; did you mean 'oncall'?",
  ],
  [['--channel', "x'; rm -rf /\u001b[2J\n"], 'expected oncall, team or mail'],
  [['--channel', 'constructor'], "there is no channel 'constructor'; expected oncall, team or mail"],
  [['--channel', ''], "there is no channel ''; expected oncall, team or mail"],
  [['--channel', 'oncall', '--severity', 'warning'], "'oncall' is not on the route warning; expected team"],
  [['--severity', 'urgent'], 'Allowed choices are critical, warning, info, health'],
  [['--severity', 'info'], 'no channel is on the route info'],
  [['--severity', 'health', '--channel', 'mail'], 'an alarm reaches every receiver of health'],
  [['--came', 'perhaps'], 'Allowed choices are yes, no'],
  [['--wait', '1e9'], 'Expected 0s to 600s, or up to 10m.'],
  [['--wait', '11m'], 'Expected 0s to 600s, or up to 10m.'],
  [['--stack', 'other'], 'there is no stack other in eu-west-1'],
])('%j sends nothing and says what is possible', async (words, says) => {
  const { exitCode, stderr, stdout } = await run(...words);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('\u001b');
  expect(world.sns.calls()).toEqual([]);
  expect(world.alarmStates).toEqual([]);
});

test('settings with problems send nothing', async () => {
  writeFileSync(file, 'sources: 1');
  const { exitCode, stderr } = await run();
  expect([exitCode, world.sns.calls()]).toEqual([2, []]);
  expect(stderr).toContain('Nothing was sent.');
});
