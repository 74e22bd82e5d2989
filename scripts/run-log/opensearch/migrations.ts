import {
  type Aggregation,
  dashboardOf,
  indexPattern,
  type SavedObject,
  savedSearch,
  visualization,
} from './saved-object.ts';

const NOT_CLEAN =
  'type: "run" and outcome: ("failed" or "blocked" or "killed" or "stopped-early" or "unknown")';

/**
 * The saved objects of examples/opensearch, one on each line, as OpenSearch Dashboards exports them.
 *
 * @see https://github.com/opensearch-project/OpenSearch-Dashboards `src/plugins/home/server/services/sample_data/data_sets/logs/saved_objects.ts`
 */
export function savedObjectsText(): string {
  const notClean = savedSearch(
    'migrate-watch-not-clean',
    'Migration runs that did not end clean',
    NOT_CLEAN,
    [
      ...['environment', 'database', 'outcome', 'version', 'dirtyVersion', 'errorClass', 'sqlState'],
      ...['durationMs', 'runId'],
    ],
  );
  const [runs, longest, failures] = [runsByOutcome(), longestMigrations(), failuresByClass()];
  const dashboard = dashboardOf([
    { of: runs, x: 0, y: 0, w: 48, h: 14 },
    { of: longest, x: 0, y: 14, w: 24, h: 16 },
    { of: failures, x: 24, y: 14, w: 24, h: 16 },
    { of: notClean, x: 0, y: 30, w: 48, h: 20 },
  ]);
  return [indexPattern(), notClean, runs, longest, failures, dashboard]
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
}

/** Runs, each counted once however many lines it has. */
const RUNS: Aggregation = {
  type: 'cardinality',
  schema: 'metric',
  params: { field: 'runId', customLabel: 'Runs' },
};

function terms(field: string, schema: Aggregation['schema'], customLabel: string): Aggregation {
  return { type: 'terms', schema, params: { field, size: 20, order: 'desc', orderBy: '1', customLabel } };
}

function runsByOutcome(): SavedObject {
  const axis = { show: true, style: {}, labels: { show: true } };
  return visualization({
    id: 'migrate-watch-runs-by-outcome',
    title: 'Migration runs by outcome',
    kind: 'histogram',
    query: 'type: "run" and not outcome: "running"',
    params: {
      grid: { categoryLines: false },
      categoryAxes: [
        {
          ...axis,
          id: 'CategoryAxis-1',
          type: 'category',
          position: 'bottom',
          scale: { type: 'linear' },
          title: {},
        },
      ],
      valueAxes: [
        {
          ...axis,
          id: 'ValueAxis-1',
          name: 'LeftAxis-1',
          type: 'value',
          position: 'left',
          scale: { type: 'linear', mode: 'normal' },
          title: { text: 'Runs' },
        },
      ],
      seriesParams: [
        {
          show: true,
          type: 'histogram',
          mode: 'stacked',
          data: { label: 'Runs', id: '1' },
          valueAxis: 'ValueAxis-1',
        },
      ],
      addTooltip: true,
      addLegend: true,
      legendPosition: 'right',
      times: [],
      addTimeMarker: false,
    },
    aggregations: [
      RUNS,
      {
        type: 'date_histogram',
        schema: 'segment',
        params: { field: 'time', interval: 'auto', min_doc_count: 1, extended_bounds: {} },
      },
      terms('outcome', 'group', 'Outcome'),
    ],
  });
}

const TABLE = { perPage: 20, showPartialRows: false, showMetricsAtAllLevels: false, showTotal: false };

function longestMigrations(): SavedObject {
  return visualization({
    id: 'migrate-watch-longest-migrations',
    title: 'Longest migrations (ms)',
    kind: 'table',
    query: 'type: "migration"',
    params: TABLE,
    aggregations: [
      { type: 'max', schema: 'metric', params: { field: 'ranMs', customLabel: 'Longest (ms)' } },
      terms('identifier', 'bucket', 'Migration'),
      terms('environment', 'bucket', 'Environment'),
      terms('database', 'bucket', 'Database'),
    ],
  });
}

function failuresByClass(): SavedObject {
  return visualization({
    id: 'migrate-watch-failures-by-class',
    title: 'Failed migration runs by class of error',
    kind: 'table',
    query: 'type: "run" and errorClass: *',
    params: TABLE,
    aggregations: [
      RUNS,
      terms('errorClass', 'bucket', 'Class'),
      terms('environment', 'bucket', 'Environment'),
      terms('database', 'bucket', 'Database'),
    ],
  });
}
