import { describe, expect, test } from 'vitest';
import { alarmsIn, parseAlarmRule, ruleHolds } from './alarm-rule.ts';
import type { AlarmState } from './definition.ts';

const STATES: Readonly<Record<string, AlarmState>> = {
  a: 'ALARM',
  b: 'ALARM',
  o: 'OK',
  n: 'INSUFFICIENT_DATA',
};

function holds(text: string): boolean {
  return ruleHolds(parseAlarmRule(text), (alarm) => STATES[alarm]!);
}

describe('a rule holds', () => {
  test.each([
    ['ALARM("a")', true],
    ['ALARM("o")', false],
    ['OK("o")', true],
    ['INSUFFICIENT_DATA("n")', true],
    ['OK("n")', false],
    ['ALARM(a) AND ALARM(b)', true],
    ['ALARM("a") AND ALARM("o")', false],
    ['ALARM("o") OR ALARM("b")', true],
    ['NOT ALARM("o")', true],
    ['NOT ALARM("n")', true],
    ['NOT (ALARM("a") OR ALARM("o"))', false],
    ['NOT NOT ALARM("a")', true],
    ['TRUE', true],
    ['FALSE OR ALARM("a")', true],
    ['(ALARM("a") AND (OK("o") OR FALSE))', true],
  ])('%s: %s', (text, expected) => expect(holds(text)).toBe(expected));
});

test('AND binds before OR, NOT before AND', () => {
  expect(holds('ALARM("a") OR ALARM("o") AND ALARM("n")')).toBe(true);
  expect(holds('(ALARM("a") OR ALARM("o")) AND ALARM("n")')).toBe(false);
  expect(holds('NOT ALARM("a") AND ALARM("o")')).toBe(false);
  expect(holds('NOT (ALARM("a") AND ALARM("o"))')).toBe(true);
});

test('an alarm is named by name or by ARN', () => {
  const rule = parseAlarmRule(
    'ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop failed") OR OK(other-1)',
  );
  expect(alarmsIn(rule)).toEqual(['arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop failed', 'other-1']);
});

test.each([
  'ALARM("a"',
  'ALARM("a") ALARM("b")',
  'AND',
  'ALARM()',
  '',
  'WARM("a")',
  'ALARM("a") XOR OK("b")',
])('refuses %s', (text) => expect(() => parseAlarmRule(text)).toThrow('alarm rule'));
