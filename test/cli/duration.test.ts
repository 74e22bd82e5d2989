import { expect, test } from 'vitest';
import { duration } from '../../bin/cli/duration.ts';

test.each([
  [0, '<1 ms'],
  [0.588, '0.6 ms'],
  [9.94, '9.9 ms'],
  [9.95, '10 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [61_051, '61.1 s'],
  [99_949, '99.9 s'],
  [99_950, '1 min 40 s'],
  [119_600, '2 min'],
  [1_140_325, '19 min'],
  [3_599_600, '1 h'],
  [5_520_000, '1 h 32 min'],
  [86_399_000, '1 d'],
  [104_400_000, '1 d 5 h'],
])('%d ms reads %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
