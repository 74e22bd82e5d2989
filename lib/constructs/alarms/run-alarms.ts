import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmBase,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IncidentKind } from '../../../lambda/contract/incident-kind.ts';
import { METRICS } from '../../../lambda/contract/metrics.ts';
import { quieter, type Severity } from '../../../lambda/contract/severity.ts';
import { bucketOf, MonitorPart } from '../nested/monitor-part.ts';
import { anyOf, ruleOf } from './alarm-rule.ts';
import {
  type AlarmLinks,
  type AlarmSpec,
  addActionsAndTags,
  alarmDescription,
  alarmName,
} from './alarm-spec.ts';
import type { WatchedEnvironment } from './environment-options.ts';
import { patternAlarmTable, type RunAlarmRow, runAlarmTable } from './run-alarm-table.ts';
import { runMetric } from './run-metric.ts';

export interface RunAlarmsProps {
  readonly environment: WatchedEnvironment;
  readonly links: AlarmLinks;
  /** The topic `events`. */
  readonly topic: ITopic;
}

/** An alarm on runs with its kind and severity. */
export interface RunAlarm extends AlarmSpec {
  readonly alarm: AlarmBase;
  readonly incident: IncidentKind;
  readonly database: string | undefined;
  /** The severity that it would have in production. */
  readonly level: Severity;
}

/**
 * Parts that the alarms of single databases are spread over, by the database's name: room for several hundred databases
 * of one environment, at 11 alarms each.
 */
const DATABASE_PARTS = 16;

/** All alarms on the runs of one environment. They publish to `events`, whose reader joins them to incidents. */
export class RunAlarms extends Construct {
  readonly environment: WatchedEnvironment;
  /** The static alarms and the anomaly alarm. */
  readonly alarms: readonly RunAlarm[];
  /** This alarm is on while migrations of the environment are in trouble. A pipeline can check it before a deployment. */
  readonly composite: CompositeAlarm;
  readonly #props: RunAlarmsProps;
  readonly #parts = new Map<number, MonitorPart>();

  constructor(scope: Construct, id: string, props: RunAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.environment = props.environment;
    const { databases, alarmsPerDatabase, anomalyDetection, errorPatterns, severity } = props.environment;
    const rows = runAlarmTable();
    this.alarms = [
      ...rows.map((row) => this.addStatic(row, undefined)),
      ...(alarmsPerDatabase ? databases : []).flatMap((database) =>
        rows.map((row) => this.addStatic(row, database)),
      ),
      ...patternAlarmTable(errorPatterns, severity).map((row) => this.addStatic(row, undefined)),
      ...(anomalyDetection ? [this.addAnomaly()] : []),
    ];
    this.composite = this.addComposite();
  }

  /** Alarms of the whole environment with the environment's severity. A broken page path must not hide them. */
  get critical(): readonly AlarmBase[] {
    return this.alarms.flatMap(({ alarm, database, level }) =>
      database === undefined && level === 'critical' ? [alarm] : [],
    );
  }

  private addStatic(row: RunAlarmRow, database: string | undefined): RunAlarm {
    const { links, topic } = this.#props;
    const { name: environment, severity } = this.environment;
    const { kind, incident, metric, pattern, level, leveled, shape } = row;
    const { periodMinutes, ...evaluation } = shape;
    const of = [environment, ...(database ? [database] : []), ...(pattern ? [pattern.name] : [])];
    const spec = {
      kind,
      incident,
      of,
      rule: `${metric} at least 1`,
      severity: pattern?.severity ?? quieter(severity, level),
      ...(leveled ? { level } : {}),
      ...(pattern ? { matches: pattern.regex } : {}),
    };
    const alarm = new Alarm(
      database === undefined ? this : this.partOf(database),
      [
        ...(database ? [database] : []),
        kind,
        ...(leveled ? [level] : []),
        ...(pattern ? [pattern.name] : []),
      ].join('-'),
      {
        alarmName: alarmName(links, spec),
        alarmDescription: alarmDescription(links, spec),
        metric: runMetric(
          metric,
          {
            monitor: links.namePrefix,
            environment,
            ...(database ? { database } : {}),
            ...(pattern ? { pattern: pattern.name } : {}),
          },
          { statistic: 'Maximum', period: Duration.minutes(periodMinutes) },
        ),
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        ...evaluation,
      },
    );
    addActionsAndTags(alarm, spec, topic);
    return { ...spec, alarm, incident, database, level };
  }

  /** The nested stack of the database's alarms. */
  private partOf(database: string): MonitorPart {
    const bucket = bucketOf(database, DATABASE_PARTS);
    const { name } = this.environment;
    const part =
      this.#parts.get(bucket) ??
      new MonitorPart(
        this,
        `databases-${bucket}`,
        `alarms of single databases of ${name}, part ${bucket}`,
        `Set alarms.perDatabase of ${name} to false: the alarms of the whole environment page for each database too`,
      );
    this.#parts.set(bucket, part);
    return part;
  }

  /** There are few runs, so the band is wide. Its alarm wakes nobody: what is expected of each migration decides about pages. */
  private addAnomaly(): RunAlarm {
    const { links, topic } = this.#props;
    const { name: environment } = this.environment;
    const spec = {
      kind: 'duration-anomaly',
      incident: METRICS.RunDuration.incident,
      of: [environment],
      severity: 'info',
      rule: 'RunDuration above the band of 3 standard deviations',
    } as const;
    const alarm = new AnomalyDetectionAlarm(this, spec.kind, {
      alarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      metric: runMetric(
        'RunDuration',
        { monitor: links.namePrefix, environment },
        { period: Duration.hours(1) },
      ),
      stdDevs: 3,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    addActionsAndTags(alarm, spec, topic);
    return { ...spec, alarm, database: undefined, level: 'info' };
  }

  /** Reads alarms of one incident kind only, so it joins an open incident and never opens a second one. */
  private addComposite(): CompositeAlarm {
    const { links, topic } = this.#props;
    const { name: environment, severity } = this.environment;
    const children = this.alarms.filter(
      ({ incident, database }) => incident === 'migration' && database === undefined,
    );
    const spec = {
      kind: 'environment',
      incident: 'migration',
      of: [environment],
      severity,
      rule: `any of ${children.map(({ kind }) => kind).join(', ')}`,
    } as const;
    const any = anyOf(
      children.map(({ alarm }) => alarm),
      { scope: this, of: [environment, 'migration'], links },
    );
    const composite = new CompositeAlarm(this, spec.kind, {
      compositeAlarmName: alarmName(links, spec),
      alarmDescription: alarmDescription(links, spec),
      alarmRule: ruleOf(any),
    });
    composite.node.addDependency(...any.alarms);
    addActionsAndTags(composite, spec, topic);
    return composite;
  }
}
