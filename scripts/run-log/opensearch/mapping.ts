import { type FieldKind, fieldKinds } from '../field-kinds.ts';

/** The indices that the example's index template and index pattern are about. */
export const INDICES = 'migrate-watch-*';

/** OpenSearch's type of a field. Text is a keyword: it is filtered and counted, not searched for words. */
export const MAPPING: Readonly<Record<FieldKind, string>> = {
  text: 'keyword',
  time: 'date',
  integer: 'long',
  number: 'double',
  boolean: 'boolean',
};

/** The index template of examples/opensearch, so that the dashboard can count and sort each field. */
export function indexTemplateText(): string {
  const properties = Object.fromEntries(
    [...fieldKinds()].map(([name, kind]) => [name, { type: MAPPING[kind] }]),
  );
  return `${JSON.stringify({ index_patterns: [INDICES], template: { mappings: { properties } } }, null, 2)}\n`;
}
