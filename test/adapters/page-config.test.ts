import { expect, test } from 'vitest';
import { decodeSnsEvent } from '../../lambda/adapters/input/decode-sns-event.ts';
import { readPageConfig } from '../../lambda/adapters/page-config.ts';
import { readMessage } from '../../lambda/pipeline/read-message.ts';

const env = {
  CRITICAL_TOPIC_ARN: 'arn:c',
  WARNING_TOPIC_ARN: 'arn:w',
  INFO_TOPIC_ARN: 'arn:i',
  RUNBOOK_URL: 'https://example.org/runbook',
};

test('by default production is critical, runs without a database are warnings, others information', () => {
  const { topicArns, policy } = readPageConfig(env, []);
  expect(topicArns).toEqual({ critical: 'arn:c', warning: 'arn:w', info: 'arn:i' });
  expect(policy).toMatchObject({
    severities: { production: 'critical', unmatched: 'warning' },
    otherwise: 'info',
    maintenance: [],
  });
});

test('the Region and the dashboard, where they are known', () => {
  expect(readPageConfig({ ...env, AWS_REGION: 'eu-west-1', DASHBOARD_URL: '' }, []).policy.region).toBe(
    'eu-west-1',
  );
  expect(readPageConfig(env, []).policy).not.toHaveProperty('region');
  expect(readPageConfig({ ...env, DASHBOARD_URL: 'https://example.org/d' }, []).policy.dashboardUrl).toBe(
    'https://example.org/d',
  );
});

test('severities that are set replace the defaults one by one', () => {
  const { policy } = readPageConfig(
    { ...env, SEVERITIES: '{"production":"warning","staging":"warning"}' },
    [],
  );
  expect(policy.severities).toEqual({ production: 'warning', unmatched: 'warning', staging: 'warning' });
});

test('all problems are named at once', () => {
  const broken = {
    ...env,
    INFO_TOPIC_ARN: '',
    SEVERITIES: '{"production":"loud"}',
    MAINTENANCE: '{',
  };
  expect(() => readPageConfig(broken, [])).toThrow(
    /INFO_TOPIC_ARN is not set\n.*SEVERITIES cannot be read|SEVERITIES[\s\S]*MAINTENANCE/,
  );
});

test.each([
  ['cron(61 * * * *)', 'UTC'],
  ['cron(0 2 * * * *)', 'UTC'],
  ['at(2027-13-01T02:00)', 'UTC'],
  ['rate(1 hour)', 'UTC'],
  ['cron(0 2 * * *)', 'Europe/Atlantis'],
])('refuses to start with a window at %s in %s', (schedule, timeZone) => {
  const MAINTENANCE = JSON.stringify([{ name: 'nightly', schedule, timeZone, durationMs: 60_000 }]);
  expect(() => readPageConfig({ ...env, MAINTENANCE }, [])).toThrow(/MAINTENANCE: window 'nightly': /);
});

test('takes the messages out of an SNS notification', () => {
  const record = (Message: string) => ({ EventSource: 'aws:sns', Sns: { MessageId: '1', Message } });
  expect(decodeSnsEvent({ Records: [record('a'), record('b')] })).toEqual(['a', 'b']);
});

test.each([[null], [{}], [{ Records: 'x' }], [{ Records: [null] }], [{ Records: [{ Sns: {} }] }]])(
  '%j is no SNS notification',
  (event) => {
    expect(() => decodeSnsEvent(event)).toThrow(/Records|Sns\.Message/);
  },
);

test.each([
  ['{', 'is not JSON'],
  ['{"type":"other"}', 'is neither of type run'],
  ['{"type":"run","id":"x","revision":1,"run":null}', 'of type run is not as expected: run: '],
  [
    '{"type":"incident-due","incident":"no key","dueAt":1}',
    'is not as expected: incident: not an incident key',
  ],
  ['{"type":"acknowledged","incident":"migrate-watch/a/b/leak/1","id":"x"}', 'is not as expected: at: '],
  ['7', 'is neither of type run'],
])('message %s %s', (text, words) => {
  expect(() => readMessage(text)).toThrow(words);
});
