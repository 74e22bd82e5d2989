import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLogText } from '../../../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../../../lambda/pipeline/explain-text.ts';

const ROOT = new URL('../../../../', import.meta.url);
const documents = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  ...readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test.each(documents)('%s is a text about golang-migrate and not its log', (name) => {
  expect(explainText(readLogText(readFileSync(new URL(name, ROOT))))).toEqual([]);
});
