import { parseAlarmReference } from '../../contract/alarm-reference.ts';
import type { IncidentKind } from '../../contract/incident-kind.ts';
import { METRICS, type MetricRow } from '../../contract/metrics.ts';
import { own } from '../../contract/own.ts';
import type { Severity } from '../../contract/severity.ts';

/** A CloudWatch alarm's change of state, as SNS delivers it. */
export interface AlarmNotification {
  readonly name: string;
  /** `ALARM`, `OK`, `INSUFFICIENT_DATA`; any other value is kept unchanged. */
  readonly state: string;
  /** Epoch ms; `null` when the notification has no readable time. */
  readonly at: number | null;
  readonly description: string;
  readonly reason: string;
  readonly environment: string | null;
  readonly database: string | null;
  readonly kind: IncidentKind | null;
  /** Left out if the description does not name one. */
  readonly severity?: Severity;
}

/** The kind of incident that belongs to the metric that an alarm watches. */
function kindOfMetric(name: string): IncidentKind | undefined {
  return own<MetricRow>(METRICS, name)?.incident;
}

/**
 * Reads an alarm notification: the classic shape (one metric in `Trigger`), the one with `Trigger.Metrics[]` (metric
 * math, anomaly detection), and composite alarms, which have no metric. `undefined` for anything else.
 *
 * The subject of the alarm comes from the reference in its description ({@link parseAlarmReference}), else from its metric
 * and dimensions. Missing and unknown fields are accepted.
 */
export function parseAlarmNotification(value: unknown): AlarmNotification | undefined {
  const alarm = record(value);
  const name = text(alarm['AlarmName']);
  const state = text(alarm['NewStateValue']);
  if (name === '' || state === '') return undefined;
  const description = text(alarm['AlarmDescription']);
  const metrics = metricsOf(record(alarm['Trigger']));
  const dimension = (wanted: string) =>
    metrics.flatMap(({ dimensions }) => dimensions.get(wanted) ?? [])[0] ?? null;
  const declared = parseAlarmReference(description);
  const at = Date.parse(text(alarm['StateChangeTime']));
  return {
    name,
    state,
    at: Number.isNaN(at) ? null : at,
    description,
    reason: text(alarm['NewStateReason']),
    environment: declared?.environment ?? dimension('Environment'),
    database: declared?.database ?? dimension('Database') ?? dimension('Pattern'),
    ...(declared?.severity && { severity: declared.severity }),
    kind: declared?.kind ?? metrics.flatMap((metric) => kindOfMetric(metric.name) ?? [])[0] ?? null,
  };
}

interface Metric {
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
}

function metricsOf(trigger: Record<string, unknown>): Metric[] {
  const stats = list(trigger['Metrics']).map((entry) =>
    record(record(record(entry)['MetricStat'])['Metric']),
  );
  return [trigger, ...stats]
    .filter((metric) => text(metric['MetricName']) !== '')
    .map((metric) => ({
      name: text(metric['MetricName']),
      dimensions: new Map(list(metric['Dimensions']).map(dimensionOf)),
    }));
}

/** The key is `name` in notifications, and `Name` in the shape that the API uses. */
function dimensionOf(value: unknown): [string, string] {
  const dimension = record(value);
  return [
    text(dimension['name']) || text(dimension['Name']),
    text(dimension['value']) || text(dimension['Value']),
  ];
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
