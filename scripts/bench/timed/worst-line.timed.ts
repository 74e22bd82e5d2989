/** Timed in a process of its own: prints one line of JSON, {@link WorstLine}. */
import type { LogBatch } from '../../../lambda/domain/log-batch.ts';
import { median } from '../measure.ts';
import { WORST_LINES } from '../payloads/worst-lines.ts';
import { understandBatch } from './understand.ts';

export interface WorstLine {
  /** Slowest of the lines, median of its measurements, ms. */
  readonly ms: number;
  readonly name: string;
  /** The five slowest, slowest first. */
  readonly slowest: readonly (readonly [name: string, ms: number])[];
}

const MEASUREMENTS = 5;
const RUN_BEFORE = [
  '2026/06/01 03:00:00 Start buffering 7/u x',
  '2026/06/01 03:00:00 Read and execute 7/u x',
];

/** The line alone, and as a line after a migration began: only then is foreign text taken for part of an error. */
function batch(texts: readonly string[]): LogBatch {
  return {
    logGroup: '/ecs/production/orders',
    logStream: 'orders/app/0123456789abcdef0123456789abcdef',
    events: texts.map((text, index) => ({
      id: String(index).padStart(56, '0'),
      at: 1_780_000_000_000 + index,
      text,
    })),
  };
}

/** A line that takes a second is over any bar already, and is not measured again. */
const HOPELESS_MS = 1000;

function time(one: LogBatch): number {
  const times: number[] = [];
  while (times.length < MEASUREMENTS && !times.some((ms) => ms > HOPELESS_MS)) {
    const begin = performance.now();
    understandBatch(one);
    times.push(performance.now() - begin);
  }
  return median(times);
}

const times = WORST_LINES.flatMap(({ name, text }) => [
  [name, time(batch([text]))] as const,
  [`${name}, after a migration began`, time(batch([...RUN_BEFORE, text]))] as const,
]).sort(([, a], [, b]) => b - a);
const [name, ms] = times[0] ?? ['none', Number.NaN];
const result: WorstLine = { ms, name, slowest: times.slice(0, 5) };
console.log(JSON.stringify(result));
