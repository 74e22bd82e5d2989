import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenLinks, headingAnchors } from './doc-links.ts';

const PAGES = [
  ...readdirSync('.').filter((file) => file.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

test('links in the documents lead somewhere', () => {
  const broken = PAGES.flatMap((page) =>
    brokenLinks(readFileSync(page, 'utf8'), (path, anchor) => {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) return false;
      return anchor === '' || headingAnchors(readFileSync(target, 'utf8')).includes(anchor);
    }).map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('each decision has a number of its own; one that is not taken yet may be reserved', () => {
  const numbers = PAGES.filter((page) => page.startsWith(join('docs', 'decisions')))
    .map((page) => Number(/(\d{4})-[a-z0-9-]+\.md$/.exec(page)?.[1]))
    .sort((a, b) => a - b);
  expect(numbers[0]).toBe(0);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('the first decision lists all others in order', () => {
  const index = readFileSync('docs/decisions/0000-how-we-decide.md', 'utf8');
  const listed = [...index.matchAll(/^\| \[\d{4}\]\((\S+)\) \|/gm)].map(([, file]) => file);
  expect(listed).toEqual(readdirSync('docs/decisions').sort().slice(1));
});

test.each([
  ['[a](missing.md)', ['missing.md']],
  ['[a](there.md#no-heading)', ['there.md#no-heading']],
  ['[a](there.md#a-heading) ![b](there.md) [c](https://example.org/x)', []],
  ['`[a](missing.md)`\n```\n[a](missing.md)\n```', []],
])('%j has the broken links %j', (markdown, expected) => {
  const exists = (path: string, anchor: string) => path === 'there.md' && ['', 'a-heading'].includes(anchor);
  expect(brokenLinks(markdown, exists)).toEqual(expected);
});

test('anchors are made as GitHub makes them', () => {
  expect(headingAnchors('# A `b` heading: c & d\n## Twice\n## Twice\n```\n# no heading\n```')).toEqual([
    'a-b-heading-c--d',
    'twice',
    'twice-1',
  ]);
});
