import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runJson } from '../../bin/cli/run-json.ts';
import { LineReader } from '../../lambda/adapters/input/log-lines.ts';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainRuns } from '../../lambda/domain/incidents/explained-run.ts';
import { type FoundRun, RunFinder } from '../../lambda/pipeline/explain-stream.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';

const FOLDER = new URL('../fixtures/migrate/', import.meta.url);
const logs = readdirSync(FOLDER).filter((name) => name.endsWith('.log'));

/** Reads `text` in pieces of `chars` characters and gives lines on while `ahead` lines after them are known; looks at it at each pause. */
function inParts(
  text: string,
  { chars, lines, ahead, pauses = false }: { chars: number; lines: number; ahead: number; pauses?: boolean },
) {
  const reader = new LineReader();
  const finder = new RunFinder();
  const found: FoundRun[] = [];
  for (let from = 0; from < text.length; from += chars) {
    reader.push(text.slice(from, from + chars));
    if (pauses) found.push(...finder.soFar(reader.batches()));
    if (reader.lines < lines) continue;
    const batches = reader.batches();
    const end = finder.take(batches, reader.endBefore(ahead, 1e9))!;
    reader.dropBefore(end);
    found.push(...finder.closed());
  }
  reader.end();
  finder.take(reader.batches());
  found.push(...finder.end());
  return found;
}

const shown = (found: readonly FoundRun[]) =>
  explainRuns(
    found.map(({ run }) => run),
    [],
  ).map(runJson);

/** Without texts: a value that is masked because an earlier part shows it is masked in that part only. */
const withoutTexts = (runs: readonly ReturnType<typeof runJson>[]) =>
  runs.map(({ error, verdict, redactions, ...run }) => ({
    ...run,
    error: error && { class: error.class, sqlState: error.sqlState, line: error.line },
    state: verdict?.state,
  }));

const wholeOf = (text: string) => explainText(readLogText(Buffer.from(text))).map(runJson);
const textOf = (names: readonly string[]) =>
  names.map((name) => readFileSync(new URL(name, FOLDER), 'utf8')).join('');

describe('a text that is read in parts has the runs of the whole text', () => {
  test('each fixture that is one part, in small pieces', () => {
    const wrong = logs
      .filter((_name, index) => index % 5 === 0)
      .filter((name) => {
        const text = textOf([name]);
        if (text === '' || text.length > 100_000) return false;
        const parts = inParts(text, { chars: 97, lines: 1e9, ahead: 0 });
        parts.sort((a, b) => (a.run.startedAt ?? 0) - (b.run.startedAt ?? 0));
        return JSON.stringify(shown(parts)) !== JSON.stringify(wholeOf(text));
      });
    expect(wrong).toEqual([]);
  });

  test('many runs without times, in many parts, of which the oldest are forgotten', () => {
    const names = logs.filter((name) => /^(?:pg|up|dirty|killed)/.test(name));
    const text = textOf([...names, ...names]);
    const parts = inParts(text, { chars: 5_000, lines: 500, ahead: 300 });
    expect(parts.length).toBeGreaterThan(300);
    expect(withoutTexts(shown(parts))).toEqual(withoutTexts(wholeOf(text)));
  });

  test('far apart in a log of a service with times', () => {
    let second = 0;
    const stamp = () => new Date(Date.UTC(2026, 2, 1) + 1_000 * second++).toISOString();
    const quiet = () =>
      Array.from({ length: 3_000 }, (_, index) => `${stamp()} INFO request ${index} served\n`).join('');
    const runs = ['up-three-verbose.1', 'pg-syntax-error-verbose', 'dirty-then-forced-verbose.2'].map(
      (name) =>
        textOf([`${name}.log`])
          .trimEnd()
          .replace(/^/gm, () => `${stamp()} `),
    );
    const text = runs.map((run) => `${quiet()}${run}\n`).join('') + quiet();
    const parts = inParts(text, { chars: 9_999, lines: 1_500, ahead: 200 });
    expect(shown(parts)).toEqual(wholeOf(text));
    expect(parts).toHaveLength(3);
  });

  test('looked at while it comes: each run once, or again when later lines change it', () => {
    const text = textOf(['up-three-verbose.1.log', 'pg-syntax-error-verbose.log', 'up-three-verbose.2.log']);
    const found = inParts(text, { chars: 41, lines: 1e9, ahead: 0, pauses: true });
    const last = new Map(found.map((each) => [each.lineId, each]));
    // `Finished after`, which comes later, adds the duration only; that is not worth printing the run again.
    const said = (runs: readonly ReturnType<typeof runJson>[]) =>
      withoutTexts(runs).map((run) => ({ ...run, durationMs: null }));
    expect(said(shown([...last.values()]))).toEqual(said(wholeOf(text)));
    expect(found.filter(({ before }) => before === undefined)).toHaveLength(last.size);
  });
});
