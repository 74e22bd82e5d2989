import { expect, test } from 'vitest';
import { parseAlarmNotification } from '../../../lambda/domain/incidents/alarm-notification.ts';

const common = {
  AlarmName: 'migrate-watch-orders-production-dirty-critical',
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  OldStateValue: 'OK',
  NewStateReason: 'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).',
  StateChangeTime: '2026-03-05T02:15:00.123+0000',
  Region: 'EU (Ireland)',
};
const dimensions = [
  { name: 'Environment', value: 'production' },
  { name: 'Database', value: 'orders' },
];
const read = {
  name: 'migrate-watch-orders-production-dirty-critical',
  state: 'ALARM',
  at: Date.UTC(2026, 2, 5, 2, 15, 0, 123),
  environment: 'production',
};

test.each([
  [
    'a metric called like what every object has',
    { ...common, Trigger: { MetricName: 'constructor', Dimensions: dimensions } },
    { ...read, database: 'orders', kind: null },
  ],
  [
    'one metric',
    {
      ...common,
      Trigger: { MetricName: 'DirtyDatabase', Namespace: 'MigrateWatch', Dimensions: dimensions },
    },
    { ...read, database: 'orders', kind: 'migration' },
  ],
  [
    'one metric, in the shape of the API',
    {
      ...common,
      Trigger: {
        MetricName: 'DirtyDatabase',
        Dimensions: dimensions.map(({ name: Name, value: Value }) => ({ Name, Value })),
      },
    },
    { ...read, database: 'orders', kind: 'migration', reason: common.NewStateReason },
  ],
  [
    'the matches of an error pattern, whose name is used as the database',
    {
      ...common,
      Trigger: {
        MetricName: 'PatternMatches',
        Dimensions: [dimensions[0], { name: 'Pattern', value: 'disk-full' }],
      },
    },
    { ...read, database: 'disk-full' },
  ],
  [
    'dimensions without a metric',
    { ...common, Trigger: { Dimensions: dimensions } },
    { ...read, environment: null, database: null, kind: null },
  ],
  [
    'metric math',
    {
      ...common,
      Trigger: {
        Period: 60,
        Metrics: [
          { Id: 'e1', Expression: 'm1 * 2', ReturnData: true },
          {
            Id: 'm1',
            MetricStat: {
              Metric: { MetricName: 'RunningFor', Dimensions: dimensions.slice(0, 1) },
              Stat: 'Maximum',
            },
          },
        ],
      },
    },
    { ...read, database: null, kind: 'slow' },
  ],
  [
    'what the description declares outranks the metric',
    {
      ...common,
      AlarmDescription:
        'Expected run missing. dedupe=migrate-watch/staging/app/users/missing runbook: https://example.org',
      Trigger: { MetricName: 'RunsFailed', Dimensions: dimensions },
    },
    { ...read, environment: 'staging', database: 'app/users', kind: 'missing' },
  ],
  [
    'a composite, which has no metric',
    { ...common, AlarmRule: 'ALARM(a)' },
    { ...read, environment: null, kind: null },
  ],
  [
    'fields of other types',
    { ...common, StateChangeTime: 7, Trigger: 'x', AlarmDescription: null },
    { at: null, description: '', environment: null },
  ],
])('%s', (_name, notification, expected) => {
  expect(parseAlarmNotification(notification)).toMatchObject(expected);
});

test.each([[null], ['text'], [{}], [{ AlarmName: 'x' }], [{ NewStateValue: 'ALARM' }], [[]]])(
  '%j is not an alarm',
  (value) => {
    expect(parseAlarmNotification(value)).toBeUndefined();
  },
);
