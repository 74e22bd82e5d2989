import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { MetricName } from '../../../lambda/contract/metrics.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import type { Finding } from './finding.ts';

const CANARY_METRIC: MetricName = 'CanarySeen';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Are alarms about the monitor itself raised, and when did its last test run arrive? */
export const checkHealth: AccountCheck = async (context) => {
  const topic = context.stack?.outputs.get('HealthTopicArn');
  if (topic === undefined) return [];
  const alarms = await alarmsOf(topic, context);
  const raised = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
  const canary = alarms.find(({ MetricName }) => MetricName === CANARY_METRIC);
  return [
    ...(raised.length === 0
      ? [
          {
            kind: 'ok',
            message: `none of ${alarms.length} alarms about the monitor itself is raised`,
          } as const,
        ]
      : raised.map(raisedAlarm)),
    ...(canary === undefined ? [] : [await ageOfCanary(canary, context)]),
  ];
};

function raisedAlarm({ AlarmName, AlarmDescription = '' }: MetricAlarm): Finding {
  const lines = AlarmDescription.split('\n');
  const first = lines.find((line) => line.startsWith('First step: '))?.slice('First step: '.length);
  const message = `alarm ${AlarmName} is raised: ${lines[0]}`.replace(/\.$/, '');
  return { kind: 'problem', message, ...(first && { fix: first.replace(/\.$/, '') }) };
}

/** The canary's alarm holds the metric of its runs, with the dimensions of this monitor. */
async function ageOfCanary(
  { Namespace, MetricName, Dimensions }: MetricAlarm,
  context: CheckContext,
): Promise<Finding> {
  const { now, settings, account } = context;
  const { Datapoints = [] } = await account.cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions,
      StartTime: new Date(now - DAY_MS),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['Sum'],
    }),
  );
  const last = Math.max(...Datapoints.map(({ Timestamp }) => Timestamp?.getTime() ?? 0));
  const mostMs = settings.canary.everyMs * settings.canary.alarmAfterMissing;
  if (Datapoints.length === 0) {
    const message = 'no test run of the canary arrived within a day';
    const fix = 'wait 30 minutes after a first deploy; then see docs/runbook.md#canary-not-seen';
    return { kind: 'problem', message, fix };
  }
  const minutes = Math.round((now - last) / MINUTE_MS);
  const message = `the last test run of the canary arrived ${minutes} min ago`;
  if (now - last <= mostMs) return { kind: 'ok', message };
  return { kind: 'problem', message, fix: 'see docs/runbook.md#canary-not-seen' };
}

/** Alarms of this monitor that notify its topic `health`. */
async function alarmsOf(topic: string, { settings, account }: CheckContext): Promise<readonly MetricAlarm[]> {
  const client: CloudWatchClient = account.cloudWatch;
  const found: MetricAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: `${settings.name}-`, AlarmTypes: ['MetricAlarm'] },
  )) {
    found.push(...MetricAlarms.filter(({ AlarmActions }) => AlarmActions?.includes(topic)));
  }
  return found;
}
