import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAlarmReference,
  formatExpression,
  parseAlarmReference,
  parseExpression,
} from '../../lambda/contract/alarm-reference.ts';
import { INCIDENT_KINDS } from '../../lambda/contract/incident-kind.ts';
import { NAME } from '../../lambda/contract/names.ts';
import { SEVERITIES } from '../../lambda/contract/severity.ts';

const names = fc.stringMatching(NAME);
const references = fc.record({
  environment: names,
  database: names,
  kind: fc.constantFrom(...INCIDENT_KINDS),
  severity: fc.constantFrom(...SEVERITIES),
});

describe('the reference in an alarm’s description', () => {
  test('is read as it was written, whatever lines are around it', () => {
    fc.assert(
      fc.property(references, names, names, (reference, before, after) => {
        const text = [before, formatAlarmReference(reference), after].join('\n');
        expect(parseAlarmReference(text)).toEqual(reference);
      }),
      { seed: 1 },
    );
  });

  test.each([
    ['no severity', 'a/b/slow', { environment: 'a', database: 'b', kind: 'slow' }],
    [
      'a kind that is not known',
      'a/b/odd severity=info',
      { environment: 'a', database: 'b', severity: 'info' },
    ],
    [
      'a severity that is not known',
      'a/b/leak severity=loud',
      { environment: 'a', database: 'b', kind: 'leak' },
    ],
    ['a database with a slash', 'a/b/c/wrong', { environment: 'a', database: 'b/c', kind: 'wrong' }],
  ])('of a user’s own alarm: %s', (_what, text, expected) => {
    expect(parseAlarmReference(`dedupe=migrate-watch/${text}`)).toEqual(expected);
  });

  test.each(['', 'dedupe=migrate-watch/a', 'dedupe=other/a/b/slow'])('%j is not a reference', (text) => {
    expect(parseAlarmReference(text)).toBeUndefined();
  });
});

test('the expression of a pattern is read as it was written', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^\n\r\u2028\u2029]{1,200}$/), (expression) => {
      const text = ['first', formatExpression(expression), 'last'].join('\n');
      expect(parseExpression(text)).toBe(expression);
    }),
    { seed: 1 },
  );
  expect(parseExpression('no expression here')).toBeUndefined();
});
