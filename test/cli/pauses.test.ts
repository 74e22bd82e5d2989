import { expect, test } from 'vitest';
import { PAUSE, type Timer, withPauses } from '../../bin/cli/parse/pauses.ts';

/** A timer whose calls happen when the test says so. */
function clock() {
  const waiting = new Map<number, () => void>();
  const timer: Timer = (ms, callback) => {
    waiting.set(ms, callback);
    return { cancel: () => void (waiting.get(ms) === callback && waiting.delete(ms)) };
  };
  return { timer, pass: (ms: number) => waiting.get(ms)?.() };
}

/** A text of which the test writes the pieces. */
function pipe() {
  const stop = new AbortController();
  const stream = new TransformStream<string, string>(undefined, { highWaterMark: 99 }, { highWaterMark: 99 });
  const writer = stream.writable.getWriter();
  const time = clock();
  const text = stream.readable[Symbol.asyncIterator]() as AsyncIterator<string>;
  return { ...time, stop, writer, read: withPauses(text, { stop: stop.signal, timer: time.timer }) };
}

const PAUSE_MS = 500;
const BUSY_MS = 2_000;

test('silence after a text is a pause, once', async () => {
  const { writer, read, pass } = pipe();
  void writer.write('a');
  expect((await read.next()).value).toBe('a');
  const next = read.next();
  pass(PAUSE_MS);
  expect((await next).value).toBe(PAUSE);
  const after = read.next();
  pass(PAUSE_MS);
  void writer.write('b');
  expect((await after).value).toBe('b');
});

test.each([
  ['comes slowly without a pause is looked at', 'x', true],
  ['is copied is not', 'x'.repeat(4 * 1024 * 1024), false],
])('a text that %s', async (_name, piece, paused) => {
  const { writer, read, pass } = pipe();
  void writer.write(piece);
  void writer.write('b');
  expect((await read.next()).value).toBe(piece);
  pass(BUSY_MS);
  expect((await read.next()).value).toBe(paused ? PAUSE : 'b');
});

test('ends with its text, and when it is stopped', async () => {
  const whole = pipe();
  void whole.writer.close();
  expect((await whole.read.next()).done).toBe(true);

  const cut = pipe();
  const next = cut.read.next();
  cut.stop.abort();
  expect((await next).done).toBe(true);
});
