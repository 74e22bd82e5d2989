import type { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../lambda/contract/metrics.ts';
import type { AlarmKind } from '../runbook.ts';
import type { AlarmDress } from './alarm-dress.ts';
import type { ErrorPattern } from './error-pattern.ts';
import type { Severity } from './severity.ts';

/** How long runs of an environment may go; each at least a minute. */
export interface RunThresholds {
  readonly silentWarning: Duration;
  readonly silentCritical: Duration;
  readonly longRunningWarning: Duration;
  readonly longRunningCritical: Duration;
}

/** One static alarm: in ALARM when the metric's `Maximum` is at least `threshold`. */
export interface RunAlarmRow {
  readonly kind: AlarmKind;
  readonly incident: NonNullable<AlarmDress['incident']>;
  readonly metric: MetricName;
  readonly threshold: number;
  /** As loud as the environment, or quieter. */
  readonly level: Severity;
  /** Of a user's error pattern, which only the environment as a whole has. */
  readonly pattern?: ErrorPattern & { readonly name: string };
  /** Two rows of one kind differ in it. */
  readonly leveled?: true;
  readonly shape: AlarmShape;
}

export interface AlarmShape {
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/** A gauge comes every minute. When it does not, the sweep is broken, which says nothing about the run: no change. */
const GAUGE: AlarmShape = {
  periodMinutes: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.IGNORE,
};

/** A sign comes only when something shows; a quarter of an hour without another one, and it is over. */
export const SIGN: AlarmShape = {
  periodMinutes: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** The static alarms on runs, the same set for an environment and for one database. */
export function runAlarmTable(thresholds: RunThresholds): readonly RunAlarmRow[] {
  const { silentWarning, silentCritical, longRunningWarning, longRunningCritical } = thresholds;
  const flag = { threshold: 1, shape: GAUGE } as const;
  const migration = { ...flag, incident: 'migration' } as const;
  const long = { kind: 'long-running', incident: 'slow', metric: 'RunningFor', shape: GAUGE } as const;
  const silent = { kind: 'silent', incident: 'slow', metric: 'SilentFor', shape: GAUGE } as const;
  const warning = { level: 'warning', leveled: true } as const;
  const critical = { level: 'critical', leveled: true } as const;
  return [
    { ...migration, kind: 'failed', metric: 'FailedRun', level: 'critical' },
    { ...migration, kind: 'killed', metric: 'KilledRun', level: 'critical' },
    { ...migration, kind: 'blocked', metric: 'BlockedRun', level: 'warning' },
    { ...migration, kind: 'lock', metric: 'LockFailure', level: 'warning' },
    { ...migration, kind: 'dirty', metric: 'DirtyDatabase', level: 'critical' },
    { ...flag, kind: 'wrong', incident: 'wrong', metric: 'WrongRun', level: 'critical' },
    { ...flag, kind: 'leak', incident: 'leak', metric: 'LeakedSecret', level: 'critical' },
    { ...long, ...warning, threshold: longRunningWarning.toSeconds() },
    { ...long, ...critical, threshold: longRunningCritical.toSeconds() },
    { ...silent, ...warning, threshold: silentWarning.toSeconds() },
    { ...silent, ...critical, threshold: silentCritical.toSeconds() },
    { ...flag, kind: 'missing', incident: 'missing', metric: 'ExpectedRunMissing', level: 'critical' },
    // From 1 on it has taken longer than is usual for its database.
    { ...flag, kind: 'unusual-duration', incident: 'slow', metric: 'DurationDeviation', level: 'warning' },
  ];
}

/** One alarm for each of the user's error patterns; what settings say of its severity outranks the environment's. */
export function patternAlarmTable(
  patterns: Readonly<Record<string, ErrorPattern>>,
  environmentSeverity: Severity,
): readonly RunAlarmRow[] {
  return Object.entries(patterns).map(([name, { regex, severity = environmentSeverity }]) => ({
    kind: 'pattern',
    incident: 'pattern',
    metric: 'PatternMatches',
    threshold: 1,
    level: severity,
    pattern: { name, regex, severity },
    shape: SIGN,
  }));
}
