import type { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { GAUGES, type GaugeName, METRICS, type MetricName } from '../../../lambda/contract/metrics.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { AlarmKind } from '../../runbook.ts';
import type { ErrorPattern } from './error-pattern.ts';

/** Time limits of an environment's runs; each at least a minute. */
export interface RunThresholds {
  readonly silentWarning: Duration;
  readonly silentCritical: Duration;
  readonly longRunningWarning: Duration;
  readonly longRunningCritical: Duration;
}

/** One static alarm: in ALARM when the metric's `Maximum` is at least `threshold`. */
export interface RunAlarmRow {
  readonly kind: AlarmKind;
  readonly incident: IncidentKind;
  readonly metric: MetricName;
  readonly threshold: number;
  /** The environment's severity, or a lower one. */
  readonly level: Severity;
  /** Name of a user's error pattern; only for alarms of a whole environment. */
  readonly pattern?: ErrorPattern & { readonly name: string };
  /** Whether the level distinguishes two rows of one kind. */
  readonly leveled?: true;
  readonly shape: AlarmShape;
}

export interface AlarmShape {
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

/**
 * A gauge is sent every minute. If it is missing, the sweep is broken, which says nothing about the run, so the alarm
 * keeps its state.
 */
const GAUGE: AlarmShape = {
  periodMinutes: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.IGNORE,
};

/** An occurrence is sent only when something is seen. The alarm ends after a quarter of an hour without another one. */
export const OCCURRENCE: AlarmShape = {
  periodMinutes: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** The fields in which alarms on gauges differ. */
type GaugeAlarm = Pick<RunAlarmRow, 'kind' | 'level' | 'leveled'> & { readonly threshold?: number };

/** The static alarms on runs, the same set for an environment and for one database. */
export function runAlarmTable(thresholds: RunThresholds): readonly RunAlarmRow[] {
  const { silentWarning, silentCritical, longRunningWarning, longRunningCritical } = thresholds;
  const levels = (kind: AlarmKind, warning: Duration, critical: Duration): readonly GaugeAlarm[] => [
    { kind, level: 'warning', leveled: true, threshold: warning.toSeconds() },
    { kind, level: 'critical', leveled: true, threshold: critical.toSeconds() },
  ];
  const alarmsOn: Readonly<Record<GaugeName, readonly GaugeAlarm[]>> = {
    FailedRun: [{ kind: 'failed', level: 'critical' }],
    KilledRun: [{ kind: 'killed', level: 'critical' }],
    BlockedRun: [{ kind: 'blocked', level: 'warning' }],
    LockFailure: [{ kind: 'lock', level: 'warning' }],
    DirtyDatabase: [{ kind: 'dirty', level: 'critical' }],
    WrongRun: [{ kind: 'wrong', level: 'critical' }],
    LeakedSecret: [{ kind: 'leak', level: 'critical' }],
    RunningFor: levels('long-running', longRunningWarning, longRunningCritical),
    SilentFor: levels('silent', silentWarning, silentCritical),
    ExpectedRunMissing: [{ kind: 'missing', level: 'critical' }],
    // At 1 the run has taken as long as its database's usual limit.
    DurationDeviation: [{ kind: 'unusual-duration', level: 'warning' }],
  };
  return GAUGES.flatMap((metric) =>
    alarmsOn[metric].map((alarm) => ({
      threshold: 1,
      ...alarm,
      metric,
      incident: METRICS[metric].incident,
      shape: GAUGE,
    })),
  );
}

/** One alarm for each of the user's error patterns. The pattern's severity, if given, outranks the environment's. */
export function patternAlarmTable(
  patterns: Readonly<Record<string, ErrorPattern>>,
  environmentSeverity: Severity,
): readonly RunAlarmRow[] {
  return Object.entries(patterns).map(([name, { regex, severity = environmentSeverity }]) => ({
    kind: 'pattern',
    incident: METRICS.PatternMatches.incident,
    metric: 'PatternMatches',
    threshold: 1,
    level: severity,
    pattern: { name, regex, severity },
    shape: OCCURRENCE,
  }));
}
