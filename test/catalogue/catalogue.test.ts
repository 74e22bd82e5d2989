import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { METRICS } from '../../lambda/contract/metrics.ts';
import { catalogue } from '../../scripts/catalogue/catalogue.ts';
// Needs no build: the code of functions is replaced.
import '../lib/monitor-under-test.ts';

const written = readFileSync('docs/catalogue.md', 'utf8');

test('the catalogue is what is deployed now; else: npm run catalogue', () => {
  expect(written).toBe(catalogue());
});

test('every alarm leads to a heading of the runbook, and every metric is in it', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8').toLowerCase();
  const headings = [...written.matchAll(/runbook\.md#(alarm-[a-z0-9-]+)/g)].map(([, heading]) => heading!);
  expect(headings.length).toBeGreaterThan(25);
  for (const heading of headings) expect(runbook).toContain(`\n### ${heading}\n`);
  for (const metric of Object.keys(METRICS)) expect(written).toContain(`| \`${metric}\` |`);
});
