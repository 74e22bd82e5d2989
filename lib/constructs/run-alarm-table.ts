import type { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../lambda/contract/metrics.ts';
import type { AlarmKind } from '../runbook.ts';
import type { AlarmDress } from './alarm-dress.ts';
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
  /** Only the environment as a whole has a metric by class. */
  readonly errorClass?: string;
  readonly threshold: number;
  /** As loud as the environment, or quieter. */
  readonly level: Severity;
  /** Two rows of one kind differ in it. */
  readonly leveled?: true;
  readonly shape: AlarmShape;
}

interface AlarmShape {
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

/** A counter has points only where something happened, at its event time: also one that came ten minutes late counts. */
const COUNTER: AlarmShape = {
  periodMinutes: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** So many times its usual duration is far outside of what a database's runs differ by. */
const UNUSUAL_TIMES = 3;

/** The static alarms on runs, the same set for an environment and for one database. */
export function runAlarmTable(thresholds: RunThresholds): readonly RunAlarmRow[] {
  const { silentWarning, silentCritical, longRunningWarning, longRunningCritical } = thresholds;
  const count = { incident: 'migration', threshold: 1, shape: COUNTER } as const;
  const long = { kind: 'long-running', incident: 'slow', metric: 'RunningFor', shape: GAUGE } as const;
  const silent = { kind: 'silent', incident: 'slow', metric: 'SilentFor', shape: GAUGE } as const;
  const warning = { level: 'warning', leveled: true } as const;
  const critical = { level: 'critical', leveled: true } as const;
  return [
    { ...count, kind: 'failed', metric: 'RunsFailed', level: 'critical' },
    { ...count, kind: 'killed', metric: 'RunsKilled', level: 'critical' },
    { ...count, kind: 'blocked', metric: 'RunsFailed', errorClass: 'dirty-blocked', level: 'warning' },
    { ...count, kind: 'lock', metric: 'RunsFailed', errorClass: 'lock', level: 'warning' },
    {
      kind: 'dirty',
      incident: 'migration',
      metric: 'DirtyDatabase',
      threshold: 1,
      level: 'critical',
      shape: GAUGE,
    },
    { ...long, ...warning, threshold: longRunningWarning.toSeconds() },
    { ...long, ...critical, threshold: longRunningCritical.toSeconds() },
    { ...silent, ...warning, threshold: silentWarning.toSeconds() },
    { ...silent, ...critical, threshold: silentCritical.toSeconds() },
    {
      kind: 'missing',
      incident: 'missing',
      metric: 'ExpectedRunMissing',
      threshold: 1,
      level: 'critical',
      shape: GAUGE,
    },
    {
      kind: 'unusual-duration',
      incident: 'slow',
      metric: 'DurationDeviation',
      threshold: UNUSUAL_TIMES,
      level: 'warning',
      shape: GAUGE,
    },
  ];
}
