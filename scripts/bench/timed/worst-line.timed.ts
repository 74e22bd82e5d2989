/** Runs in a separate process: prints one line of JSON, {@link WorstLine}. */
import type { LogBatch } from '../../../lambda/domain/model/log-batch.ts';
import { median } from '../measure.ts';
import { LINE_CHARACTERS, worstLines } from '../payloads/worst-lines.ts';
import { understandBatch } from './understand.ts';

export interface WorstLine {
  /** Slowest of the lines, median of its measurements, ms. */
  readonly ms: number;
  readonly name: string;
  /** All lines above the limit, and at least five; slowest first. */
  readonly slowest: readonly (readonly [name: string, ms: number])[];
}

const MEASUREMENTS = 5;
const RUN_BEFORE = [
  '2026/06/01 03:00:00 Start buffering 7/u x',
  '2026/06/01 03:00:00 Read and execute 7/u x',
];

/** The line by itself, and again after a migration began, because only then does foreign text count as part of an error. */
function batch(texts: readonly string[]): LogBatch {
  return {
    logGroup: '/ecs/production/orders',
    logStream: 'orders/app/0123456789abcdef0123456789abcdef',
    events: texts.map((text, index) => ({
      id: String(index).padStart(56, '0'),
      timestamp: 1_780_000_000_000 + index,
      message: text,
    })),
  };
}

/**
 * Shorter lines come first, so that a line with runaway cost is found while it is small. A line that takes 50 ms at any
 * length is above the limit, and is not measured at longer ones.
 */
const LENGTHS = [LINE_CHARACTERS / 64, LINE_CHARACTERS / 8, LINE_CHARACTERS];
const OVER_ANY_BAR_MS = 50;

function time(one: LogBatch): number {
  const times: number[] = [];
  while (times.length < MEASUREMENTS) {
    const begin = performance.now();
    understandBatch(one);
    times.push(performance.now() - begin);
  }
  return median(times);
}

function timeGrowing(
  name: string,
  before: readonly string[],
  texts: readonly string[],
): readonly [string, number] {
  const label = before.length === 0 ? name : `${name}, after a migration began`;
  for (const text of texts) {
    // If it never ends, the last name on stderr shows which line it is.
    console.error(`${label}, ${text.length} characters`);
    const ms = time(batch([...before, text]));
    if (text === texts.at(-1)) return [label, ms];
    if (ms > OVER_ANY_BAR_MS) return [`${label} (${text.length} characters already)`, ms];
  }
  return [label, Number.NaN];
}

const sizes = LENGTHS.map(worstLines);
const times = (sizes[0] ?? [])
  .flatMap(({ name }, index) => {
    const texts = sizes.map((lines) => lines[index]?.text ?? '');
    return [timeGrowing(name, [], texts), timeGrowing(name, RUN_BEFORE, texts)];
  })
  .sort(([, a], [, b]) => b - a);
const [name, ms] = times[0] ?? ['none', Number.NaN];
const result: WorstLine = {
  ms,
  name,
  slowest: times.filter(([, each], index) => index < 5 || each > OVER_ANY_BAR_MS),
};
console.log(JSON.stringify(result));
