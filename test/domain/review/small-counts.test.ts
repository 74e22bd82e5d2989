import { describe, expect, test } from 'vitest';
import { compareCounts, compareShares } from '../../../lambda/domain/review/small-counts.ts';

/** The smallest count that is more than usual. */
function reaches(earlier: number, share: number): number {
  for (let count = 0; ; count++) if (compareCounts(count, earlier, share) === 'more') return count;
}

describe('counts', () => {
  test('a week is compared with one week: from which count on it is more', () => {
    expect([0, 1, 2, 3, 5].map((earlier) => reaches(earlier, 1 / 2))).toEqual([6, 8, 10, 12, 15]);
  });

  test('a week is compared with four weeks', () => {
    const totals = [0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20];
    expect(totals.map((earlier) => reaches(earlier, 1 / 5))).toEqual([2, 3, 4, 4, 5, 6, 6, 8, 8, 10, 11]);
  });

  test('nothing at all is within chance, and so is one more failure', () => {
    expect(compareCounts(0, 0, 1 / 5)).toBe('chance');
    expect(compareCounts(5, 1, 1 / 2)).toBe('chance');
  });

  test('fewer is told too', () => {
    expect(compareCounts(0, 20, 1 / 5)).toBe('fewer');
    expect(compareCounts(0, 8, 1 / 5)).toBe('chance');
  });
});

describe('shares', () => {
  test('6 of 41 runs against 9 of 149, and 12 of 41', () => {
    expect(compareShares({ some: 6, of: 41 }, { some: 9, of: 149 })).toBe('chance');
    expect(compareShares({ some: 12, of: 41 }, { some: 9, of: 149 })).toBe('more');
    expect(compareShares({ some: 0, of: 60 }, { some: 40, of: 149 })).toBe('fewer');
  });

  test('without a run there is nothing to tell', () => {
    expect(compareShares({ some: 0, of: 0 }, { some: 9, of: 149 })).toBe('chance');
    expect(compareShares({ some: 1, of: 1 }, { some: 0, of: 0 })).toBe('chance');
  });

  test('by chance alone at most one in twenty is told', () => {
    // Every outcome of 20 runs against 80, weighted by its chance if each run fails with 1 in 10.
    const chance = (k: number, n: number) => {
      let total = 0.1 ** k * 0.9 ** (n - k);
      for (let i = 1; i <= k; i++) total *= (n - k + i) / i;
      return total;
    };
    let told = 0;
    for (let now = 0; now <= 20; now++)
      for (let earlier = 0; earlier <= 80; earlier++)
        if (compareShares({ some: now, of: 20 }, { some: earlier, of: 80 }) !== 'chance')
          told += chance(now, 20) * chance(earlier, 80);
    expect(told).toBeGreaterThan(0.005);
    expect(told).toBeLessThan(0.05);
  });
});
