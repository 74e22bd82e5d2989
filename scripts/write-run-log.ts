import { readFileSync, writeFileSync } from 'node:fs';
import { fieldTable, schemaText } from './run-log/documents.ts';
import { indexTemplateText } from './run-log/opensearch/mapping.ts';
import { savedObjectsText } from './run-log/opensearch/migrations.ts';
import { MIGRATION_LINE, RUN_LINE } from './run-log/shapes.ts';

/** Writes schema/run-log.schema.json, the tables of docs/run-log.md, and the files of examples/opensearch. */
const DOCUMENT = 'docs/run-log.md';

writeFileSync('schema/run-log.schema.json', schemaText());
writeFileSync('examples/opensearch/index-template.json', indexTemplateText());
writeFileSync('examples/opensearch/migrate-watch.ndjson', savedObjectsText());
const tables = { run: fieldTable(RUN_LINE), migration: fieldTable(MIGRATION_LINE) };
let text = readFileSync(DOCUMENT, 'utf8');
for (const [name, table] of Object.entries(tables))
  text = text.replace(
    new RegExp(`(<!-- ${name}: [^>]*-->\\n)[\\s\\S]*?(\\n<!-- end -->)`),
    (_, before: string, after: string) => `${before}\n${table}\n${after}`,
  );
writeFileSync(DOCUMENT, text);
