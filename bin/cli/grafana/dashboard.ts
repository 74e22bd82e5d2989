import { CANARY_ENVIRONMENT } from '../../../lambda/contract/canary.ts';
import {
  METRIC_NAMESPACE,
  METRICS,
  MONITOR_DIMENSION,
  MONITOR_ENVIRONMENT,
  statisticOf,
} from '../../../lambda/contract/metrics.ts';
import type { Target } from '../../../lambda/domain/model/target.ts';
import { sha256 } from '../../../lambda/pipeline/sha256.ts';
import { type Curve, type PanelPlan, ROWS, type Scope } from './panels.ts';

/** Whose metrics a dashboard shows. */
export interface Shown {
  readonly account: string;
  readonly region: string;
  /** The monitor's name. */
  readonly monitor: string;
  /** Its databases, at least one: the first one's environment and name are chosen at the beginning. */
  readonly databases: readonly Target[];
  /** Address of the monitor's own dashboard, to link to; left out if the stack does not say it. */
  readonly dashboardUrl?: string;
}

/**
 * Version of the dashboard's form. Grafana upgrades an older form when it loads it; this is that of Grafana 9.
 *
 * @see https://github.com/grafana/grafana `kinds/dashboard/dashboard_kind.cue`
 */
const SCHEMA_VERSION = 36;
const DATASOURCE = { type: 'cloudwatch', uid: '$datasource' } as const;
/** Heights, in Grafana's units of about 30 pixels. */
const HEIGHT = { row: 1, panel: 8 } as const;
const COLUMNS = 24;

/** A dashboard for Grafana's CloudWatch data source. The same monitor always gets the same `uid`, so that an import replaces it. */
export function dashboardOf(shown: Shown) {
  const { account, region, monitor, databases, dashboardUrl } = shown;
  return {
    id: null,
    uid: `migrate-watch-${sha256(`${account}/${region}/${monitor}`).slice(0, 12)}`,
    title: `Migrations (${monitor}, ${region})`,
    description: 'Runs of golang-migrate. Written by migrate-watch grafana.',
    tags: ['migrate-watch'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    time: { from: 'now-7d', to: 'now' },
    refresh: '5m',
    timezone: '',
    annotations: { list: [] },
    links: dashboardUrl === undefined ? [] : [linkTo(dashboardUrl)],
    templating: {
      list: [
        {
          type: 'datasource',
          name: 'datasource',
          label: 'Data source',
          query: 'cloudwatch',
          hide: 0,
          refresh: 1,
        },
        choice(
          'environment',
          'Environment',
          databases.map(({ environment }) => environment),
        ),
        choice(
          'database',
          'Database',
          databases.map(({ database }) => database),
        ),
      ],
    },
    panels: panelsOf(shown),
  };
}

function linkTo(url: string) {
  return { type: 'link', title: 'CloudWatch', icon: 'external link', url, targetBlank: true };
}

/** A variable with a fixed list of values. Names of environments and databases have no comma, which would separate values. */
function choice(name: string, label: string, repeated: readonly string[]) {
  const values = [...new Set(repeated)];
  const options = values.map((value, at) => ({ text: value, value, selected: at === 0 }));
  return {
    type: 'custom',
    name,
    label,
    query: values.join(','),
    options,
    current: options[0],
    multi: false,
    includeAll: false,
    hide: 0,
  };
}

function panelsOf(shown: Shown) {
  let id = 0;
  let y = 0;
  return ROWS.flatMap(({ title, panels }) => {
    const row = {
      id: ++id,
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: HEIGHT.row },
    };
    y += HEIGHT.row;
    let x = 0;
    const placed = panels.map((plan) => {
      if (x + plan.width > COLUMNS) {
        x = 0;
        y += HEIGHT.panel;
      }
      const gridPos = { x, y, w: plan.width, h: HEIGHT.panel };
      x += plan.width;
      return { id: ++id, gridPos, ...panelOf(plan, shown) };
    });
    y += HEIGHT.panel;
    return [row, ...placed];
  });
}

function panelOf(plan: PanelPlan, shown: Shown) {
  const { title, description, look, curves } = plan;
  const isInSeconds = METRICS[curves[0]!.metric].unit === 'Seconds';
  return {
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    fieldConfig: {
      defaults: {
        unit: isInSeconds ? 's' : 'short',
        min: 0,
        ...(look === 'states' && { max: 1 }),
        ...(look !== 'lines' && { decimals: 0 }),
        custom: {
          drawStyle: look === 'bars' ? 'bars' : 'line',
          lineInterpolation: look === 'states' ? 'stepAfter' : 'linear',
          fillOpacity: look === 'bars' ? 80 : 0,
          showPoints: look === 'lines' ? 'always' : 'never',
          spanNulls: false,
          stacking: { mode: look === 'bars' ? 'normal' : 'none', group: 'A' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: curves.map((curve, at) => targetOf(curve, at, plan, shown)),
  };
}

/** A query of the data source. @see https://github.com/grafana/grafana `public/app/plugins/datasource/cloudwatch/dataquery.gen.ts` */
function targetOf({ metric, scope, show }: Curve, at: number, { periodSeconds }: PanelPlan, shown: Shown) {
  return {
    datasource: DATASOURCE,
    refId: String.fromCharCode('A'.charCodeAt(0) + at),
    id: `m${at + 1}`,
    queryMode: 'Metrics',
    metricQueryType: 0,
    metricEditorMode: 0,
    region: shown.region,
    namespace: METRIC_NAMESPACE,
    metricName: metric,
    dimensions: dimensionsOf(scope, shown),
    matchExact: true,
    statistic: show === 'heartbeats' ? 'SampleCount' : statisticOf(metric),
    period: String(periodSeconds),
    label: metric,
    expression: '',
    hide: false,
  };
}

/** Exactly the dimensions with which the metric is sent, because `matchExact` compares all of them. */
function dimensionsOf(scope: Scope, { monitor }: Shown): Readonly<Record<string, string>> {
  const own = { [MONITOR_DIMENSION]: monitor };
  switch (scope) {
    case 'environment':
      return { ...own, Environment: '$environment' };
    case 'database':
      return { ...own, Environment: '$environment', Database: '$database' };
    case 'monitor':
      return { ...own, Environment: MONITOR_ENVIRONMENT };
    case 'canary':
      return { ...own, Environment: CANARY_ENVIRONMENT, Database: monitor };
    default:
      return scope satisfies never;
  }
}
