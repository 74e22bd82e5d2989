import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canaryRun, meantEnd } from '../../../lambda/domain/canary/canary-run.ts';
import { originOfStream } from '../../../lambda/domain/model/origin.ts';

const EVERY = 15 * 60_000;
/** 2026-03-05T10:00:00.250Z. */
const NOW = Date.UTC(2026, 2, 5, 10) + 250;
const planned = (nth: number) => canaryRun(nth * EVERY + 17_000, EVERY, NOW);

/** Lines with their time and their versions taken out. */
function form(text: string, versions: readonly string[]): string {
  const untimed = text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '<time> ');
  return versions.reduce((line, version, index) => line.replace(`${version}/u`, `<${index}>/u`), untimed);
}

describe('the canary’s lines are those of migrate v4.19', () => {
  test.each([
    ['succeeded', 2, 'up-one-verbose'],
    ['failed', 3, 'pg-syntax-error-verbose'],
  ] as const)('%s', (end, nth, fixture) => {
    const captured = readFileSync(`test/fixtures/migrate/${fixture}.log`, 'utf8').trimEnd().split('\n');
    const { logStream, lines } = planned(nth);
    expect(meantEnd(logStream)).toBe(end);
    const versions = ['20260305100000', '20260305100001', '20260305100002'];
    expect(lines.map(({ text }) => form(text, versions))).toEqual(
      captured.map((line) => form(line, ['1', '2', '3'])),
    );
  });
});

test('every second planned run fails, wherever in its period it was planned and whenever it starts', () => {
  const ends = [4, 5, 6, 7].map((nth) => meantEnd(planned(nth).logStream));
  expect(ends).toEqual(['succeeded', 'failed', 'succeeded', 'failed']);
  for (const at of [0, 1, EVERY - 1]) {
    expect(meantEnd(canaryRun(5 * EVERY + at, EVERY, NOW + 7 * EVERY).logStream)).toBe('failed');
  }
});

test('lines are stamped with now, in order, and printed with the same second', () => {
  const { lines } = planned(3);
  expect(lines.map(({ at }) => at)).toEqual(lines.map((_, index) => NOW + index));
  expect(lines[0]!.text).toMatch(/^2026\/03\/05 10:00:00 Start buffering/);
});

test('two runs never share a log stream, and CloudWatch Logs accepts its name', () => {
  const streams = [
    canaryRun(3 * EVERY, EVERY, NOW),
    canaryRun(3 * EVERY, EVERY, NOW + 1),
    canaryRun(4 * EVERY, EVERY, NOW),
  ].map(({ logStream }) => logStream);
  expect(new Set(streams).size).toBe(3);
  for (const stream of streams) {
    expect(stream).toMatch(/^[^:*]{1,512}$/);
    expect(originOfStream('/migrate-watch/watch/canary-lines', stream).container).toBeNull();
  }
});

test.each([[null], ['orders/migrate/0123'], ['failedtoo/2026']])('%s is not one of its streams', (stream) => {
  expect(meantEnd(stream)).toBeUndefined();
});
