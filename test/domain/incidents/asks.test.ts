import { describe, expect, test } from 'vitest';
import { asksDue } from '../../../lambda/domain/incidents/asks.ts';
import type { Told } from '../../../lambda/domain/incidents/told.ts';
import { MOST_ASKED } from '../../../lambda/domain/model/ask.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Not on the edge of a minute. */
const T0 = Date.UTC(2026, 2, 5, 2, 13, 20);

const told = (over: Partial<Told> = {}): Told => ({
  key: 'key',
  opening: 1,
  topics: ['critical'],
  at: T0,
  ...over,
});
const isAsked = (now: number) => asksDue([told()], ['critical'], now).length > 0;

test.each([
  ['at the page itself', 0, true],
  ['when the clock was set back', -HOUR, true],
  ['a millisecond before an hour', HOUR - 1, true],
  ['after an hour, in the tenth minute', HOUR, true],
  ['until the end of that minute', HOUR + 40_000 - 1, true],
  ['in the next minute', HOUR + 40_000, false],
  ['a millisecond before the next tenth minute', HOUR + 10 * MINUTE - 20_001, false],
  ['at its begin', HOUR + 10 * MINUTE - 20_000, true],
])('%s', (_when, after, expected) => {
  expect(isAsked(T0 + after)).toBe(expected);
});

test('sweeps a minute apart never miss the tenth minute, whatever their second', () => {
  for (let second = 0; second < 60; second++) {
    const asked = Array.from({ length: 120 }, (_, n) => T0 + HOUR + n * MINUTE + second * 1_000).filter(
      isAsked,
    );
    expect(asked).toHaveLength(12);
  }
});

test('each topic is asked about what it was told, and only topics that can be asked', () => {
  const both = told({ key: 'b', topics: ['critical', 'warning'], opening: 3 });
  const info = told({ key: 'a', topics: ['info'] });
  expect(asksDue([both, info], ['critical', 'info'], T0)).toEqual([
    { topic: 'critical', at: T0, incidents: [{ incident: 'b', opening: 3 }] },
    { topic: 'info', at: T0, incidents: [{ incident: 'a', opening: 1 }] },
  ]);
  expect(asksDue([both, info], [], T0)).toEqual([]);
  expect(asksDue([], ['critical'], T0)).toEqual([]);
});

describe('a storm of 300 open incidents', () => {
  const storm = Array.from({ length: 300 }, (_, n) => told({ key: `incident ${n}` }));
  const askedAt = (now: number) =>
    asksDue(storm, ['critical'], now).flatMap(({ incidents }) => incidents.map(({ incident }) => incident));

  test('asks about 75 in a minute, and about each within four minutes', () => {
    const rounds = [1, 2, 3, 4].map((n) => askedAt(T0 + n * MINUTE));
    expect(rounds.map(({ length }) => length)).toEqual([75, 75, 75, 75]);
    expect(new Set(rounds.flat()).size).toBe(300);
  });

  test('later asks about each within 80 minutes', () => {
    const rounds = Array.from({ length: 80 }, (_, n) => askedAt(T0 + HOUR + n * MINUTE));
    expect(Math.max(...rounds.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(new Set(rounds.flat()).size).toBe(300);
  });

  test('with new and old ones never asks about more than one message holds', () => {
    const old = storm.map((each) => ({ ...each, key: `old ${each.key}`, at: T0 - 2 * HOUR }));
    const counts = Array.from({ length: 20 }, (_, n) =>
      asksDue([...storm, ...old], ['critical'], T0 + n * MINUTE).map(({ incidents }) => incidents.length),
    ).flat();
    expect(Math.max(...counts)).toBe(75 + 37);
    expect(Math.max(...counts)).toBeLessThanOrEqual(MOST_ASKED);
  });
});
