import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Alarm as CdkAlarm,
  CompositeAlarm as CdkComposite,
  AlarmRule as CdkRule,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Alarm, metricKey } from './definition.ts';
import { readAlarms } from './read-template.ts';
import { Series } from './series.ts';
import { actionsOf, simulate } from './simulate.ts';

const NAMESPACE = 'Shop';
const ORDERS = metricKey(NAMESPACE, 'Orders', { Environment: 'production' });
const ERRORS = metricKey(NAMESPACE, 'Errors', { Environment: 'production' });

let alarms: readonly Alarm[];
beforeAll(() => {
  const stack = new Stack(new App());
  const metric = (metricName: string, minutes: number, statistic: string) =>
    new Metric({
      namespace: NAMESPACE,
      metricName,
      statistic,
      period: Duration.minutes(minutes),
      dimensionsMap: { Environment: 'production' },
    });
  const errors = new CdkAlarm(stack, 'Errors', {
    metric: metric('Errors', 1, 'Maximum'),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.IGNORE,
  });
  const silence = new CdkAlarm(stack, 'Silence', {
    alarmName: 'shop silent',
    metric: metric('Orders', 5, 'Sum'),
    threshold: 1,
    comparisonOperator: 'LessThanThreshold' as never,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: TreatMissingData.BREACHING,
  });
  new CdkComposite(stack, 'Both', { alarmRule: CdkRule.allOf(errors, silence) });
  new CdkComposite(stack, 'Hushed', {
    alarmRule: CdkRule.fromAlarm(errors, 'ALARM' as never),
    actionsSuppressor: silence,
    actionsSuppressorWaitPeriod: Duration.minutes(1),
    actionsSuppressorExtensionPeriod: Duration.minutes(2),
  });
  alarms = readAlarms(Template.fromStack(stack).toJSON());
});

function named(name: string): Alarm {
  return alarms.find(({ id }) => id.startsWith(name))!;
}

test('definitions come from the synthesised template', () => {
  expect(named('Errors')).toMatchObject({
    kind: 'metric',
    metric: ERRORS,
    statistic: 'Maximum',
    periodSeconds: 60,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    missingData: 'ignore',
  });
  expect(named('Silence')).toMatchObject({
    name: 'shop silent',
    periodSeconds: 300,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
  });
  const state = (name: string) => ({ kind: 'state', state: 'ALARM', alarm: named(name).id });
  expect(named('Both')).toMatchObject({
    kind: 'composite',
    rule: { kind: 'and', of: [state('Errors'), state('Silence')] },
    suppressor: null,
  });
  expect(named('Hushed')).toMatchObject({
    suppressor: { alarm: named('Silence').id, waitSeconds: 60, extensionSeconds: 120 },
  });
});

describe('over time', () => {
  const START = 1_000;
  function changesOf(series: Record<string, Series>) {
    const changes = simulate(alarms, {
      from: START,
      to: START + 100,
      series: new Map(Object.entries(series)),
    });
    return {
      changes,
      of: (name: string) => (changes.get(named(name).id) ?? []).map(({ at, to }) => `+${at - START} ${to}`),
    };
  }
  const everyMinute = (value: number, from = 0, to = 101) => {
    const series = new Series();
    series.add(START + from, value, START + to);
    return series;
  };

  test('a gauge that goes up for one minute and falls silent stays in ALARM while missing data is ignored', () => {
    const errors = everyMinute(0, 0, 10);
    errors.add(START + 10, 1);
    expect(changesOf({ [ERRORS]: errors, [ORDERS]: everyMinute(1) }).of('Errors')).toEqual([
      '+1 OK',
      '+11 ALARM',
    ]);
  });

  test('the same gauge that is sent again returns to OK by evidence', () => {
    const errors = everyMinute(0, 0, 10);
    errors.add(START + 10, 1);
    errors.add(START + 30, 0);
    expect(changesOf({ [ERRORS]: errors }).of('Errors')).toEqual(['+1 OK', '+11 ALARM', '+31 OK']);
  });

  test('windows of a longer period slide by the minute', () => {
    const { of } = changesOf({ [ORDERS]: everyMinute(1, 0, 20) });
    // Real points count before filled ones: two are filled in only once a single window of the last five holds data.
    expect(of('Silence').at(-1)).toBe('+40 ALARM');
  });

  test('a composite alarm follows its children and begins with what they say', () => {
    const errors = everyMinute(0, 0, 50);
    errors.add(START + 50, 1, START + 60);
    errors.add(START + 60, 0, START + 101);
    expect(changesOf({ [ERRORS]: errors }).of('Both')).toEqual(['+0 OK', '+51 ALARM', '+61 OK']);
  });

  test('a suppressed composite alarm changes its state and calls nobody', () => {
    const errors = everyMinute(0, 0, 50);
    errors.add(START + 50, 1, START + 60);
    errors.add(START + 60, 0, START + 101);
    const result = changesOf({ [ERRORS]: errors, [ORDERS]: everyMinute(1) });
    expect(
      actionsOf(named('Hushed'), result.changes, START + 100).map(({ at, to }) => [at - START, to]),
    ).toEqual([
      // The suppressor itself begins in ALARM, until orders are seen: OK at +6, and two minutes of extension.
      [8, 'OK'],
      [52, 'ALARM'],
      [62, 'OK'],
    ]);
    const hushed = changesOf({ [ERRORS]: errors });
    expect(hushed.of('Hushed')).toEqual(['+0 OK', '+51 ALARM', '+61 OK']);
    expect(actionsOf(named('Hushed'), hushed.changes, START + 100)).toEqual([]);
  });

  test('the result does not depend on minutes in which nothing changes', () => {
    const sparse = everyMinute(0, 0, 101);
    const dense = new Series();
    for (let minute = 0; minute <= 100; minute++) dense.add(START + minute, 0);
    expect(changesOf({ [ERRORS]: sparse }).changes).toEqual(changesOf({ [ERRORS]: dense }).changes);
  });
});
