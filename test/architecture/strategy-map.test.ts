import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const MAP = readFileSync('docs/strategy-map.md', 'utf8');
/** The last cell of a row: a test file and the title of a test in it. */
const NAMED = /\| \[`(test\/[^`]+)`\]\(\.\.\/\1\): \*(.+)\* \|$/gm;

const named = [...MAP.matchAll(NAMED)].map(([, file, title]) => ({ file: file!, title: title! }));
const rows = MAP.split('\n').filter((line) => /^\| (?!demand |---)/.test(line));

test('every row of the map names a test', () => {
  expect(named.length).toBeGreaterThan(30);
  expect(named).toHaveLength(rows.length);
});

test.each(named)('$file has the test: $title', ({ file, title }) => {
  expect(existsSync(file), file).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(`'${title.replaceAll("'", "\\'")}'`);
});
