import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  extractMigrateLines,
  linesFact as factOf,
} from '../../../../lambda/domain/lines/parse/extract-migrate-lines.ts';
import type { LinesFact } from '../../../../lambda/domain/model/fact.ts';
import { foldFrom } from '../../../../lambda/domain/runs/fold/fold.ts';
import { cutsOf, type FoldSeed } from '../../../../lambda/domain/runs/fold/seed.ts';
import { linesFact, ORIGIN } from '../../../builders/facts-and-runs.ts';
import { longOrigins } from '../../../pipeline/long-origin.ts';
import { SOURCES } from '../../../pipeline/reference-runs.ts';

const stored = (seed: FoldSeed) => JSON.parse(JSON.stringify(seed)) as FoldSeed;

test('a fold from any seed, or from a seed of a seed, has the same runs from there on', () => {
  let seeds = 0;
  fc.assert(
    fc.property(longOrigins, ({ deliveries }) => {
      const admitted = deliveries.flatMap((each) =>
        each.kind === 'batch' ? extractMigrateLines(each.batch) : [],
      );
      const facts = admitted.map((lines, index) => factOf(lines, `batch-${index}`, 'batch'));
      if (facts.length === 0) return;
      const context = { origin: admitted[0]!.origin.id, sources: SOURCES };
      const whole = foldFrom(null, facts, context);
      for (const cut of cutsOf(whole)) {
        const seed = stored(cut.seed());
        const rest = foldFrom(seed, facts, context);
        expect(rest.runs).toEqual(whole.runs.slice(seed.runs));
        seeds++;
        const next = cutsOf(rest)[0];
        if (next === undefined) continue;
        const later = stored(next.seed());
        expect(foldFrom(later, facts, context).runs).toEqual(whole.runs.slice(later.runs));
      }
    }),
    { numRuns: 150, seed: 20261130 },
  );
  expect(seeds).toBeGreaterThan(300);
});

test('a line inside an error block before the seed is not a separate line', () => {
  const at = (ms: number) => linesFact('x', [[ms, 'no change']]).lines[0]!;
  const error = 'error: Dirty database version 2. Fix and force version.';
  const lines: LinesFact['lines'] = [
    { ...at(100), id: '0100', through: '0300', text: error },
    ...[1_000, 2_000, 3_000].map((ms) => ({ ...at(ms), id: String(ms) })),
    { ...at(9_000), id: '0200', text: error },
  ];
  const facts = lines.map((line, index) => ({ ...linesFact(`f${index}`, []), lines: [line] }));
  const context = { origin: ORIGIN, sources: [] };
  const whole = foldFrom(null, facts, context);
  expect(whole.runs.map(({ outcome }) => outcome)).toEqual([
    'blocked',
    'no-change',
    'no-change',
    'no-change',
  ]);
  const seed = stored(cutsOf(whole).at(-1)!.seed());
  expect(foldFrom(seed, facts, context).runs).toEqual(whole.runs.slice(seed.runs));
});
