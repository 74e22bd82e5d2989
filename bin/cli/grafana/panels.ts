import { GAUGES, METRICS, type MetricName } from '../../../lambda/contract/metrics.ts';

/** Whose series a panel shows: of the chosen environment, of the chosen database in it, or of the monitor itself. */
export type Scope = 'environment' | 'database' | 'monitor' | 'canary';

export interface Curve {
  readonly metric: MetricName;
  readonly scope: Scope;
  /**
   * `heartbeats` counts how often the metric was sent.
   *
   * @default the metric's own statistic
   */
  readonly show?: 'heartbeats';
}

export interface PanelPlan {
  readonly title: string;
  readonly description: string;
  /** Columns, of 24. */
  readonly width: number;
  readonly look: 'bars' | 'lines' | 'states';
  /**
   * What one point covers. CloudWatch keeps points of five minutes for 63 days, and of an hour for 455 days.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
   */
  readonly periodSeconds: 300 | 900 | 3_600;
  readonly curves: readonly Curve[];
}

export interface RowPlan {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

const FULL = 24;
const HALF = FULL / 2;
const THIRD = FULL / 3;
const HOUR = 3_600;
const FIVE_MINUTES = 300;

function curves(scope: Scope, ...names: readonly MetricName[]): readonly Curve[] {
  return names.map((metric) => ({ metric, scope }));
}

const OUTCOMES = ['RunsSucceeded', 'RunsNoChange', 'RunsFailed', 'RunsKilled'] as const;
/** Gauges that are 1 while something is open, and 0 otherwise. */
const STATES = GAUGES.filter((name) => METRICS[name].unit === 'Count');
const SECONDS = GAUGES.filter((name) => METRICS[name].unit === 'Seconds');
/** A database with nothing open is not sent, as `gaugesOf` says. */
const GAPS =
  'A gap means 0: gauges of a database are only sent while something is open, or where it has alarms of its own.';

/** The rows of the dashboard, from what people look at first to the monitor itself. */
export const ROWS: readonly RowPlan[] = [
  {
    title: 'Environment $environment',
    panels: [
      {
        title: 'Runs by how they ended',
        description: 'Runs that ended within each hour.',
        width: THIRD,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('environment', ...OUTCOMES),
      },
      {
        title: 'Failed and refused runs',
        description: 'A refused run counts too: it repeats the trouble before it.',
        width: THIRD,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('environment', 'RunsFailed'),
      },
      {
        title: 'Killed runs',
        description: 'Runs that were ended from outside, or whose end is not known.',
        width: THIRD,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('environment', 'RunsKilled'),
      },
      {
        title: 'Open incidents, by what is wrong',
        description: '1 while an incident of at least one database is open for this reason.',
        width: HALF,
        look: 'states',
        periodSeconds: FIVE_MINUTES,
        curves: curves('environment', ...STATES),
      },
      {
        title: 'Duration of runs',
        description: 'The longest of each hour: of whole runs, and of single migrations.',
        width: HALF,
        look: 'lines',
        periodSeconds: HOUR,
        curves: curves('environment', 'RunDuration', 'LongestMigration'),
      },
      {
        title: 'Running now: for how long, and how long silent',
        description: '0 when nothing is running.',
        width: HALF,
        look: 'lines',
        periodSeconds: FIVE_MINUTES,
        curves: curves('environment', ...SECONDS),
      },
      {
        title: 'Runs started, migrations applied',
        description: 'Within each hour.',
        width: HALF,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('environment', 'RunsStarted', 'MigrationsApplied'),
      },
    ],
  },
  {
    title: 'Database $database in $environment',
    panels: [
      {
        title: 'Runs by how they ended',
        description: 'Runs that ended within each hour.',
        width: THIRD,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('database', ...OUTCOMES),
      },
      {
        title: 'Open incidents, by what is wrong',
        description: GAPS,
        width: THIRD,
        look: 'states',
        periodSeconds: FIVE_MINUTES,
        curves: curves('database', ...STATES),
      },
      {
        title: 'Duration of runs',
        description: 'The longest of each hour: of whole runs, and of single migrations.',
        width: THIRD,
        look: 'lines',
        periodSeconds: HOUR,
        curves: curves('database', 'RunDuration', 'LongestMigration'),
      },
    ],
  },
  {
    title: 'The monitor itself',
    panels: [
      {
        title: 'Heartbeats of the sweep',
        description:
          'The sweep sends one each minute, so five in five minutes. Without them, all other panels may be old.',
        width: THIRD,
        look: 'bars',
        periodSeconds: FIVE_MINUTES,
        curves: [{ metric: 'OpenEntries', scope: 'monitor', show: 'heartbeats' }],
      },
      {
        title: 'Test runs that came through',
        description:
          'The canary: a test run of the monitor that went the whole way from its log to its page.',
        width: THIRD,
        look: 'bars',
        periodSeconds: HOUR,
        curves: curves('canary', 'CanarySeen'),
      },
      {
        title: 'Delays of logs and pages',
        description:
          'From the newest log event to its arrival, and from the last log event of a failure to the answer of the channel.',
        width: THIRD,
        look: 'lines',
        periodSeconds: FIVE_MINUTES,
        curves: curves('environment', 'IngestLag', 'PageDelay'),
      },
    ],
  },
];
