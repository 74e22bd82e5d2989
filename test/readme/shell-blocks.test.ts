import { expect, test } from 'vitest';
import { shellBlocks } from './shell-blocks.ts';

test('every sh block counts, unless a comment before it says why it is not run', () => {
  const markdown = [
    'Text',
    '```sh',
    '$ npm ci && npm run demo',
    '```',
    '## Deploy',
    '<!-- not run: needs an AWS account -->',
    '```sh',
    'npx cdk deploy',
    '```',
    '```text',
    'output',
    '```',
  ].join('\n');
  expect(shellBlocks(markdown)).toEqual([
    { section: '', line: 2, script: 'npm ci && npm run demo\n', notRun: null },
    { section: 'Deploy', line: 7, script: 'npx cdk deploy\n', notRun: 'needs an AWS account' },
  ]);
});
