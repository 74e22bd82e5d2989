import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { GAUGES, type GaugeName, METRICS, type MetricName } from '../../../lambda/contract/metrics.ts';
import type { Severity } from '../../../lambda/contract/severity.ts';
import type { AlarmKind } from '../../runbook.ts';
import type { ErrorPattern } from './error-pattern.ts';

/** One static alarm: in ALARM when the metric's `Maximum` is at least 1. */
export interface RunAlarmRow {
  readonly kind: AlarmKind;
  readonly incident: IncidentKind;
  readonly metric: MetricName;
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
type GaugeAlarm = Pick<RunAlarmRow, 'kind' | 'level' | 'leveled'>;

/** Each gauge with its alarms. Times are only drawn: the sweep decides when a run is slow, and an incident says so. */
const ALARMS_ON: Readonly<Record<GaugeName, readonly GaugeAlarm[]>> = {
  FailedRun: [{ kind: 'failed', level: 'critical' }],
  KilledRun: [{ kind: 'killed', level: 'critical' }],
  BlockedRun: [{ kind: 'blocked', level: 'warning' }],
  LockFailure: [{ kind: 'lock', level: 'warning' }],
  DirtyDatabase: [{ kind: 'dirty', level: 'critical' }],
  WrongRun: [{ kind: 'wrong', level: 'critical' }],
  LeakedSecret: [{ kind: 'leak', level: 'critical' }],
  SlowRunWarning: [{ kind: 'slow', level: 'warning', leveled: true }],
  SlowRunCritical: [{ kind: 'slow', level: 'critical', leveled: true }],
  RunningFor: [],
  SilentFor: [],
  ExpectedRunMissing: [{ kind: 'missing', level: 'critical' }],
  // At 1 the executing migration takes as long as makes it unusual.
  DurationDeviation: [{ kind: 'unusual-duration', level: 'warning' }],
};

/** The static alarms on runs, the same set for an environment and for one database. */
export function runAlarmTable(): readonly RunAlarmRow[] {
  return GAUGES.flatMap((metric) =>
    ALARMS_ON[metric].map((alarm) => ({
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
    level: severity,
    pattern: { name, regex, severity },
    shape: OCCURRENCE,
  }));
}
