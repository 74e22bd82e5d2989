import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { testAlarmName } from '../../lambda/contract/test-alarm.ts';
import { parseAlarmNotification } from '../../lambda/domain/incidents/alarm-notification.ts';
import { MigrateMonitor } from '../../lib/constructs/migrate-monitor.ts';
import { ALARM_GUIDES, headingOf, renderAlarmGuides } from '../../lib/runbook.ts';
import { full, minimal, ofType, type Resource, synthesise } from './monitor-under-test.ts';
import { flat } from './template.ts';

const world = synthesise(full);
const statics = ofType(world, 'AWS::CloudWatch::Alarm').map(([, each]) => each);
const composites = ofType(world, 'AWS::CloudWatch::CompositeAlarm').map(([, each]) => each);

function named(name: string): Resource['Properties'] {
  return [...statics, ...composites].find(({ Properties }) => Properties.AlarmName === name)?.Properties;
}

describe('alarms on runs', () => {
  test.each([
    { what: 'failed', metric: 'FailedRun', threshold: 1, severity: 'critical' },
    { what: 'killed', metric: 'KilledRun', threshold: 1, severity: 'critical' },
    { what: 'blocked', metric: 'BlockedRun', threshold: 1, severity: 'warning' },
    { what: 'lock', metric: 'LockFailure', threshold: 1, severity: 'warning' },
    { what: 'wrong', metric: 'WrongRun', threshold: 1, severity: 'critical' },
    { what: 'leak', metric: 'LeakedSecret', threshold: 1, severity: 'critical' },
    { what: 'dirty', metric: 'DirtyDatabase', threshold: 1, severity: 'critical' },
    { what: 'slow-warning', metric: 'SlowRunWarning', threshold: 1, severity: 'warning' },
    { what: 'slow-critical', metric: 'SlowRunCritical', threshold: 1, severity: 'critical' },
    { what: 'missing', metric: 'ExpectedRunMissing', threshold: 1, severity: 'critical' },
    { what: 'unusual-duration', metric: 'DurationDeviation', threshold: 1, severity: 'warning' },
  ])('$what reads $metric', ({ what, metric, threshold, severity }) => {
    expect(named(`watch-production-${what}`)).toMatchObject({
      Namespace: 'MigrateWatch',
      MetricName: metric,
      Threshold: threshold,
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      TreatMissingData: 'ignore',
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Tags: expect.arrayContaining([{ Key: 'severity', Value: severity }]),
    });
    expect(named(`watch-staging-${what}`).Tags).toContainEqual({ Key: 'severity', Value: 'info' });
  });

  test('an error pattern has one in each environment, with the pattern’s severity, else the environment’s', () => {
    expect(named('watch-staging-disk-full-pattern')).toMatchObject({
      MetricName: 'PatternMatches',
      Dimensions: [
        { Name: 'Environment', Value: 'staging' },
        { Name: 'Monitor', Value: 'watch' },
        { Name: 'Pattern', Value: 'disk-full' },
      ],
      Statistic: 'Maximum',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
      Tags: expect.arrayContaining([{ Key: 'severity', Value: 'critical' }]),
    });
    const severity = (name: string) =>
      named(name).Tags.find(({ Key }: { Key: string }) => Key === 'severity').Value;
    expect(severity('watch-production-disk-full-pattern')).toBe('critical');
    expect(severity('watch-production-too-many-pattern')).toBe('warning');
    expect(named('watch-production-orders-disk-full-pattern')).toBeUndefined();
    expect(flat(named('watch-staging-disk-full-pattern').AlarmDescription)).toMatch(
      /\nExpression: No space left on device\n[\s\S]*\ndedupe=migrate-watch\/staging\/disk-full\/pattern severity=critical$/,
    );
  });

  test('each database has its own where that is asked for', () => {
    expect(named('watch-production-orders-dirty').Dimensions).toEqual([
      { Name: 'Database', Value: 'orders' },
      { Name: 'Environment', Value: 'production' },
      { Name: 'Monitor', Value: 'watch' },
    ]);
    expect(named('watch-staging-orders-dirty')).toBeUndefined();
  });

  test('one reads the band over RunDuration, its upper side only', () => {
    expect(named('watch-production-duration-anomaly')).toMatchObject({
      ComparisonOperator: 'GreaterThanUpperThreshold',
      TreatMissingData: 'notBreaching',
      Metrics: expect.arrayContaining([
        expect.objectContaining({ Expression: 'ANOMALY_DETECTION_BAND(m0, 3)' }),
      ]),
      Tags: expect.arrayContaining([{ Key: 'severity', Value: 'info' }]),
    });
    expect(named('watch-staging-duration-anomaly')).toBeUndefined();
  });

  test('none has a time limit: the sweep decides when a run is slow, by the limits that the functions are given', () => {
    const { template, resources } = synthesise((stack) => ({
      ...minimal(stack),
      environments: {
        production: { silentWarning: Duration.minutes(2), longRunningCritical: Duration.hours(3) },
      },
    }));
    const times = ofType({ resources }, 'AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) =>
        /^(RunningFor|SilentFor)$/.test(Properties.MetricName) && Properties.Statistic === 'Maximum',
    );
    expect(times).toEqual([]);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          DEADLINES_BY_ENVIRONMENT:
            '{"production":{"silentWarningMs":120000,"longRunningCriticalMs":10800000}}',
        }),
      },
    });
  });
});

describe('the composite of an environment', () => {
  const { AlarmRule, AlarmActions } = named('watch-production-environment');

  test('is on while a migration there is in trouble, and publishes to events', () => {
    expect(flat(AlarmRule).match(/watch-[a-z-]+/g)).toEqual(
      ['failed', 'killed', 'blocked', 'lock', 'dirty'].map((kind) => `watch-production-${kind}`),
    );
    expect(flat(AlarmActions[0])).toMatch(/^<MonitorPagingevents/);
  });
});

describe('the page path', () => {
  const broken = composites.filter(({ Properties }) => Properties.AlarmName.endsWith('-page-path'));

  test('is watched where failures are critical', () => {
    expect(broken.map(({ Properties }) => Properties.AlarmName)).toEqual(['watch-production-page-path']);
    expect(flat(broken[0]!.Properties.AlarmActions[0])).toMatch(/^<MonitorPaginghealth/);
  });

  test('notifies only while a critical alarm is on as well', () => {
    const [path, critical] = flat(broken[0]!.Properties.AlarmRule).split(') AND (') as [string, string];
    expect(path).toBe('ALARM("watch-monitor-page-path-broken"');
    expect(critical.match(/watch-[a-z-]+/g)).toEqual(
      [
        ...['failed', 'killed', 'dirty', 'wrong', 'leak', 'slow-critical'],
        ...['missing', 'disk-full-pattern', 'trouble-recorded'],
      ].map((name) => `watch-production-${name}`),
    );
  });

  test('is broken while a part of it is, and says so to nobody', () => {
    const { AlarmRule, AlarmActions } = named('watch-monitor-page-path-broken');
    expect(AlarmActions).toBeUndefined();
    for (const part of [
      'page-function-errors',
      'page-dead-letters',
      'page-subscription-dead-letters',
      'events-notifications-failed',
      'end-to-end-canary-not-seen',
      'deliver-oncall-function-errors',
      'deliver-team-dead-letters',
      'deliver-team-waiting-pages',
    ]) {
      expect(AlarmRule).toContain(`ALARM("watch-${part}")`);
    }
    for (const part of ['ingest', 'sweep', 'staging']) expect(AlarmRule).not.toContain(part);
  });

  test('watches all environments where no failure is critical', () => {
    const quiet = synthesise((stack) => ({
      ...minimal(stack),
      environments: { production: { severity: 'warning' } },
    }));
    expect(ofType(quiet, 'AWS::CloudWatch::CompositeAlarm')).toHaveLength(3);
  });
});

describe('the monitor’s own health', () => {
  test.each([
    [
      'ingest-function-errors',
      { MetricName: 'Errors', Namespace: 'AWS/Lambda', TreatMissingData: 'notBreaching' },
    ],
    ['page-function-throttles', { MetricName: 'Throttles' }],
    ['lifecycle-dropped-requests', { MetricName: 'AsyncEventsDropped' }],
    ['ingest-dead-letters', { MetricName: 'ApproximateNumberOfMessagesVisible', Statistic: 'Maximum' }],
    ['state-events-dead-letters', { Namespace: 'AWS/SQS' }],
    ['events-notifications-failed', { MetricName: 'NumberOfNotificationsFailed' }],
    ['production-unrecognized-lines', { MetricName: 'UnrecognizedLines', Statistic: 'Sum', Period: 3_600 }],
    [
      'monitor-unmatched-runs',
      {
        MetricName: 'UnmatchedRun',
        Statistic: 'Maximum',
        Dimensions: [
          { Name: 'Environment', Value: 'unmatched' },
          { Name: 'Monitor', Value: 'watch' },
        ],
        Tags: expect.arrayContaining([{ Key: 'severity', Value: 'info' }]),
      },
    ],
    ['monitor-rejected-inputs', { MetricName: 'RejectedInputs' }],
    [
      'channels-unconfirmed-mails',
      {
        MetricName: 'UnconfirmedMails',
        Statistic: 'Maximum',
        Period: 3_600,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
        OKActions: [expect.anything()],
      },
    ],
    [
      testAlarmName('watch').replace(/^watch-/, ''),
      { MetricName: 'OpenEntries', OKActions: [expect.anything()] },
    ],
    [
      'DeliveryErrors-log-delivery',
      {
        TreatMissingData: 'notBreaching',
        Metrics: [
          expect.objectContaining({
            Expression:
              'SELECT SUM(DeliveryErrors) FROM SCHEMA("AWS/Logs", LogGroupName, DestinationType, FilterName) ' +
              "WHERE FilterName = 'watch'",
            Period: 300,
          }),
        ],
      },
    ],
    [
      'monitor-sweep',
      {
        MetricName: 'RunningFor',
        Statistic: 'SampleCount',
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        EvaluationPeriods: 5,
        TreatMissingData: 'breaching',
      },
    ],
  ])('%s', (name, expected) => {
    const alarm = named(`watch-${name}`);
    expect(alarm).toMatchObject(expected);
    expect(flat(alarm.AlarmActions[0])).toMatch(/^<MonitorPaginghealth/);
  });
});

test('the alarm for tests is read by no other alarm', () => {
  const rules = composites.map(({ Properties }) => flat(Properties.AlarmRule));
  expect(rules.length).toBeGreaterThan(2);
  expect(rules.filter((rule) => /test-?page/i.test(rule))).toEqual([]);
});

test('without e-mail there is no alarm on subscriptions, and the sweep may not read them', () => {
  const silent = synthesise((stack) => {
    const props = full(stack);
    return { ...props, channels: props.channels!.filter(({ kind }) => kind !== 'email') };
  });
  const names = (of: typeof world) =>
    ofType(of, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
  expect(names(world).filter((name) => name.endsWith('unconfirmed-mails'))).toHaveLength(1);
  expect(names(silent).filter((name) => name.endsWith('unconfirmed-mails'))).toEqual([]);
  // People may still read them: their policy is not the sweep's role.
  const readers = (of: typeof world) =>
    ofType(of, 'AWS::IAM::Policy')
      .filter(([, { Properties }]) => JSON.stringify(Properties).includes('sns:ListSubscriptionsByTopic'))
      .map(([id]) => /sweep/.test(id));
  expect(readers(world)).toEqual([true]);
  expect(readers(silent)).toEqual([]);
});

describe('every alarm', () => {
  test('says what it is, what to do first, and where to read on', () => {
    for (const { Properties } of [...statics, ...composites]) {
      const { AlarmName: name, AlarmDescription, Tags } = Properties;
      const text = flat(AlarmDescription);
      expect(name.length, name).toBeLessThanOrEqual(255);
      expect(text.length, name).toBeLessThanOrEqual(1_024);
      const [, heading] = /\nRunbook: https:\S+runbook\.md#(\S+)\n/.exec(text)!;
      expect(renderAlarmGuides(), name).toContain(`\n### ${heading}\n`);
      expect(Tags, name).toContainEqual({ Key: 'runbook', Value: heading });
      expect(text, name).toMatch(/\nFirst step: \S/);
      expect(text, name).toMatch(
        /\nDashboard: https:\/\/eu-central-1\.console\.aws\.amazon\.com\/\S+watch-\S+-eu-central-1/,
      );
    }
  });

  test('is understood by the page function as the incident that it belongs to', () => {
    const understood = (name: string) => {
      const { environment, database, kind, severity } = parseAlarmNotification({
        AlarmName: name,
        NewStateValue: 'ALARM',
        AlarmDescription: flat(named(name).AlarmDescription),
      })!;
      return [environment, database, kind, severity];
    };
    expect(understood('watch-production-failed')).toEqual(['production', 'all', 'migration', 'critical']);
    expect(understood('watch-production-environment')).toEqual([
      'production',
      'all',
      'migration',
      'critical',
    ]);
    expect(understood('watch-production-duration-anomaly')).toEqual(['production', 'all', 'slow', 'info']);
    expect(understood('watch-production-orders-slow-critical')).toEqual([
      'production',
      'orders',
      'slow',
      'critical',
    ]);
    expect(understood('watch-production-wrong')).toEqual(['production', 'all', 'wrong', 'critical']);
    expect(understood('watch-production-leak')).toEqual(['production', 'all', 'leak', 'critical']);
    expect(understood('watch-staging-disk-full-pattern')).toEqual([
      'staging',
      'disk-full',
      'pattern',
      'critical',
    ]);
    expect(understood('watch-staging-missing')).toEqual(['staging', 'all', 'missing', 'info']);
  });

  test('has a guide, and every guide an alarm', () => {
    const used = [...statics, ...composites].flatMap(({ Properties }) =>
      Properties.Tags.filter(({ Key }: { Key: string }) => Key === 'runbook').map(
        ({ Value }: { Value: string }) => Value,
      ),
    );
    // Only hundreds of alarms make a group.
    expect([...new Set(used), 'alarm-alarm-group'].sort()).toEqual(
      Object.keys(ALARM_GUIDES)
        .map((kind) => headingOf(kind as never))
        .sort(),
    );
  });
});

describe('maintenance windows', () => {
  const rulesOf = (window: string) =>
    ofType(world, 'AWS::CloudWatch::AlarmMuteRule').filter(
      ([, { Properties }]) => Properties.Description === `migrate-watch: ${window}`,
    );
  const muted = (window: string): string[] =>
    rulesOf(window).flatMap(([, { Properties }]) =>
      Properties.MuteTargets.AlarmNames.map((each: unknown) =>
        flat(each).replace(/^<Monitorenvironmentproduction(?:Alarmsdatabases\d+|Alarms)|[0-9A-F]{8}>$/g, ''),
      ),
    );

  test('mute slow and missing runs of their environments, and no failure', () => {
    for (const [, { Properties }] of rulesOf('nightly'))
      expect(Properties.Rule).toEqual({ Schedule: { Expression: 'cron(0 2 * * *)', Duration: 'PT2H' } });
    const kinds = ['slowwarning', 'slowcritical', 'missing', 'unusualduration'];
    expect(muted('nightly').sort()).toEqual(
      [
        ...['', 'orders', 'billing'].flatMap((database) => kinds.map((kind) => `${database}${kind}`)),
        'durationanomaly',
      ].sort(),
    );
  });

  test('of one database mute its alarms alone', () => {
    expect(muted('orders-only').every((each) => each.startsWith('orders'))).toBe(true);
    expect(muted('orders-only')).toHaveLength(4);
  });

  test('warn when there is nothing to mute', () => {
    const stack = new Stack();
    const window = {
      name: 'vain',
      schedule: 'cron(0 2 * * *)',
      duration: Duration.hours(1),
      environments: ['elsewhere'],
    };
    new MigrateMonitor(stack, 'Monitor', { ...minimal(stack), maintenance: [window] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp("'vain' mutes no alarm"));
  });
});

test('dashboards show the metrics of alarms', () => {
  const bodies = Object.fromEntries(
    ofType(world, 'AWS::CloudWatch::Dashboard').map(([, { Properties }]) => [
      Properties.DashboardName,
      flat(Properties.DashboardBody),
    ]),
  );
  expect(Object.keys(bodies).sort()).toEqual([
    'watch-overview-eu-central-1',
    'watch-production-eu-central-1',
    'watch-staging-eu-central-1',
  ]);
  const overview = bodies['watch-overview-eu-central-1']!;
  expect(overview.indexOf('PageDelay')).toBeGreaterThan(0);
  expect(overview.indexOf('PageDelay')).toBeLessThan(overview.indexOf('IngestLag'));
  const production = JSON.parse(bodies['watch-production-eu-central-1']!);
  expect(production.variables).toMatchObject([
    { type: 'property', property: 'Database', defaultValue: 'orders' },
  ]);
  for (const text of [
    'ANOMALY_DETECTION_BAND(duration, 3)',
    'orders-prod',
    'billing-prod',
    'ECS/ContainerInsights',
    'SOURCE',
  ]) {
    expect(bodies['watch-production-eu-central-1']).toContain(text);
  }
});
