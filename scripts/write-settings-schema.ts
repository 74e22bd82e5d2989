import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsJsonSchema } from '../lib/settings/schema/json-schema.ts';
import { settingsPage } from '../lib/settings/settings-page.ts';

/** Writes the JSON schema and the option tables of docs/settings.md; a test fails when one of them is stale. */
const root = join(import.meta.dirname, '..');
writeFileSync(
  join(root, 'schema/migrate-watch.schema.json'),
  `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`,
);
const page = join(root, 'docs/settings.md');
writeFileSync(page, settingsPage(readFileSync(page, 'utf8')));
