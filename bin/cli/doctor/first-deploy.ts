import {
  GetAlarmMuteRuleCommand,
  GetMetricStatisticsCommand,
  type Metric,
  type MetricAlarm,
  paginateDescribeAlarms,
  paginateListMetrics,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, type MetricName, MONITOR_ENVIRONMENT } from '../../../lambda/contract/metrics.ts';
import { counted } from '../../../lambda/domain/model/counted.ts';
import type { AccountCheck, CheckContext } from './account-check.ts';
import type { Finding } from './finding.ts';
import { lookOnce } from './look-once.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A younger stack gets the checklist without being asked for it. */
const YOUNG_MS = 7 * 24 * HOUR_MS;

/**
 * The checklist of a first deploy, by what each question is about: what tests without an account cannot prove. The last one lists what AWS
 * cannot be asked, for a person. An older stack gets no answers, unless `--first-deploy` asks for them.
 */
export const FIRST_DEPLOY_CHECKS: Readonly<Record<string, AccountCheck>> = {
  'the schedule of the sweep': whileYoung(sweepRuns),
  'the data of alarms': whileYoung(alarmsHaveData),
  'the metrics of log deliveries': whileYoung(deliveriesAreCounted),
  'the mute rules': whileYoung(muteRules),
  'what to look at once': whileYoung(async (context) => lookOnce(context)),
};

function whileYoung(check: AccountCheck): AccountCheck {
  return async (context) => {
    const { stack, now, firstDeploy } = context;
    const isAsked = stack !== undefined && (firstDeploy || now - stack.createdAt < YOUNG_MS);
    return isAsked ? check(context) : [];
  };
}

/** Is there still time for a first answer? Metrics and alarms need minutes after a deploy. */
function isTooEarly({ stack, now }: CheckContext): boolean {
  return now - stack!.createdAt < HOUR_MS;
}

function later(message: string): Finding {
  return { kind: 'note', message, fix: 'run doctor again an hour after the first deploy' };
}

/** The schedule that calls the sweep each minute is seen by the metric that every sweep sends. */
async function sweepRuns(context: CheckContext): Promise<readonly Finding[]> {
  const { settings, account, now } = context;
  const MetricName: MetricName = 'OpenEntries';
  const { Datapoints = [] } = await account.cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: METRIC_NAMESPACE,
      MetricName,
      Dimensions: [
        { Name: 'Monitor', Value: settings.name },
        { Name: 'Environment', Value: MONITOR_ENVIRONMENT },
      ],
      StartTime: new Date(now - 15 * MINUTE_MS),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['SampleCount'],
    }),
  );
  if (Datapoints.length > 0)
    return [
      {
        kind: 'ok',
        message: `the schedule of the sweep is at work: ${counted(Datapoints.length, 'minute')} of the last 15 have its metrics`,
      },
    ];
  if (isTooEarly(context)) return [later('the sweep has sent no metric yet')];
  return [
    {
      kind: 'problem',
      message:
        'the sweep sent no metric in the last 15 minutes, so its schedule or the function does not work',
      fix: 'read its log',
      command: `aws logs tail /migrate-watch/${settings.name}/runs --since 1h`,
    },
  ];
}

/** After an hour the gauges, which are sent each minute, have given most alarms a state. */
async function alarmsHaveData(context: CheckContext): Promise<readonly Finding[]> {
  const alarms: MetricAlarm[] = [];
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: context.account.cloudWatch },
    { AlarmNamePrefix: `${context.settings.name}-`, AlarmTypes: ['MetricAlarm'] },
  ))
    alarms.push(...MetricAlarms);
  const known = alarms.filter(({ StateValue }) => StateValue !== 'INSUFFICIENT_DATA').length;
  const message = `${known} of ${counted(alarms.length, 'alarm')} have data`;
  if (known > 0) return [{ kind: 'ok', message }];
  if (isTooEarly(context)) return [later(message)];
  return [
    {
      kind: 'problem',
      message: `${message}, an hour after the first deploy`,
      fix: 'compare the dimensions of an alarm with those of a metric in the namespace MigrateWatch; they must be equal',
      command: `aws cloudwatch list-metrics --namespace ${METRIC_NAMESPACE} --dimensions Name=Monitor,Value=${context.settings.name}`,
    },
  ];
}

/** Dimensions of the series that the alarms `log-delivery` select from. */
const DELIVERY_DIMENSIONS = ['DestinationType', 'FilterName', 'LogGroupName'];

/** The series of failed deliveries exist only after a failure. Those of delivered log events have the same dimensions. */
async function deliveriesAreCounted(context: CheckContext): Promise<readonly Finding[]> {
  const { settings, account } = context;
  const isSubscribed = settings.canary.enabled || settings.logGroups.some(({ subscribe }) => subscribe);
  if (!isSubscribed) return [];
  const found: Metric[] = [];
  for await (const { Metrics = [] } of paginateListMetrics(
    { client: account.cloudWatch },
    {
      Namespace: 'AWS/Logs',
      MetricName: 'ForwardedLogEvents',
      Dimensions: [{ Name: 'FilterName', Value: settings.name }],
    },
  ))
    found.push(...Metrics);
  const namesOf = ({ Dimensions = [] }: Metric) => Dimensions.map(({ Name = '' }) => Name).sort();
  const fits = (metric: Metric) => namesOf(metric).join() === DELIVERY_DIMENSIONS.join();
  if (found.some(fits)) {
    const message = `CloudWatch Logs counts the deliveries of the subscription filters ${settings.name} by the dimensions that the alarms log-delivery read`;
    return [{ kind: 'ok', message }];
  }
  if (found.length > 0) {
    const message = `CloudWatch Logs counts the deliveries of the subscription filters ${settings.name} by ${namesOf(found[0]!).join(', ')}; the alarms log-delivery read ${DELIVERY_DIMENSIONS.join(', ')}, and never rise`;
    return [{ kind: 'problem', message, fix: 'report this to the project, with this line' }];
  }
  if (isTooEarly(context)) return [later('CloudWatch Logs has counted no delivery yet')];
  return [
    {
      kind: 'warning',
      message: `CloudWatch Logs has counted no delivery of the subscription filters ${settings.name}`,
      fix: 'look at the metrics of AWS/Logs after the next test run of the canary',
    },
  ];
}

/** Does each maintenance window have the mute rules that the stack made? */
async function muteRules({ stack, account }: CheckContext): Promise<readonly Finding[]> {
  const rules = stack!.resources.get('AWS::CloudWatch::AlarmMuteRule') ?? [];
  const findings = await Promise.all(
    rules.map(async (id): Promise<Finding | undefined> => {
      // CloudFormation's id may be the ARN, which ends in the name.
      const name = id.split(':').at(-1)!;
      try {
        const { Status } = await account.cloudWatch.send(
          new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name }),
        );
        if (Status !== 'EXPIRED') return undefined;
        return {
          kind: 'warning',
          message: `mute rule ${name} is over: its window never mutes an alarm again`,
          fix: 'take the window out of maintenance, or correct its schedule',
        };
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error;
        const message = `mute rule ${name} does not exist, so its window mutes no alarm`;
        return { kind: 'problem', message, fix: 'deploy again after a change of the window' };
      }
    }),
  );
  const wrong = findings.flatMap((finding) => finding ?? []);
  if (wrong.length > 0 || rules.length === 0) return wrong;
  return [{ kind: 'ok', message: `${counted(rules.length, 'mute rule')} of maintenance windows in place` }];
}
