import { expect, test } from 'vitest';
import { parseGoDuration } from '../../../../lambda/domain/lines/wording/go-duration.ts';

test.each([
  ['0s', 0],
  ['850ns', 0.00085],
  ['15.3µs', 0.0153],
  ['15.3μs', 0.0153],
  ['12.345678ms', 12.345678],
  ['3.5s', 3_500],
  ['1m2.5s', 62_500],
  ['1h0m0.2s', 3_600_200],
  ['906.667┬Ás', 0.906667],
  ['906.667?s', 0.906667],
])('%s is %d ms', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test.each(['', '12', '1.5', 'XXms', '3 s', '-1s', '1d', 's', '12ms!'])('%j is not a Go duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
