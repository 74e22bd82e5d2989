import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** What reads a clock, the machine or the network, or prints. Seen as free names, so a property or a text never counts. */
const IMPURE = [
  'process',
  'console',
  'Buffer',
  'fetch',
  'performance',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'Date.now',
  'Math.random',
];

/** Steps may measure bytes: they have one answer for one input. */
const STEPS_MAY = ['Buffer'];

function impureNames(source: string, allowed: readonly string[] = []): string[] {
  const marks = Object.fromEntries(
    IMPURE.flatMap((name, index) => (allowed.includes(name) ? [] : [[name, `IMPURE_NAME_${index}`]])),
  );
  const { code } = transformSync(source, { loader: 'ts', define: marks });
  const named = [...code.matchAll(/\bIMPURE_NAME_(\d+)\b/g)].map(([, index]) => IMPURE[Number(index)] ?? '');
  return [...new Set([...named, ...(/\bnew Date\(\)/.test(code) ? ['new Date()'] : [])])];
}

test('rules and steps read no clock, no environment, no network, and print nothing', () => {
  const files = sourceFiles(['lambda/contract', 'lambda/domain', 'lambda/pipeline']);
  expect(files.length).toBeGreaterThan(0);
  const found = files.flatMap((file) =>
    impureNames(readFileSync(file, 'utf8'), file.startsWith('lambda/pipeline/') ? STEPS_MAY : []).map(
      (name) => `${file} uses ${name}`,
    ),
  );
  expect(found).toEqual([]);
});

test.each([
  ['export const now = Date.now();', ['Date.now']],
  ['export const region = process.env["AWS_REGION"];', ['process']],
  ['export const log = () => console.log(1);', ['console']],
  ['export const at = new Date();', ['new Date()']],
  ['export const at = (ms: number) => new Date(ms).toISOString();', []],
  ['export const text = "process.env, Date.now()";', []],
  ['export const run = (process: { id: string }) => process.id;', []],
])('%j uses %j', (source, expected) => {
  expect(impureNames(source)).toEqual(expected);
});
