import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findWordings } from './plain-english.ts';

/** Folders and files in which every comment, text and paragraph is plain English. Add those that become so. */
const CLEAN = [
  'bin',
  'lambda',
  'lib',
  'scripts',
  'test',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];

/**
 * Below these, notes that are copied into captured fixtures, expressions with words of logs and of golang-migrate, the words that
 * this test searches for, and tests about former names and about wrong values.
 */
const LEFT_OUT: readonly string[] = [
  'test/architecture/plain-english',
  'test/fixtures/',
  'test/config/page.test.ts',
  'test/contract/alarm-reference.test.ts',
  'test/domain/incidents/run-summary.test.ts',
  'test/domain/stored/today.ts',
  'test/pipeline/former-shape.test.ts',
  'scripts/capture/scenarios/',
  'lambda/domain/lines/wording/literal-search-fast-path.ts',
  'lambda/domain/lines/wording/own-wording.ts',
];

/** Files of the repository, new ones too, whose text somebody wrote for readers. */
const FILES = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...CLEAN],
  {
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((file) => /\.(?:ts|md)$/.test(file) && !LEFT_OUT.some((left) => file.startsWith(left)));

test('no comment, text or document has a wording that readers must decode', () => {
  expect(FILES.length).toBeGreaterThan(900);
  const found = FILES.flatMap((file) =>
    findWordings(readFileSync(file, 'utf8'), file.endsWith('.md')).map(
      ({ line, words, instead }) => `${file}:${line}: '${words}'; say ${instead}`,
    ),
  );
  expect(found).toEqual([]);
});

test.each([
  ['a comment', '/** Called anew. */', ['1 anew']],
  ['a comment over two lines', 'code();\n/**\n * People are told\n * of it.\n */', ['3 told of']],
  ['two line comments', '// Who is told\n// of it.', ['1 told of']],
  ['a text', "throw new Error('the file is none of these');", ['1 is none']],
  ['a default', '/** Exact name; left out: any. */', ['1 left out: any']],
  ['a capital letter', '// Whoever calls it.', ['1 Whoever']],
  ['two in one text', '// He does.\n// A key that is no key.', ['1 He', '2 is no key']],
  ['words that only contain it', '// The renewal of a sheet; there is no key; it is no longer there.', []],
])('%s', (_name, text, expected) => {
  expect(findWordings(text, false).map(({ line, words }) => `${line} ${words}`)).toEqual(expected);
});

test('code in Markdown is left out, and lines keep their numbers', () => {
  const markdown = 'Say `told of`.\n\n```text\nhe was told of it\n```\n\nIt is\nmade anew.\n';
  expect(findWordings(markdown, true).map(({ line, words }) => `${line} ${words}`)).toEqual(['8 anew']);
});
