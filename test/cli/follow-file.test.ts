import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followed } from '../../bin/cli/parse/follow-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-watch-'));
  path = join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Follows `path`; each time when it waits, the next of `steps` happens. After the last one it stops. */
async function textAfter(steps: readonly (() => void)[]): Promise<string> {
  const stop = new AbortController();
  const left = [...steps];
  let text = '';
  const timer = (_ms: number, callback: () => void) => {
    const step = left.shift();
    if (step) step();
    else stop.abort();
    queueMicrotask(callback);
    return { cancel: () => {} };
  };
  for await (const bytes of followed(path, { stop: stop.signal, timer }))
    text += Buffer.from(bytes).toString();
  return text;
}

test.each<[string, (() => void)[], string]>([
  ['grows', [() => appendFileSync(path, 'b\n')], 'a\nb\n'],
  ['is truncated', [() => writeFileSync(path, ''), () => appendFileSync(path, 'b\n')], 'a\nb\n'],
  [
    'is rotated, and its program still writes to the old one',
    [
      () => {
        renameSync(path, `${path}.1`);
        appendFileSync(`${path}.1`, 'late\n');
        writeFileSync(path, 'b\n');
      },
    ],
    'a\nlate\nb\n',
  ],
  [
    'is missing for a moment',
    [() => renameSync(path, `${path}.1`), () => writeFileSync(path, 'b\n')],
    'a\nb\n',
  ],
  [
    'is rotated within a line',
    [
      () => {
        appendFileSync(path, 'half');
        renameSync(path, `${path}.1`);
        writeFileSync(path, 'b\n');
      },
    ],
    'a\nhalf\nb\n',
  ],
])('a file that %s', async (_name, steps, expected) => {
  writeFileSync(path, 'a\n');
  expect(await textAfter(steps)).toBe(expected);
});
