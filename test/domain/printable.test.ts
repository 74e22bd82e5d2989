import { expect, test } from 'vitest';
import { printable } from '../../lambda/domain/printable.ts';

test.each([
  ['a terminal’s command', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['line breaks and tabs', 'a\r\n\tb', 'a b'],
  ['C1 controls', 'a\u009b31m', 'a\\u009b31m'],
  ['a direction override', 'a\u202eb', 'a\\u202eb'],
  ['characters without width', 'a\u200bb\u00adc\u2060d', 'a\\u200bb\\u00adc\\u2060d'],
  ['tags', 'ok\u{e0049}\u{e0067}', 'ok\\u{e0049}\\u{e0067}'],
])('%s can be seen', (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('text of every script stays as it is', () => {
  const text = 'Übergröße – 日本 हिन्दी العربية 🚀👩🏽‍🚀'.replaceAll('\u200d', '');
  expect(printable(text)).toBe(text);
});
