import { Duration } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { decodeCanaryEvent } from '../../lambda/adapters/input/decode-canary-event.ts';
import { readCanaryConfig } from '../../lambda/config/canary.ts';
import { readWriterConfig } from '../../lambda/config/writer.ts';
import { isCanary, isCanaryOrigin } from '../../lambda/domain/model/is-canary.ts';
import { originOfStream } from '../../lambda/domain/model/origin.ts';
import type { CanaryOptions } from '../../lib/constructs/functions/canary.ts';
import { full, minimal, ofType, onlyOne, synthesise } from './monitor-under-test.ts';
import { flat, rightsOf } from './template.ts';

const world = synthesise(full);
const ours = (type: string) => ofType(world, type).filter(([id]) => id.startsWith('MonitorCanary'));
const [[linesId, lines]] = ours('AWS::Logs::LogGroup') as [ReturnType<typeof ours>[number]];

function variablesOf(beginning: string): Record<string, string> {
  const [, fn] = ofType(world, 'AWS::Lambda::Function').find(([id]) => id.startsWith(beginning))!;
  return Object.fromEntries(
    Object.entries(fn.Properties.Environment.Variables).map(([name, value]) => [name, flat(value)]),
  );
}

test('its lines go to a log group of their own, for a day', () => {
  expect(lines).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { LogGroupName: '/migrate-watch/watch/canary-lines', RetentionInDays: 1 },
  });
  expect(isCanaryOrigin(originOfStream(lines.Properties.LogGroupName, 'failed/x').id)).toBe(true);
  expect(readCanaryConfig(variablesOf('MonitorCanaryFunction'))).toEqual({
    monitor: { account: '111122223333', region: 'eu-central-1', name: 'watch' },
    logGroup: `<${linesId}>`,
    everyMs: 900_000,
  });
});

test('ingest is subscribed to it, and may be invoked by it alone', () => {
  const filter = onlyOne(ours('AWS::Logs::SubscriptionFilter'));
  expect(filter.Properties).toMatchObject({
    LogGroupName: { Ref: linesId },
    FilterName: 'watch',
    FilterPattern: '',
  });
  expect(flat(filter.Properties.DestinationArn)).toMatch(/^<MonitorFunctionsingest[0-9A-F]{8}\.Arn>$/);
  const permissions = ofType(world, 'AWS::Lambda::Permission').filter(
    ([, { Properties }]) => flat(Properties.SourceArn) === `<${linesId}.Arn>`,
  );
  expect(onlyOne(permissions).Properties).toMatchObject({
    Principal: 'logs.amazonaws.com',
    SourceAccount: '111122223333',
    FunctionName: filter.Properties.DestinationArn,
  });
  expect(filter).toMatchObject({ DependsOn: [permissions[0]![0]] });
});

test('its runs are declared under the reserved environment and the monitor’s name, as ingest and page read it', () => {
  for (const handler of ['ingest', 'page']) {
    const { sources } = readWriterConfig(variablesOf(`MonitorFunctions${handler}`));
    const own = sources.filter(({ target }) => isCanary(target));
    expect(own).toEqual([
      {
        target: { environment: 'canary', database: 'watch' },
        logGroup: `<${linesId}>`,
        engine: 'postgres',
        multiStatement: false,
      },
    ]);
  }
});

test('the schedule calls it with its planned time, tries again, and keeps what it could not place', () => {
  const [[, { Properties }]] = ours('AWS::Scheduler::Schedule') as [ReturnType<typeof ours>[number]];
  expect(Properties).toMatchObject({
    ScheduleExpression: 'rate(15 minutes)',
    State: 'ENABLED',
    Target: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 } },
  });
  expect(flat(Properties.Target.Arn)).toMatch(/^<MonitorCanaryFunction/);
  expect(flat(Properties.Target.DeadLetterConfig.Arn)).toMatch(/^<MonitorSweepDeadLetters/);
  const planned = Properties.Target.Input.replace('<aws.scheduler.scheduled-time>', '2026-03-05T10:15:00Z');
  expect(decodeCanaryEvent(JSON.parse(planned))).toBe(Date.UTC(2026, 2, 5, 10, 15));
  const role = Object.values(world.resources).find(
    ({ Type, Properties: { Roles } }) =>
      Type === 'AWS::IAM::Policy' && JSON.stringify(Roles ?? '').includes('MonitorCanaryScheduleRole'),
  )!;
  const actions = role.Properties.PolicyDocument.Statement.map(({ Action }: { Action: string }) => Action);
  expect(actions.sort()).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
});

test('it may write its lines, its log, its metrics and its dead letters, and nothing else', () => {
  const rights = rightsOf(world, 'CanaryFunction').map(({ actions, resources }) => [
    actions.join(),
    resources.map((each) => each.replace(/[0-9A-F]{8}(?=[.>])/, '')).join(),
  ]);
  expect(rights.sort()).toEqual([
    ['cloudwatch:PutMetricData', '*'],
    ['logs:CreateLogStream,logs:PutLogEvents', '<MonitorCanaryLines.Arn>,<Monitorcanarylog.Arn>'],
    ['sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:SendMessage', '<MonitorCanaryFunctionDeadLetters.Arn>'],
    ['xray:PutTelemetryRecords,xray:PutTraceSegments', '*'],
  ]);
});

describe('the alarm', () => {
  const alarmOf = (canary?: CanaryOptions) => {
    const { template } = synthesise((stack) => ({ ...minimal(stack), ...(canary && { canary }) }));
    const [alarm] = Object.values(
      template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'CanarySeen' } }),
    );
    return alarm!['Properties'];
  };

  test('rises after two that were not seen and five minutes, on health', () => {
    const alarm = alarmOf();
    expect(alarm).toMatchObject({
      AlarmName: 'watch-end-to-end-canary-not-seen',
      Namespace: 'MigrateWatch',
      Dimensions: [
        { Name: 'Database', Value: 'watch' },
        { Name: 'Environment', Value: 'canary' },
        { Name: 'Monitor', Value: 'watch' },
      ],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 35,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 35 },
    });
    expect(flat(alarm.AlarmActions[0])).toMatch(/^<MonitorPaginghealth/);
  });

  test.each([
    [{ every: Duration.minutes(5) }, 15],
    [{ alarmAfterMissing: 1 }, 20],
    [{ every: Duration.hours(1), alarmAfterMissing: 10 }, 605],
  ])('%j: after %i minutes', (canary, minutes) => {
    expect(alarmOf(canary)).toMatchObject({ EvaluationPeriods: minutes });
  });

  test('means that people may not be told', () => {
    const rules = ofType(world, 'AWS::CloudWatch::CompositeAlarm')
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmName }) => AlarmName.endsWith('-page-path-broken'));
    expect(rules).toHaveLength(1);
    for (const { AlarmRule } of rules) expect(flat(AlarmRule)).toContain('end-to-end-canary-not-seen');
  });
});

test('without it nothing of it is there', () => {
  const bare = synthesise((stack) => ({ ...minimal(stack), canary: false }));
  expect(JSON.stringify(bare.resources)).not.toMatch(/canary/i);
});

test.each<[CanaryOptions, RegExp]>([
  [{ every: Duration.minutes(4) }, /canary\.every is 4 minutes; expected whole minutes, 5 to 60/],
  [{ every: Duration.minutes(61) }, /canary\.every is 1 hour 1 minute/],
  [{ every: Duration.seconds(330) }, /canary\.every is 5 minutes 30 seconds/],
  [{ alarmAfterMissing: 0 }, /canary\.alarmAfterMissing is 0; expected a whole number, 1 to 10/],
  [{ alarmAfterMissing: 1.5 }, /canary\.alarmAfterMissing is 1\.5/],
])('%j is refused', (canary, problem) => {
  expect(() => synthesise((stack) => ({ ...minimal(stack), canary }))).toThrow(problem);
});

test.each(['canary', 'unmatched', 'migrate-watch'])('an environment %s is refused', (environment) => {
  expect(() =>
    synthesise((stack) => {
      const { sources } = minimal(stack);
      return { sources: sources.map((each) => ({ ...each, rules: [{ environment, database: 'orders' }] })) };
    }),
  ).toThrow(`environment '${environment}' is used by the monitor itself`);
});
