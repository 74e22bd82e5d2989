import { expect, test } from 'vitest';
import { overBudget, readBundle } from '../../scripts/bundle-budget.ts';

const budget = { bytes: 1000, awsClients: 1 };
const bundle = { name: 'ingest', file: 'dist/lambda/ingest/index.mjs', bytes: 1000, awsClients: ['sns'] };

test('a bundle of exactly the budget holds; one byte or one client more is named', () => {
  expect(overBudget([bundle], budget)).toEqual([]);
  expect(overBudget([{ ...bundle, bytes: 1001 }], budget)).toEqual([
    'dist/lambda/ingest/index.mjs has 1001 bytes; allowed are 1000.',
  ]);
  expect(overBudget([{ ...bundle, awsClients: ['dynamodb', 'sns'] }], budget)).toEqual([
    'dist/lambda/ingest/index.mjs holds 2 AWS clients (dynamodb, sns); allowed are 1.',
  ]);
});

test('AWS clients are those with code in the bundle, each once', () => {
  const input = (bytesInOutput: number) => ({ bytesInOutput });
  const output = {
    bytes: 30,
    imports: [],
    exports: [],
    inputs: {
      'node_modules/@aws-sdk/client-sns/dist-es/a.js': input(10),
      'node_modules/@aws-sdk/client-sns/dist-es/b.js': input(10),
      'node_modules/@aws-sdk/client-dynamodb/dist-es/shaken-away.js': input(0),
      'node_modules/@aws-sdk/core/dist-es/c.js': input(10),
    },
  };
  expect(readBundle('ingest', 'out.mjs', { inputs: {}, outputs: { 'out.mjs': output } })).toEqual({
    name: 'ingest',
    file: 'out.mjs',
    bytes: 30,
    awsClients: ['sns'],
  });
});
