import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readLogText } from '../../lambda/adapters/input/read-log-text.ts';
import { explainText } from '../../lambda/pipeline/explain-text.ts';
import { holds, type Situation } from '../../scripts/states/situation.ts';

const FIXTURES = new URL('../fixtures/migrate/', import.meta.url);

const situation: Situation = {
  mark: { version: '2', dirty: true },
  at: 1,
  change: 'none',
  working: false,
  direction: 'up',
  applied: 2,
  undone: '1',
  done: '2',
  leftover: false,
  chosen: 'undo',
};

test('for each branch of a page there is a way to see whether it applies', () => {
  const whens = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.log'))
    .map((name) => readFileSync(new URL(name, FIXTURES)))
    .filter((bytes) => bytes.length > 0)
    .flatMap((bytes) => explainText(readLogText(bytes)))
    .flatMap(({ verdict }) => verdict?.next ?? [])
    .flatMap(({ when }) => when ?? []);
  expect(whens.length).toBeGreaterThan(100);
  expect(whens.filter((when) => holds(when, situation) === undefined)).toEqual([]);
});
