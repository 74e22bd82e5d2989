import { expect, test } from 'vitest';
import type { AlarmState, MissingData } from './definition.ts';
import { evaluate } from './evaluate.ts';

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const KEPT = 'retain current state';

/** AWS's notation: 0 not breaching, X breaching, - missing, newest on the right. */
function range(notation: string): (number | null)[] {
  return notation.split(' ').map((mark) => ({ 0: 0, X: 10, '-': null })[mark] as number | null);
}

function stateAfter(notation: string, m: number, missingData: MissingData, current: AlarmState): AlarmState {
  const rules = { evaluationPeriods: 3, datapointsToAlarm: m, threshold: 5, missingData } as const;
  return evaluate(range(notation), { ...rules, comparison: 'GreaterThanThreshold' }, current);
}

/**
 * The two tables that AWS publishes: evaluation range 5, N = 3, M = 3 and M = 2; columns in the order of TREATMENTS.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const PUBLISHED: readonly [m: number, points: string, ...after: (AlarmState | typeof KEPT)[]][] = [
  [3, '0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  [3, '0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  [3, '- - - - -', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
  [3, '0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [3, '- - X - -', 'ALARM', KEPT, 'ALARM', 'OK'],
  [2, '0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '- - - X -', 'ALARM', KEPT, 'ALARM', 'OK'],
];

test.each(PUBLISHED)('%i of 3, %s, as AWS publishes it', (m, points, ...after) => {
  for (const [column, treatment] of TREATMENTS.entries()) {
    for (const current of STATES) {
      const expected = after[column] === KEPT ? current : after[column];
      expect(stateAfter(points, m, treatment, current), `${treatment}, was ${current}`).toBe(expected);
    }
  }
});

test.each([
  ['- - - - X', 3],
  ['- - - X -', 3],
  ['- - - - X', 2],
])('%s with M = %i is too early for ALARM while missing data is missing', (points, m) => {
  expect(stateAfter(points, m, 'missing', 'OK')).toBe('OK');
});

test('a point that is too early for ALARM and then followed by a good one never alarms', () => {
  let state: AlarmState = 'OK';
  for (const points of ['- - - - X', '- - - X 0', '- - X 0 -', '- X 0 - -', 'X 0 - - -'])
    state = stateAfter(points, 3, 'missing', state);
  expect(state).toBe('OK');
});

test('points before the newest N real points do not count', () => {
  expect(stateAfter('X X 0 0 0', 2, 'missing', 'ALARM')).toBe('OK');
  expect(stateAfter('X 0 0 - 0', 1, 'breaching', 'ALARM')).toBe('OK');
});

test.each([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
] as const)('%s just below, at and above the threshold', (comparison, breaching) => {
  const rules = {
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    threshold: 5,
    missingData: 'missing',
    comparison,
  } as const;
  const states = [4.9, 5, 5.1].map((value) => evaluate([null, null, value], rules, 'OK') === 'ALARM');
  expect(states).toEqual(breaching);
});
