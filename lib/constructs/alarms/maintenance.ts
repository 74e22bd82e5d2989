import { Annotations, type Duration, Stack, type TimeZone } from 'aws-cdk-lib';
import { AlarmMuteRule, ScheduleExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { RunAlarm } from './run-alarms.ts';

/** A planned time in which slow and missing runs notify nobody. */
export interface MaintenanceWindow {
  /** Letters, digits, - and _. Keep it for as long as the window exists. */
  readonly name: string;
  /** When it begins: `cron(minute hour day month weekday)` or `at(yyyy-mm-ddThh:mm)`. */
  readonly schedule: string;
  /** From one minute to 15 days. */
  readonly duration: Duration;
  /**
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
  /**
   * @default all environments
   */
  readonly environments?: readonly string[];
  /**
   * Mutes only the alarms of these databases; alarms of the whole environment stay on for the other databases.
   *
   * @default all databases, and the environment as a whole
   */
  readonly databases?: readonly string[];
}

interface MaintenanceProps {
  readonly windows: readonly MaintenanceWindow[];
  readonly alarms: readonly RunAlarm[];
}

/**
 * The most alarms of one mute rule.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MuteTargets.html
 */
const ALARMS_PER_RULE = 100;
const MUTED = new Set(['slow', 'missing']);

/**
 * Mutes alarms on slow and missing runs while a window lasts, but never alarms on failures or on the monitor itself.
 *
 * A rule is in the stack of the alarms that it mutes.
 */
export function mute(windows: readonly MaintenanceWindow[], alarms: readonly RunAlarm[]): void {
  const stacks = new Set(alarms.map(({ alarm }) => Stack.of(alarm)));
  for (const stack of stacks) {
    const own = alarms.filter(({ alarm }) => Stack.of(alarm) === stack);
    if (windows.length > 0) new Maintenance(stack, 'Maintenance', { windows, alarms: own });
  }
}

class Maintenance extends Construct {
  constructor(scope: Construct, id: string, { windows, alarms }: MaintenanceProps) {
    super(scope, id);
    for (const window of windows) {
      const fitting = alarms.filter((alarm) => isMuted(alarm, window)).map(({ alarm }) => alarm);
      for (let from = 0; from < fitting.length; from += ALARMS_PER_RULE) {
        new AlarmMuteRule(this, from === 0 ? window.name : `${window.name}-${from}`, {
          description: `migrate-watch: ${window.name}`,
          schedule: ScheduleExpression.expression(window.schedule, window.timeZone),
          duration: window.duration,
          alarms: fitting.slice(from, from + ALARMS_PER_RULE),
        });
      }
    }
  }
}

/** Warns of windows that mute none of the monitor's alarms. */
export function warnOfIdle(
  scope: Construct,
  windows: readonly MaintenanceWindow[],
  alarms: readonly RunAlarm[],
): void {
  for (const window of windows) {
    if (alarms.some((alarm) => isMuted(alarm, window))) continue;
    Annotations.of(scope).addWarningV2(
      `migrate-watch:mutesNothing:${window.name}`,
      `maintenance window '${window.name}' mutes no alarm: its environments or databases have none of their own`,
    );
  }
}

function isMuted(
  { incident, of: [environment = ''], database }: RunAlarm,
  window: MaintenanceWindow,
): boolean {
  return (
    MUTED.has(incident) &&
    (window.environments?.includes(environment) ?? true) &&
    (window.databases === undefined || (database !== undefined && window.databases.includes(database)))
  );
}
