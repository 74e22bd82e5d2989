import { expect, test } from 'vitest';
import { dialectOf, ENGINES } from '../../scripts/states/dialect.ts';
import { makeScenario } from '../../scripts/states/make-scenario.ts';
import { flawOf, textOf } from '../../scripts/states/migration-file.ts';
import { pathOf } from '../../scripts/states/scenario.ts';

const MANY = Array.from({ length: 3000 }, (_, seed) => makeScenario(seed));

test('a seed makes the same scenario each time', () => {
  expect(JSON.stringify(makeScenario(4711))).toBe(JSON.stringify(makeScenario(4711)));
  expect(JSON.stringify(makeScenario(4712))).not.toBe(JSON.stringify(makeScenario(4711)));
});

test.each(ENGINES)('every kind of failure comes up on %s', (engine) => {
  const { flaws, oddFlaws, bodyFlaws } = dialectOf(engine);
  const kinds = new Set(MANY.filter((one) => one.engine === engine).map(({ what }) => what));
  expect([...kinds]).toEqual(expect.arrayContaining(Object.keys({ ...flaws, ...oddFlaws, ...bodyFlaws })));
});

test('the fault is in one file of the job, and in no other', () => {
  for (const scenario of MANY) {
    const { files, at, direction } = scenario;
    const flawed = files.filter(
      (file) => textOf(file, direction, 'flawed') !== textOf(file, direction, 'correct'),
    );
    // A correct file fails too while somebody holds its table.
    expect(flawed).toEqual(flawOf(files[at]!)?.gateHeld && flawed.length === 0 ? [] : [files[at]]);
    expect(pathOf(scenario)).toContain(at);
  }
});

test('first, middle and last files of a job go wrong, up and down', () => {
  const places = MANY.map((scenario) => {
    const path = pathOf(scenario);
    const step = path.indexOf(scenario.at);
    const place =
      path.length === 1 ? 'only' : step === 0 ? 'first' : step === path.length - 1 ? 'last' : 'middle';
    return `${scenario.direction} ${place}`;
  });
  expect([...new Set(places)].sort()).toEqual([
    'down first',
    'down last',
    'down middle',
    'down only',
    'up first',
    'up last',
    'up middle',
    'up only',
  ]);
});
