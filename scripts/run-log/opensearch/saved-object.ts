import { fieldKinds } from '../field-kinds.ts';
import { INDICES, MAPPING } from './mapping.ts';

interface Reference {
  readonly name: string;
  readonly type: string;
  readonly id: string;
}

/** An object as OpenSearch Dashboards exports it: one line of the file. */
export interface SavedObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  /** Version of the object's form, from which OpenSearch Dashboards upgrades it. */
  readonly migrationVersion: Readonly<Record<string, string>>;
}

const PATTERN_ID = 'migrate-watch';
/** The index pattern with all fields of the log of runs. */
export function indexPattern(): SavedObject {
  const type = { text: 'string', time: 'date', integer: 'number', number: 'number', boolean: 'boolean' };
  const fields = [...fieldKinds()].map(([name, kind]) => ({
    name,
    type: type[kind],
    esTypes: [MAPPING[kind]],
    count: 0,
    scripted: false,
    searchable: true,
    aggregatable: true,
    readFromDocValues: true,
  }));
  return {
    id: PATTERN_ID,
    type: 'index-pattern',
    attributes: { title: INDICES, timeFieldName: 'time', fields: JSON.stringify(fields) },
    references: [],
    migrationVersion: { 'index-pattern': '7.6.0' },
  };
}

const INDEX_REFERENCE = 'kibanaSavedObjectMeta.searchSourceJSON.index';

/** What a search or a visualisation says about the lines that it takes. */
function searching(query: string) {
  return {
    meta: {
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({
          query: { query, language: 'kuery' },
          filter: [],
          indexRefName: INDEX_REFERENCE,
        }),
      },
    },
    references: [{ name: INDEX_REFERENCE, type: 'index-pattern', id: PATTERN_ID }],
  };
}

/** A search with these columns, the newest lines first. */
export function savedSearch(
  id: string,
  title: string,
  query: string,
  columns: readonly string[],
): SavedObject {
  const { meta, references } = searching(query);
  return {
    id,
    type: 'search',
    attributes: {
      title,
      description: '',
      hits: 0,
      columns,
      sort: [['time', 'desc']],
      version: 1,
      ...meta,
    },
    references,
    migrationVersion: { search: '7.9.3' },
  };
}

/** A number, or what it is counted by. The first one has the id 1, by which the others are ordered. */
export interface Aggregation {
  readonly type: string;
  readonly schema: 'metric' | 'segment' | 'group' | 'bucket';
  readonly params: Readonly<Record<string, unknown>>;
}

export interface Visualization {
  readonly id: string;
  readonly title: string;
  readonly kind: 'histogram' | 'table';
  readonly query: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly aggregations: readonly Aggregation[];
}

export function visualization({ id, title, kind, query, params, aggregations }: Visualization): SavedObject {
  const { meta, references } = searching(query);
  const aggs = aggregations.map((each, at) => ({ id: String(at + 1), enabled: true, ...each }));
  return {
    id,
    type: 'visualization',
    attributes: {
      title,
      description: '',
      version: 1,
      uiStateJSON: '{}',
      visState: JSON.stringify({ title, type: kind, params: { type: kind, ...params }, aggs }),
      ...meta,
    },
    references,
    migrationVersion: { visualization: '7.10.0' },
  };
}

/** A panel of the dashboard, which is 48 columns wide. */
export interface Panel {
  readonly of: SavedObject;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export function dashboardOf(panels: readonly Panel[]): SavedObject {
  const panelsJson = panels.map(({ of: _, ...place }, at) => ({
    version: '7.9.3',
    panelIndex: String(at + 1),
    gridData: { ...place, i: String(at + 1) },
    embeddableConfig: {},
    panelRefName: `panel_${at}`,
  }));
  return {
    id: 'migrate-watch',
    type: 'dashboard',
    attributes: {
      title: 'Migrations',
      description: 'Runs of golang-migrate, from the log of runs of migrate-watch',
      hits: 0,
      version: 1,
      timeRestore: true,
      timeFrom: 'now-7d',
      timeTo: 'now',
      refreshInterval: { pause: true, value: 0 },
      optionsJSON: JSON.stringify({ hidePanelTitles: false, useMargins: true }),
      panelsJSON: JSON.stringify(panelsJson),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
      },
    },
    references: panels.map(({ of: { type, id } }, at) => ({ name: `panel_${at}`, type, id })),
    migrationVersion: { dashboard: '7.9.3' },
  };
}
