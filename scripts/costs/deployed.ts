import { CANARY_ENV, DELIVER_ENV } from '../../lambda/contract/env.ts';
import { type Resource, synthesise } from '../synthesise.ts';
import { seriesOfSweep } from './month.ts';
import { type Item, plus, type Quantities } from './prices.ts';

/** The resources of a deployment that cost money without any run. */
export interface Deployed {
  /** By the month. */
  readonly quantities: Quantities;
  /** Calls of schedules a month, by the function that they call. */
  readonly scheduled: Readonly<Record<'sweep' | 'canary', number>>;
  /** Series that are sent every minute. */
  readonly series: number;
  /** Number of channels that have a function. */
  readonly channels: number;
}

const DAYS = 30;
/** Minutes of the month to which all figures refer. */
export const MINUTES = DAYS * 24 * 60;

/** What the settings would deploy, from the synthesised template. */
export async function deployed(text: string): Promise<Deployed> {
  const { resources: byId } = synthesise(text);
  const resources = Object.values(byId);
  const standing = resources.map(standingOf);
  const withVariable = (name: string) =>
    resources.filter(({ Properties }) => Properties?.Environment?.Variables?.[name] !== undefined).length;
  const channels = withVariable(DELIVER_ENV.channelName);
  const isCanaries = ({ Properties }: Resource) => {
    const [called] = Properties.Target.Arn['Fn::GetAtt'];
    return byId[called]?.Properties.Environment.Variables[CANARY_ENV.logGroup] !== undefined;
  };
  const calls = (isMeant: (schedule: Resource) => boolean) =>
    resources
      .filter((resource) => resource.Type === 'AWS::Scheduler::Schedule' && isMeant(resource))
      .reduce((sum, schedule) => sum + callsOf(schedule), 0);
  return {
    quantities: plus(...standing, { secret: withVariable(DELIVER_ENV.secret) }),
    scheduled: { sweep: calls((resource) => !isCanaries(resource)), canary: calls(isCanaries) },
    series: await seriesOfSweep(text),
    channels,
  };
}

/** What a resource costs by the month or by use, by its type; other types are free. */
function standingOf({ Type, Properties }: Resource): Quantities {
  switch (Type) {
    case 'AWS::CloudWatch::Alarm':
      return { [alarmItem(Properties)]: 1 };
    case 'AWS::CloudWatch::CompositeAlarm':
      return { compositeAlarm: 1 };
    case 'AWS::CloudWatch::Dashboard':
      return { dashboard: 1 };
    case 'AWS::KMS::Key':
      return { key: 1 };
    // No pricing page lists a price for mute rules.
    case 'AWS::CloudWatch::AlarmMuteRule':
      return {};
    default:
      if (Type.startsWith('AWS::CloudWatch::')) throw new Error(`${Type} has no price here`);
      return {};
  }
}

function alarmItem({ Metrics = [] }: { readonly Metrics?: readonly { Expression?: string }[] }): Item {
  if (Metrics.length === 0) return 'alarm';
  if (Metrics.some(({ Expression }) => Expression?.startsWith('ANOMALY_DETECTION_BAND')))
    return 'anomalyAlarm';
  // A query is billed by the metrics that it finds: here those of log groups with failed deliveries, usually none.
  if (Metrics.every(({ Expression }) => Expression?.startsWith('SELECT '))) return 'alarm';
  throw new Error('an alarm on metric math has no price here: it costs as many alarms as it has metrics');
}

/** How often a schedule calls in a month; a calendar schedule counts as once a day. */
function callsOf({ Properties }: Resource): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(Properties.ScheduleExpression) ?? [];
  if (count === undefined) return DAYS;
  return MINUTES / (Number(count) * { minute: 1, hour: 60, day: 1_440 }[unit as 'minute' | 'hour' | 'day']);
}
