import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSettings, SettingsError } from '../../lib/settings/load-settings.ts';
import { formatProblem } from '../../lib/settings/problem.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { settingsJsonSchema } from '../../lib/settings/schema/json-schema.ts';
import { settingsPage } from '../../lib/settings/settings-page.ts';

const EXAMPLES = readdirSync('examples').filter((file) => file.endsWith('.yaml'));
const page = readFileSync('docs/settings.md', 'utf8');

test('there are examples', () => expect(EXAMPLES.length).toBeGreaterThanOrEqual(5));

/** The other examples are short, so they name an address only. */
const WITH_CHANNELS = 'several-environments.yaml';

test.each(EXAMPLES)('%s can be used, and the only question is whether e-mail is enough', (file) => {
  const { warnings } = loadSettings(`examples/${file}`);
  expect(warnings.map(({ path }) => path)).toEqual(file === WITH_CHANNELS ? [] : ['routes.critical']);
});

test('three lines are enough, and the page shows them', () => {
  const lines = readFileSync('examples/minimal.yaml', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines).toHaveLength(3);
  expect(page).toContain(`\`\`\`yaml\n${lines.join('\n')}\n\`\`\``);
});

test('the messages that the page shows are what the file gets', () => {
  const shown = [...page.matchAll(/^migrate-watch\.yaml:.*$/gm)].map(([line]) => line);
  expect(shown).toHaveLength(2);
  const text = [
    'databases: { orders: {}, billing: {} }',
    'sources:',
    '  - logGroup: /ecs/orders',
    '    database: ordres',
    '  - { logGroup: /ecs/billing, database: billing }',
    'routes:',
    '  critical: [oncall@example.com]',
    'thresholds:',
    '  silnt: { warning: 10m }',
  ].join('\n');
  expect(readSettings(text, 'migrate-watch.yaml').problems.map(formatProblem)).toEqual(shown);
});

test('the JSON schema and the option tables are up to date: node --import tsx scripts/write-settings-schema.ts', () => {
  expect(JSON.parse(readFileSync('schema/migrate-watch.schema.json', 'utf8'))).toEqual(settingsJsonSchema());
  expect(settingsPage(page)).toBe(page);
});

test('a page without markers for the tables is an error', () => {
  expect(() => settingsPage('# Settings')).toThrow('the page has no');
});

test('every key has a description', () => {
  const bare: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, items, additionalProperties } = schema as Record<string, unknown>;
    for (const [key, inner] of Object.entries(properties ?? {})) {
      if (typeof inner.description !== 'string') bare.push(`${path}.${key}`);
      visit(inner, `${path}.${key}`);
    }
    visit(items, `${path}[]`);
    visit(additionalProperties, `${path}.<name>`);
  };
  visit(settingsJsonSchema(), '');
  expect(bare).toEqual([]);
});

test('a file that cannot be read is one problem of that file', () => {
  expect(() => loadSettings('examples/none.yaml')).toThrow(SettingsError);
  expect(() => loadSettings('examples/none.yaml')).toThrow(
    /^examples\/none\.yaml has 1 problem:\n {2}examples\/none\.yaml:1:1: the file cannot be read: ENOENT/,
  );
});
