import { expect, test } from 'vitest';
import type { Forecast } from '../../../lambda/domain/model/forecast.ts';
import { forecastOf } from '../../../lambda/domain/normal/forecast.ts';
import type { Pair } from '../../../lambda/domain/normal/pair.ts';
import { rangeText, roundedText } from '../../../lambda/domain/normal/rounded.ts';
import {
  elapsedText,
  expectationText,
  knowledgeOf,
  leftText,
  recordText,
} from '../../../lambda/domain/normal/words.ts';

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;
const NOW = 1_000 * 24 * H;
const NAMES = { source: 'staging', target: 'production' };

function forecast(
  sourceMs: number,
  ratios: readonly number[],
  more: { readonly rowsRatio?: number } = {},
): Forecast {
  const pairs = ratios.map(
    (ratio, i): Pair => ({ id: `${i}`, at: NOW - 1, sourceMs, targetMs: ratio * sourceMs }),
  );
  return forecastOf({ sourceMs, at: NOW, pairs, scores: [], ...more });
}

const even = Array.from({ length: 40 }, (_, i) => 4 * Math.exp(0.3 * (i % 2 ? 1 : -1)));
const known = forecast(62 * S, even);
const rough = forecast(62 * S, [0.8, 31, 4, 5, 9]);
const few = forecast(62 * S, [4, 5, 3]);
const sized = forecastOf({
  sourceMs: 62 * S,
  at: NOW,
  pairs: Array.from({ length: 6 }, (_, i) => ({
    id: `${i}`,
    at: NOW - 1,
    sourceMs: 620 * S,
    targetMs: 650 * S,
  })),
  scores: [],
  rowsRatio: 11,
});
const learning = forecast(3_200, [4]);
const brief = forecast(12, Array(43).fill(1));

test.each([
  ['none', null, 'not known: this file has not run in another environment'],
  [
    'learning',
    forecast(3_200, []),
    'staging took 3.2 s. How production compares is not known yet (0 of 2 files of about that size)',
  ],
  [
    'learning',
    learning,
    'staging took 3.2 s. How production compares is not known yet (1 of 2 files of about that size)',
  ],
  [
    'rough',
    few,
    'staging took 62 s; here 52 s–16 min (9 of 10 times), most likely 4 min: few files of that size are known',
  ],
  [
    'rough',
    rough,
    'staging took 62 s; here 36 s–44 min (9 of 10 times), most likely 5 min: its ratios differ from 0.8 to 31',
  ],
  ['known', known, "expected 2–8 min (9 of 10 times), from staging's 62 s"],
  ['known', sized, "expected 6–21 min (9 of 10 times), from staging's 62 s and the sizes of the table"],
  [
    'brief',
    brief,
    'under a second, unless it works on rows: none of 43 such files took longer than 5 s in production',
  ],
  [
    'brief',
    forecast(12, [...Array(42).fill(1), 900]),
    'under a second, unless it works on rows: 1 of 43 such files took longer than 5 s in production',
  ],
  ['brief', forecast(0, []), 'under a second, unless it works on rows'],
] as const)('%s: what is expected', (level, given, text) => {
  expect(knowledgeOf(given)).toBe(level);
  expect(expectationText(given, NAMES)).toBe(text);
});

test('a running migration within its interval is as expected, and one beyond it is compared', () => {
  expect(elapsedText(known, 5 * MIN, NAMES)).toBe('runs 5 min, as expected (2–8 min)');
  expect(elapsedText(known, 12 * MIN, NAMES)).toMatch(
    /^takes 2\.9× as long as expected \(staging 62 s, here 2–8 min\)\. 1 in \d+ takes this long by itself$/,
  );
  expect(elapsedText(known, 9 * H, NAMES)).toContain('Fewer than 1 in 1,000 take this long by themselves');
  expect(leftText(known, 12 * MIN)).toMatch(
    /^if it ends like others: \d+ s more, \d+ min at most \(9 of 10 times\)$/,
  );
});

test.each([learning, forecast(60 * S, []), brief])(
  'too little is known to say how unusual a duration is',
  (given) => {
    expect(elapsedText(given, 9 * H, NAMES)).toBeUndefined();
    expect(leftText(given, 9 * H)).toBeUndefined();
  },
);

test('how many forecasts held is said from 20 on', () => {
  const scores = Array.from({ length: 40 }, (_, i) => ({
    id: `${i}`,
    sourceMs: 60 * S,
    score: i < 4 ? 2 : 0.5,
    held: i >= 4,
  }));
  const of = (count: number) =>
    forecastOf({ sourceMs: 60 * S, at: NOW, pairs: [], scores: scores.slice(0, count) });
  expect(recordText(of(40))).toBe('36 of the last 40 forecasts held');
  expect(recordText(of(19))).toBeUndefined();
});

test.each([
  [0, 'under a second'],
  [999, 'under a second'],
  [1_000, '1 s'],
  [3_249, '3.2 s'],
  [62_400, '62 s'],
  [99_400, '99 s'],
  [99_600, '2 min'],
  [89 * MIN, '89 min'],
  [90 * MIN, '1.5 h'],
  [12.4 * H, '12 h'],
  [24 * H, '24 h'],
  [24 * H + 1, 'more than a day'],
  [Number.POSITIVE_INFINITY, 'more than a day'],
])('%d ms is %s', (ms, text) => {
  expect(roundedText(ms)).toBe(text);
});

test.each([
  [0, 900, 'under a second'],
  [500, 95.2 * S, 'under a second to 96 s'],
  [1_900, 8_100, '1–9 s'],
  [62.6 * S, 11.2 * MIN, '62 s–12 min'],
  [4.9 * MIN, 10.1 * MIN, '4–11 min'],
  [26.6 * MIN, 2.11 * H, '26 min–2.2 h'],
  [99.5 * S, 99.9 * S, '99 s–2 min'],
  [26.6 * MIN, 25 * H, '26 min to more than a day'],
  [25 * H, 26 * H, 'more than a day'],
])('from %d to %d ms is %s: bounds are rounded outwards', (low, high, text) => {
  expect(rangeText(low, high)).toBe(text);
});
