import { expect, test } from 'vitest';
import { parseSince } from '../../bin/cli/since.ts';

const NOW = Date.UTC(2026, 2, 16, 12);

test.each([
  ['90s', NOW - 90_000],
  ['30m', NOW - 1_800_000],
  ['2h', NOW - 7_200_000],
  ['7d', NOW - 7 * 86_400_000],
  ['1w', NOW - 7 * 86_400_000],
  ['2026-03-16', Date.UTC(2026, 2, 16)],
  ['2026-03-16T08:00', Date.UTC(2026, 2, 16, 8)],
  ['2026-03-16 08:00:01.5', Date.UTC(2026, 2, 16, 8, 0, 1, 500)],
  ['2026-03-16T08:00+02:00', Date.UTC(2026, 2, 16, 6)],
  ['2026-03-16T08:00Z', Date.UTC(2026, 2, 16, 8)],
  ['yesterday', undefined],
  ['7', undefined],
  ['-7d', undefined],
  ['2026-13-01', undefined],
  ['', undefined],
])("'%s'", (text, expected) => {
  expect(parseSince(text, NOW)).toBe(expected);
});
