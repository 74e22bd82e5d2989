import { expect, test } from 'vitest';
import { readPageConfig } from '../../lambda/config/page.ts';

const env = {
  MONITOR: '111122223333/eu-west-1/watch',
  TABLE_NAME: 'table',
  EVENTS_TOPIC_ARN: 'arn:e',
  CRITICAL_TOPIC_ARN: 'arn:c',
  WARNING_TOPIC_ARN: 'arn:w',
  INFO_TOPIC_ARN: 'arn:i',
  RUNBOOK_URL: 'https://example.org/runbook',
};

test('by default production is critical, runs without a database are warnings, others information', () => {
  const { topicArns, policy } = readPageConfig(env);
  expect(topicArns).toEqual({ critical: 'arn:c', warning: 'arn:w', info: 'arn:i' });
  expect(policy).toMatchObject({
    severities: { production: 'critical', unmatched: 'warning' },
    otherwise: 'info',
    maintenance: [],
  });
});

test('the Region and the dashboard, where they are known', () => {
  expect(readPageConfig({ ...env, AWS_REGION: 'eu-west-1', DASHBOARD_URL: '' }).policy.region).toBe(
    'eu-west-1',
  );
  expect(readPageConfig(env).policy).not.toHaveProperty('region');
  expect(readPageConfig({ ...env, DASHBOARD_URL: 'https://example.org/d' }).policy.dashboardUrl).toBe(
    'https://example.org/d',
  );
});

test('severities that are set replace the defaults one by one', () => {
  const { policy } = readPageConfig({ ...env, SEVERITIES: '{"production":"warning","staging":"warning"}' });
  expect(policy.severities).toEqual({ production: 'warning', unmatched: 'warning', staging: 'warning' });
});

test('all problems are named at once', () => {
  const broken = {
    ...env,
    TABLE_NAME: '',
    INFO_TOPIC_ARN: '',
    SEVERITIES: '{"production":"loud"}',
    MAINTENANCE: '{',
  };
  expect(() => readPageConfig(broken)).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      problems: [
        'TABLE_NAME is not set',
        'INFO_TOPIC_ARN is not set',
        'SEVERITIES.production: expected one of critical, warning, info',
        expect.stringMatching(/^MAINTENANCE is not JSON: /),
      ],
    }),
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
  expect(() => readPageConfig({ ...env, MAINTENANCE })).toThrow(/MAINTENANCE: window 'nightly': /);
});
