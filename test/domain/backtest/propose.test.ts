import { describe, expect, test } from 'vitest';
import { differencesAfter, type Happened, misfit, monthOf, noise, proposalAfter } from './month.ts';

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed + 1);
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

test('a month of pure noise: at most 5 proposals in 100', () => {
  expect(SEEDS.filter((seed) => proposalAfter(noise(seed)) !== undefined).length).toBeLessThanOrEqual(5);
});

test('a month with a backfill that always takes longer than the limit: proposed in at least 90 of 100', () => {
  const proposals = SEEDS.flatMap((seed) => proposalAfter(misfit(seed)) ?? []);
  expect(proposals.length).toBeGreaterThanOrEqual(90);
  for (const { changes } of proposals)
    expect(changes.map(({ limit }) => limit)).toEqual(['longRunningWarningMs']);
});

/** A backfill each third night, and other runs each day. */
const MONTH: readonly Happened[] = [
  ...Array.from({ length: 30 }, (_, day): Happened => ({ ...run(day * DAY, 1), database: 'orders' })),
  ...Array.from({ length: 10 }, (_, n): Happened => run(3 * n * DAY + HOUR, 12)),
];

function run(at: number, minutes: number, isActedOn = false): Happened {
  return { database: 'billing', at, minutes, isActedOn };
}

describe('a proposal', () => {
  test('says what it changes, and on what evidence', () => {
    expect(proposalAfter(MONTH)).toEqual({
      environment: 'production',
      changes: [{ limit: 'longRunningWarningMs', fromMs: 10 * 60_000, toMs: 15 * 60_000 }],
      runs: 40,
      needless: { now: 10, proposed: 0 },
      needed: 0,
      delayMs: 0,
      longestMs: 12 * 60_000,
      tried: 1,
    });
  });

  test('leaves a quarter of room above the longest run', () => {
    const longest = (minutes: number) =>
      proposalAfter([...MONTH, run(DAY + HOUR, minutes)])?.changes[0]?.toMs ?? 0;
    expect(longest(12) / 60_000).toBe(15);
    expect(longest(12.1) / 60_000).toBe(20);
  });

  test('loses no page that somebody acted on', () => {
    expect(proposalAfter([...MONTH, run(5 * DAY, 14, true)])).toBeUndefined();
    // This one would still be told, a little later.
    expect(proposalAfter([...MONTH, run(5 * DAY, 25, true)])).toMatchObject({
      needed: 1,
      delayMs: 5 * 60_000,
    });
  });

  test('needs three needless warnings in the older part, and eight runs', () => {
    const backfills = (count: number) => Array.from({ length: count }, (_, n) => run(n * DAY + HOUR, 12));
    const others = (count: number) => Array.from({ length: count }, (_, n) => run(n * DAY + 5 * HOUR, 1));
    expect(proposalAfter([...backfills(2), ...others(20)])).toBeUndefined();
    expect(proposalAfter([...backfills(3), ...others(4)])).toBeUndefined();
    expect(proposalAfter([...backfills(3), ...others(5)])).toBeDefined();
  });

  test('has to hold in the newest third', () => {
    const longer = [0, 1, 2].map((n) => run((21 + n) * DAY + 5 * HOUR, 25));
    expect(proposalAfter([...MONTH, ...longer])?.needless).toEqual({ now: 13, proposed: 3 });
    const stillLonger = Array.from({ length: 5 }, (_, n) => run((21 + n) * DAY + 5 * HOUR, 25));
    expect(proposalAfter([...MONTH, ...stillLonger])).toBeUndefined();
  });
});

describe('the replay and what was sent', () => {
  test('agree on a month that the monitor saw', () => {
    const { pages, notSent, notReplayed } = differencesAfter(misfit(7));
    expect(pages.length).toBeGreaterThan(8);
    expect([notSent, notReplayed]).toEqual([[], []]);
  });

  test('are compared page by page', () => {
    const { runs, incidents } = monthOf(MONTH);
    expect(runs).toHaveLength(40);
    const silent = { ...incidents[0]!, notifiedTopics: [] };
    const late = {
      ...incidents[1]!,
      pages: incidents[1]!.pages!.map((page) => ({ ...page, at: page.at + 91_000 })),
    };
    const held = differencesAfter(MONTH, [silent, ...incidents.slice(1)]);
    expect([held.notSent, held.notReplayed]).toEqual([[], []]);
    const differing = differencesAfter(MONTH, [incidents[0]!, late, ...incidents.slice(3)]);
    expect(differing.notSent).toHaveLength(2);
    expect(differing.notReplayed).toHaveLength(1);
  });
});
