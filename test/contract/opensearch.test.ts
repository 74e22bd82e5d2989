import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { indexTemplateText } from '../../scripts/run-log/opensearch/mapping.ts';
import { savedObjectsText } from '../../scripts/run-log/opensearch/migrations.ts';
import { FIELDS, isNumber, isTime, unknownWords } from './run-log-names.ts';

const NDJSON = readFileSync('examples/opensearch/migrate-watch.ndjson', 'utf8');
const TEMPLATE = readFileSync('examples/opensearch/index-template.json', 'utf8');

interface SavedObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[];
}

/** Objects of an export, one on each line; what is JSON in a text is read too. */
function objectsOf(ndjson: string): readonly SavedObject[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, (_, value) => (typeof value === 'string' ? asJson(value) : value)));
}

function asJson(text: string): unknown {
  return /^[[{]/.test(text) ? JSON.parse(text) : text;
}

interface Uses {
  readonly fields: string[];
  readonly numbers: string[];
  readonly times: string[];
  readonly queries: string[];
}

/** Where an object or a part of it may name fields. */
interface Named {
  readonly type?: string;
  readonly params?: { readonly field?: string };
  readonly query?: unknown;
  readonly language?: string;
  readonly columns?: readonly string[];
  readonly sort?: readonly (readonly [string, string])[];
  readonly timeFieldName?: string;
  readonly fields?: readonly { readonly name: string }[];
}

/** What the objects name: each field, those that are calculated with, those that are a time axis, each query. */
function usesIn(objects: readonly SavedObject[]): Uses {
  const uses: Uses = { fields: [], numbers: [], times: [], queries: [] };
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    const { type = '', params, query, language, columns, sort, timeFieldName, fields } = value as Named;
    const field = params?.field;
    if (field !== undefined) uses.fields.push(field);
    if (field !== undefined && ['avg', 'max', 'min', 'sum'].includes(type)) uses.numbers.push(field);
    if (field !== undefined && type === 'date_histogram') uses.times.push(field);
    if (language !== undefined && typeof query === 'string') uses.queries.push(query);
    if (timeFieldName !== undefined) uses.times.push(timeFieldName);
    uses.fields.push(
      ...(columns ?? []),
      ...(sort ?? []).map(([name]) => name),
      ...(fields ?? []).map(({ name }) => name),
    );
    Object.values(value).forEach(walk);
  };
  walk(objects);
  return uses;
}

/** Everything in the objects that the log of runs does not have, or has in another form. */
function complaints(ndjson: string): readonly string[] {
  const { fields, numbers, times, queries } = usesIn(objectsOf(ndjson));
  return [
    ...fields.filter((name) => !FIELDS.has(name)),
    ...numbers.filter((name) => !isNumber(name)),
    ...times.filter((name) => !isTime(name)),
    ...queries.flatMap((query) => unknownWords('dql', query)),
  ];
}

describe('the objects for OpenSearch Dashboards', () => {
  const objects = objectsOf(NDJSON);

  test('are an index pattern, a search, three visualisations and a dashboard', () => {
    expect(objects.map(({ type }) => type)).toEqual([
      ...['index-pattern', 'search', 'visualization', 'visualization', 'visualization', 'dashboard'],
    ]);
    expect(new Set(objects.map(({ id, type }) => `${type} ${id}`)).size).toBe(objects.length);
  });

  test('name only fields of the log of runs', () => {
    const { fields, numbers, times, queries } = usesIn(objects);
    expect([fields.length > FIELDS.size, numbers, times, queries.length]).toEqual([
      true,
      ['ranMs'],
      ['time', 'time'],
      5,
    ]);
    expect(complaints(NDJSON)).toEqual([]);
  });

  test.each([
    ['a made-up field of a visualisation', 'ranMs', 'tookMs', 'tookMs'],
    ['a made-up column', 'sqlState', 'sqlCode', 'sqlCode'],
    ['a made-up field in a query', 'errorClass: *', 'errorKind: *', 'errorKind'],
    ['a made-up value in a query', 'stopped-early', 'stopped-late', 'stopped-late'],
    ['a text as a number', '\\"field\\":\\"ranMs\\"', '\\"field\\":\\"version\\"', 'version'],
    ['a text as the time axis', '"timeFieldName":"time"', '"timeFieldName":"version"', 'version'],
  ])('%s is found', (_name, from, to, found) => {
    expect(NDJSON).toContain(from);
    expect(complaints(NDJSON.replaceAll(from, to))).toContain(found);
  });

  test('refer to each other', () => {
    const known = objects.map(({ id, type }) => `${type} ${id}`);
    const references = objects.flatMap((each) => each.references);
    expect(references.filter(({ id, type }) => !known.includes(`${type} ${id}`))).toEqual([]);
    const dashboard = objects.at(-1)!;
    const panels = dashboard.attributes['panelsJSON'] as { readonly panelRefName: string }[];
    expect(panels.map(({ panelRefName }) => panelRefName)).toEqual(
      dashboard.references.map(({ name }) => name),
    );
    for (const { type, references: own, attributes } of objects.slice(1, -1))
      expect([type, JSON.stringify(attributes)]).toEqual([type, expect.stringContaining(own[0]!.name)]);
  });

  test('do not overlap on the dashboard, which is 48 columns wide', () => {
    const panels = objects.at(-1)!.attributes['panelsJSON'] as {
      readonly gridData: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    }[];
    const taken = panels.flatMap(({ gridData: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    expect(Math.max(...panels.map(({ gridData: { x, w } }) => x + w))).toBe(48);
  });

  test('have the search of docs/integrations.md', () => {
    const query = usesIn(objects.filter(({ type }) => type === 'search')).queries[0]!;
    expect(readFileSync('docs/integrations.md', 'utf8')).toContain(`\`\`\`dql\n${query}\n\`\`\``);
  });
});

test('the index template has each field, and no other', () => {
  const { properties } = JSON.parse(TEMPLATE).template.mappings;
  expect(Object.keys(properties)).toEqual([...FIELDS.keys()]);
  for (const [name, { type }] of Object.entries<{ readonly type: string }>(properties)) {
    expect([name, ['long', 'double'].includes(type)]).toEqual([name, isNumber(name)]);
    expect([name, type === 'date']).toEqual([name, isTime(name)]);
  }
});

test('the files are what npm run run-log writes', () => {
  expect(NDJSON).toBe(savedObjectsText());
  expect(TEMPLATE).toBe(indexTemplateText());
});
