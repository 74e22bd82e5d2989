import { expect, test } from 'vitest';
import { overBudget, readBundle } from '../../scripts/bundle-budget.ts';

const budget = { bytes: 1000, bytesOf: { review: 1500 }, bytesAtStart: { ingest: 500 }, awsClients: 1 };
const bundle = {
  name: 'ingest',
  file: 'dist/lambda/ingest/index.mjs',
  bytes: 1000,
  bytesAtStart: 500,
  awsClients: ['sns'],
  lazyAwsClients: [],
};

test('a bundle of exactly the budget holds; one byte or one client more is named', () => {
  expect(overBudget([bundle], budget)).toEqual([]);
  expect(overBudget([{ ...bundle, bytes: 1001 }], budget)).toEqual([
    'dist/lambda/ingest/index.mjs has 1001 bytes; allowed are 1000.',
  ]);
  expect(overBudget([{ ...bundle, bytesAtStart: 501 }], budget)).toEqual([
    'dist/lambda/ingest/index.mjs loads 501 bytes at start; allowed are 500.',
  ]);
  expect(overBudget([{ ...bundle, name: 'sweep', bytesAtStart: 1000 }], budget)).toEqual([]);
  expect(overBudget([{ ...bundle, name: 'review', bytes: 1500, bytesAtStart: 1500 }], budget)).toEqual([]);
  expect(overBudget([{ ...bundle, awsClients: ['dynamodb', 'sns'] }], budget)).toEqual([
    'dist/lambda/ingest/index.mjs holds 2 AWS clients (dynamodb, sns); allowed are 1.',
  ]);
});

test('all files count, and AWS clients with code in them by when they are loaded', () => {
  const output = (
    inputs: Record<string, number>,
    imports: [string, 'import-statement' | 'dynamic-import'][],
  ) => ({
    bytes: 10,
    exports: [],
    imports: imports.map(([path, kind]) => ({ path, kind })),
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }]),
    ),
  });
  const outputs = {
    'index.mjs': output(
      {
        'node_modules/@aws-sdk/client-sns/dist-es/a.js': 5,
        'node_modules/@aws-sdk/client-sns/dist-es/b.js': 5,
        'node_modules/@aws-sdk/client-iam/dist-es/shaken-away.js': 0,
      },
      [
        ['shared.mjs', 'import-statement'],
        ['lazy.mjs', 'dynamic-import'],
        ['node:fs', 'import-statement'],
      ],
    ),
    'shared.mjs': output({ 'node_modules/@aws-sdk/client-dynamodb/dist-es/c.js': 10 }, [
      ['index.mjs', 'import-statement'],
    ]),
    'lazy.mjs': output({ 'node_modules/@aws-sdk/client-cloudwatch-logs/dist-es/d.js': 10 }, []),
  };
  expect(readBundle('ingest', 'index.mjs', { inputs: {}, outputs })).toEqual({
    name: 'ingest',
    file: 'index.mjs',
    bytes: 30,
    bytesAtStart: 20,
    awsClients: ['dynamodb', 'sns'],
    lazyAwsClients: ['cloudwatch-logs'],
  });
});
