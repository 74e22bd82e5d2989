import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FIELDS, SEARCH_LANGUAGES, unknownWords } from './run-log-names.ts';

/** The part about the log of runs. A part about Grafana, if there is one, names metrics. */
const [TEXT = ''] = readFileSync('docs/integrations.md', 'utf8').split('\n## Grafana');

/** Contents of the fenced blocks in one language. */
function blocks(language: string): readonly string[] {
  return [...TEXT.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, body]) => body!,
  );
}

/** First cells of the rows of the tables whose first column is our field. */
function fieldCells(markdown: string): readonly string[] {
  return markdown
    .split('\n\n')
    .filter((block) => block.startsWith('| our field |'))
    .flatMap((table) => table.split('\n').slice(2))
    .map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1] ?? row);
}

test('each table is about fields of the log of runs', () => {
  expect(fieldCells(TEXT).length).toBeGreaterThan(25);
  expect(fieldCells(TEXT).filter((name) => !FIELDS.has(name))).toEqual([]);
});

test('a table with a made-up field is found', () => {
  const table = '| our field | there |\n| --- | --- |\n| `time` | `_time` |\n| `tookMs` | `took` |';
  expect(fieldCells(table).filter((name) => !FIELDS.has(name))).toEqual(['tookMs']);
});

describe.each(SEARCH_LANGUAGES)('%s', (language) => {
  test('has a search, which names only what is in the log of runs', () => {
    expect(blocks(language)).toHaveLength(1);
    for (const search of blocks(language)) expect(unknownWords(language, search)).toEqual([]);
  });

  test.each(['outcome', 'failed', 'type'])('a made-up word in place of %s is found', (word) => {
    const changed = blocks(language)[0]!.replace(new RegExp(`\\b${word}\\b`), 'madeUp');
    expect(unknownWords(language, changed)).toEqual(['madeUp']);
  });
});

test('a made-up field that only the printed text of a search names is found', () => {
  expect(unknownWords('logql', '{job="x"} | json | line_format "at {{.tookMs}} of {{.runId}}"')).toEqual([
    'tookMs',
  ]);
});

test('fields named in the sentences exist', () => {
  const sentences = TEXT.replace(/```[\s\S]*?```/g, '')
    .split('\n')
    .filter((line) => !line.startsWith('|'))
    .join('\n');
  const named = [...sentences.matchAll(/`@?([a-z][A-Za-z]*)`/g)].map(([, name]) => name!);
  const theirs = ['null', 'json', 'rename', 'timestamp'];
  expect(named).toContain('revision');
  expect(named.filter((name) => !FIELDS.has(name) && !theirs.includes(name))).toEqual([]);
});
