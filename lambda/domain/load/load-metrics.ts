import type { LoadUnit } from '../../contract/load-unit.ts';

/** A metric of CloudWatch that is asked for a run. */
export interface LoadMetric {
  readonly label: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** A statistic of CloudWatch, such as `Average` or `p95`. */
  readonly statistic: string;
  readonly unit: LoadUnit;
  /**
   * Smallest change that counts, in the metric's unit.
   *
   * @default a tenth of its value before
   */
  readonly floor?: number;
  /** Set if less is worse. */
  readonly down?: true;
  /** Set if a minute without data means 0, as long as there is any data: it is published only while there is load. */
  readonly gapIsZero?: true;
}

/** What is asked about one database. */
export interface LoadSource {
  readonly environment: string;
  readonly database: string;
  /** RDS instance, or Aurora cluster: then its writer. Left out if only {@link metrics} are declared. */
  readonly resource?: { readonly kind: 'cluster' | 'instance'; readonly identifier: string };
  /** The user's own. */
  readonly metrics: readonly LoadMetric[];
}

const GIB = 2 ** 30;

interface RdsMetric extends Omit<LoadMetric, 'namespace' | 'dimensions'> {
  /** @default both */
  readonly only?: 'cluster' | 'instance';
}

/**
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Cloudwatch.html published only while there is load
 */
const RDS: readonly RdsMetric[] = [
  { name: 'CPUUtilization', label: 'CPU', statistic: 'Average', unit: 'percent', floor: 10 },
  {
    name: 'DBLoad',
    label: 'active sessions',
    statistic: 'Average',
    unit: 'sessions',
    floor: 1,
    gapIsZero: true,
  },
  {
    name: 'DBLoadNonCPU',
    label: 'waiting sessions',
    statistic: 'Average',
    unit: 'sessions',
    floor: 1,
    gapIsZero: true,
  },
  { name: 'DatabaseConnections', label: 'connections', statistic: 'Maximum', unit: 'connections', floor: 20 },
  { name: 'ReadLatency', label: 'read latency', statistic: 'Average', unit: 'seconds', floor: 0.002 },
  { name: 'WriteLatency', label: 'write latency', statistic: 'Average', unit: 'seconds', floor: 0.002 },
  {
    name: 'FreeStorageSpace',
    label: 'free storage',
    statistic: 'Minimum',
    unit: 'bytes',
    floor: GIB,
    down: true,
    only: 'instance',
  },
  {
    name: 'FreeLocalStorage',
    label: 'free local storage',
    statistic: 'Minimum',
    unit: 'bytes',
    floor: GIB,
    down: true,
    only: 'cluster',
  },
  { name: 'FreeableMemory', label: 'free memory', statistic: 'Minimum', unit: 'bytes', down: true },
  {
    name: 'AuroraReplicaLagMaximum',
    label: 'replica lag',
    statistic: 'Maximum',
    unit: 'milliseconds',
    floor: 100,
    only: 'cluster',
  },
];

/** All metrics that are asked about a run of the database: those of its RDS resource, then the user's own. */
export function metricsOf({ resource, metrics }: LoadSource): readonly LoadMetric[] {
  if (resource === undefined) return metrics;
  const { kind, identifier } = resource;
  const dimensions: Readonly<Record<string, string>> =
    kind === 'cluster'
      ? { DBClusterIdentifier: identifier, Role: 'WRITER' }
      : { DBInstanceIdentifier: identifier };
  const ofRds = RDS.filter(({ only }) => only === undefined || only === kind).map(
    ({ only: _, ...metric }): LoadMetric => ({ ...metric, namespace: 'AWS/RDS', dimensions }),
  );
  return [...ofRds, ...metrics];
}
