import { App, Stack } from 'aws-cdk-lib';
import { DELIVER_ENV } from '../../lambda/contract/deliver-env.ts';
import type { Target } from '../../lambda/domain/target.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { monitorPropsOf } from '../../lib/stacks/monitor-props-of.ts';
import { MonitorStack } from '../../lib/stacks/monitor-stack.ts';
import { seriesOfSweep } from './month.ts';
import { type Item, plus, type Quantities } from './prices.ts';

/** What a deployment has standing, whether anything runs or not. */
export interface Deployed {
  /** By the month. */
  readonly quantities: Quantities;
  /** Calls of schedules a month, all to the sweep. */
  readonly scheduled: number;
  /** Series that are sent every minute. */
  readonly series: number;
  /** Channels with a function. */
  readonly channels: number;
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no types here.
  readonly Properties?: any;
}

const DAYS = 30;
/** Minutes of the month that all figures are for. */
export const MINUTES = DAYS * 24 * 60;

/** What the settings would deploy, from the synthesised template. */
export async function deployed(settings: string): Promise<Deployed> {
  const { resources, targets } = synthesise(settings);
  const standing = resources.map(standingOf);
  const channels = resources.filter(
    ({ Properties }) => Properties?.Environment?.Variables?.[DELIVER_ENV.channelName] !== undefined,
  ).length;
  return {
    quantities: plus(...standing, { secret: channels }),
    scheduled: resources.reduce((sum, resource) => sum + callsOf(resource), 0),
    series: await seriesOfSweep(targets),
    channels,
  };
}

function synthesise(text: string): { resources: readonly Resource[]; targets: readonly Target[] } {
  const { settings, problems } = readSettings(text, 'settings');
  if (settings === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  const app = new App();
  const stack = new MonitorStack(app, settings.name, { monitor: (scope) => monitorPropsOf(settings, scope) });
  const template = app.synth({ skipValidation: true }).getStackArtifact(Stack.of(stack).artifactId)
    .template as {
    Resources: Record<string, Resource>;
  };
  const all = settings.sources.flatMap(({ rules }) =>
    rules.map(({ environment, database }) => ({ environment, database })),
  );
  return { resources: Object.values(template.Resources), targets: all };
}

/** Types that are paid for by the month, or else for what they do; any other is free. */
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
    // No page says that muting costs anything.
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
  throw new Error('an alarm on metric math has no price here: it costs as many alarms as it has metrics');
}

/** How often a schedule calls in a month; one by the calendar once a day. */
function callsOf({ Type, Properties }: Resource): number {
  if (Type !== 'AWS::Scheduler::Schedule') return 0;
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(Properties.ScheduleExpression) ?? [];
  if (count === undefined) return DAYS;
  return MINUTES / (Number(count) * { minute: 1, hour: 60, day: 1_440 }[unit as 'minute' | 'hour' | 'day']);
}
