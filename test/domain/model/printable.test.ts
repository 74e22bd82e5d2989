import { expect, test } from 'vitest';
import { printable, printableJson } from '../../../lambda/domain/model/printable.ts';

test.each([
  ['a terminal’s command', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['line breaks and tabs', 'a\r\n\tb', 'a b'],
  ['C1 controls', 'a\u009b31m', 'a\\u009b31m'],
  ['a direction override', 'a\u202eb', 'a\\u202eb'],
  ['characters without width', 'a\u200bb\u00adc\u2060d', 'a\\u200bb\\u00adc\\u2060d'],
  [
    'fillers and joiners',
    'a\u034fb\u115fc\u1160d\u3164e\uffa0f',
    'a\\u034fb\\u115fc\\u1160d\\u3164e\\uffa0f',
  ],
  ['variation selectors', 'a\ufe00b\ufe0fc\u180bd\u180ee\u180f', 'a\\ufe00b\\ufe0fc\\u180bd\\u180ee\\u180f'],
  ['the blank of Braille', 'a\u2800b', 'a\\u2800b'],
  ['marks of music', 'a\u{1d173}b\u{1d17a}', 'a\\u{1d173}b\\u{1d17a}'],
  ['selectors that carry bytes', 'a\u{e0100}\u{e01ef}', 'a\\u{e0100}\\u{e01ef}'],
  ['many marks on a letter', `z${'\u0301'.repeat(2_000)}y`, `z${'\u0301'.repeat(4)}…y`],
  ['tags', 'ok\u{e0049}\u{e0067}', 'ok\\u{e0049}\\u{e0067}'],
])('%s can be seen', (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('text of every script stays as it is', () => {
  const text = 'Übergröße – 日本 हिन्दी العربية 🚀👩🏽‍🚀'.replaceAll('\u200d', '');
  expect(printable(text)).toBe(text);
});

test('JSON shows what a program reads, and reads the same', () => {
  const value = { name: 'a\u202eb\u200bc\u{e0041}d\u009be é 日本' };
  const json = printableJson(value);
  expect(json).toBe('{"name":"a\\u202eb\\u200bc\\udb40\\udc41d\\u009be é 日本"}');
  expect(JSON.parse(json)).toEqual(value);
});
